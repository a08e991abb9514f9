"""How complete are the doses? The share of exams that have one, by month and by room, and what stands alone."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.heat_map import heat_map
from dashboard.blocks.kpi import sums
from dashboard.blocks.layout import columns, stack
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.blocks.trend import trend
from dashboard.formats import format_count, format_month, format_number, format_percent
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import ROWS_PERMISSION, days_words, figure_tile, graph_id
from dashboard.pages.dose.unmet import unmet_tile
from db.database import Connection
from db.queries import dose

_DEFINITION = (
    "Exams done, of kinds that give a dose (radiography, fluoroscopy, mammography, CT), by the RIS; an exam has a dose "
    "when a study has its accession number or study UID. All ages, classes and exam types."
)
_NO_ROOM = "room not said"


def complete_view(connection: Connection, picture: Picture) -> list[Component]:
    """The share of exams with a dose beside what has found no counterpart, and the share by room and month."""
    counts = dose.completeness(connection, picture.of)
    parts = [_share(connection, picture, counts)]
    if counts["exams"]:
        parts.append(_by_room(connection, picture))
    return [columns(stack(*parts, even=True), unmet_tile(connection, picture, counts), "1:1")]


def _share(connection: Connection, picture: Picture, counts: dict[str, int]) -> Component:
    if not counts["exams"]:
        return tile(
            "Does every exam have its dose?",
            html.P(
                "The RIS has told of no exam of these days that gives a dose, so there is nothing to compare."
            ),
            note=_DEFINITION,
            id="dose-complete",
        )
    by_month = dose.complete_by(connection, picture.of, "month")
    share = counts["with_dose"] / counts["exams"]
    strays = counts["dose_without_exam"]
    parts = [
        ("Exams", format_count(counts["exams"]), "", "done, of kinds that give a dose"),
        ("Without a dose", format_count(counts["without_dose"]), "", "no report, image or export"),
        ("Doses without an exam", format_count(strays), "", "studies that no exam claims, all rooms"),
    ]
    body: list[Component] = [sums(parts)]
    title = f"{format_percent(share, counts['exams'])} of exams that give a dose have one on file"
    if len(by_month) > 1:
        body.append(
            trend(
                by_month.assign(percent=by_month["share"] * 100), x="month", y="percent", unit="%", title=title,
                write=lambda value: format_number(value, 1), from_zero=True, min_height=150, end_room=60,
            )
        )  # fmt: skip
    months = by_month.sort_values("month", ascending=False)
    return figure_tile(
        picture,
        "complete",
        title,
        body,
        subtitle=f"Exams with a dose, by month of the exam. {days_words(picture)}",
        note=_DEFINITION,
        table=table(
            [{"month": format_month(row["month"]), **_counted(row)} for row in months.to_dict("records")],
            [Column("month", "Month"), *_COUNTED],
            title="Exams with a dose, by month",
        ),
        is_figure=len(by_month) > 1,
        id="dose-complete",
    )


def _by_room(connection: Connection, picture: Picture) -> Component:
    cells = dose.complete_by(connection, picture.of, "room", "month")
    cells["name"] = cells["room"].replace("", _NO_ROOM)
    rooms = dose.complete_by(connection, picture.of, "room")
    worst = rooms.sort_values(["share", "room"]).iloc[0]
    name = worst["room"] or _NO_ROOM
    title = (
        "Every room has a dose of every exam"
        if worst["share"] == 1
        else f"{name} lacks most: {format_percent(worst['share'], int(worst['exams']))} of its exams have a dose"
    )
    cells["missing"] = (1 - cells["share"]) * 100
    of = {(row["name"], row["month"]): row for row in cells.to_dict("records")}
    months = sorted(set(cells["month"]))
    cells["place"] = [months.index(month) for month in cells["month"]]

    def hover(room: Any, place: Any, _: Any) -> str:
        month = months[place]
        row = of.get((room, month))
        if row is None:
            return f"{room}, {format_month(month)}: no exam"
        return (
            f"{room}, {format_month(month)}: {format_percent(row['share'], int(row['exams']))} of "
            f"{format_count(row['exams'])} exams"
        )

    shown = heat_map(
        cells,
        x="place",
        y="name",
        value="missing",
        title=title,
        columns=[(place, _tick(month, months)) for place, month in enumerate(months)],
        rows=[(room, room) for room in sorted(cells["name"].unique())],
        write=lambda missing: "" if pd.isna(missing) else format_number(100 - missing, 0),
        hover=hover,
        missing=float("nan"),
        key=lambda room, place: "" if room == _NO_ROOM else f"{room}|{months[place]:%Y-%m}",
        id=graph_id("lacking"),
    )
    listed = cells.sort_values(["name", "month"], ascending=[True, False]).to_dict("records")
    return figure_tile(
        picture,
        "complete-rooms",
        title,
        shown,
        subtitle="Per cent of a room's exams with a dose, by month; the darker, the more is missing. "
        f"{days_words(picture)}",
        note="An empty cell: no exam that gives a dose. "
        + (
            "A click on a cell narrows the page to its room and month. "
            if access.allowed(ROWS_PERMISSION)
            else ""
        )
        + _DEFINITION,
        table=table(
            [{"room": row["name"], "month": format_month(row["month"]), **_counted(row)} for row in listed],
            [Column("month", "Month"), *_COUNTED],
            title="Exams with a dose, by room and month",
            group="room",
        ),
    )


_COUNTED = [
    Column("exams", "Exams", "number", decimals=0),
    Column("with_dose", "With a dose", "number", decimals=0),
    Column("share", "Share", "number"),
]


def _counted(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        "exams": row["exams"],
        "with_dose": row["with_dose"],
        "share": format_percent(row["share"], row["exams"]),
    }


def _tick(month: Any, months: list[Any]) -> str:
    """The name of the month under its column, of so many that they stand beside each other."""
    step = 1 if len(months) <= 6 else 3 if len(months) <= 13 else 12
    place = months.index(month)
    return format_month(month, months[-1]) if (len(months) - 1 - place) % step == 0 else ""
