"""What can other programs have from radops? Named tables; their columns and order are a promise on both engines."""

import csv
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TextIO

import pandas as pd
from sqlalchemy import Connection, Select

from db.queries import (
    audit,
    badge_exports,
    badges,
    dose_exports,
    equipment_exports,
    exam_exports,
    intern_exports,
    supplies,
)

_CHUNK = 5_000
Cell = str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an export may depend on: the hospital's day, and the jurisdictions in force."""

    today: date
    limits: str
    alara: str
    drl: str
    interns: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """One export: its name, what it holds, and the query that gives its rows in their order."""

    name: str
    title: str
    # A frame where the rows are worked out from several queries.
    query: Callable[[Connection, Asked], Select[Any] | pd.DataFrame]
    # Column -> the column that stands in its place where it is given, and has no place of its own.
    preferring: Mapping[str, str] = field(default_factory=dict)


EXPORTS: dict[str, Export] = {
    export.name: export
    for export in (
        Export(
            "irradiation_events",
            "Each irradiation event as each file reports it",
            lambda _connection, _asked: dose_exports.irradiation_events(),
            dose_exports.BY_SOURCE,
        ),
        Export(
            "dose_reports",
            "Each dose report and image header with its totals",
            lambda _connection, _asked: dose_exports.dose_reports(),
        ),
        Export(
            "dose_studies",
            "Each study with the dose that is in force",
            lambda _connection, _asked: dose_exports.dose_studies(),
        ),
        Export(
            "badge_readings",
            "Each badge reading in force",
            lambda _connection, _asked: badge_exports.badge_readings(),
        ),
        Export(
            "badge_sums",
            "Each wearer's sums of the newest report, with level, limit and verdict",
            lambda connection, asked: badges.badge_sums(connection, asked.limits, asked.alara, asked.interns),
        ),
        Export("exams", "Each exam with its times", lambda _connection, _asked: exam_exports.exams()),
        Export(
            "lots",
            "Each lot by location, with its days left, the order of use and the units at risk",
            lambda connection, asked: supplies.lots_export(connection, asked.today),
        ),
        Export(
            "pick_list",
            "What may be used, place by place, first expired first out",
            lambda connection, asked: supplies.pick_list_export(connection, asked.today),
        ),
        Export(
            "reorder",
            "What must be ordered, how much, and by when",
            lambda connection, asked: supplies.reorder_export(connection, asked.today),
        ),
        Export(
            "qc_status",
            "Each check of each unit: when it is due, and what it found",
            lambda connection, asked: equipment_exports.qc_status(connection, asked.today),
        ),
        Export(
            "competency_progress",
            "Each intern's requirements and rules: done, offered, logged or missing",
            lambda connection, asked: intern_exports.competency_progress(connection, asked.today),
        ),
        Export(
            "audit_trail",
            "Each event of the audit trail, oldest first",
            lambda _connection, _asked: audit.audit_trail(),
        ),
    )
}


def rows_of(connection: Connection, export: Export, asked: Asked) -> Iterator[list[Cell]]:
    """Yield the header, then each row with texts, numbers and None; times and days are ISO texts already."""
    query = export.query(connection, asked)
    if isinstance(query, pd.DataFrame):
        yield [str(name) for name in query.columns]
        known = query.astype(object).where(query.notna(), None)
        yield from ([_plain(value) for value in row] for row in known.itertuples(index=False, name=None))
        return
    result = connection.execution_options(stream_results=True, yield_per=_CHUNK).execute(query)
    names = list(result.keys())
    hidden = set(export.preferring.values())
    shown = [name for name in names if name not in hidden]
    yield list(shown)
    places = [(names.index(export.preferring.get(name, name)), names.index(name)) for name in shown]
    for row in result:
        yield [_plain(row[own] if row[first] is None else row[first]) for first, own in places]


def as_text(value: Cell) -> str:
    """How a value stands in a CSV export: floats with 12 significant digits, nothing for unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        # Adding 0 takes the sign off -0, which the engines keep or drop as they like.
        return f"{value + 0.0:.12g}"
    return str(value)


def write_csv(target: TextIO, rows: Iterable[list[Cell]]) -> None:
    """Write rows as CSV, each ended by a line feed; a text that holds a carriage return is quoted, not cut in two."""
    plain = csv.writer(target, lineterminator="\n")
    quoted = csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        cells = [as_text(value) for value in row]
        # Python's writer only minds the characters of its own line end.
        (quoted if any("\r" in cell for cell in cells) else plain).writerow(cells)


def _plain(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value
