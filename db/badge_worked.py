"""Which unused badges belong to somebody who worked? Such a dose is missing, and no 0.

The service says only that the badge came back sealed. That its wearer worked is said by another badge of the same time
that has a dose, or by the exams that the RIS has under the wearer's name. A fetal badge never speaks for another one:
who has one is for the radiation safety officer alone, and this flag reaches further.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, func, or_, select

from db.badge_doses import NOT_WORN
from db.badge_people import WearerKey, people
from db.badge_periods import Dose, Reading, place_of
from db.schema.exams import exam

# Exams that nobody did, or has not done yet.
UNDONE = ("cancelled", "no_show", "scheduled", "ordered")
_NOT_WORN = Dose(NOT_WORN)
# As many names as fit into one statement on both engines.
_AT_ONCE = 400


def marked(connection: Connection, found: list[Reading]) -> list[Reading]:
    """The readings, in which each `unused` of somebody who worked in that wear period says NOT_WORN."""
    doubtful = {
        at: reading
        for at, reading in enumerate(found)
        if _is_unused(reading) and place_of(reading.use) not in (None, "fetal")
    }
    if not doubtful:
        return found
    of_wearer: dict[WearerKey, list[Reading]] = {_wearer(reading): [] for reading in doubtful.values()}
    for reading in found:
        if (same := of_wearer.get(_wearer(reading))) is not None:
            same.append(reading)
    # One of the same place that was worn makes the unused one a spare.
    doubtful = {
        at: reading
        for at, reading in doubtful.items()
        if not _has_spare(reading, of_wearer[_wearer(reading)])
    }
    told = {at for at, reading in doubtful.items() if _other_badge(reading, of_wearer[_wearer(reading)])}
    asked = {at: reading for at, reading in doubtful.items() if at not in told}
    worked = told | _with_exams(connection, asked)
    if not worked:
        return found
    return [_not_worn(reading) if at in worked else reading for at, reading in enumerate(found)]


def exams_done(connection: Connection, names: Iterable[str], start: date, end: date) -> dict[str, int]:
    """How many exams each of these persons did in a span, as the RIS names them; those with none are left out."""
    wanted = sorted(set(names))
    counted: dict[str, int] = defaultdict(int)
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        columns = (exam.c.technologist, exam.c.student)
        query = (
            select(*columns, func.count())
            .where(
                exam.c.local_date >= start,
                exam.c.local_date <= end,
                exam.c.status.not_in(UNDONE),
                or_(*(column.in_(some) for column in columns)),
            )
            .group_by(*columns)
        )
        for technologist, student, number in connection.execute(query):
            for name in {technologist, student} & set(some):
                counted[name] += number
    return dict(counted)


def _with_exams(connection: Connection, asked: dict[int, Reading]) -> set[int]:
    if not asked:
        return set()
    keys = {_wearer(reading) for reading in asked.values()}
    persons = people(connection, *(keys if len(keys) == 1 else ())).persons
    by_period: dict[tuple[date, date], dict[int, str]] = defaultdict(dict)
    for at, reading in asked.items():
        name = persons[_wearer(reading)].ris_name if _wearer(reading) in persons else None
        if name:
            by_period[reading.wear_start, reading.wear_end][at] = name
    found: set[int] = set()
    for (start, end), names in by_period.items():
        done = exams_done(connection, names.values(), start, end)
        found |= {at for at, name in names.items() if name in done}
    return found


def _wearer(reading: Reading) -> WearerKey:
    return reading.account_number, reading.participant_number


def _doses(reading: Reading) -> tuple[Dose, Dose, Dose]:
    return reading.dde, reading.lde, reading.sde


def _is_unused(reading: Reading) -> bool:
    return "unused" in (reading.dde.flag, reading.lde.flag, reading.sde.flag)


def _overlap(one: Reading, other: Reading) -> bool:
    # More than the day of exchange, on which both were at hand.
    return one.wear_start < other.wear_end and other.wear_start < one.wear_end


def _has_spare(unused: Reading, same: Sequence[Reading]) -> bool:
    return any(one.use == unused.use and not _is_unused(one) and _overlap(one, unused) for one in same)


def _other_badge(unused: Reading, same: Sequence[Reading]) -> bool:
    return any(
        one.use != unused.use
        and place_of(one.use) not in (None, "fetal")
        and any(dose.usv for dose in _doses(one))
        and _overlap(one, unused)
        for one in same
    )


def _not_worn(reading: Reading) -> Reading:
    dde, lde, sde = (_NOT_WORN if dose.flag == "unused" else dose for dose in _doses(reading))
    return replace(reading, dde=dde, lde=lde, sde=sde)
