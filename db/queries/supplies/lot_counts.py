"""How many lots with stock lie in which bin, and where?"""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, case, func, select

from db.database import frame
from db.queries.supplies.lot_rows import BIN_NAMES, lots_select, narrowed
from db.stats import byte_order


def stock_by_bin(
    connection: Connection,
    today: date,
    location: str | None = None,
    item_class: str | None = None,
    find: str | None = None,
) -> pd.DataFrame:
    """Lots with stock per exclusive bin, one row for each of `BIN_NAMES`, empty ones included.

    `lots` counts different lots (one that lies at two places is one), `value` sums those with a known price and
    `unpriced` says how many have none.
    """
    rows = lots_select(today).subquery("lots")
    each = (
        select(rows.c.bin, func.sum(rows.c.value).label("value"))
        .where(rows.c.on_hand > 0, *narrowed(rows.c, location, item_class, find))
        .group_by(rows.c.bin, rows.c.item_code, rows.c.lot)
        .subquery("each_lot")
    )
    counted = frame(
        connection,
        select(
            each.c.bin,
            func.count().label("lots"),
            func.sum(each.c.value).label("value"),
            func.sum(case((each.c.value.is_(None), 1), else_=0)).label("unpriced"),
        ).group_by(each.c.bin),
    )
    spread = counted.set_index("bin").reindex(list(BIN_NAMES))
    spread["lots"] = spread["lots"].fillna(0).astype(int)
    spread["unpriced"] = spread["unpriced"].fillna(0).astype(int)
    # Nothing in a bin is worth nothing; a bin of lots without a price is worth nobody knows what.
    spread["value"] = spread["value"].astype(float).where(spread["lots"] > 0, 0.0)
    return spread.rename_axis("bin").reset_index()


def stock_by_place(
    connection: Connection,
    today: date,
    location: str | None = None,
    item_class: str | None = None,
    find: str | None = None,
) -> pd.DataFrame:
    """Number of lots with stock (`lots`) by location and exclusive bin; pairs without a lot have no row."""
    rows = lots_select(today).subquery("lots")
    return frame(
        connection,
        select(rows.c.location, rows.c.bin, func.count().label("lots"))
        .where(rows.c.on_hand > 0, *narrowed(rows.c, location, item_class, find))
        .group_by(rows.c.location, rows.c.bin)
        .order_by(byte_order(rows.c.location), rows.c.bin),
    )
