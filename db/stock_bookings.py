"""How is a booking written? The row, its movements, what they do to the level, and the audit event, in one transaction.

A booking is never changed: taking it back books its opposite. See `db.actions.supplies` for what may be booked.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from db.audit import Actor, in_utc, record
from db.schema.stock import stock_booking, stock_keeping, stock_level, stock_movement
from db.schema.supplies import lot
from db.stock_levels import FILES, lock_stock, owner_of, recompute

_EPOCH = datetime(1970, 1, 1)
TINY = 1e-9
MOST_UNITS = 1_000_000
_KIND = {"receive": "receive", "use": "use", "discard": "discard"}


class BookingRefused(Exception):
    """A booking that cannot be right, or not any more; the message says what would be."""


class StockChanged(BookingRefused):
    """Somebody else has booked since the clerk looked; `on_hand` is what is there now, `by` who booked last."""

    def __init__(self, on_hand: float, by: str | None) -> None:
        who = f" by {by}" if by else ""
        super().__init__(f"The stock has changed{who} since you looked: {on_hand:g} are expected now.")
        self.on_hand = on_hand
        self.by = by


@dataclass(frozen=True, slots=True)
class Place:
    """A lot at a location; an empty lot number is an item without one."""

    item_code: str
    lot_number: str
    location: str


@dataclass(frozen=True, slots=True)
class Who:
    """Who books, when, and which day it is at the hospital."""

    actor: Actor
    now: datetime
    today: date


def begin(connection: Connection) -> None:
    """Take the stock's lock. Raises BookingRefused where another system keeps the stock."""
    lock_stock(connection)
    if owner_of(connection) == FILES:
        raise BookingRefused(
            "Another system keeps the stock (RADOPS_STOCK_OWNER is files): book it there, and its next file brings it."
        )


def book(
    connection: Connection,
    action: str,
    place: Place,
    quantity: float,
    who: Who,
    *,
    to_location: str | None = None,
    reason: str | None = None,
    counts: tuple[float, float] | None = None,
    cycle_count_id: int | None = None,
) -> int:
    """Write a booking with its movements, and bring the level up to date. Returns its id. Raises BookingRefused."""
    require_named(place)
    if action != "count" and not 0 < quantity <= MOST_UNITS:
        raise BookingRefused(f"A quantity is a number above 0 and up to {MOST_UNITS}.")
    level = level_of(connection, place)
    there = level.on_hand if level else 0.0
    if action in ("use", "discard", "move") and quantity > there + TINY:
        raise BookingRefused(
            f"Only {max(there, 0):g} are on hand here: count the shelf, or choose another lot."
        )
    booking_id = insert_booking(
        connection,
        action,
        place,
        quantity,
        who,
        to_location=to_location,
        reason=reason,
        counts=counts,
        cycle_count_id=cycle_count_id,
    )
    for number, (at, kind) in enumerate(_movements(action, place, to_location, counts)):
        if quantity > 0:
            moment = _after_count(connection, at, in_utc(who.now))
            insert_movement(connection, booking_id, number, at, kind, quantity, moment, reason=reason)
            _keep(connection, at.location, who)
    if action == "count":
        _keep(connection, place.location, who)
    recompute(connection, {place.item_code})
    tell(connection, action, place, quantity, who, reason or "")
    return booking_id


def _movements(
    action: str, place: Place, to_location: str | None, counts: tuple[float, float] | None
) -> list[tuple[Place, str]]:
    if action == "move":
        there = Place(place.item_code, place.lot_number, to_location or "")
        return [(place, "move_out"), (there, "move_in")]
    if counts is not None:
        return [(place, "found" if counts[1] > counts[0] else "missing")]
    return [(place, _KIND[action])] if action in _KIND else []


def insert_booking(
    connection: Connection,
    action: str,
    place: Place,
    quantity: float,
    who: Who,
    *,
    to_location: str | None,
    cycle_count_id: int | None,
    reason: str | None = None,
    counts: tuple[float, float] | None = None,
    reverses_id: int | None = None,
) -> int:
    """Write the row of a booking; returns its id."""
    made = connection.execute(
        insert(stock_booking)
        .values(
            action=action,
            item_code=place.item_code,
            lot_number=place.lot_number,
            location=place.location,
            to_location=to_location,
            quantity=quantity,
            expected_units=counts[0] if counts else None,
            counted_units=counts[1] if counts else None,
            reason=(reason or "").strip()[:200] or None,
            booked_at=in_utc(who.now),
            booked_by=who.actor.username,
            cycle_count_id=cycle_count_id,
            reverses_id=reverses_id,
        )
        .returning(stock_booking.c.id)
    )
    return int(made.scalar_one())


def insert_movement(
    connection: Connection,
    booking_id: int,
    number: int,
    place: Place,
    kind: str,
    quantity: float,
    moment: datetime,
    *,
    reason: str | None,
) -> None:
    """Write one movement of a booking. A quantity below 0 takes back one of the same kind and moment: a count in
    between must see both or none."""
    connection.execute(
        insert(stock_movement).values(
            movement_id=f"radops-{booking_id}-{number}",
            item_code=place.item_code,
            lot_number=place.lot_number,
            location=place.location,
            moved_at=moment,
            kind=kind,
            quantity=quantity,
            reason=(reason or "").strip()[:200] or None,
            booking_id=booking_id,
            source_order=(moment - _EPOCH) // timedelta(microseconds=1),
        )
    )


def _after_count(connection: Connection, place: Place, moment: datetime) -> datetime:
    """The moment, moved past the count in force: one from a clock that is ahead must not swallow what follows it."""
    level = level_of(connection, place)
    if level is None or level.counted_at is None or moment > level.counted_at:
        return moment
    later: datetime = level.counted_at + timedelta(microseconds=1)
    return later


def enter_lot(connection: Connection, place: Place, expiry: date | None, who: Who, *, is_new: bool) -> None:
    """Write down a lot that no list has brought, or the expiry that it lacked."""
    order = (in_utc(who.now) - _EPOCH) // timedelta(microseconds=1)
    if is_new:
        connection.execute(
            insert(lot).values(
                item_code=place.item_code, lot_number=place.lot_number, expiry=expiry, source_order=order
            )
        )
        return
    connection.execute(
        update(lot)
        .where(lot.c.item_code == place.item_code, lot.c.lot_number == place.lot_number)
        .values(expiry=expiry, source_order=order)
    )


def _keep(connection: Connection, location: str, who: Who) -> None:
    """From the first booking at a location on its stock is kept here; see `db.stock_levels`."""
    known = connection.scalar(select(stock_keeping.c.id).where(stock_keeping.c.location == location))
    if known is None:
        newest = connection.scalar(
            select(func.max(stock_level.c.counted_at)).where(stock_level.c.location == location)
        )
        since = max(in_utc(who.now), newest or _EPOCH)
        connection.execute(insert(stock_keeping).values(location=location, kept_since=since))


def keep_no_longer(connection: Connection, location: str) -> set[str]:
    """Where all bookings at a location are taken back, files count there again: returns the items that lie there."""
    taken_back = select(stock_booking.c.reverses_id).where(stock_booking.c.reverses_id.is_not(None))
    standing = select(stock_booking.c.id).where(
        (stock_booking.c.location == location) | (stock_booking.c.to_location == location),
        stock_booking.c.action.not_in(("open", "undo")),
        stock_booking.c.id.not_in(taken_back),
    )
    if connection.scalar(standing.limit(1)) is not None:
        return set()
    connection.execute(delete(stock_keeping).where(stock_keeping.c.location == location))
    return set(connection.scalars(select(stock_level.c.item_code).where(stock_level.c.location == location)))


def level_of(connection: Connection, place: Place) -> Row[Any] | None:
    """The level of a lot at a location, None where it never lay there."""
    return connection.execute(
        select(stock_level).where(
            stock_level.c.item_code == place.item_code,
            stock_level.c.lot_number == place.lot_number,
            stock_level.c.location == place.location,
        )
    ).one_or_none()


def last_booker(connection: Connection, place: Place) -> str | None:
    """Who booked last on this lot here."""
    return connection.scalar(
        select(stock_booking.c.booked_by)
        .where(
            stock_booking.c.item_code == place.item_code,
            stock_booking.c.lot_number == place.lot_number,
            stock_booking.c.location == place.location,
        )
        .order_by(stock_booking.c.id.desc())
        .limit(1)
    )


def require_named(place: Place) -> None:
    """Raises BookingRefused for a place without item or location, or with names that no column takes."""
    if not place.item_code or not place.location.strip():
        raise BookingRefused("Choose the item and the location.")
    if len(place.lot_number) > 60 or len(place.location) > 120:
        raise BookingRefused("A lot number has at most 60 characters, a location 120.")


def tell(connection: Connection, action: str, place: Place, quantity: float, who: Who, detail: str) -> None:
    """Write the audit event of a booking."""
    record(
        connection,
        who.actor,
        f"stock.{action}",
        now=who.now,
        object_kind="lot",
        object_id=f"{place.item_code} / {place.lot_number}"[:120],
        detail=f"{quantity:g} at {place.location}{': ' if detail else ''}{detail}"[:500],
    )
