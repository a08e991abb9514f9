"""How far is the count of a place, and what did it find?"""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from sqlalchemy import Connection, and_, func, or_, select

from db.database import frame
from db.queries.supplies.lots import walking_key
from db.schema.stock import cycle_count, stock_booking, stock_level
from db.schema.supplies import item, lot
from db.stats import byte_order


@dataclass(frozen=True, slots=True)
class RunningCount:
    """A count that is not closed; times are naive UTC."""

    id: int
    location: str
    started_at: datetime
    started_by: str


def running_count(connection: Connection, location: str) -> RunningCount | None:
    """The count of a place that is going on, or None."""
    row = connection.execute(
        select(cycle_count).where(cycle_count.c.location == location, cycle_count.c.closed_at.is_(None))
    ).one_or_none()
    return RunningCount(row.id, row.location, row.started_at, row.started_by) if row else None


def count_lines(connection: Connection, location: str, count_id: int | None) -> pd.DataFrame:
    """The lots to count at a place: those that are on hand there, and those that this count has booked.

    `expected` is what is on hand now; of a line that is counted `counted`, `difference` (counted less expected then),
    `reason`, `counted_by`, `counted_at` and `booking_id` are those of its last booking that is not taken back. By item
    name, then expiry, as people stand before a shelf.
    """
    level, booking = stock_level, stock_booking
    taken_back = select(booking.c.reverses_id).where(booking.c.reverses_id.is_not(None))
    last = (
        select(booking.c.item_code, booking.c.lot_number, func.max(booking.c.id).label("booking_id"))
        .where(
            booking.c.location == location,
            booking.c.action == "count",
            booking.c.cycle_count_id == (count_id if count_id is not None else -1),
            booking.c.id.not_in(taken_back),
        )
        .group_by(booking.c.item_code, booking.c.lot_number)
        .subquery("last")
    )
    found = frame(
        connection,
        select(
            level.c.item_code,
            item.c.item_name,
            level.c.lot_number.label("lot"),
            lot.c.expiry,
            level.c.on_hand.label("expected"),
            last.c.booking_id,
            booking.c.counted_units.label("counted"),
            (booking.c.counted_units - booking.c.expected_units).label("difference"),
            booking.c.reason,
            booking.c.booked_by.label("counted_by"),
            booking.c.booked_at.label("counted_at"),
        )
        .outerjoin(last, and_(last.c.item_code == level.c.item_code, last.c.lot_number == level.c.lot_number))
        .outerjoin(booking, booking.c.id == last.c.booking_id)
        .outerjoin(item, item.c.item_code == level.c.item_code)
        .outerjoin(lot, and_(lot.c.item_code == level.c.item_code, lot.c.lot_number == level.c.lot_number))
        .where(level.c.location == location, or_(level.c.on_hand != 0, last.c.booking_id.is_not(None)))
        .order_by(
            byte_order(func.coalesce(item.c.item_name, level.c.item_code)),
            lot.c.expiry.asc().nulls_last(),
            byte_order(level.c.lot_number),
        ),
    )
    return found.astype({"booking_id": "Int64", "counted": float, "difference": float, "expected": float})


def places_counted(connection: Connection) -> pd.DataFrame:
    """Each place with stock: number of lots, when its last count was closed, and who is counting it now.

    In walking order. `last_counted_at` (naive UTC) and `counting` are null where nobody has, or is.
    """
    level = stock_level
    places = frame(
        connection,
        select(level.c.location, func.count().label("lots"))
        .where(level.c.on_hand > 0)
        .group_by(level.c.location),
    )
    closed = frame(
        connection,
        select(cycle_count.c.location, func.max(cycle_count.c.closed_at).label("last_counted_at"))
        .where(cycle_count.c.closed_at.is_not(None))
        .group_by(cycle_count.c.location),
    )
    now = frame(
        connection,
        select(cycle_count.c.location, func.max(cycle_count.c.started_by).label("counting"))
        .where(cycle_count.c.closed_at.is_(None))
        .group_by(cycle_count.c.location),
    )
    made = places.merge(closed, how="left", on="location").merge(now, how="left", on="location")
    order = sorted(made.index, key=lambda row: walking_key(str(made.at[row, "location"])))
    return made.loc[order].reset_index(drop=True)
