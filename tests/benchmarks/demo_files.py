"""How long does the made-up department take to write, how much memory, and how large is it?

`make bench-demo`, or `python -m tests.benchmarks.demo_files --out docs/benchmarks.md`. Wanted on two cores: a million
exams with three million exposures in under ten minutes, in under 1 GB. The table is put under its heading of the page.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from db.clock import now_utc
from tests.benchmarks.processes import Run, run
from tests.benchmarks.sections import GENERATOR, put_section

# Exams and years: a small place, the department of `make run`, and a group of hospitals.
SIZES = ((10_000, 1), (62_000, 1), (1_000_000, 5))
LIMIT_S, LIMIT_MB = 600, 1024


@dataclass(frozen=True)
class Written:
    """What was written, and what it took."""

    exams: int
    years: int
    rows: int
    exposures: int
    rejects: int
    files: int
    megabytes: float
    took: Run


def written(exams: int, years: int, seed: int) -> Written:
    """Write a department, count what is in its files, and take them away again."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "department"
        arguments = ["radops.py", "demo", "--exams", str(exams), "--years", str(years), "--seed", str(seed)]
        took = run([*arguments, "--out", str(folder)], {"RADOPS_VAR": str(Path(temporary) / "var")})
        files = [path for path in folder.rglob("*") if path.is_file()]
        return Written(
            exams,
            years,
            _lines(folder / "ris"),
            _lines(folder / "dose"),
            _lines(folder / "rejects"),
            len(files),
            sum(path.stat().st_size for path in files) / 1e6,
            took,
        )


def _lines(folder: Path) -> int:
    return sum(_rows(path) for path in folder.glob("*.csv"))


def _rows(path: Path) -> int:
    with path.open("rb") as file:
        return max(0, sum(piece.count(b"\n") for piece in _pieces(file)) - 1)


def _pieces(file: object) -> Iterator[bytes]:
    while piece := file.read(1 << 20):  # type: ignore[attr-defined]
        yield piece


def section(found: list[Written], load_average: str) -> str:
    """The table as it stands in the docs."""
    largest = found[-1].took
    reached = largest.wall_s < LIMIT_S and largest.together_mb < LIMIT_MB
    lines = [
        GENERATOR,
        "",
        f"Measured {now_utc():%Y-%m-%d} by `make bench-demo` (`radops demo --exams N --years Y --out FOLDER`) on",
        f"{len(os.sched_getaffinity(0))} cores. Wanted of a million exams: {LIMIT_S / 60:.0f} minutes, 1 GB.",
        "Exposures are rows of dose files; the last 92 days bring some hundred DICOM objects besides.",
        "",
        "| exams asked for | years | exams | exposures | rejected | files | MB | wall s | CPU s | all processes |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {one.exams:,} | {one.years} | {one.rows:,} | {one.exposures:,} | {one.rejects:,} | {one.files:,} "
            f"| {one.megabytes:,.0f} | {one.took.wall_s:.0f} | {one.took.cpu_s:.0f} | {one.took.together_mb:.0f} MB |"
            for one in found
        ),
        "",
        f"{'Reached' if reached else '**Not** reached'} in this run. Load average {load_average}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write each size, and the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--out", type=Path)
    given = arguments.parse_args()
    before = os.getloadavg()[0]
    found = [written(exams, years, given.seed) for exams, years in SIZES]
    text = section(found, f"before: {before:.1f}, after: {os.getloadavg()[0]:.1f}")
    sys.stdout.write(text)
    if given.out:
        put_section(given.out, GENERATOR, text)


if __name__ == "__main__":
    main()
