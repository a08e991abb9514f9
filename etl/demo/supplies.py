"""What lies in the store, in which lots? A count of everything on each Monday morning, and one of today."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from etl.demo.csv_text import csv_bytes, number
from etl.demo.department import DemoFile, Department, stamp
from etl.demo.lots import Lot, lots_at
from etl.demo.wall_time import HOUR, midnight

HEADER = "item_code,item_name,item_class,unit_price,lot_number,expiry,location,quantity,counted_at".split(",")
COUNTED_AT = 6 * HOUR
_WEEKS = 8


def files(department: Department) -> Iterator[DemoFile]:
    """One file for each count."""
    for day in _count_days(department):
        moment = midnight(day) + COUNTED_AT
        if moment <= department.end:
            yield f"stock/stock_{stamp(moment)}.csv", partial(_count, department, moment)


def first_count(department: Department) -> date:
    """The day from which the store's lists tell."""
    return department.story_day - timedelta(weeks=_WEEKS)


def _count_days(department: Department) -> list[date]:
    first = first_count(department)
    days = [first + timedelta(days=n) for n in range((department.today - first).days + 1)]
    before_six = department.end - midnight(department.today) < COUNTED_AT
    newest = department.today - timedelta(days=before_six)
    return [day for day in days if day.weekday() == 0 or day == newest]


def _count(department: Department, moment: datetime) -> bytes:
    lots = lots_at(department.seed, moment.date(), department.story_day)
    return csv_bytes(HEADER, (_row(lot, moment) for lot in lots))


def _row(lot: Lot, moment: datetime) -> list[str]:
    return [
        lot.item.item_code,
        lot.item.item_name,
        lot.item.item_class,
        number(lot.item.unit_price),
        lot.lot_number,
        lot.expiry.isoformat() if lot.expiry else "",
        lot.location,
        str(lot.quantity),
        f"{moment:%Y-%m-%d %H:%M}",
    ]
