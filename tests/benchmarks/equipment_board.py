"""How long does the board take with 200 units of 40 checks and ten years of results?

Run by hand: `python -m tests.benchmarks.equipment_board sqlite` (or postgresql). Fills a database of its own with two
million results, a list of units, faults and service, then asks for the board eleven times and for the whole page, and
prints the medians in ms: on the wall, and of this process alone (own), where other things run beside it.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from db.database import Database
from db.qc.standing import settle
from db.queries.equipment import attention, board
from db.schema.equipment import qc_result, qc_schedule
from etl.pipeline import load_files
from tests.etl.lines import line_to
from tests.servers.databases import Engine, databases_in

UNITS, CHECKS, EACH = 200, 40, 250
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


def listed(database: Database, folder: Path) -> None:
    """The list of units with their hours, by the line that every file takes; so uptime is worked out for each."""
    path = folder / "equipment_list_2026-11-01.csv"
    rows = [f"Room {unit},radiography,07:00-19:00,08:00-14:00,closed" for unit in range(UNITS)]
    path.write_text("\n".join(["unit,unit_kind,weekday_hours,saturday_hours,sunday_hours", *rows, ""]))
    assert [outcome.outcome for outcome in load_files([path], line_to(database, now=NOW))] == ["loaded"]


def fill(database: Database) -> None:
    """Two million results, one schedule per unit and check, and their standings."""
    pairs = [(f"Room {unit}", f"check_{check}") for unit in range(UNITS) for check in range(CHECKS)]
    with database.write() as connection:
        connection.execute(
            insert(qc_schedule),
            [
                {"unit": unit, "test": test, "valid_from": date(2016, 1, 1), "anchor": date(2016, 1, 1),
                 "rule": "FREQ=WEEKLY;INTERVAL=2", "grace_before_days": 2, "grace_after_days": 2, "lead_days": 2}
                for unit, test in pairs
            ],
        )  # fmt: skip
    for start in range(0, len(pairs), 80):
        with database.write() as connection:
            connection.execute(
                insert(qc_result),
                [
                    {"unit": unit, "test": test, "performed_at": NOW.replace(tzinfo=None) - timedelta(days=14 * back),
                     "local_date": TODAY - timedelta(days=14 * back), "value": 1.0,
                     "verdict": "action" if back == 0 and hash((unit, test)) % 97 == 0 else "ok"}
                    for unit, test in pairs[start : start + 80]
                    for back in range(EACH)
                ],
            )  # fmt: skip
    with database.write() as connection:
        settle(connection, pairs, TODAY)


def measured(ask: Callable[[], object]) -> str:
    """The median of eleven times: on the wall, and of this process alone (a database server works beside it)."""
    wall, own = [], []
    for _ in range(11):
        began, worked = time.perf_counter(), time.process_time()
        ask()
        wall.append((time.perf_counter() - began) * 1000)
        own.append((time.process_time() - worked) * 1000)
    return f"median {statistics.median(wall):.0f} ms, worst {max(wall):.0f} ms; own {statistics.median(own):.0f} ms"


def main() -> None:
    """Fill, ask, print."""
    engine: Engine = "postgresql" if "postgresql" in sys.argv[1:] else "sqlite"
    with tempfile.TemporaryDirectory() as folder, databases_in(Path(folder)) as databases:
        database = Database(databases.migrated_url(engine))
        began = time.perf_counter()
        listed(database, Path(folder))
        fill(database)
        print(f"{engine}: filled with {UNITS * CHECKS * EACH} results in {time.perf_counter() - began:.0f} s")

        def cards() -> int:
            with database.read() as connection:
                return len(board(connection, NOW, ZONE))

        def told() -> int:
            with database.read() as connection:
                return len(attention(connection, NOW, ZONE, 30))

        print(f"board of {cards()} units: {measured(cards)}")
        print(f"attention of {told()} rows: {measured(told)}")


if __name__ == "__main__":
    main()
