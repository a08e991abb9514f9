"""The rows behind a figure: which exams or rejects a bar, cell or month stands for, a portion at a time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.served_grid import answer, served_grid, wanted_rows
from dashboard.blocks.table import Column
from dashboard.blocks.take import take_menu
from dashboard.blocks.tile import tile
from dashboard.formats import UNKNOWN, format_count, format_day, is_unknown
from dashboard.pages.exams import picture as read
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.words import counted, named, narrowed
from db.columns import NOTHING, Array, Columns
from db.database import Connection
from db.exam_columns import NEVER
from db.queries import exams, rejects

GRID = "exams-rows-grid"
_REJECTS = frozenset({"reject-room", "reject-view", "reject-month", "reason"})
# What the grid sorts by, and the column behind it.
_SPANS = {"begin": "begin_s", "took": "exam_s", "report": "report_s", "total": "total_s"}
_SORTED = {"local_date": "began", **_SPANS}
# Rows of one file: more is a matter for the exports, which write to the wire while they read.
MOST_TAKEN = 50_000
# Ids of one statement; SQLite takes some 32,000.
_READ_AT_ONCE = 5_000


@dataclass(frozen=True)
class Rows:
    """What is looked at: its name in words, and the rows as columns, the newest last."""

    title: str
    columns: Columns
    is_rejects: bool


def find(connection: Connection, picture: Picture) -> Rows:
    """The rows that the address asks for; an unknown kind stands for all exams of the filter."""
    kind, of = picture.asked.rows, picture.asked.of
    if kind in _REJECTS:
        return _rejects(connection, picture, kind, of)
    if kind == "unread":
        return _unread(connection, picture, of)
    done = picture.exams
    if kind == "cell":
        return Rows(_cell_title(of), done.where(_cell(done, of, picture)), False)
    if kind == "left":
        step = next((one for one in exams.STEPS if one.measure == of), exams.STEPS[0])
        return Rows(f"{step.title}: negative or over 7 days", exams.left_out(done, step.measure), False)
    if kind == "group":
        # A stacked bar: "priority=stat".
        kind, _, of = of.partition("=")
    if kind in done.words:
        return Rows(named(of), done.where(done.says(kind, of)), False)
    return Rows("All exams", done, False)


def rows_view(connection: Connection, picture: Picture) -> list[Component]:
    """The grid, and what is in it."""
    found = find(connection, picture)
    noun = "reject" if found.is_rejects else "exam"
    return [
        tile(
            f"{found.title}: {counted(len(found.columns), noun)}",
            served_grid(
                _columns_of(picture, is_rejects=found.is_rejects),
                id=GRID,
                title=f"Rows of {found.title}",
                sortable=() if found.is_rejects else tuple(_SORTED),
                height="560px",
            ),
            subtitle=narrowed(picture) if picture.asked.rows != "unread" else "By the RIS; not filtered",
            note="Without identity: no number of a patient, exam or person. Times are the hospital's. Newest first; a "
            "click on the head of a time or span sorts all rows by it." + _cut(len(found.columns)),
            actions=take_menu("exams", "rows", what=found.title, picture=False),
            id="exams-rows",
        )
    ]


def _cut(total: int) -> str:
    return f" A file holds the newest {format_count(MOST_TAKEN)} of them." if total > MOST_TAKEN else ""


def portion(connection: Connection, picture: Picture, request: Any) -> dict[str, Any]:
    """What the grid asks for."""
    found = find(connection, picture)
    first, many, sort, down = wanted_rows(request)
    columns = _columns_of(picture, is_rejects=found.is_rejects)
    order = _order(found, sort, down)[first : first + many]
    ids = [int(value) for value in found.columns["id"][order]]
    if found.is_rejects:
        shown = rejects.reject_rows(connection, ids)
    else:
        shown = exams.exam_rows(connection, ids)
        part = found.columns.where(order)
        for name, column in _SPANS.items():
            seconds = part[column] if column in part.numbers else np.full(len(part), NOTHING)
            values = np.where(seconds == NOTHING, np.nan, seconds / 60.0)
            # By the exam's own id: one that vanished meanwhile takes its spans along.
            shown[name] = shown["id"].map(dict(zip(ids, values, strict=True)))
    return answer(shown, columns, len(found.columns))


def all_rows(connection: Connection, picture: Picture) -> pd.DataFrame:
    """The rows for a download, the newest first and at most MOST_TAKEN of them, times in UTC."""
    found = find(connection, picture)
    ids = [int(value) for value in found.columns["id"][_order(found, "", True)[:MOST_TAKEN]]]
    read_rows = rejects.reject_rows if found.is_rejects else exams.exam_rows
    portions = [ids[first : first + _READ_AT_ONCE] for first in range(0, len(ids), _READ_AT_ONCE)] or [[]]
    rows = [read_rows(connection, portion_ids) for portion_ids in portions]
    return pd.concat(rows, ignore_index=True).drop(columns=["id"])


def _order(found: Rows, sort: str, down: bool) -> Array:
    if found.is_rejects or sort not in _SORTED or _SORTED[sort] not in found.columns.numbers:
        begun = found.columns["began"] if "began" in found.columns.numbers else found.columns["day"]
        return np.lexsort((found.columns["id"], begun, found.columns["day"]))[::-1]
    values = found.columns[_SORTED[sort]]
    missing = (values == NOTHING) | (values == NEVER)
    keys = -values.astype(np.int64) if down else values.astype(np.int64)
    # Unknown stands last in both directions.
    return np.lexsort((found.columns["id"], keys, missing))


def _cell(done: Columns, of: str, picture: Picture) -> Array:
    day, _, hour = of.partition("-")
    begun = done["began"] != NEVER
    mask = np.zeros(len(done), dtype=bool)
    if day.isdecimal() and hour.isdecimal():
        days, hours = exams.local_clock(done["began"][begun], picture.zone)
        mask[begun] = (days == int(day[:3])) & (hours == int(hour[:3]))
    return mask


def _cell_title(of: str) -> str:
    day, _, hour = of.partition("-")
    if day in {str(place) for place in range(7)} and hour.isdecimal():
        return f"{exams.WEEKDAYS[int(day)]}s, {int(hour[:3]):02d}:00"
    return "No such hour"


def _rejects(connection: Connection, picture: Picture, kind: str, of: str) -> Rows:
    rejected = read.shot(connection, picture).rejected
    if kind == "reason":
        return Rows(named(of), rejected.where(rejected.says("reason", of)), True)
    if kind == "reject-room":
        return Rows(f"Rejects of {named(of)}", rejected.where(rejected.says("room", of)), True)
    if kind == "reject-view":
        return Rows(f"Rejects of {named(of)}", rejected.where(rejects.of_view(rejected, of)), True)
    month = _month(of)
    inside = (rejected["day"] >= month[0]) & (rejected["day"] <= month[1])
    return Rows(f"Rejects of {of[:7] or UNKNOWN}", rejected.where(inside), True)


def _month(of: str) -> tuple[int, int]:
    try:
        first = date.fromisoformat(of[:10]).replace(day=1)
    except ValueError:
        return 1, 0
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.toordinal(), after.toordinal() - 1


def _unread(connection: Connection, picture: Picture, of: str) -> Rows:
    waiting = exams.unread(connection, read.until(connection, picture))
    if of:
        waiting = waiting[waiting["age"] == of]
    # The longest wait first: the grid shows the last of its days first.
    ids = waiting["id"].to_numpy(dtype=np.int64)
    columns = Columns({"id": ids, "day": np.arange(len(ids), 0, -1)}, {})
    return Rows(f"Open {of}" if of else "All open studies", columns, False)


def _columns_of(picture: Picture, *, is_rejects: bool) -> list[Column]:
    def clock(value: Any) -> str:
        if is_unknown(value):
            return UNKNOWN
        local = pd.Timestamp(value).tz_localize("UTC").tz_convert(picture.zone)
        return f"{format_day(local.date(), picture.today)} {local:%H:%M}"

    def write(value: Any) -> str:
        return UNKNOWN if is_unknown(value) else str(value)

    def span(value: Any) -> str:
        return UNKNOWN if is_unknown(value) else format_count(value)

    if is_rejects:
        return [
            Column("rejected_at", "Rejected", write=clock), Column("room", "Room", write=write),
            Column("exam_type", "Exam type", write=write), Column("projection", "View", write=write),
            Column("protocol", "Protocol", write=write), Column("reason_text", "Reason as written", write=write),
            Column("supervision", "Supervision", write=write),
        ]  # fmt: skip
    return [
        Column("local_date", "Day", write=lambda value: format_day(value, picture.today)),
        Column("room", "Room", write=write), Column("exam_type", "Exam type", write=write),
        Column("exam_description", "Description", write=write), Column("priority", "Priority", write=write),
        Column("patient_class", "Class", write=write), Column("age_band", "Age", write=write),
        Column("started_at", "Begun", write=clock), Column("ended_at", "Ended", write=clock),
        Column("reported_at", "First final", write=clock),
        Column("begin", "To begin", "number", unit="min", write=span),
        Column("took", "Exam", "number", unit="min", write=span),
        Column("report", "To final", "number", unit="min", write=span),
        Column("status", "Status", write=write),
        Column("clock_change_note", "Clock change", write=lambda value: "" if is_unknown(value) else str(value)),
    ]  # fmt: skip


def nothing() -> Component:
    """For who may not read rows."""
    return html.P("Rows are shown to those whose role may read them.", className="ro-empty-text")
