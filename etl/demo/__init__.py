"""What does a department look like to radops? A made-up one, written as source files that are read like real ones."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
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
from etl.demo.department import SITE_NAME, DemoFile, Department, first_day_of_an_earlier_run

__all__ = ["FEEDS", "SITE_NAME", "write_department"]

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
    days: int = 92,
    skip: Callable[[str], bool] | None = None,
) -> list[Path]:
    """Write the source files of the made-up department up to a moment; return those written, feed by feed.

    `end` is aware. `skip` says of a file's name (without folders) whether it is there already; without it, whether the
    file lies in `out`. Files of an earlier run with the same seed are found by it: only what is missing is written, and
    the department's stories stay where they were. Raises ValueError when `end` has no zone or `days` is less than 1.
    """
    if end.tzinfo is None:
        raise ValueError("`end` needs a zone")
    if days < 1:
        raise ValueError("`days` must be at least 1")
    present = skip or _lies_in(out)
    department = _department(end.astimezone(zone).replace(tzinfo=None), zone, seed, days, present)
    written = []
    for name, content in _files(department):
        path = out / name
        if not present(path.name):
            _write(path, content())
            written.append(path)
    return written


def _department(
    end: datetime, zone: ZoneInfo, seed: int, days: int, skip: Callable[[str], bool]
) -> Department:
    """The department of an earlier run, carried on to `end`; a new one when there was none."""
    first: date | None = first_day_of_an_earlier_run(skip, exams.file_name, end.date())
    if first is None:
        first = end.date() - timedelta(days=days - 1)
    return Department(
        end=end,
        zone=zone,
        seed=seed,
        first_day=first,
        story_day=first + timedelta(days=days - 1),
        skip=skip,
    )


def _files(department: Department) -> Iterator[DemoFile]:
    for feed in FEEDS:
        yield from feed.files(department)


def _lies_in(out: Path) -> Callable[[str], bool]:
    # Looked at once, so that what is written now does not count as there already.
    names = {path.name for path in out.rglob("*")} if out.is_dir() else set()
    return names.__contains__


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place whole: whoever watches the folder never sees half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)
