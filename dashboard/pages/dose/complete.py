"""How complete are the doses? The share of exams that have one, and what has found no counterpart."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.kpi import sums
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, mono, table
from dashboard.blocks.tile import tile
from dashboard.blocks.trend import trend
from dashboard.formats import (
    format_count,
    format_day,
    format_month,
    format_number,
    format_percent,
    format_significant,
    is_unknown,
)
from dashboard.pages.dose.reveal import reveal_button, revealed_place
from dashboard.pages.dose.words import period_words
from db.database import Connection
from db.queries import dose, rejects

_MOST = 5
_DEFINITION = (
    "Exams done, of kinds that give a dose (radiography, fluoroscopy, mammography, CT), by the RIS; an exam has a dose "
    "when a study has its accession number or study UID. All rooms and ages."
)


@dataclass(frozen=True, slots=True)
class Complete:
    """What came in of a period, counted and listed. Rows of exams are without identity; None: not for this reader.

    `may_reveal`: whether the reader may ask for the accession number of one of them.
    """

    counts: dict[str, int]
    by_month: pd.DataFrame
    exams_without_dose: pd.DataFrame | None
    dose_without_exam: pd.DataFrame | None
    unmatched_images: pd.DataFrame
    disagreeing_totals: pd.DataFrame
    doubtful_indices: pd.DataFrame
    may_reveal: bool
    # What a console's user may have typed: the words themselves are for the same readers as rows of exams.
    unmapped_reasons: pd.DataFrame
    may_read_rows: bool


def gather(connection: Connection, start: date, end: date, may_read_rows: bool, may_reveal: bool) -> Complete:
    """Ask the database; rows of single exams only where the reader may see them."""
    return Complete(
        dose.completeness(connection, start, end),
        dose.completeness_by_month(connection, start, end),
        dose.exams_without_dose(connection, start, end, _MOST) if may_read_rows else None,
        dose.dose_without_exam(connection, start, end, _MOST) if may_read_rows else None,
        dose.unmatched_images(connection, start, end),
        dose.disagreeing_totals(connection, start, end),
        dose.doubtful_indices(connection, start, end),
        may_read_rows and may_reveal,
        rejects.unmapped_reasons(connection),
        may_read_rows,
    )


def completeness_row(complete: Complete, period: tuple[date, date], today: date) -> Component:
    """The figure beside the list of what has found no counterpart."""
    return columns(_share(complete, period, today), _unmet(complete, today), "1:1")


def _share(complete: Complete, period: tuple[date, date], today: date) -> Component:
    counts = complete.counts
    if not counts["exams"]:
        return tile(
            "Does every exam have its dose?",
            html.P(
                "The RIS has told of no exam of this period that gives a dose, so there is nothing to compare."
            ),
            note=_DEFINITION,
            id="dose-complete",
        )
    share = counts["with_dose"] / counts["exams"]
    parts = [
        ("Exams", format_count(counts["exams"]), "", "done, of kinds that give a dose"),
        ("Without a dose", format_count(counts["without_dose"]), "", "no report, image or export"),
        (
            "Doses without an exam",
            format_count(counts["dose_without_exam"]),
            "",
            "studies that no exam claims",
        ),
    ]
    drawn = complete.by_month.assign(percent=complete.by_month["share"] * 100)
    body: list[Component] = [sums(parts)]
    if len(drawn) > 1:
        body.append(
            trend(
                drawn, x="month", y="percent", unit="%", title="Exams with a dose, by month",
                write=lambda value: format_number(value, 1), from_zero=True, min_height=150,
            )
        )  # fmt: skip
    months = [
        {"month": format_month(row["month"]), **{name: row[name] for name in ("exams", "with_dose")},
         "share": format_percent(row["share"], row["exams"])}
        for row in complete.by_month.sort_values("month", ascending=False).to_dict("records")
    ]  # fmt: skip
    return tile(
        f"{format_percent(share, counts['exams'])} of exams that give a dose have one on file",
        body,
        subtitle=f"Exams with a dose, by month of the exam. {period_words(period, today)}",
        note=_DEFINITION,
        table=table(
            months,
            [
                Column("month", "Month"),
                Column("exams", "Exams", "number", decimals=0),
                Column("with_dose", "With a dose", "number", decimals=0),
                Column("share", "Share", "number"),
            ],
            title="Exams with a dose, by month",
        ),
        id="dose-complete",
    )


def _unmet(complete: Complete, today: date) -> Component:
    rows = [
        *_exams(
            complete.exams_without_dose,
            complete.counts["without_dose"],
            "exam",
            "without a dose",
            today,
            may_reveal=complete.may_reveal,
        ),
        *_exams(
            complete.dose_without_exam, complete.counts["dose_without_exam"], "dose", "without an exam", today
        ),
        *_images(complete.unmatched_images),
        *_totals(complete.disagreeing_totals, today),
        *_indices(complete.doubtful_indices),
        *_reasons(complete.unmapped_reasons, complete.may_read_rows),
    ]
    if not rows:
        return tile(
            "Everything has found its counterpart", html.P("No exam, dose, image or total stands alone.")
        )
    return tile(
        "What has found no counterpart?",
        [
            # Above the rows, where it is seen; below them it may lie outside the screen.
            *([revealed_place()] if complete.may_reveal else []),
            table(
                rows,
                [
                    Column("when", "When"),
                    Column("where", "Where"),
                    Column("what", "What", on_phone="wide"),
                    *([Column("number", "", "action")] if complete.may_reveal else []),
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
        id="dose-unmet",
    )


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
