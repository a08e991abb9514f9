"""Which department is being written, up to which moment, and around which day are its stories told?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from math import ceil
from pathlib import Path
from zoneinfo import ZoneInfo

SITE_NAME = "Northfield General (made up)"
# A file of the department: its path below the folder, and the making of its bytes for when they are wanted.
DemoFile = tuple[str, Callable[[], bytes]]
# How far back an earlier run is looked for.
_LOOK_BACK_DAYS = 21 * 366
# What the six rooms and two mobile units can do on a weekday without anybody waiting into the night.
_EXAMS_OF_A_HOUSE = 260


@dataclass(frozen=True)
class Department:
    """A made-up department; everything in it follows from these values.

    `end` is the moment up to which things have happened (local time without a zone). Stories, such as the detector swap
    two weeks ago, are told around `story_day`, the last day of the first run: so a later run never changes a past day.
    The exams begin on `first_day`. What lies before `daily_from` is told by the month, as a first import of a system's
    past would bring it; from then on each day has its files.
    """

    end: datetime
    zone: ZoneInfo
    seed: int
    first_day: date
    daily_from: date
    story_day: date
    skip: Callable[[str], bool]
    exams_a_weekday: float

    @property
    def today(self) -> date:
        """The last day, which may have only begun."""
        return self.end.date()

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days that are told in files of their own, the last of which may have only begun."""
        return tuple(_days(self.daily_from, self.today))

    @cached_property
    def months(self) -> tuple[tuple[date, ...], ...]:
        """The days before those, by calendar month; none in a department that is told by the day from the first on."""
        before = _days(self.first_day, self.daily_from - timedelta(days=1))
        return tuple(tuple(days) for _, days in groupby(before, key=lambda day: (day.year, day.month)))

    @property
    def houses(self) -> int:
        """How many times the rooms are there: one set of them cannot do any number of exams in a day."""
        return max(1, ceil(self.exams_a_weekday / _EXAMS_OF_A_HOUSE))

    def told_until(self, day: date) -> datetime:
        """The moment up to which the files of a day can tell of it (local time)."""
        return min(self.end, datetime(day.year, day.month, day.day, 23, 59, 59))


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place whole: whoever watches the folder never sees half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def stamp(moment: datetime) -> str:
    """The as-of of a file, as it stands in its name."""
    return f"{moment:%Y-%m-%d_%H%M}"


def days_of_an_earlier_run(
    skip: Callable[[str], bool],
    day_name: Callable[[date], str],
    month_name: Callable[[date], str],
    last: date,
) -> tuple[date, date] | None:
    """The first day and the first that has files of its own, found by the names of files; None when there are none."""
    daily = [day for day in _backwards(last) if skip(day_name(day))]
    monthly = [day for day in _backwards(last) if skip(month_name(day))]
    if monthly:
        return monthly[-1].replace(day=1), monthly[0] + timedelta(days=1)
    return (daily[-1], daily[-1]) if daily else None


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _backwards(last: date) -> Iterator[date]:
    for days in range(1, _LOOK_BACK_DAYS):
        yield last - timedelta(days=days)
