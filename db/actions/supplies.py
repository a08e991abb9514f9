"""What a clerk does to the stock: receive, use, move, count, discard, open, and take each of it back.

A booking adds movements and is never changed; taking it back adds their opposites. One transaction at a time changes
the stock, and what is on hand is read inside it: two clerks at once lose nothing.
"""

from datetime import date

from sqlalchemy import Connection, select

from db.queries.supplies.lots import lots_of_item
from db.schema.stock import SIGN_OF_KIND, stock_booking, stock_movement
from db.schema.supplies import lot
from db.stock_bookings import (
    MOST_UNITS,
    TINY,
    BookingRefused,
    Place,
    StockChanged,
    Who,
    begin,
    book,
    enter_lot,
    insert_booking,
    insert_movement,
    keep_no_longer,
    last_booker,
    level_of,
    require_named,
    tell,
)
from db.stock_levels import recompute

__all__ = [
    "BookingRefused",
    "Place",
    "StockChanged",
    "Who",
    "count",
    "discard",
    "move",
    "open_units",
    "receive",
    "undo",
    "use",
]


def receive(
    connection: Connection,
    place: Place,
    quantity: float,
    who: Who,
    *,
    expiry: date | None = None,
    reason: str | None = None,
) -> int:
    """Put units on the shelf. A new lot is written down with its expiry; one without is a visible gap.

    Raises BookingRefused, also where the lot is on file with another expiry.
    """
    begin(connection)
    require_named(place)
    known = connection.execute(
        select(lot.c.expiry).where(lot.c.item_code == place.item_code, lot.c.lot_number == place.lot_number)
    ).one_or_none()
    if known is None or (known.expiry is None and expiry is not None):
        enter_lot(connection, place, expiry, who, is_new=known is None)
    elif expiry is not None and known.expiry != expiry:
        raise BookingRefused(
            f"Lot {place.lot_number} is on file with expiry {known.expiry.isoformat()}, the label says "
            f"{expiry.isoformat()}: look at the box, and have the list corrected."
        )
    return book(connection, "receive", place, quantity, who, reason=reason)


def use(connection: Connection, place: Place, quantity: float, who: Who, *, reason: str | None = None) -> int:
    """Take units for a patient or a room. Refused for what is expired or recalled, and, without a reason, while
    another lot expires earlier. Raises BookingRefused."""
    begin(connection)
    rows = lots_of_item(connection, place.item_code, who.today)
    own = rows[(rows["lot"] == place.lot_number) & (rows["location"] == place.location)]
    if bool(own["is_recalled"].any()):
        raise BookingRefused("This lot is recalled: it must not be used. Discard it, or send it back.")
    if len(own) and bool((own["bin"] == "expired").all()):
        raise BookingRefused("This lot is expired: it must not be used. Discard it.")
    first = rows[rows["pick_order"] == 1].to_dict("records")
    head = first[0] if first else None
    dates = [day for day in own["expiry"].tolist() if isinstance(day, date)]
    comes_first = head and head["lot"] != place.lot_number and isinstance(head["expiry"], date)
    if head and comes_first and not reason and (not dates or head["expiry"] < min(dates)):
        raise BookingRefused(
            f"Lot {head['lot'] or 'without a number'} in {head['location']} expires earlier: use it first, "
            "or give a reason."
        )
    return book(connection, "use", place, quantity, who, reason=reason)


def discard(connection: Connection, place: Place, quantity: float, who: Who, *, reason: str) -> int:
    """Take units off the shelf for good; why must be said. Raises BookingRefused."""
    begin(connection)
    if not reason.strip():
        raise BookingRefused("Say why it is discarded.")
    return book(connection, "discard", place, quantity, who, reason=reason)


def move(
    connection: Connection,
    place: Place,
    to_location: str,
    quantity: float,
    who: Who,
    *,
    reason: str | None = None,
) -> int:
    """Carry units to another location. Raises BookingRefused."""
    begin(connection)
    if not to_location.strip() or to_location == place.location:
        raise BookingRefused("Choose another location to move to.")
    return book(connection, "move", place, quantity, who, to_location=to_location.strip(), reason=reason)


def open_units(connection: Connection, place: Place, quantity: float, who: Who) -> int:
    """Note that units are opened today: they expire by the item's days once opened. Raises BookingRefused."""
    begin(connection)
    level = level_of(connection, place)
    sealed = (level.on_hand - level.opened_units) if level else 0.0
    if quantity > sealed + TINY:
        raise BookingRefused(f"Only {max(sealed, 0):g} sealed units are here.")
    return book(connection, "open", place, quantity, who)


def count(
    connection: Connection,
    place: Place,
    counted: float,
    who: Who,
    *,
    expected: float | None,
    reason: str | None = None,
    cycle_count_id: int | None = None,
) -> int:
    """Book what was counted; a difference is booked as found or missing, with its reason.

    `expected` is what the clerk was shown. Raises StockChanged where it is another number by now and the count does
    not agree with that one, BookingRefused for a difference without a reason.
    """
    begin(connection)
    if counted < 0 or counted > MOST_UNITS:
        raise BookingRefused(f"A count is a number from 0 to {MOST_UNITS}.")
    level = level_of(connection, place)
    on_hand = level.on_hand if level else 0.0
    difference = counted - on_hand
    if abs(difference) > TINY:
        if expected is not None and abs(on_hand - expected) > TINY:
            raise StockChanged(on_hand, last_booker(connection, place))
        if not (reason or "").strip():
            raise BookingRefused("Say what may explain the difference.")
    return book(
        connection,
        "count",
        place,
        abs(difference),
        who,
        reason=reason,
        counts=(on_hand, counted),
        cycle_count_id=cycle_count_id,
    )


def undo(connection: Connection, booking_id: int, who: Who) -> int:
    """Take a booking back by booking its opposite.

    Raises BookingRefused when it is none, or taken back already, or where what it brought is no longer there.
    """
    begin(connection)
    booking = connection.execute(select(stock_booking).where(stock_booking.c.id == booking_id)).one_or_none()
    if booking is None or booking.action == "undo":
        raise BookingRefused("There is no such booking to take back.")
    if connection.scalar(select(stock_booking.c.id).where(stock_booking.c.reverses_id == booking_id)):
        raise BookingRefused("This booking has been taken back already.")
    place = Place(booking.item_code, booking.lot_number, booking.location)
    moved = connection.execute(
        select(stock_movement).where(stock_movement.c.booking_id == booking_id).order_by(stock_movement.c.id)
    ).all()
    for row in moved:
        level = level_of(connection, Place(row.item_code, row.lot_number, row.location))
        left = level.on_hand if level else 0.0
        if SIGN_OF_KIND[row.kind] > 0 and row.quantity > left + TINY:
            raise BookingRefused(
                f"Only {max(left, 0):g} of the {row.quantity:g} are still in {row.location}: take back first what "
                "was booked since."
            )
    made = insert_booking(
        connection,
        "undo",
        place,
        booking.quantity,
        who,
        to_location=booking.to_location,
        reverses_id=booking_id,
        cycle_count_id=None,
    )
    for number, row in enumerate(moved):
        at = Place(row.item_code, row.lot_number, row.location)
        insert_movement(
            connection, made, number, at, row.kind, -row.quantity, row.moved_at, reason=booking.reason
        )
    items = {booking.item_code}
    for location in {booking.location, booking.to_location} - {None}:
        items |= keep_no_longer(connection, location)
    recompute(connection, items)
    tell(connection, "undo", place, booking.quantity, who, f"{booking.action} of booking {booking_id}")
    return made
