"""The rows behind a figure: which exposures or exams a month, room or protocol stands for, a portion at a time."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.served_grid import answer, served_grid, wanted_rows
from dashboard.blocks.table import Column
from dashboard.blocks.take import take_menu
from dashboard.blocks.tile import tile
from dashboard.formats import UNKNOWN, format_count, format_day, format_month, is_unknown
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import narrowed, nothing_fits
from dashboard.pages.dose.words import written
from db.database import Connection
from db.queries import dose
from db.selection import month_end

GRID = "dose-rows-grid"
# Rows of one file: more is a matter for the exports, which write to the wire while they read.
MOST_TAKEN = 50_000
_UNITS = {one.name: one.unit for one in dose.MEASURES}


@dataclass(frozen=True)
class Rows:
    """What is looked at: its name in words, and the question for its rows."""

    title: str
    behind: dose.Behind


def find(picture: Picture) -> Rows | None:
    """The rows that the address asks for: "exam type|measure|projection|kind|which"; None where it asks for none.

    Kinds: `month` (2026-11), `room` and `protocol` (2026-11 and its name), `all`.
    """
    parts = picture.asked.of.split("|", 5)
    if len(parts) < 4 or parts[1] not in _UNITS:
        return None
    exam_type, measure, projection, kind = parts[:4]
    of, said = replace(picture.of, exam_type=exam_type), [dose.exam_label(exam_type, projection)]
    room = protocol = None
    if kind != "all":
        month = _month(parts[4] if len(parts) > 4 else "")
        if month is None or kind not in ("month", "room", "protocol"):
            return None
        # The days of the filter that lie in the month: a month that is cut holds no more rows than its figure.
        of = replace(of, start=max(of.start, month), end=min(of.end, month_end(month)))
        said.append(format_month(month))
        name = parts[5] if len(parts) > 5 else ""
        if kind == "room":
            room = name
            said.append(name or UNKNOWN)
        elif kind == "protocol":
            protocol = name
            said.append(name or UNKNOWN)
    return Rows(", ".join(said), dose.Behind(of, measure, projection, room, protocol))


def rows_view(connection: Connection, picture: Picture) -> list[Component]:
    """The grid, and what is in it."""
    found = find(picture)
    if found is None:
        return [
            tile("No such rows", nothing_fits(picture, "row", "The address names no figure of this page."))
        ]
    total = dose.row_count(connection, found.behind)
    noun = "exam" if found.behind.measure.endswith("per exam") else "exposure"
    cut = f" A file holds the newest {format_count(MOST_TAKEN)} of them." if total > MOST_TAKEN else ""
    return [
        tile(
            f"{found.title}: {format_count(total)} {noun}{'' if total == 1 else 's'}",
            served_grid(
                _columns(picture, found.behind), id=GRID, title=f"Rows of {found.title}", height="560px"
            ),
            subtitle=f"{found.behind.measure}; {narrowed(picture)}",
            note="Without identity: no number of a patient, exam or person. The newest first; those of unknown dose "
            f"stand in no median. A single dose is never put to a reference level.{cut}",
            actions=take_menu("dose", "rows", what=found.title, picture=False),
            id="dose-tile-rows",
        )
    ]


def portion(connection: Connection, picture: Picture, request: Any) -> dict[str, Any] | None:
    """What the grid asks for."""
    found = find(picture)
    if found is None:
        return None
    first, many, _, _ = wanted_rows(request)
    shown = dose.rows_behind(connection, found.behind, first, many)
    return answer(shown, _columns(picture, found.behind), dose.row_count(connection, found.behind))


def all_rows(connection: Connection, picture: Picture) -> pd.DataFrame | None:
    """The rows for a download, the newest first and at most MOST_TAKEN of them."""
    found = find(picture)
    if found is None:
        return None
    rows = dose.rows_behind(connection, found.behind, 0, MOST_TAKEN).drop(columns=["id"])
    return rows.assign(measure=found.behind.measure, unit=_UNITS[found.behind.measure])


def nothing() -> Component:
    """For who may not read rows."""
    return html.P("Rows are shown to those whose role may read them.", className="ro-empty-text")


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None


def _columns(picture: Picture, behind: dose.Behind) -> list[Column]:
    def write(value: Any) -> str:
        return UNKNOWN if is_unknown(value) or not value else str(value)

    return [
        Column("local_date", "Day", write=lambda value: format_day(value, picture.today)),
        Column("room", "Room", write=write),
        Column("exam_type", "Exam type", write=write),
        Column("projection", "Projection", write=lambda value: str(value or "")),
        Column("protocol", "Description" if behind.measure.endswith("per exam") else "Protocol", write=write),
        Column("patient_class", "Class", write=write),
        Column("age_band", "Age", write=write),
        Column(
            "dose",
            behind.measure.partition(" per ")[0],
            "number",
            unit=_UNITS[behind.measure],
            write=lambda value: UNKNOWN if is_unknown(value) else written(behind.measure, value),
        ),
    ]
