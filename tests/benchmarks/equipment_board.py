"""How long does the board take with 200 units of 40 checks and ten years of results?

Run by hand: `python -m tests.benchmarks.equipment_board`. Fills a database of its own in a temporary folder (SQLite),
then asks for the board eleven times and prints the median in ms.
"""

import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from db.database import Database
from db.migrations import upgrade
from db.qc.standing import settle
from db.queries.equipment import board
from db.schema.equipment import qc_result, qc_schedule

UNITS, CHECKS, EACH = 200, 40, 250
ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)


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


def main() -> None:
    """Fill, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'board.db'}")
        upgrade(database.url)
        began = time.perf_counter()
        fill(database)
        print(f"filled with {UNITS * CHECKS * EACH} results in {time.perf_counter() - began:.0f} s")
        took, units = [], 0
        for _ in range(11):
            began = time.perf_counter()
            with database.read() as connection:
                units = len(board(connection, NOW, ZONE))
            took.append((time.perf_counter() - began) * 1000)
        print(f"board of {units} units: median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms")


if __name__ == "__main__":
    main()
