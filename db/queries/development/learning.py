"""What did people learn beside their work? Shadowing of image interpretation, meetings, continuing education."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, case, func, select

from db.queries.development.whom import Whom, counting, people
from db.schema.development import development_record

# Shadowing and meetings are counted over a year; continuing education over two, as its rules ask.
LEARNING_DAYS = 365
EDUCATION_DAYS = 730
# How a record is told that nobody but the intern knows of.
OWN_WORD = "Told by the intern, checked by nobody"
_KINDS = ("shadowing", "meeting", "education")


@dataclass(frozen=True, slots=True)
class Learned:
    """What one person did: how often, and how many hours of those records that tell them (None: none does)."""

    group: str
    person: str
    shadowing: int
    shadowing_hours: float | None
    meetings: int
    education: int
    education_hours: float | None
    newest: date | None
    # How many of these records the intern told alone: nobody has checked them.
    own_word: int = 0


def learned(connection: Connection, whom: Whom, today: date) -> list[Learned]:
    """Everybody's learning: shadowing and meetings of the last 365 days, education of the last 730."""
    table = development_record.c
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kinds, days in ((("shadowing", "meeting"), LEARNING_DAYS), (("education",), EDUCATION_DAYS)):
        query = (
            select(
                table.person_group, table.person, table.kind, func.count().label("n"),
                func.sum(table.hours).label("hours"), func.max(table.done_on).label("newest"),
                func.sum(case((table.is_own_word.is_(True), 1), else_=0)).label("own_word"),
            )
            .where(
                table.kind.in_(kinds), table.done_on > today - timedelta(days=days), table.done_on <= today, *counting()
            )
            .group_by(table.person_group, table.person, table.kind)
        )  # fmt: skip
        for row in connection.execute(whom.narrow(query)):
            found.setdefault((row.person_group, row.person), {})[row.kind] = row
    return [
        _learned(group, name, found.get((group, name), {})) for group, name in people(connection, whom, today)
    ]


def learning_rows(connection: Connection, whom: Whom, today: date, most: int = 40) -> Sequence[Any]:
    """The latest records of learning, newest first."""
    table = development_record.c
    query = select(development_record).where(table.kind.in_(_KINDS), table.done_on <= today, *counting())
    return connection.execute(
        whom.narrow(query).order_by(table.done_on.desc(), table.id.desc()).limit(most)
    ).all()


def _learned(group: str, name: str, rows: dict[str, Any]) -> Learned:
    def number(kind: str) -> int:
        return int(rows[kind].n) if kind in rows else 0

    def hours(kind: str) -> float | None:
        return None if kind not in rows or rows[kind].hours is None else float(rows[kind].hours)

    days = [row.newest for row in rows.values()]
    return Learned(
        group, name, number("shadowing"), hours("shadowing"), number("meeting"), number("education"),
        hours("education"), max(days, default=None), sum(int(row.own_word) for row in rows.values()),
    )  # fmt: skip
