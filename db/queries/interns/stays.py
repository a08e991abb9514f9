"""Where and in which shifts were an intern's hours of clinic, and what about the stays is out of the ordinary?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from db.competency.hours import Presence, totals
from db.schema.interns import clinical_hours

UNTOLD = "not recorded"


@dataclass(frozen=True, slots=True)
class Stays:
    """Hours of clinic of the whole programme up to a day, by site and by shift, most first; and stays to look at."""

    by_site: tuple[tuple[str, float], ...]
    by_shift: tuple[tuple[str, float], ...]
    clinic: float
    evening: float
    weekend: float
    # What about a stay is out of the ordinary, and how often.
    exceptions: tuple[tuple[str, int], ...]


def stays_of(connection: Connection, name: str, today: date, zone: tzinfo) -> Stays:
    """The stays of one intern. What nobody has signed counts in no hours, and is told as such."""
    table = clinical_hours.c
    rows = connection.execute(
        select(clinical_hours)
        .where(table.intern == name, table.local_date <= today)
        .order_by(table.started_at)
    ).all()
    signed = [row for row in rows if row.file_id is not None or row.approved_by is not None]
    stays = [
        Presence(
            name, _local(row.started_at, zone), row.ended_at and _local(row.ended_at, zone), row.activity
        )
        for row in signed
    ]
    own = totals(stays).get(name)
    return Stays(
        _by(signed, "site"),
        _by(signed, "shift"),
        own.clinic if own else 0.0,
        own.evening if own else 0.0,
        own.weekend if own else 0.0,
        _exceptions(rows, signed),
    )


def _by(rows: Sequence[Any], column: str) -> tuple[tuple[str, float], ...]:
    sums: dict[str, float] = defaultdict(float)
    for row in rows:
        if row.ended_at is not None and row.activity != "class":
            told = row._mapping[column] or UNTOLD
            sums[told] += (row.ended_at - row.started_at).total_seconds() / 3600
    return tuple(sorted(sums.items(), key=lambda one: (-one[1], one[0])))


def _exceptions(rows: Sequence[Any], signed: Sequence[Any]) -> tuple[tuple[str, int], ...]:
    counted = (
        ("without an end: nobody clocked out", sum(row.ended_at is None for row in rows)),
        ("wait for a signature: they count in no hours", len(rows) - len(signed)),
        (
            # A class is held by the school: nobody in the clinic approves it.
            "in clinic, of the tracker, without an approval",
            sum(
                row.file_id is not None and row.approved_by is None and row.activity != "class"
                for row in rows
            ),
        ),
        ("on a night when the clocks changed", sum(row.clock_change_note is not None for row in rows)),
        ("with a comment of the tracker", sum(bool(row.comment) for row in rows)),
    )
    return tuple((words, number) for words, number in counted if number)


def _local(stored: Any, zone: tzinfo) -> Any:
    return stored.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
