"""The exams that wait for an explanation: the work list, those that were found late, and the form that closes one."""

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.button import button, link_button
from dashboard.blocks.form import choice, field, form
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import UNKNOWN, format_count, format_day, format_number, is_unknown
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.reveal import reveal_button
from dashboard.pages.dose.tiles import figure_tile
from dashboard.pages.dose.words import written
from db.queries import dose

CLOSE = "dose.close"
NOT_NARROWED = (
    "Of every day, class and age: an exam waits until somebody has closed it, not until it is forgotten."
)


def waiting_words(number: int) -> str:
    """`One exam waits`, `36 exams wait`."""
    return "One exam waits" if number == 1 else f"{format_count(number)} exams wait"


def late_title(number: int) -> str:
    """`One exam waits that was found late`."""
    return f"{waiting_words(number)} that {'was' if number == 1 else 'were'} found late"


def open_tile(picture: Picture, found: pd.DataFrame, waiting: int) -> Component:
    """What was found in time, the furthest over its rule first."""
    oldest = int(found["days_open"].max())
    return figure_tile(
        picture,
        "outliers",
        f"{waiting_words(waiting)} for an explanation",
        _table(picture, found, "Open outliers, the furthest over their rule first"),
        subtitle=f"The furthest over its rule first{_cut(found, waiting)}; the oldest is open for "
        f"{format_count(oldest)} d",
        note=f"{NOT_NARROWED} An outlier asks for a look: it is no verdict on a patient, an exam or a person. A "
        "physicist or the RSO closes it, with a reason; nothing closes by itself, not even by a correction.",
        is_figure=False,
    )


def late_tile(picture: Picture, found: pd.DataFrame, waiting: int) -> Component:
    """What was old already when it was found, apart from the work of the day."""
    return figure_tile(
        picture,
        "outliers-late",
        late_title(waiting),
        _table(picture, found, "Open outliers that were found late, the furthest over their rule first"),
        subtitle=f"Older than {dose.FOUND_LATE_DAYS} days when their dose came in: with the first files of a year, or "
        f"after a feed stood still; the furthest over its rule first{_cut(found, waiting)}",
        note="Nothing is missed, and nothing closes by itself: they are apart, so that history does not hide the work "
        "of the day.",
        is_figure=False,
    )


def _cut(found: pd.DataFrame, waiting: int) -> str:
    return f", the furthest {format_count(len(found))} shown" if waiting > len(found) else ""


def _table(picture: Picture, found: pd.DataFrame, title: str) -> Component:
    may_close = access.allowed(CLOSE)
    rows = [
        {
            "exam": two_lines(row["label"], row["measure"]),
            "day": format_day(row["local_date"], picture.today),
            "room": UNKNOWN if is_unknown(row["room"]) else row["room"],
            "dose": two_lines(html.Strong(written(row["measure"], row["dose"])), row["unit"]),
            "rule": two_lines(_rule_words(row), f"{format_number(row['times'], 1)} times that"),
            "open": row["days_open"],
            "number": reveal_button(row["exam_key"], f"{row['label']} of {row['local_date']}")
            if picture.may_reveal and not is_unknown(row["exam_key"])
            else "",
            "close": dcc.Link(
                "Close",
                href=picture.asked.address(of=str(row["id"])),
                className="btn btn-outline-secondary",
                title=f"Close {row['label']} of {row['local_date']} with a reason",
            )
            if may_close
            else "",
        }
        for row in found.to_dict("records")
    ]
    return table(
        rows,
        [
            Column("exam", "Exam type", on_phone="head"),
            Column("day", "Day"),
            Column("room", "Room"),
            Column("dose", "Dose", "number"),
            Column("rule", "Rule", on_phone="wide"),
            Column("open", "Days open", "number", decimals=0),
            *([Column("number", "", "action")] if picture.may_reveal else []),
            *([Column("close", "", "action")] if may_close else []),
        ],
        title=title,
        cards=True,
    )


def _rule_words(row: dict[Any, Any]) -> str:
    limit = f"{written(row['measure'], row['threshold'])} {row['unit']}"
    if row["rule_kind"] == "factor":
        return f"over {row['rule_value']:g} times the usual, {limit}"
    return f"over {limit}"


def closing_tile(picture: Picture, row: dict[Any, Any]) -> Component:
    """The form that closes one, with its reason."""
    return tile(
        f"Why was {row['label']} of {format_day(row['local_date'], picture.today)} "
        f"{written(row['measure'], row['dose'])} {row['unit']}?",
        [
            dcc.Store(id="dose-closing", data=int(row["id"])),
            form(
                [
                    choice("dose-close-reason", "Reason", list(dose.REASONS.items())),
                    field("dose-close-words", "In words, without a patient's data", wide=True),
                ],
                html.Span(
                    [
                        button("Close it", "dose-close", kind="primary"),
                        link_button("Leave it open", picture.asked.address(of=""), kind="quiet"),
                    ]
                ),
                said="dose-close-said",
                note="Your name, the time and the reason are kept with it and in the audit trail.",
            ),
        ],
        subtitle=f"{_rule_words(row)}; {UNKNOWN if is_unknown(row['room']) else row['room']}; open for "
        f"{format_count(row['days_open'])} d",
        id="dose-tile-closing",
    )
