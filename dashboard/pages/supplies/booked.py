"""What was booked: the bar with Undo, and the last bookings."""

from datetime import date, datetime, tzinfo
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button
from dashboard.blocks.icon import icon
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_day, format_time, is_unknown
from dashboard.pages.supplies.asked import Asked
from dashboard.pages.supplies.words import units_text

_DID = {
    "receive": "Received",
    "use": "Used",
    "move": "Moved",
    "count": "Counted",
    "discard": "Discarded",
    "open": "Opened",
    "undo": "Took back",
}


def sentence(row: dict[Any, Any]) -> str:
    """`Used 2 of Iohexol 350, lot 12E45, at Rack 1`."""
    number = (
        row["counted_units"]
        if row["action"] == "count" and not is_unknown(row["counted_units"])
        else row["quantity"]
    )
    name = row["item_code"] if is_unknown(row["item_name"]) else row["item_name"]
    lot = f"lot{NBSP}{row['lot']}" if row["lot"] else "without a lot"
    to = "" if is_unknown(row["to_location"]) else f" to {row['to_location']}"
    return f"{_DID[row['action']]} {units_text(number)} of {name}, {lot}, at {row['location']}{to}"


def done_bar(row: dict[Any, Any], zone: tzinfo) -> Component:
    """What was just booked, with the button that takes it back."""
    may_undo = row["action"] != "undo" and not row["is_taken_back"]
    words = f"{sentence(row)}, at {_clock(row['booked_at'], zone)}"
    if row["is_taken_back"]:
        words += "; taken back"
    return html.Div(
        [
            icon("check-circle"),
            html.Span(words),
            button("Undo", "scan-undo", kind="quiet", icon_name="arrow-counterclockwise")
            if may_undo
            else None,
        ],
        className="ro-done",
        role="status",
    )


def recent_tile(recent: pd.DataFrame, today: date, zone: tzinfo) -> Component:
    """The last bookings of everybody, newest first."""
    rows = [
        {
            "what": two_lines(
                dcc.Link(sentence(row), href=_opened(row)),
                f"{row['booked_by']}{'; taken back' if row['is_taken_back'] else ''}",
            ),
            "when": _moment(row["booked_at"], today, zone),
        }
        for row in recent.to_dict("records")
    ]
    made = table(
        rows, [Column("what", "Booking"), Column("when", "When", "number")], title="The last bookings"
    )
    return tile(
        "What was booked last?",
        made,
        subtitle="Newest first, by everybody; open one to take it back",
    )


def _opened(row: dict[Any, Any]) -> str:
    """The lot of a booking, with the booking and its Undo on top."""
    asked = Asked(item=row["item_code"], lot=row["lot"], has_lot=True, location=row["location"])
    return asked.path(done=str(row["id"]))


def _clock(moment: datetime, zone: tzinfo) -> str:
    return format_time(pd.Timestamp(moment).tz_localize("UTC").to_pydatetime(), zone)


def _moment(moment: datetime, today: date, zone: tzinfo) -> str:
    local = pd.Timestamp(moment).tz_localize("UTC").tz_convert(zone).to_pydatetime()
    clock = format_time(local, zone)
    return clock if local.date() == today else f"{format_day(local.date(), today)} {clock}"
