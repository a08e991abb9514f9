"""How many hours was an intern in clinic and class, and were the limits kept? Pure.

The limits, class and clinic together, are the programme's (`db.training_settings`: 10 hours a day and 40 a week, as
programmes state them with JRCERT as their source). A stay belongs to the local day on which it began, a week goes from
Monday to Sunday, and time that two stays share is counted once. A stay without an end has no hours: it is told, and its
day may be over the limit unseen.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

# Hours of a weekday outside these are evening hours.
_DAY_FROM, _DAY_UNTIL = 6, 18


class Presence(NamedTuple):
    """One stay in local time without a zone; `ended` None: nobody clocked out."""

    intern: str
    began: datetime
    ended: datetime | None
    activity: str


@dataclass(frozen=True, slots=True)
class Over:
    """A day or week over its limit."""

    intern: str
    span: str
    first_day: date
    hours: float


@dataclass(frozen=True, slots=True)
class Totals:
    """Hours of an intern: in clinic, of these on evenings and on weekends, in class; and stays without an end."""

    clinic: float
    evening: float
    weekend: float
    class_room: float
    open_stays: int


def over_limits(stays: Iterable[Presence], most_a_day: float, most_a_week: float) -> list[Over]:
    """Days and weeks with more hours than these, in order."""
    days: dict[tuple[str, date], list[tuple[datetime, datetime]]] = defaultdict(list)
    for one in stays:
        if one.ended is not None:
            days[one.intern, one.began.date()].append((one.began, one.ended))
    weeks: dict[tuple[str, date], float] = defaultdict(float)
    found = []
    for (name, day), spans in days.items():
        hours = _together(spans)
        weeks[name, day - timedelta(days=day.weekday())] += hours
        if hours > most_a_day:
            found.append(Over(name, "day", day, hours))
    found += [Over(name, "week", day, hours) for (name, day), hours in weeks.items() if hours > most_a_week]
    return sorted(found, key=lambda one: (one.first_day, one.intern, one.span))


def totals(stays: Iterable[Presence]) -> dict[str, Totals]:
    """Intern -> hours. Evening is what of a weekday lies outside 06:00 to 18:00."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    still_open: dict[str, int] = defaultdict(int)
    for one in stays:
        own = sums[one.intern]
        if one.ended is None:
            still_open[one.intern] += 1
            continue
        hours = (one.ended - one.began).total_seconds() / 3600
        if one.activity == "class":
            own[3] += hours
            continue
        own[0] += hours
        if one.began.weekday() >= 5:
            own[2] += hours
        else:
            own[1] += hours - _in_the_day(one.began, one.ended)
    return {
        name: Totals(clinic, evening, weekend, class_room, still_open[name])
        for name, (clinic, evening, weekend, class_room) in sums.items()
    }


def _in_the_day(began: datetime, ended: datetime) -> float:
    """Hours between 06:00 and 18:00; which days they are makes no difference, and most stays are alike."""
    seconds = began.hour * 3600 + began.minute * 60 + began.second
    return _of_a_day(seconds, int((ended - began).total_seconds()))


@lru_cache(maxsize=20_000)
def _of_a_day(from_second: int, seconds: int) -> float:
    began = datetime(2000, 1, 1) + timedelta(seconds=from_second)
    ended = began + timedelta(seconds=seconds)
    total, midnight = 0.0, datetime(2000, 1, 1)
    while midnight < ended:
        start = max(began, midnight + timedelta(hours=_DAY_FROM))
        end = min(ended, midnight + timedelta(hours=_DAY_UNTIL))
        total += max((end - start).total_seconds(), 0.0)
        midnight += timedelta(days=1)
    return total / 3600


def _together(spans: list[tuple[datetime, datetime]]) -> float:
    total, until = timedelta(0), None
    for began, ended in sorted(spans):
        start = began if until is None else max(began, until)
        if ended > start:
            total += ended - start
            until = ended
    return total.total_seconds() / 3600
