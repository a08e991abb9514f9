"""How many of each lot lie at each place? The count in force, per item, lot and location."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, case, func, literal, select

from db.database import frame
from db.schema.supplies import stock_count


def on_hand_select() -> Select[Any]:
    """One row per item, lot and location that was ever counted.

    `on_hand` (units as the file counts them) is the latest count by `counted_at`. It is 0 where a later complete
    snapshot of the location does not name the lot (`is_named` is false then): a complete file says what is there,
    a partial one says nothing of the rest. Which file is later is told by its order (its as-of), not by the moment
    of each count: a complete list may name a lot that was last counted weeks ago.
    """
    table = stock_count
    key = (table.c.item_code, table.c.lot_number, table.c.location)
    complete = case((table.c.snapshot == "complete", table.c.source_order))
    counts = select(
        *key,
        table.c.quantity,
        table.c.counted_at,
        func.row_number()
        .over(partition_by=key, order_by=(table.c.counted_at.desc(), table.c.source_order.desc()))
        .label("place"),
        func.max(table.c.source_order).over(partition_by=key).label("last_named"),
        func.max(complete).over(partition_by=table.c.location).label("last_complete"),
    ).subquery("counts")
    is_named = func.coalesce(counts.c.last_named >= counts.c.last_complete, literal(True))
    return select(
        counts.c.item_code,
        counts.c.lot_number,
        counts.c.location,
        case((is_named, counts.c.quantity), else_=literal(0.0)).label("on_hand"),
        counts.c.counted_at,
        is_named.label("is_named"),
    ).where(counts.c.place == 1)


def on_hand(connection: Connection) -> pd.DataFrame:
    """The rows of `on_hand_select`, lots without stock included; `counted_at` is naive UTC."""
    return frame(connection, on_hand_select())


def was_ever_counted(connection: Connection) -> bool:
    """Whether any stock file has ever come in."""
    return connection.scalar(select(stock_count.c.id).limit(1)) is not None
