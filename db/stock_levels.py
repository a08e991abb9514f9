"""What is on hand? Worked out anew for items whose counts or movements have changed, in the same transaction.

On hand is the latest count of a lot at a place, plus what moved there after the moment of that count. A complete list
of a place that does not name a lot counts it as 0. Once the stock of a place is kept by bookings here
(`stock_keeping`), files that speak of a later moment do not count there: files and scans never fight.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, insert, or_, select, update

from db.schema.feeds import row_history
from db.schema.stock import SIGN_OF_KIND, stock_booking, stock_keeping, stock_level, stock_movement
from db.schema.supplies import stock_count
from db.site import fact, note_fact
from db.staging import stage_of
from db.stock_weeks import recompute_weeks
from db.turns import Turn, take_turn

RADOPS, FILES = "radops", "files"
_OWNER = "stock_owner"
_EPOCH = datetime(1970, 1, 1)
_ITEMS_AT_ONCE = 400
Key = tuple[str, str, str]


@dataclass(slots=True)
class _Count:
    units: float
    at: datetime | None
    opened_on: date | None
    first_at: datetime | None


def lock_stock(connection: Connection) -> None:
    """Let one transaction at a time change the stock."""
    take_turn(connection, Turn.STOCK)


def owner_of(connection: Connection) -> str:
    """Which system keeps the stock: `radops` (bookings count) or `files` (another system's files alone)."""
    return fact(connection, _OWNER) or RADOPS


def has_owner(connection: Connection, owner: str) -> bool:
    """Whether it is noted already that this system keeps the stock."""
    return fact(connection, _OWNER) == owner


def claim_owner(connection: Connection, owner: str) -> None:
    """Note which system keeps the stock; where that is new, work out all levels anew."""
    if has_owner(connection, owner):
        return
    lock_stock(connection)
    note_fact(connection, _OWNER, owner)
    codes = select(stock_count.c.item_code).union(select(stock_movement.c.item_code))
    recompute(connection, set(connection.scalars(codes)))


def touched_by(connection: Connection, file_id: int, table_name: str) -> set[str]:
    """The items whose level may change with the file whose rows are staged.

    Those that it names, those that a row named before the file corrected it, and where it lists a place completely all
    that lie there. What it says again counts too: its rows may confirm what an earlier file said.
    """
    stage = stage_of(table_name)
    items = set(connection.scalars(select(stage.c.item_code).distinct()))
    if table_name == "stock_count":
        places = set(
            connection.scalars(select(stage.c.location).where(stage.c.snapshot == "complete").distinct())
        )
        for place in places:
            items.update(
                connection.scalars(
                    select(stock_level.c.item_code).where(stock_level.c.location == place).distinct()
                )
            )
    old = connection.scalars(
        select(row_history.c.old_values).where(
            row_history.c.replaced_by_file_id == file_id, row_history.c.table_name == table_name
        )
    )
    return items | {values["item_code"] for values in old}


def recompute(connection: Connection, item_codes: Collection[str]) -> None:
    """Work out levels and weekly use of these items anew."""
    if not item_codes:
        return
    lock_stock(connection)
    kept = _kept_since(connection)
    for codes in _portions(sorted(item_codes)):
        counts = _counts_in_force(connection, codes, kept)
        _add_moved(connection, codes, counts)
        connection.execute(delete(stock_level).where(stock_level.c.item_code.in_(codes)))
        if counts:
            connection.execute(insert(stock_level), [_as_row(key, count) for key, count in counts.items()])
            _move_on(connection, codes, kept)
            _open(connection, codes)
        recompute_weeks(connection, codes)


def signed_quantity() -> ColumnElement[float]:
    """What a movement does to the stock, in units: its quantity with the sign of its kind."""
    added = [kind for kind, sign in SIGN_OF_KIND.items() if sign > 0]
    quantity = stock_movement.c.quantity
    return case((stock_movement.c.kind.in_(added), quantity), else_=-quantity)


def _kept_since(connection: Connection) -> dict[str, datetime]:
    if owner_of(connection) == FILES:
        return {}
    rows = connection.execute(select(stock_keeping.c.location, stock_keeping.c.kept_since))
    return {row.location: row.kept_since for row in rows}


def _counts_for(kept: dict[str, datetime], location: ColumnElement[str], at: ColumnElement[Any]) -> Any:
    """A condition: this count or movement of a file counts at its place."""
    rules = [and_(location == place, at > since) for place, since in kept.items()]
    return ~or_(*rules) if rules else True


def _counts_in_force(
    connection: Connection, codes: list[str], kept: dict[str, datetime]
) -> dict[Key, _Count]:
    """The latest count of each lot at each place; 0 where a later complete list of the place does not name it.

    Which list is later is told by its order (its as-of), not by the moment of each count: a complete list may name a
    lot that was last counted weeks ago.
    """
    table = stock_count
    key = (table.c.item_code, table.c.lot_number, table.c.location)
    eligible = _counts_for(kept, table.c.location, table.c.counted_at)
    ranked = (
        select(
            *key,
            table.c.quantity,
            table.c.counted_at,
            table.c.opened_on,
            func.row_number()
            .over(partition_by=key, order_by=(table.c.counted_at.desc(), table.c.source_order.desc()))
            .label("place"),
            func.max(table.c.source_order).over(partition_by=key).label("last_named"),
            func.min(table.c.counted_at).over(partition_by=key).label("first_at"),
        )
        .where(table.c.item_code.in_(codes), eligible)
        .subquery("ranked")
    )
    rows = connection.execute(select(ranked).where(ranked.c.place == 1)).all()
    complete = _last_complete(connection, {row.location for row in rows}, kept)
    counts: dict[Key, _Count] = {}
    for row in rows:
        last = complete.get(row.location)
        if last is None or row.last_named >= last:
            count = _Count(row.quantity, row.counted_at, row.opened_on, row.first_at)
        else:
            count = _Count(
                0.0, max(row.counted_at, _EPOCH + timedelta(microseconds=last)), None, row.first_at
            )
        counts[row.item_code, row.lot_number, row.location] = count
    return counts


def _last_complete(connection: Connection, locations: set[str], kept: dict[str, datetime]) -> dict[str, int]:
    """The order of the latest complete list of each place."""
    found: dict[str, int] = {}
    for location in sorted(locations):
        # One by one: the index gives the greatest of a place at once, but not those of all places.
        query = select(func.max(stock_count.c.source_order)).where(
            stock_count.c.snapshot == "complete", stock_count.c.location == location
        )
        if location in kept:
            limit = (kept[location] - _EPOCH) // timedelta(microseconds=1)
            query = query.where(stock_count.c.source_order <= limit)
        order = connection.scalar(query)
        if order is not None:
            found[location] = order
    return found


def _add_moved(connection: Connection, codes: list[str], counts: dict[Key, _Count]) -> None:
    """Add the places at which a lot was moved though never counted, and since when each is known."""
    table = stock_movement
    rows = connection.execute(
        select(table.c.item_code, table.c.lot_number, table.c.location, func.min(table.c.moved_at))
        .where(table.c.item_code.in_(codes))
        .group_by(table.c.item_code, table.c.lot_number, table.c.location)
    )
    for code, lot_number, location, first in rows:
        count = counts.setdefault((code, lot_number, location), _Count(0.0, None, None, first))
        if count.first_at is None or first < count.first_at:
            count.first_at = first


def _as_row(key: Key, count: _Count) -> dict[str, Any]:
    code, lot_number, location = key
    is_opened = count.opened_on is not None and count.units > 0
    return {
        "item_code": code,
        "lot_number": lot_number,
        "location": location,
        "counted_units": count.units,
        "counted_at": count.at,
        "on_hand": count.units,
        "opened_units": count.units if is_opened else 0.0,
        "opened_on": count.opened_on if is_opened else None,
        "first_at": count.first_at,
    }


def _move_on(connection: Connection, codes: list[str], kept: dict[str, datetime]) -> None:
    """Add what moved after each count."""
    level, moved = stock_level, stock_movement
    of_files = _counts_for(kept, moved.c.location, moved.c.moved_at)
    since = (
        select(func.coalesce(func.sum(signed_quantity()), 0.0))
        .where(
            moved.c.item_code == level.c.item_code,
            moved.c.lot_number == level.c.lot_number,
            moved.c.location == level.c.location,
            or_(level.c.counted_at.is_(None), moved.c.moved_at > level.c.counted_at),
            or_(moved.c.booking_id.is_not(None), of_files),
        )
        .scalar_subquery()
    )
    connection.execute(
        update(level).where(level.c.item_code.in_(codes)).values(on_hand=level.c.counted_units + since)
    )


def _open(connection: Connection, codes: list[str]) -> None:
    """Work out what is opened from the bookings after each count, as `book` does one by one."""
    booking, level = stock_booking, stock_level
    taken_back = select(booking.c.reverses_id).where(booking.c.reverses_id.is_not(None))
    rows = connection.execute(
        select(booking)
        .where(
            booking.c.item_code.in_(codes),
            booking.c.action.in_(("open", "use")),
            booking.c.id.not_in(taken_back),
        )
        .order_by(booking.c.booked_at, booking.c.id)
    ).all()
    opened: dict[Key, tuple[float, date | None]] = {}
    levels = {
        (row.item_code, row.lot_number, row.location): row
        for row in connection.execute(select(level).where(level.c.item_code.in_(codes)))
    }
    touched = {(r.item_code, r.lot_number, r.location) for r in rows if r.action == "open"}
    touched |= {key for key, row in levels.items() if row.opened_units}
    for row in rows:
        key = (row.item_code, row.lot_number, row.location)
        now = levels.get(key)
        if key not in touched or now is None or (now.counted_at and row.booked_at <= now.counted_at):
            continue
        units, since = opened.get(key, (now.opened_units, now.opened_on))
        opened[key] = after_booking(units, since, row.action, row.quantity, row.booked_at.date())
    for (code, lot_number, location), (units, since) in opened.items():
        connection.execute(
            update(level)
            .where(level.c.item_code == code, level.c.lot_number == lot_number, level.c.location == location)
            .values(opened_units=units, opened_on=since)
        )


def after_booking(
    opened_units: float, opened_on: date | None, action: str, quantity: float, day: date
) -> tuple[float, date | None]:
    """How many units are opened, and since when the oldest, after a booking; what is opened is used first."""
    if action == "open":
        return opened_units + quantity, opened_on or day
    left = max(0.0, opened_units - quantity)
    return left, opened_on if left else None


def _portions(codes: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(codes), _ITEMS_AT_ONCE):
        yield codes[start : start + _ITEMS_AT_ONCE]
