"""What was booked lately, by whom, and is it taken back?"""

from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from db.database import frame
from db.schema.stock import stock_booking
from db.schema.supplies import item


def recent_bookings(connection: Connection, limit: int = 8, item_code: str | None = None) -> pd.DataFrame:
    """The latest bookings, newest first; `is_taken_back` tells those with a counter-booking. Times are naive UTC."""
    query = _bookings().order_by(stock_booking.c.id.desc()).limit(limit)
    if item_code is not None:
        query = query.where(stock_booking.c.item_code == item_code)
    return frame(connection, query)


def booking_named(connection: Connection, booking_id: int) -> dict[Any, Any] | None:
    """One booking, or None."""
    found = frame(connection, _bookings().where(stock_booking.c.id == booking_id)).to_dict("records")
    return found[0] if found else None


def newest_booking(connection: Connection) -> datetime | None:
    """When the stock was last booked here (naive UTC); None where it never was."""
    booked = stock_booking.c
    return connection.scalar(select(booked.booked_at).order_by(booked.id.desc()).limit(1))


def _bookings() -> Any:
    counter = stock_booking.alias("counter")
    own = stock_booking
    return (
        select(
            own.c.id,
            own.c.action,
            own.c.item_code,
            item.c.item_name,
            own.c.lot_number.label("lot"),
            own.c.location,
            own.c.to_location,
            own.c.quantity,
            own.c.counted_units,
            own.c.reason,
            own.c.booked_at,
            own.c.booked_by,
            own.c.reverses_id,
            counter.c.id.is_not(None).label("is_taken_back"),
        )
        .outerjoin(counter, counter.c.reverses_id == own.c.id)
        .outerjoin(item, item.c.item_code == own.c.item_code)
    )
