"""How are the rooms used: busy time, change time, exams an hour?"""

import pandas as pd
from dash.development.base_component import Component

from dashboard.blocks.layout import columns
from dashboard.blocks.ranked_bars import ranked_bars
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_count, format_number, format_percent, is_unknown
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.question import FILTERS
from dashboard.pages.exams.tiles import figure_tile, graph_id, nothing_fits, rows_link
from dashboard.pages.exams.words import minutes, narrowed
from db.queries import exams

_ALL = "All exams of the room: exam type, class and age don't narrow this view."


def rooms_view(picture: Picture) -> list[Component]:
    """Which room is busiest, and which changes slowest; then all of it in a table."""
    assert picture.in_rooms is not None
    used = exams.room_use(picture.in_rooms)
    if used.empty:
        return [tile("How are the rooms used?", nothing_fits(picture, "exam with a room"))]
    return [columns(_busy(picture, used), _change(picture, used), "1:1"), _table(picture, used)]


def _subtitle(picture: Picture, what: str) -> str:
    narrow = any(picture.asked.away()[FILTERS.index(name)] for name in ("type", "class", "age"))
    return f"{what}; {narrowed(picture)}" + (f". {_ALL}" if narrow else "")


def _busy(picture: Picture, used: pd.DataFrame) -> Component:
    known = used.dropna(subset=["busy_share"]).assign(percent=used["busy_share"] * 100)
    title = "No exam has a begin and an end, so nobody knows how busy the rooms are"
    if len(known):
        most = known.loc[known["percent"].idxmax()]
        title = f"{most['room']} is busiest: an exam goes on {format_percent(most['busy_share'])} of the time"
    rows = [
        {"room": row.room, "share": format_percent(row.busy_share), "busy": row.busy_h, "use": row.in_use_h,
         "rows": rows_link(picture, "room", row.room, row.room)}
        for row in used.itertuples()
    ]  # fmt: skip
    return figure_tile(
        picture,
        "busy",
        title,
        ranked_bars(
            known, label="room", value="percent", unit="%", title=title, id=graph_id("room:busy"),
            write=lambda value: format_number(value, 0),
        ),
        subtitle=_subtitle(picture, "Busy time as a share of the time in use"),
        table=table(
            rows,
            [Column("room", "Room", strong=True), Column("share", "Busy", "number"),
             Column("busy", "Busy", "number", unit="h", decimals=1),
             Column("use", "In use", "number", unit="h", decimals=1), Column("rows", "", "action")],
            title=title,
        ),
        note="In use: from the first begin to the last end of each day. Busy: while an exam goes on; overlapping exams "
        "count once.",
    )  # fmt: skip


def _change(picture: Picture, used: pd.DataFrame) -> Component:
    known = used.dropna(subset=["change_median_min"])
    title = "How long does a change of patients take?"
    if len(known):
        slowest = known.loc[known["change_median_min"].idxmax()]
        title = f"{slowest['room']} changes slowest: half of its changes take {minutes(slowest['change_median_min'])}"
    rows = [
        {"room": row.room, "median": minutes(row.change_median_min), "n": row.changes, "long": row.long_gaps,
         "overlap": row.overlaps}
        for row in used.itertuples()
    ]  # fmt: skip
    return figure_tile(
        picture,
        "change",
        title,
        ranked_bars(
            known, label="room", value="change_median_min", unit="min", title=title, id=graph_id("room:change"),
            write=lambda value: format_number(value, 0),
        ),
        subtitle=_subtitle(picture, "Median time from the end of an exam to the begin of the next"),
        table=table(
            rows,
            [Column("room", "Room", strong=True), Column("median", "Median", "number"),
             Column("n", "Changes", "number", decimals=0), Column("long", "Over 1 h", "number", decimals=0),
             Column("overlap", "Overlapping", "number", decimals=0)],
            title=title,
        ),
        note="Changes of up to an hour within one day; after a longer gap nobody was waiting.",
    )  # fmt: skip


def _table(picture: Picture, used: pd.DataFrame) -> Component:
    quickest = used.dropna(subset=["exams_per_hour"])
    title = "How many exams does each room do an hour?"
    if len(quickest):
        most = quickest.loc[quickest["exams_per_hour"].idxmax()]
        title = f"{most['room']} does most exams an hour: {format_number(most['exams_per_hour'], 1)}"
    rows = [
        {
            "room": row.room,
            "exams": row.exams,
            "days": row.days,
            "hour": None if is_unknown(row.exams_per_hour) else row.exams_per_hour,
            "busy": format_percent(row.busy_share),
            "change": minutes(row.change_median_min),
            "without": format_count(row.without_times),
            "rows": rows_link(picture, "room", row.room, row.room),
        }
        for row in used.itertuples()
    ]
    return figure_tile(
        picture,
        "rooms",
        title,
        table(
            rows,
            [Column("room", "Room", strong=True, on_phone="head"), Column("exams", "Exams", "number", decimals=0),
             Column("days", "Days", "number", decimals=0),
             Column("hour", "Exams an hour", "number", decimals=1, strong=True), Column("busy", "Busy", "number"),
             Column("change", "Change", "number"), Column("without", "Without times", "number"),
             Column("rows", "", "action")],
            title=title,
            cards=True,
        ),
        subtitle=_subtitle(picture, "Exams by the hours in which the room was in use"),
        note="Exams without a begin or an end, or that seem to take longer than a day, stand in no other column.",
        is_figure=False,
    )  # fmt: skip
