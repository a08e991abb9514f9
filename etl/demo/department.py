"""Which department is being written, up to which moment, and around which day are its stories told?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

SITE_NAME = "Northfield General (made up)"
# A file of the department: its path below the folder, and the making of its bytes for when they are wanted.
DemoFile = tuple[str, Callable[[], bytes]]
# How far back an earlier run is looked for.
_LOOK_BACK_DAYS = 5 * 366


@dataclass(frozen=True)
class Department:
    """A made-up department; everything in it follows from these values.

    `end` is the moment up to which things have happened (local time without a zone). Stories, such as the detector swap
    two weeks ago, are told around `story_day`, the last day of the first run: so a later run never changes a past day.
    """

    end: datetime
    zone: ZoneInfo
    seed: int
    first_day: date
    story_day: date
    skip: Callable[[str], bool]

    @property
    def today(self) -> date:
        """The last day, which may have only begun."""
        return self.end.date()

    @cached_property
    def days(self) -> tuple[date, ...]:
        """All days from the first to the last."""
        count = (self.today - self.first_day).days + 1
        return tuple(self.first_day + timedelta(days=n) for n in range(count))

    def told_until(self, day: date) -> datetime:
        """The moment up to which the files of a day can tell of it (local time)."""
        return min(self.end, datetime(day.year, day.month, day.day, 23, 59, 59))


def stamp(moment: datetime) -> str:
    """The as-of of a file, as it stands in its name."""
    return f"{moment:%Y-%m-%d_%H%M}"


def first_day_of_an_earlier_run(
    skip: Callable[[str], bool], names: Callable[[date], str], last: date
) -> date | None:
    """The first of the days that are there already, found by the names of their files; None when there are none."""
    found = [day for day in _backwards(last) if skip(names(day))]
    return found[-1] if found else None


def _backwards(last: date) -> Iterator[date]:
    for days in range(1, _LOOK_BACK_DAYS):
        yield last - timedelta(days=days)
