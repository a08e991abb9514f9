"""What does the store keep, under which codes, how much of it, and what of it is recalled? Lists of the first day."""

import math
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from etl.demo.catalogue import table
from etl.demo.codes import gtin_of
from etl.demo.csv_text import csv_bytes, number
from etl.demo.department import DemoFile, Department, stamp
from etl.demo.lots import Item, items
from etl.demo.supplies import first_count
from etl.demo.wall_time import midnight

ITEM_HEADER = "item_code,item_name,item_class,item_kind,unit_price,open_days,gtin,pack_quantity".split(",")
TARGET_HEADER = (
    "item_code,min_units,reorder_units,max_units,lead_time_days,order_pack_units,on_order_units".split(",")
)
RECALL_HEADER = "recall_number,gtin,item_code,lot_number,issued_on,title,advice".split(",")
_KIND_OF_CLASS = {"Contrast medium": "contrast", "Barium": "contrast", "Medicine": "medication"}
# Days of use once opened, as far as the made-up store has decided.
_OPEN_DAYS = {"CM-009": 1, "MK-005": 28, "SW-003": 90, "SW-004": 90, "SW-005": 30, "RX-006": 1}
_CARTON = 10


def files(department: Department) -> Iterator[DemoFile]:
    """The item list, the targets, and the recalls of the last days."""
    moment = midnight(first_count(department)) + timedelta(hours=5)
    yield f"store/item_list_{stamp(moment)}.csv", _items
    yield f"store/targets_{stamp(moment)}.csv", _targets
    told = midnight(department.story_day) - timedelta(days=2) + timedelta(hours=9)
    if told <= department.end:
        yield f"store/recalls_{stamp(told)}.csv", partial(_recalls, department)


def _items() -> bytes:
    return csv_bytes(ITEM_HEADER, (row for item in items() for row in _codes(item)))


def _codes(item: Item) -> Iterator[list[str]]:
    own = [
        item.item_code,
        item.item_name,
        item.item_class,
        _KIND_OF_CLASS.get(item.item_class, "supply"),
        number(item.unit_price),
        str(_OPEN_DAYS.get(item.item_code, "")),
    ]
    yield [*own, gtin_of(item.item_code), "1"]
    yield [*own, gtin_of(item.item_code, packaging=1), str(_CARTON)]


def _targets() -> bytes:
    return csv_bytes(TARGET_HEADER, (_target(item) for item in items()))


def _target(item: Item) -> list[str]:
    """A week in hand and the lead time to the reorder point; a delivery more to the maximum."""
    lead_days = 28 if item.weekly_use < 5 else 14
    least = max(1, math.ceil(item.weekly_use))
    reorder = max(least, math.ceil(item.weekly_use * (1 + lead_days / 7) * 1.6))
    most = reorder + math.ceil(item.weekly_use * item.weeks_between)
    pack = _CARTON if item.weekly_use >= 10 else 1
    return [item.item_code, *(str(n) for n in (least, reorder, most, lead_days, pack)), "0"]


def _recalls(department: Department) -> bytes:
    rows = []
    for row in table("recalls"):
        issued = department.story_day - timedelta(days=int(row["days_ago"]))
        gtin = gtin_of(row["item_code"]) if row["by"] == "gtin" else ""
        code = "" if row["by"] == "gtin" else row["item_code"]
        rows.append(
            [
                row["recall_number"],
                gtin,
                code,
                row["lot_number"],
                issued.isoformat(),
                row["title"],
                row["advice"],
            ]
        )
    return csv_bytes(RECALL_HEADER, rows)
