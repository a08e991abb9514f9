"""What is recalled, where does it lie, and how much of it was used since when?"""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from db.database import frame
from db.queries.supplies.lots import walking_key
from db.queries.supplies.recalled import recalled_lots_select
from db.schema.stock import stock_level, stock_movement
from db.schema.supplies import item, item_barcode, lot, recall


def recalls(connection: Connection) -> pd.DataFrame:
    """One row per recall, those of which something is in stock first, then the newest.

    `on_hand` and `places` are units and locations with stock; `lots` the lots that ever were here; `used` the units
    that movements report as used. `is_known` says whether every line of it names an item that is on file, by its code
    or by one on its box: of one that does not nobody can tell whether it lies here.
    """
    listed = frame(
        connection,
        select(
            recall.c.recall_number,
            func.min(recall.c.issued_on).label("issued_on"),
            func.min(recall.c.title).label("title"),
            func.min(recall.c.advice).label("advice"),
            func.count().label("lines"),
            func.sum(case((_names_an_item(), 1), else_=0)).label("known_lines"),
        ).group_by(recall.c.recall_number),
    )
    where = recalled_stock(connection)
    by_number = where.groupby("recall_number").agg(
        on_hand=("on_hand", lambda units: units.clip(lower=0).sum()),
        used=("used", "sum"),
        lots=("lot", "nunique"),
    )
    places = where[where["on_hand"] > 0].groupby("recall_number")["location"].nunique().rename("places")
    made = listed.join(by_number, on="recall_number").join(places, on="recall_number")
    for name in ("on_hand", "used", "lots", "places"):
        made[name] = made[name].fillna(0)
    made = made.astype({"lots": int, "places": int})
    made["is_known"] = made["known_lines"] == made["lines"]
    made["age"] = [-day.toordinal() if isinstance(day, date) else 0 for day in made["issued_on"]]
    made["state"] = (made["on_hand"] <= 0).astype(int)
    made = made.sort_values(["state", "age", "recall_number"], kind="stable")
    return made.drop(columns=["age", "state", "known_lines"]).reset_index(drop=True)


def _names_an_item() -> ColumnElement[bool]:
    on_box = exists().where(item_barcode.c.barcode == recall.c.barcode, recall.c.barcode != "")
    by_code = exists().where(item.c.item_code == recall.c.item_code, recall.c.item_code != "")
    return or_(on_box, by_code)


def recalled_stock(connection: Connection, recall_number: str | None = None) -> pd.DataFrame:
    """Where recalled lots lie or lay: one row per recall, item, lot and location, in walking order.

    `received` and `used` are units by movements, `first_received` and `last_used` their moments (naive UTC); null where
    no movement tells.
    """
    named = recalled_lots_select().subquery("named")
    level, moved = stock_level, stock_movement
    query: Any = (
        select(
            named.c.recall_number,
            level.c.item_code,
            item.c.item_name,
            level.c.lot_number.label("lot"),
            lot.c.expiry,
            level.c.location,
            level.c.on_hand,
            func.coalesce(func.sum(case((moved.c.kind == "use", moved.c.quantity), else_=0.0)), 0.0).label(
                "used"
            ),
            func.coalesce(
                func.sum(case((moved.c.kind == "receive", moved.c.quantity), else_=0.0)), 0.0
            ).label("received"),
            func.min(case((moved.c.kind == "receive", moved.c.moved_at))).label("first_received"),
            func.min(case((moved.c.kind == "use", moved.c.moved_at))).label("first_used"),
            func.max(case((moved.c.kind == "use", moved.c.moved_at))).label("last_used"),
        )
        .join(level, and_(level.c.item_code == named.c.item_code, level.c.lot_number == named.c.lot_number))
        .outerjoin(
            moved,
            and_(
                moved.c.item_code == level.c.item_code,
                moved.c.lot_number == level.c.lot_number,
                moved.c.location == level.c.location,
            ),
        )
        .outerjoin(item, item.c.item_code == level.c.item_code)
        .outerjoin(lot, and_(lot.c.item_code == level.c.item_code, lot.c.lot_number == level.c.lot_number))
        .group_by(
            named.c.recall_number,
            level.c.item_code,
            item.c.item_name,
            level.c.lot_number,
            lot.c.expiry,
            level.c.location,
            level.c.on_hand,
        )
    )
    if recall_number is not None:
        query = query.where(named.c.recall_number == recall_number)
    found = frame(connection, query)
    order = sorted(
        found.index,
        key=lambda row: (
            str(found.at[row, "recall_number"]),
            walking_key(str(found.at[row, "location"])),
            str(found.at[row, "item_code"]),
            str(found.at[row, "lot"]),
        ),
    )
    return found.loc[order].reset_index(drop=True)
