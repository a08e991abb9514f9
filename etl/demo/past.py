"""What happened before the daily files begin? Exams, doses and rejects, a month in a file, written on all cores."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType

from etl.demo import dose, exams, rejects
from etl.demo.department import DemoFile, Department, write_whole

# The feeds that tell of exams; the others tell of their own past in their first files.
_FEEDS: tuple[ModuleType, ...] = (exams, dose, rejects)


def write_past(department: Department, out: Path) -> list[Path]:
    """Write the months before the daily files; return those files that were not there before, month by month."""
    months = [days for days in department.months if not department.skip(exams.month_name(days[-1]))]
    if not months:
        return []
    # A month depends on no other, and each process holds one at a time, so that a long past needs no more memory.
    with ProcessPoolExecutor(mp_context=get_context("forkserver")) as pool:
        return [
            path for written in pool.map(partial(_write_month, department, out), months) for path in written
        ]


def _write_month(department: Department, out: Path, days: Sequence[date]) -> list[Path]:
    """One process's part. The RIS's file comes last: by it a later run knows that the month is whole."""
    written = []
    for name, content in reversed(list(_files_of(department, days))):
        if not department.skip(Path(name).name):
            write_whole(out / name, content())
            written.append(out / name)
    return written


def _files_of(department: Department, days: Sequence[date]) -> Iterator[DemoFile]:
    for feed in _FEEDS:
        yield from feed.month(department, days)
