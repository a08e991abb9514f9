"""How fast do files come in? Measures `radops load` of dose objects and of a large RIS export.

    python -m tests.benchmarks.intake [--exams 1000000] [--dose-files 300] [--out docs/benchmarks.md]

Everything is measured in one run on one machine; dose objects against pydicom, which reads and walks the same files.
"""

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.make_dose_files import write_dose_files
from tests.benchmarks.make_exams import write_exams
from tests.benchmarks.processes import Run, run
from tests.benchmarks.sections import headings, sections
from tests.servers.databases import Databases, Engine

_DOSE_OBJECTS, _EXAMS = "## Dose objects", "## Exams"
_ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")
# What was set as a goal beforehand; the tables say whether it is reached.
_MOST_OF_THE_WALK, _LEAST_ROWS_A_SECOND, _MOST_MB, _MOST_S_AGAIN = 0.35, 50_000, 500, 2
_KEY = "benchmarks-only-4711-qwertz-0815-asdfg-1234"
_LOAD = ("-m", "tests.benchmarks.counted_load")


@dataclass(frozen=True)
class Loaded:
    """One load: what it took and how many statements."""

    name: str
    engine: Engine
    run: Run
    rows: int
    files: int

    @property
    def statements(self) -> str:
        counts = json.loads(self.run.stderr.strip().rsplit("\n", 1)[-1])
        batches = counts.get("batches of rows", 0)
        return f"{counts.get('statements', 0):,}" + (f" + {batches:,} batches" if batches else "")


class Bench:
    """The machine's databases and the files to load."""

    def __init__(self, folder: Path, databases: Databases) -> None:
        self._folder, self._databases = folder, databases
        self.progress = sys.stderr.write

    def load(self, name: str, engine: Engine, url: str, path: Path) -> Loaded:
        """Load a file or folder by the command line, into a database that has its tables already."""
        environment = {
            "DATABASE_URL": url,
            "RADOPS_SECRET_KEY": _KEY,
            "RADOPS_VAR": str(self._folder / "var"),
            "RADOPS_FEEDS": str(self._folder / "no-feeds.toml"),
        }
        found = run([*_LOAD, str(path)], environment)
        files = json.loads(found.stdout)["files"]
        assert {file["outcome"] for file in files} <= {"loaded", "unchanged"}, files
        loaded = Loaded(name, engine, found, sum(file["rows_in"] for file in files), len(files))
        self.progress(f"{name} {engine}: {found.wall_s:.1f} s\n")
        return loaded

    def new_url(self, engine: Engine) -> str:
        """A database with tables and the reference data, as any that is in use has."""
        url = self._databases.migrated_url(engine)
        self.load("reference", engine, url, self._folder / "nothing")
        return url


def _walked(folder: Path) -> float:
    return float(run(["-m", "tests.benchmarks.walk_with_pydicom", str(folder)], {}).stdout.split()[0])


def _dose(bench: Bench, folder: Path, number: int) -> list[str]:
    kind = write_dose_files(folder, number)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1024**2
    walked = [_walked(folder)]
    lines = [
        f"{_DOSE_OBJECTS}: {number} files {kind}, {size:.0f} MB",
        "",
        "Wall time of `radops load` (start of the program, reading, validating, loading, ledger) against one process",
        "of pydicom that reads the same files and goes through every element (before and after; the mean counts).",
        f"Wanted: at most {_MOST_OF_THE_WALK} of the walk on two cores.",
        "",
    ]
    loads = [bench.load("dose objects", engine, bench.new_url(engine), folder) for engine in _ENGINES]
    walked.append(_walked(folder))
    mean = sum(walked) / len(walked)
    lines += [
        "| | wall s | CPU s | of the walk | a file | SQL statements | largest process |",
        "|---|---:|---:|---:|---:|---:|---:|",
        f"| pydicom reads and walks | {mean:.1f} | | 1 | {mean / number * 1000:.1f} ms | | |",
    ]
    lines += [
        f"| radops load, {load.engine} | {load.run.wall_s:.1f} | {load.run.cpu_s:.1f} "
        f"| **{load.run.wall_s / mean:.2f}** | {load.run.wall_s / number * 1000:.1f} ms | {load.statements} "
        f"| {load.run.largest_mb:.0f} MB |"
        for load in loads
    ]
    worst = max(load.run.wall_s for load in loads) / mean
    return [*lines, "", _verdict("The share of the walk", worst <= _MOST_OF_THE_WALK), ""]


def _verdict(goal: str, is_reached: bool) -> str:
    return f"{goal}: {'' if is_reached else '**not** '}reached in this run."


def _exams(bench: Bench, folder: Path, number: int) -> list[str]:
    path = write_exams(folder / "ris_2031-11-01.csv", number)
    changed = write_exams(folder / "ris_2031-11-02.csv", number, corrected=True)
    size = path.stat().st_size / 1024**2
    lines = [
        f"{_EXAMS}: one RIS export of {number:,} rows, 24 columns, {size:.0f} MB, one row in a thousand wrong",
        "",
        f"Wanted on two cores: at least {_LEAST_ROWS_A_SECOND:,} new rows a second, all processes under {_MOST_MB} MB,",
        f"the same file again under {_MOST_S_AGAIN} s. One reading counts the program's start too.",
        "",
        "| | engine | wall s | CPU s | rows a second | SQL statements | largest process | all processes |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    all_loads: list[Loaded] = []
    for engine in _ENGINES:
        url = bench.new_url(engine)
        loads = [
            bench.load("new", engine, url, path),
            bench.load("the same file again", engine, url, path),
            bench.load("one exam in a hundred changed", engine, url, changed),
        ]
        all_loads += loads
        for load in loads:
            rate = f"**{load.rows / load.run.wall_s:,.0f}**" if load.rows else ""
            lines.append(
                f"| {load.name} | {engine} | {load.run.wall_s:.1f} | {load.run.cpu_s:.1f} | {rate} | {load.statements} "
                f"| {load.run.largest_mb:.0f} MB | {load.run.together_mb:.0f} MB |"
            )
    rates = [load.rows / load.run.wall_s for load in all_loads if load.name == "new"]
    again = [load.run.wall_s for load in all_loads if not load.rows]
    return [
        *lines,
        "",
        _verdict("Rows a second", min(rates) >= _LEAST_ROWS_A_SECOND),
        _verdict("The same file again", max(again) <= _MOST_S_AGAIN),
        _verdict("Memory", max(load.run.together_mb for load in all_loads) < _MOST_MB),
        "",
    ]


def machine(program: str, libraries: Sequence[str]) -> list[str]:
    """What it was measured on, and by which command."""
    versions = {
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **{name: version(name) for name in libraries},
    }
    cores = len(os.sched_getaffinity(0))
    return [
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {cores} cores ({platform.machine()}, Linux), "
        + ", ".join(f"{name} {number}" for name, number in versions.items())
        + ".",
        "",
        "Command: `make bench` (`"
        + " ".join([f"python -m tests.benchmarks.{program}", *sys.argv[1:]])
        + "`).",
        "",
    ]


def others(before: float, after: float) -> str:
    """Whether the machine was at rest: what others compute beside it is in every wall time, but in no CPU time."""
    measured = f"Load average before: {before:.1f}, after: {after:.1f}."
    if before < 1:
        return measured
    return f"{measured} Other programs ran on the same cores: wall times and rows a second are worse than at rest."


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exams", type=int, default=1_000_000)
    parser.add_argument("--dose-files", type=int, default=300)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name, ExitStack() as ending:
        folder = Path(name)
        (folder / "nothing").mkdir()
        bench = Bench(folder, Databases(folder, ending))
        lines = ["# How fast it is", "", *machine("intake", ("SQLAlchemy", "psycopg", "pydicom"))]
        if chosen.dose_files:
            lines += _dose(bench, folder / "dose", chosen.dose_files)
        if chosen.exams:
            lines += _exams(bench, folder, chosen.exams)
        lines += [others(before, os.getloadavg()[0])]
    page = "\n".join(lines) + "\n"
    sys.stdout.write(page)
    if chosen.out:
        # What other measurements wrote on the page stays.
        before_it = chosen.out.read_text(encoding="utf-8") if chosen.out.exists() else ""
        others_of = [one for one in headings(before_it) if not one.startswith((_DOSE_OBJECTS, _EXAMS))]
        chosen.out.write_text(
            "\n".join([page, *(f"{sections(before_it, one).rstrip()}\n" for one in others_of)]),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
