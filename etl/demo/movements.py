"""What was received, used and thrown away since the first count? A file each Monday for the week before, and today's.

The movements of a day are what lies between its count and the next one's, so that counts and movements never disagree.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from etl.demo.chance import chance
from etl.demo.csv_text import csv_bytes
from etl.demo.department import DemoFile, Department, stamp
from etl.demo.lots import Lot, lots_at
from etl.demo.supplies import COUNTED_AT, first_count
from etl.demo.wall_time import midnight

HEADER = "movement_id,item_code,lot_number,location,kind,quantity,moved_at".split(",")
_WORKING = timedelta(hours=9)


def files(department: Department) -> Iterator[DemoFile]:
    """One file for each week, and one of the days since the last Monday."""
    first = first_count(department)
    mondays = [day for day in _days(first, department.today) if day.weekday() == 0]
    since = first
    for monday in mondays:
        moment = midnight(monday) + COUNTED_AT + timedelta(minutes=10)
        if monday > first and moment <= department.end:
            yield f"movements/movements_{stamp(moment)}.csv", partial(_file, department, since, moment)
            since = monday
    yield (
        f"movements/movements_{stamp(department.end)}.csv",
        partial(_file, department, since, department.end),
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _file(department: Department, since: date, until: datetime) -> bytes:
    rows = [row for day in _days(since, until.date()) for row in _of_day(department, day)]
    return csv_bytes(HEADER, [row for row in rows if row[-1] <= f"{until:%Y-%m-%d %H:%M}"])


def _of_day(department: Department, day: date) -> Iterator[list[str]]:
    before, after = (_by_key(department, at) for at in (day, day + timedelta(days=1)))
    number = 0
    for key in sorted(before.keys() | after.keys()):
        then, now = before.get(key), after.get(key)
        change = (now.quantity if now else 0) - (then.quantity if then else 0)
        if change == 0 or (then is None and now is not None and now.quantity == 0):
            continue
        number += 1
        lot = now or then
        assert lot is not None
        draw = chance(department.seed, "moved", day.isoformat(), *key)
        moment = midnight(day) + timedelta(hours=7) + _WORKING * draw.random()
        yield [
            f"MV-{day:%y%m%d}-{number:03d}",
            lot.item.item_code,
            lot.lot_number,
            lot.location,
            _kind(lot, change, day),
            str(abs(change)),
            f"{moment:%Y-%m-%d %H:%M}",
        ]


def _kind(lot: Lot, change: int, day: date) -> str:
    if change > 0:
        return "receive"
    return "discard" if lot.expiry is not None and lot.expiry <= day else "use"


def _by_key(department: Department, day: date) -> dict[tuple[str, str, str], Lot]:
    lots = lots_at(department.seed, day, department.story_day)
    return {(lot.item.item_code, lot.lot_number, lot.location): lot for lot in lots}
