"""What does a department look like to radops? A made-up one, written as source files that are read like real ones."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

from etl.demo import (
    badges,
    development,
    dicom_objects,
    dose,
    equipment,
    exams,
    garments,
    interns,
    messages,
    movements,
    odd_objects,
    rejects,
    store,
    supplies,
)
from etl.demo.department import SITE_NAME, DemoFile, Department, days_of_an_earlier_run, write_whole
from etl.demo.past import write_past
from etl.demo.plan import EXAMS_A_WEEKDAY, exams_a_weekday

__all__ = ["FEEDS", "SITE_NAME", "write_department"]

# So many days are told day by day; a department with a longer past tells what was before by the month.
DAYS_BY_DAY = 92
# One module for each feed: its `files(department)` yields names and how to make their bytes.
FEEDS: tuple[ModuleType, ...] = (
    exams,
    messages,
    dose,
    dicom_objects,
    odd_objects,
    rejects,
    badges,
    store,
    supplies,
    movements,
    garments,
    equipment,
    interns,
    development,
)


def write_department(
    out: Path,
    end: datetime,
    zone: ZoneInfo,
    seed: int = 1,
    days: int = DAYS_BY_DAY,
    skip: Callable[[str], bool] | None = None,
    exams_a_year: float | None = None,
) -> list[Path]:
    """Write the source files of the made-up department up to a moment; return those written, feed by feed.

    `end` is aware. Of more than 92 `days` the earlier ones are told by the month, from the first of a month on.
    `exams_a_year` says how large the department is; without it, it is small (some 22,000). `skip` says of a file's name
    (without folders) whether it is there already; without it, whether the file lies in `out`. Files of an earlier run
    with the same seed are found by it: only what is missing is written, and the department's stories stay where they
    were. Raises ValueError when `end` has no zone or `days` is less than 1.
    """
    if end.tzinfo is None:
        raise ValueError("`end` needs a zone")
    if days < 1:
        raise ValueError("`days` must be at least 1")
    present = skip or _lies_in(out)
    size = EXAMS_A_WEEKDAY if exams_a_year is None else exams_a_weekday(exams_a_year)
    department = _department(end.astimezone(zone).replace(tzinfo=None), zone, seed, days, present, size)
    written = write_past(department, out)
    for name, content in _files(department):
        path = out / name
        if not present(path.name):
            write_whole(path, content())
            written.append(path)
    return written


def _department(
    end: datetime, zone: ZoneInfo, seed: int, days: int, skip: Callable[[str], bool], size: float
) -> Department:
    """The department of an earlier run, carried on to `end`; a new one when there was none."""
    by_day = min(days, DAYS_BY_DAY)
    found = days_of_an_earlier_run(skip, exams.file_name, exams.month_name, end.date())
    if found is None:
        daily_from = end.date() - timedelta(days=by_day - 1)
        first = (end.date() - timedelta(days=days - 1)).replace(day=1) if days > by_day else daily_from
    else:
        first, daily_from = found
    return Department(
        end=end,
        zone=zone,
        seed=seed,
        first_day=first,
        daily_from=daily_from,
        story_day=daily_from + timedelta(days=by_day - 1),
        skip=skip,
        exams_a_weekday=size,
    )


def _files(department: Department) -> Iterator[DemoFile]:
    for feed in FEEDS:
        yield from feed.files(department)


def _lies_in(out: Path) -> Callable[[str], bool]:
    # Looked at once, so that what is written now does not count as there already.
    names = {path.name for path in out.rglob("*")} if out.is_dir() else set()
    return names.__contains__
