"""How long does the badges page take with 1,300 wearers and 20 years of quarterly readings?

Run by hand: python -m tests.benchmarks.badges [sqlite address]. It loads the readings once into a database of its own
and prints the median and the worst of the page's answers; the first answer after a load is told apart.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from dashboard.worker import stay_loaded
from db import migrations
from db.badge_periods import add_months
from db.settings import read_settings
from etl.pipeline import load_files
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.pages.hospital import Hospital
from tests.etl.lines import line_to

WEARERS, YEARS, NOW = 1_300, 20, datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
REFERENCE = Path(__file__).parents[2] / "db" / "reference"
HEAD = (
    "Account Number,Account Name,Series Code,Participant Number,Participant Name,Use,Period Begin Date,Period End Date,"
    "Current DDE,Current LDE,Current SDE,Serial Number,Version,NoteCode"
)


def lines() -> Iterator[str]:
    """Made-up readings: mostly M, every seventh a small dose, one in two hundred at Level I."""
    yield HEAD
    start = date(2006, 10, 1)
    for quarter in range(YEARS * 4):
        begins = add_months(start, 3 * quarter)
        ends = add_months(begins, 3) - timedelta(days=1)
        for number in range(WEARERS):
            draw = (number * 7919 + quarter * 104_729) % 1_000
            dose = "1.30" if draw < 5 else f"0.{draw % 90 + 10}" if draw < 150 else "M"
            yield (
                f"1,Made-up,RAD,{number:05d},WEARER {number},CHEST,{begins},{ends},{dose},{dose},{dose},"
                f"{quarter:03d}{number:05d},0,"
            )


def main() -> None:
    """Load, then ask for the page as a browser would."""
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder}/bench.db"
        migrations.upgrade(url)
        settings = read_settings({**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": folder})
        hospital = Hospital(settings, Path(folder), NOW)
        path = Path(folder) / "landauer_2026-10-20.csv"
        path.write_text("\n".join(lines()) + "\n", encoding="utf-8")
        began = time.perf_counter()
        files = [REFERENCE / "dose_limits.csv", REFERENCE / "alara_levels.csv", path]
        outcomes = list(load_files(files, line_to(hospital.database, now=NOW)))
        print(f"{outcomes[-1].rows_loaded} readings loaded in {time.perf_counter() - began:.1f} s")
        rso = hospital.as_role("rso")
        stay_loaded()
        times, spent = [], []
        for at in range(24):
            began, cpu = time.perf_counter(), time.process_time()
            rso.page("/badges") if at % 2 else rso.shown("badges-body", "2026-09", "*", f"{at:02d}", "", 0, 0)
            times.append((time.perf_counter() - began) * 1000)
            spent.append((time.process_time() - cpu) * 1000)
        # On a machine with other work the time of the processor says what the page costs.
        print(f"first {times[0]:.0f} ms; then {_summary(times)}; processor: {_summary(spent)}")


def _summary(times_ms: list[float]) -> str:
    return f"median {statistics.median(times_ms[1:]):.0f} ms, worst {max(times_ms[1:]):.0f} ms"


if __name__ == "__main__":
    main()
