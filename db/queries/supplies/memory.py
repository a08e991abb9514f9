"""The whole store as it stands on a day, worked out once until a file, a booking or an entry changes it.

With 50,000 lots and a year of use it takes seconds to say what will be wasted; each look at a page must not.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, func, select

from db.kept import Kept
from db.queries.supplies.orders import order_position
from db.queries.supplies.risk import lots_at_risk
from db.queries.supplies.usage import usage
from db.schema.feeds import feed_file, row_correction
from db.schema.stock import stock_booking
from db.schema.supplies import item, item_barcode
from db.stock_levels import owner_of

_SOURCES = ("stock", "item_list", "movements", "stock_targets", "prices", "recalls")
# A store of 50,000 lots takes some 15 MB; the day before stays while the pages turn over to the next.
_kept = Kept(4)


@dataclass(frozen=True)
class Store:
    """What is in stock and what must be ordered: `lots` as of `lots_at_risk`, `position` as of `order_position`."""

    lots: pd.DataFrame
    position: pd.DataFrame


def whole_store(connection: Connection, today: date) -> Store:
    """The store on a day. Nobody may change the frames: they are handed to everybody."""

    def build() -> Store:
        rates = usage(connection, today)
        found = lots_at_risk(connection, today, rates)
        return Store(found, order_position(connection, today, found, rates))

    return _kept.get(version(connection), today, build)


def version(connection: Connection) -> tuple[Hashable, ...]:
    """What changes whenever something changes that the store is worked out of.

    Files are counted, for the newest moment alone would miss one that was begun earlier and committed later. Bookings
    are numbered in the order in which they hold, since one transaction at a time changes the stock. Items and codes are
    also made and linked by people, at a moment that is their order.
    """
    came = select(func.count(), func.sum(feed_file.c.attempts), func.max(feed_file.c.ended_at)).where(
        feed_file.c.source.in_(_SOURCES)
    )
    rest = select(
        select(func.max(stock_booking.c.id)).scalar_subquery(),
        select(func.count()).select_from(row_correction).scalar_subquery(),
        select(func.count()).select_from(item).scalar_subquery(),
        select(func.max(item.c.source_order)).scalar_subquery(),
        select(func.count()).select_from(item_barcode).scalar_subquery(),
        select(func.max(item_barcode.c.source_order)).scalar_subquery(),
    )
    return (
        str(connection.engine.url),
        owner_of(connection),
        *connection.execute(came).one(),
        *connection.execute(rest).one(),
    )
