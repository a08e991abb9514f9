"""Where are the cases? The department's own exams of the last weeks, by requirement: how many, in which room, when.

An exam serves for a requirement as far as the list of cases can tell from its description, room, patient class and age;
what exams do not tell (trauma, impaired, cross-table) the list says in its notes.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from db.plain_names import plain_name, wildcard
from db.schema.competency import competency_case
from db.schema.equipment import equipment
from db.schema.exams import exam

_NOT_DONE = ("cancelled", "no_show")
# More than half of the cases lie there, or nothing is said of it.
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Cases:
    """The exams that could serve for a requirement. `room` and `time` are None where no half of them lies in one.

    `rooms` and `kinds` are (name, exams), most first: the rooms that did them, and the kinds of their units as the list
    of equipment names them; rooms that it does not name are of no kind.
    """

    count: int
    room: str | None
    time: str | None
    note: str | None
    rooms: tuple[tuple[str, int], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()


class _Done(NamedTuple):
    """What decides of an exam whether it serves, and where and when it was."""

    exam_description: str
    room: str
    patient_class: str | None
    patient_age_years: float | None
    time: str


def part_of_day(hour: int) -> str:
    """Mornings (6 to 12), afternoons (12 to 17), evenings (17 to 23) or nights, in the hospital's hours."""
    if 6 <= hour < 12:
        return "mornings"
    if 12 <= hour < 17:
        return "afternoons"
    return "evenings" if 17 <= hour < 23 else "nights"


def cases(
    connection: Connection,
    edition: str,
    requirements: Collection[str],
    since: date,
    today: date,
    zone: tzinfo,
) -> dict[str, Cases]:
    """Requirement -> cases begun from `since` to `today`; a requirement that no case is listed for is left out."""
    listed = connection.execute(select(competency_case).where(competency_case.c.edition == edition)).all()
    patterns: dict[str, list[Any]] = {}
    for row in listed:
        if row.requirement in requirements:
            patterns.setdefault(row.requirement, []).append(row)
    ages = sorted({age for row in listed for age in (row.youngest_years, row.below_years) if age is not None})
    kinds, done = _kinds_of_rooms(connection), _done(connection, since, today, zone, ages)
    return {name: _count(rows, done, kinds) for name, rows in patterns.items()}


def _done(
    connection: Connection, since: date, today: date, zone: tzinfo, ages: Sequence[float]
) -> Counter[_Done]:
    """How many exams were alike in all that decides whether they serve, and where and when: a few hundred kinds.

    The age is the highest of the limits in `ages` that it has reached, -1 below all of them.
    """
    found = connection.execute(
        select(
            exam.c.exam_description,
            exam.c.room,
            exam.c.patient_class,
            exam.c.patient_age_years,
            exam.c.started_at,
        )
        .where(exam.c.local_date >= since, exam.c.local_date <= today, exam.c.started_at.is_not(None))
        .where(exam.c.status.not_in(_NOT_DONE))
    )
    done: Counter[_Done] = Counter()
    for description, room, patient_class, age, started_at in found:
        reached = None if age is None else ([-1.0, *ages])[bisect_right(ages, age)]
        time = part_of_day(started_at.replace(tzinfo=UTC).astimezone(zone).hour)
        done[_Done(description or "", room or "", patient_class, reached, time)] += 1
    return done


def _kinds_of_rooms(connection: Connection) -> dict[str, str]:
    """Room, as exams name it -> the kind of its unit."""
    table = equipment.c
    query = select(table.unit, table.room, table.unit_kind).where(table.unit_kind.is_not(None))
    return {plain_name(row.room or row.unit): row.unit_kind for row in connection.execute(query)}


def _count(patterns: list[Any], done: Mapping[_Done, int], kinds: Mapping[str, str]) -> Cases:
    tests = [
        (row, wildcard(row.exam_text), wildcard(row.room_text) if row.room_text else None) for row in patterns
    ]
    matching: dict[tuple[str, str], list[Any]] = {}
    rooms: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for one, number in done.items():
        key = (one.exam_description, one.room)
        if key not in matching:
            text, room = plain_name(key[0]), plain_name(key[1])
            matching[key] = [
                row for row, exam_text, room_text in tests
                if exam_text.fullmatch(text) and (room_text is None or room_text.fullmatch(room))
            ]  # fmt: skip
        if any(_fits(row, one) for row in matching[key]):
            rooms[one.room] += number
            times[one.time] += number
    total = rooms.total()
    notes = {row.note for row in patterns if row.note}
    by_kind: Counter[str] = Counter()
    for name, number in rooms.items():
        if plain_name(name) in kinds:
            by_kind[kinds[plain_name(name)]] += number
    return Cases(
        total,
        _most(rooms, total),
        _most(times, total),
        min(notes) if notes else None,
        tuple(_ordered(rooms)),
        tuple(_ordered(by_kind)),
    )


def _ordered(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(
        ((name, number) for name, number in counted.items() if name), key=lambda one: (-one[1], one[0])
    )


def _fits(row: Any, one: Any) -> bool:
    if row.patient_class and row.patient_class != one.patient_class:
        return False
    if row.youngest_years is None and row.below_years is None:
        return True
    age = one.patient_age_years
    if age is None:
        return False
    return (row.youngest_years is None or age >= row.youngest_years) and (
        row.below_years is None or age < row.below_years
    )


def _most(counted: Counter[str], total: int) -> str | None:
    if not total:
        return None
    name, number = counted.most_common(1)[0]
    return name if name and number > total * _MOSTLY else None
