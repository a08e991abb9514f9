"""How long does a scan take in a large store? 5,000 items, 50,000 lots, 2,000,000 movements, from label to answer.

    python -m tests.benchmarks.scan_speed [DATABASE_URL]

Builds the store (a new SQLite file in a temporary folder without a URL), then times scans as the page answers them:
read the label, find the item, all its lots in order of use, recalls, the rate, and draw it. Prints milliseconds.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from plotly.utils import PlotlyJSONEncoder
from sqlalchemy import func, insert, select, text

from dashboard.pages.supplies.asked import Asked, answer
from dashboard.pages.supplies.scan_view import body
from db import migrations, stock_levels
from db.database import Connection, Database
from db.labels import gtin_14
from db.queries import supplies
from db.schema.feeds import feed_file
from db.schema.stock import stock_movement
from db.schema.supplies import item, item_barcode, lot, stock_count

ITEMS, LOTS_EACH, MOVEMENTS_EACH = 5_000, 10, 400
TODAY = date(2026, 11, 24)
_EPOCH = datetime(1970, 1, 1)
_AT_ONCE = 250
_LIMIT_MS = 200.0


def main() -> int:
    """Build, time, print; exit code 1 when the 95th percentile is over 200 ms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", help="database address; left out: a new SQLite file")
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--scans", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.url or f"sqlite:///{Path(folder) / 'store.db'}"
        migrations.upgrade(url)
        database = Database(url)
        begun = time.perf_counter()
        build(database, asked.items)
        with database.write() as connection:
            # Both engines do it by themselves in time; here nobody waits for it.
            connection.execute(text("ANALYZE"))
        say(f"built in {time.perf_counter() - begun:.0f} s")
        with database.read() as connection:
            for table in (item, lot, stock_movement):
                say(f"{table.name}: {connection.scalar(select(func.count()).select_from(table))} rows")
        taken = time_scans(database, asked.items, asked.scans)
        time_store(database)
        database.close()
    wall, work = ([one[place] for one in taken] for place in (0, 1))
    worst = statistics.quantiles(wall, n=20)[-1]
    say(
        f"scan to answer: median {statistics.median(wall):.1f} ms, 95 % under {worst:.1f} ms, "
        f"slowest {max(wall):.1f} ms; processor of this process: median {statistics.median(work):.1f} ms"
    )
    return 0 if worst < _LIMIT_MS else 1


def build(database: Database, items: int) -> None:
    """Fill an empty database: each item with ten lots at up to three places, counted once and moved since."""
    chance = random.Random(1)
    with database.write() as connection:
        file_id = _file(connection)
    for start in range(0, items, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, items))
        with database.write() as connection:
            _fill(connection, numbers, file_id, chance)
            stock_levels.recompute(connection, {_code(number) for number in numbers})


def time_scans(database: Database, items: int, scans: int) -> list[tuple[float, float]]:
    """Milliseconds of each scan, by the clock and of this process' processor, each on a connection of its own.

    From the text that was scanned to the answer as it is sent: read, looked up, drawn.
    """
    chance = random.Random(2)
    taken = []
    for _ in range(scans):
        number = chance.randrange(items)
        code = f"01{gtin(number)}1728022910L{number:05d}-{chance.randrange(LOTS_EACH)}"
        begun, worked = time.perf_counter(), time.process_time()
        with database.read() as connection:
            found = answer(connection, Asked(code=code), TODAY)
            places = supplies.known_places(connection)
            recent = supplies.recent_bookings(connection)
        json.dumps(body(found, places, None, recent, TODAY, UTC), cls=PlotlyJSONEncoder)
        taken.append(((time.perf_counter() - begun) * 1000, (time.process_time() - worked) * 1000))
        if found.found is None or found.found.lots.empty:
            raise LookupError(f"nothing found for {code}")
    return taken


def time_store(database: Database) -> None:
    """Say how long the supplies page waits for the whole store, the first time and again."""
    for what in ("first", "again"):
        begun, worked = time.perf_counter(), time.process_time()
        with database.read() as connection:
            supplies.whole_store(connection, TODAY)
        say(
            f"the whole store, {what}: {(time.perf_counter() - begun) * 1000:.0f} ms, "
            f"processor {(time.process_time() - worked) * 1000:.0f} ms"
        )


def gtin(number: int) -> str:
    """A made-up GTIN of the range that GS1 keeps for demonstrations."""
    digits = f"0952{number:09d}"
    return next(code for last in "0123456789" if (code := gtin_14(digits + last)))


def say(text: str) -> None:
    """One line of the result."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _code(number: int) -> str:
    return f"IT-{number:05d}"


def _file(connection: Connection) -> int:
    made = connection.execute(
        insert(feed_file)
        .values(
            sha256="b" * 64,
            name="benchmark",
            source="stock",
            size_bytes=1,
            outcome="loaded",
            first_seen_at=_EPOCH,
            last_seen_at=_EPOCH,
            started_at=_EPOCH,
            ended_at=_EPOCH,
        )
        .returning(feed_file.c.id)
    )
    return int(made.scalar_one())


def _fill(connection: Connection, numbers: range, file_id: int, chance: random.Random) -> None:
    items, codes, lots, counts, moves = [], [], [], [], []
    counted = datetime(2024, 11, 24, 6)
    for number in numbers:
        code = _code(number)
        where = {"file_id": file_id, "line_number": number + 2, "source_order": 1}
        items.append({"item_code": code, "item_name": f"Item {number}", "unit_price": 5.0, **where})
        codes.append({"item_code": code, "barcode": gtin(number), "units_per_pack": 1.0, **where})
        for place in range(LOTS_EACH):
            name = f"L{number:05d}-{place}"
            expiry = TODAY + timedelta(days=chance.randrange(-30, 900))
            lots.append({"item_code": code, "lot_number": name, "expiry": expiry, **where})
            counts.append(
                {
                    "item_code": code,
                    "lot_number": name,
                    "location": f"Rack {place % 3 + number % 20}",
                    "counted_at": counted,
                    "quantity": 500.0,
                    "snapshot": "partial",
                    **where,
                }
            )
        for step in range(MOVEMENTS_EACH):
            place = step % LOTS_EACH
            moves.append(
                {
                    "movement_id": f"{number}-{step}",
                    "item_code": code,
                    "lot_number": f"L{number:05d}-{place}",
                    "location": f"Rack {place % 3 + number % 20}",
                    "moved_at": counted + timedelta(hours=42 * step + 1),
                    "kind": "use",
                    "quantity": 1.0,
                    **where,
                }
            )
    for table, rows in (
        (item, items),
        (item_barcode, codes),
        (lot, lots),
        (stock_count, counts),
        (stock_movement, moves),
    ):
        connection.execute(insert(table), rows)


if __name__ == "__main__":
    sys.exit(main())
