"""How many of each lot lie at each place? What is sealed and what is opened stand apart: they expire differently."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Date, Double, Select, case, cast, null, select, union_all

from db.database import frame
from db.schema.stock import stock_level


def on_hand_select(item_code: str | None = None) -> Select[Any]:
    """One row per item, lot and location that was ever counted or moved; two where a part of a lot is opened.

    `on_hand` (units as the files count them) is kept up to date by `db.stock_levels`: the latest count, and what moved
    since. It is 0 for what is gone and below 0 where more was used than was there. `opened_on` is the day on which the
    oldest opened unit was opened, null for what is sealed. `counted_at` is the moment of the count in force, naive UTC,
    null where the lot was never counted.
    """
    level = stock_level
    key = (level.c.item_code, level.c.lot_number, level.c.location)
    wanted = [level.c.item_code == item_code] if item_code is not None else []
    is_opened = (level.c.opened_units > 0) & level.c.opened_on.is_not(None)
    nothing = cast(null(), Date).label("opened_on")
    whole = select(*key, level.c.on_hand, level.c.counted_at, nothing).where(~is_opened, *wanted)
    sealed = select(
        *key, (level.c.on_hand - level.c.opened_units).label("on_hand"), level.c.counted_at, nothing
    ).where(is_opened, level.c.on_hand > level.c.opened_units, *wanted)
    no_more_than_there = case(
        (level.c.opened_units < level.c.on_hand, level.c.opened_units), else_=level.c.on_hand
    )
    opened = select(
        *key, cast(no_more_than_there, Double).label("on_hand"), level.c.counted_at, level.c.opened_on
    ).where(is_opened, *wanted)
    return select(union_all(whole, sealed, opened).subquery("parts"))


def on_hand(connection: Connection) -> pd.DataFrame:
    """The rows of `on_hand_select`, lots without stock included."""
    return frame(connection, on_hand_select())


def was_ever_counted(connection: Connection) -> bool:
    """Whether any stock has ever been counted, received or moved."""
    return connection.scalar(select(stock_level.c.id).limit(1)) is not None
