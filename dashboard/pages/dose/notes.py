"""What people note on a trend: the form, and the notes that can be withdrawn."""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.address import ALL
from dashboard.blocks.button import button, link_button
from dashboard.blocks.form import choice, field, form
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.dose.picture import Picture

NOTE = "dose.annotate"


def note_tile(picture: Picture, exam_type: str, events: pd.DataFrame) -> Component:
    """The form for what happened, above the notes of these days."""
    rooms = [(ALL, "All rooms"), *((room, room) for room in picture.offered.rooms)]
    types = [(exam_type, exam_type), (ALL, "All exam types")]
    room = picture.asked.selection.room or ALL
    notes = events[events["kind"] == "note"]
    return tile(
        "What happened that may explain a change?",
        [
            form(
                [
                    field("dose-note-day", "Day", "date", picture.today),
                    choice("dose-note-room", "Room", rooms, room),
                    choice("dose-note-type", "Exam type", types, exam_type),
                    field("dose-note-words", "In words, without a patient's data", wide=True),
                ],
                html.Span(
                    [
                        button("Note it", "dose-note", kind="primary"),
                        link_button("Cancel", picture.asked.address(show=""), kind="quiet"),
                    ]
                ),
                said="dose-note-said",
            ),
            *([_list(picture, notes)] if len(notes) else []),
        ],
        subtitle="It stands on the trend of its room and exam type for everybody who sees this page, with your name",
        id="dose-tile-note",
    )


def _list(picture: Picture, notes: pd.DataFrame) -> Component:
    rows = [
        {
            "day": format_day(row["day"], picture.today),
            "words": row["words"],
            "where": row["room"] or "all rooms",
            "who": row["who"],
            "withdraw": button(
                "Withdraw",
                {"type": "dose-withdraw", "note": int(row["number"])},
                kind="quiet",
                name=f"Withdraw the note of {row['day']}",
            ),
        }
        for row in notes.to_dict("records")
    ]
    return table(
        rows,
        [
            Column("day", "Day", on_phone="head"),
            Column("words", "Note", on_phone="wide"),
            Column("where", "Room"),
            Column("who", "Noted by"),
            Column("withdraw", "", "action"),
        ],
        title="Notes of these days",
        cards=True,
    )
