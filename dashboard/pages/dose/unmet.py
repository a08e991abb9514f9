"""What has found no counterpart? Exams, doses, images and totals that stand alone, until somebody finds out why."""

from datetime import date
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.table import Column, mono, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_count, format_day, format_number, format_significant, is_unknown
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.reveal import reveal_button, revealed_place
from dashboard.pages.dose.tiles import ROWS_PERMISSION, figure_tile
from db.database import Connection
from db.queries import dose, rejects

_MOST = 5


def unmet_tile(connection: Connection, picture: Picture, counts: dict[str, int]) -> Component:
    """The list, rows of single exams only for who may read them."""
    of, today, may_read = picture.of, picture.today, access.allowed(ROWS_PERMISSION)
    may_reveal = may_read and picture.may_reveal
    rows = [
        *_exams(
            dose.exams_without_dose(connection, of, _MOST) if may_read else None,
            counts["without_dose"],
            "exam",
            "without a dose",
            today,
            may_reveal=may_reveal,
        ),
        *_exams(
            dose.dose_without_exam(connection, of.start, of.end, _MOST) if may_read else None,
            counts["dose_without_exam"],
            "dose",
            "without an exam",
            today,
        ),
        *_images(dose.unmatched_images(connection, of.start, of.end)),
        *_totals(dose.disagreeing_totals(connection, of.start, of.end), today),
        *_indices(dose.doubtful_indices(connection, of.start, of.end)),
        *_reasons(rejects.unmapped_reasons(connection), may_read),
    ]
    if not rows:
        return tile(
            "Everything has found its counterpart", html.P("No exam, dose, image or total stands alone.")
        )
    return figure_tile(
        picture,
        "unmet",
        "What has found no counterpart?",
        [
            # Above the rows, where it is seen; below them it may lie outside the screen.
            *([revealed_place()] if may_reveal else []),
            table(
                rows,
                [
                    Column("when", "When"),
                    Column("where", "Where"),
                    Column("what", "What", on_phone="wide"),
                    *([Column("number", "", "action")] if may_reveal else []),
                ],
                title="What has found no counterpart",
                group="group",
                count_note=f"At most {_MOST} of each kind, newest or largest first",
                cards=True,
            ),
        ],
        subtitle="None of it adds dose twice or is left out unseen: it is shown until somebody finds out why",
        note=f"Totals disagree from {format_number(dose.DISAGREES_FROM * 100, 1, '%')} on; the reported one counts. "
        "The deviation index is 10 log(EI / target EI).",
        is_figure=False,
        id="dose-unmet",
    )


def unmet_rows(connection: Connection, picture: Picture, *, may_read: bool) -> pd.DataFrame:
    """The same as a table for another program, all of each kind: kind, and what is known of it."""
    of, most = picture.of, 50_000
    parts = {
        "image without an event": dose.unmatched_images(connection, of.start, of.end),
        "total unlike the sum of events": dose.disagreeing_totals(connection, of.start, of.end, most),
        "deviation index unlike EI and target": dose.doubtful_indices(connection, of.start, of.end),
    }
    if may_read:
        exams = dose.exams_without_dose(connection, of, most).drop(columns=["exam_key"])
        strays = dose.dose_without_exam(connection, of.start, of.end, most)
        parts = {"exam without a dose": exams, "dose without an exam": strays, **parts}
        parts["reject reason that is not mapped"] = rejects.unmapped_reasons(connection)
    named = [part.assign(kind=kind) for kind, part in parts.items() if len(part)]
    if not named:
        return pd.DataFrame(columns=["kind"])
    found = pd.concat(named, ignore_index=True)
    return found[["kind", *(name for name in found.columns if name != "kind")]]


def _exams(
    found: pd.DataFrame | None, number: int, noun: str, lack: str, today: date, *, may_reveal: bool = False
) -> list[dict[str, Any]]:
    if not number:
        return []
    group = f"{format_count(number)} {noun}{'' if number == 1 else 's'} {lack}"
    if found is None:
        return [_row(group, "", "", "Which they are is shown to those who may see rows of exams")]
    return [
        _row(
            group,
            format_day(row["local_date"], today),
            _known(row.get("room")) or _known(row["modality"]),
            _known(row["exam_description"]) or "no description",
            reveal_button(row["exam_key"], _exam_words(row, today)) if may_reveal else "",
        )
        for row in found.to_dict("records")
    ]


def _exam_words(row: dict[Any, Any], today: date) -> str:
    return f"{_known(row['exam_description']) or 'the exam'} of {format_day(row['local_date'], today)}"


def _images(found: pd.DataFrame) -> list[dict[str, Any]]:
    number = int(found["n"].sum())
    group = f"{format_count(number)} image{'' if number == 1 else 's'} joined to no event of a report"
    return [
        _row(
            group,
            "",
            _known(row["room"]),
            [mono(_known(row["protocol"]) or "no protocol"), f", n = {row['n']}"],
        )
        for row in found.head(_MOST).to_dict("records")
    ]


def _totals(found: pd.DataFrame, today: date) -> list[dict[str, Any]]:
    group = (
        f"{format_count(len(found))} reported total{'' if len(found) == 1 else 's'} unlike the sum of events"
    )
    return [
        _row(
            group,
            format_day(row["study_date"], today),
            _known(row["station_name"]) or _known(row["modality"]),
            f"{row['quantity']} {format_significant(row['reported'], 3)}, events "
            f"{format_significant(row['summed'], 3)} {row['unit']}",
        )
        for row in found.head(_MOST).to_dict("records")
    ]


def _indices(found: pd.DataFrame) -> list[dict[str, Any]]:
    number = int(found["n"].sum())
    group = f"{format_count(number)} deviation ind{'ex' if number == 1 else 'ices'} unlike EI and target"
    return [
        _row(
            group, "", _known(row["room"]), f"{format_count(row['n'])} of {format_count(row['of'])} exposures"
        )
        for row in found.head(_MOST).to_dict("records")
    ]


def _reasons(found: pd.DataFrame, may_read_words: bool) -> list[dict[str, Any]]:
    if found.empty:
        return []
    number = int(found["n"].sum())
    group = f"{format_count(number)} rejected exposure{'' if number == 1 else 's'} with a reason that is not mapped"
    if not may_read_words:
        return [_row(group, "", "", "The words are shown to those who may see rows of exams")]
    return [
        _row(group, "any time", "", [mono(row["reason_text"]), f", n = {format_count(row['n'])}"])
        for row in found.head(_MOST).to_dict("records")
    ]


def _row(group: str, when: str, where: str, what: Any, number: Any = "") -> dict[str, Any]:
    return {"group": group, "when": when, "where": where, "what": what, "number": number}


def _known(value: Any) -> str:
    return "" if is_unknown(value) else str(value)
