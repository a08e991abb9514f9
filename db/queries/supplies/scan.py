"""What is this box? The item that a code means, the lot that was scanned, and what should be used before it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, func, or_, select

from db.labels import Label, barcode_of
from db.queries.supplies.lots import lots_of_item
from db.queries.supplies.usage import usage_of_item
from db.schema.stock import stock_level, stock_movement
from db.schema.supplies import item, item_barcode, lot, recall
from db.stats import byte_order

_MOST = 12


@dataclass(frozen=True, slots=True)
class Item:
    """An item as the scan page shows it; `units_per_pack` of the package whose code was scanned."""

    item_code: str
    item_name: str | None
    item_class: str | None
    item_kind: str | None
    open_days: int | None
    units_per_pack: float = 1.0


def items_of_code(connection: Connection, code: str) -> list[Item]:
    """The items that a code stands for. More than one is a contradiction that somebody must settle."""
    return _items(connection, item_barcode.c.barcode == barcode_of(code))


def items_like(connection: Connection, text: str) -> list[Item]:
    """Items by their own code, by a lot in stock, or by a part of their name; the exact ones first, at most twelve."""
    wanted = text.strip()
    if not wanted:
        return []
    exact = select(item.c.item_code).where(item.c.item_code == wanted)
    by_lot = select(stock_level.c.item_code).where(stock_level.c.lot_number == wanted)
    found = _items(connection, item.c.item_code.in_(exact.union(by_lot)))
    if found:
        return found
    by_name = func.lower(item.c.item_name).contains(wanted.lower(), autoescape=True)
    return _items(connection, or_(by_name, func.lower(item.c.item_code) == wanted.lower()))


def item_named(connection: Connection, item_code: str) -> Item | None:
    """The item with this code, or None."""
    found = _items(connection, item.c.item_code == item_code)
    # Which of its packages lies on the table, the item alone does not tell.
    return replace(found[0], units_per_pack=1.0) if found else None


def _items(connection: Connection, condition: object) -> list[Item]:
    rows = connection.execute(
        select(
            item.c.item_code,
            item.c.item_name,
            item.c.item_class,
            item.c.item_kind,
            item.c.open_days,
            func.max(item_barcode.c.units_per_pack).label("units_per_pack"),
        )
        .outerjoin(item_barcode, item_barcode.c.item_code == item.c.item_code)
        .where(condition)  # type: ignore[arg-type]
        .group_by(item.c.item_code, item.c.item_name, item.c.item_class, item.c.item_kind, item.c.open_days)
        .order_by(byte_order(item.c.item_code))
        .limit(_MOST)
    )
    return [
        Item(r.item_code, r.item_name, r.item_class, r.item_kind, r.open_days, r.units_per_pack or 1.0)
        for r in rows
    ]


@dataclass(frozen=True, slots=True)
class Gone:
    """A lot of which nothing is left: the day of its last movement in UTC, where one is known, and the place."""

    on: date | None
    location: str


@dataclass(frozen=True)
class Found:
    """What a scan answers: the item, all its lots with stock in the order of use, and the scanned one's verdict.

    `expiry` is the label's, else the lot's. `state` is action (expired or recalled), warn (another lot comes first, or
    it expires within 30 days), ok, or unknown (no date). `first` is the lot to use before this one, if any.
    """

    item: Item
    lot: str | None
    expiry: date | None
    lots: pd.DataFrame
    is_recalled: bool
    first: dict[Any, Any] | None
    rate: float | None
    # The expiry that is on file, where the label says another.
    expiry_on_file: date | None = None
    # Where the scanned lot was in stock and is no more.
    gone: Gone | None = None

    def must_not_be_used(self, today: date) -> bool:
        """Whether the scanned lot is expired or recalled."""
        return self.is_recalled or (self.expiry is not None and self.expiry < today)

    @property
    def is_known_lot(self) -> bool:
        """Whether the scanned lot is in stock anywhere."""
        return self.lot is not None and bool((self.lots["lot"] == self.lot).any())


def look_up(connection: Connection, known: Item, label: Label, today: date) -> Found:
    """Everything about one item, seen from the label that was scanned."""
    lots = lots_of_item(connection, known.item_code, today)
    chosen = label.lot
    own = lots[lots["lot"] == chosen] if chosen is not None else lots.iloc[0:0]
    on_file = connection.scalar(
        select(lot.c.expiry).where(lot.c.item_code == known.item_code, lot.c.lot_number == (chosen or ""))
    )
    expiry = label.expiry or on_file
    pickable = lots[lots["pick_order"].notna()].sort_values("pick_order", kind="stable")
    first = None
    if chosen is not None and len(pickable):
        head = pickable.iloc[0].to_dict()
        has_date = not pd.isna(head["expiry"])
        if head["lot"] != chosen and has_date and (expiry is None or head["expiry"] < expiry):
            first = head
    return Found(
        item=known,
        lot=chosen,
        expiry=expiry,
        lots=lots,
        is_recalled=bool(own["is_recalled"].any())
        or is_recalled(connection, known.item_code, chosen, label.code),
        first=first,
        rate=usage_of_item(connection, known.item_code, today),
        expiry_on_file=on_file if label.expiry and on_file and on_file != label.expiry else None,
        gone=_gone(connection, known.item_code, chosen) if chosen is not None and own.empty else None,
    )


def was_lot_here(connection: Connection, item_code: str, lot_number: str) -> bool:
    """Whether this lot of an item is, or ever was, in stock."""
    level = stock_level.c
    held = select(level.id).where(level.item_code == item_code, level.lot_number == lot_number)
    return bool(lot_number) and connection.scalar(held.limit(1)) is not None


def _gone(connection: Connection, item_code: str, lot_number: str) -> Gone | None:
    if not was_lot_here(connection, item_code, lot_number):
        return None
    moved, level = stock_movement.c, stock_level.c
    last = connection.execute(
        select(moved.moved_at, moved.location)
        .where(moved.item_code == item_code, moved.lot_number == lot_number)
        .order_by(moved.moved_at.desc())
        .limit(1)
    ).one_or_none()
    if last is not None:
        return Gone(last.moved_at.date(), last.location)
    counted = connection.execute(
        select(level.counted_at, level.location)
        .where(level.item_code == item_code, level.lot_number == lot_number)
        .order_by(level.counted_at.desc().nulls_last())
        .limit(1)
    ).one()
    return Gone(counted.counted_at.date() if counted.counted_at else None, counted.location)


def is_code_recalled(connection: Connection, code: str | None, lot_number: str | None) -> bool:
    """Whether a recall names this code and lot, of whatever item."""
    if not code:
        return False
    named = select(recall.c.id).where(recall.c.barcode.in_([code, barcode_of(code)]), _same_lot(lot_number))
    return connection.scalar(named.limit(1)) is not None


def is_recalled(connection: Connection, item_code: str, lot_number: str | None, code: str | None) -> bool:
    """Whether a recall names this lot of an item, in stock or not yet."""
    codes = select(item_barcode.c.barcode).where(
        item_barcode.c.item_code == item_code, item_barcode.c.barcode != ""
    )
    by_item = or_(recall.c.item_code == item_code, recall.c.barcode.in_(codes))
    if code:
        by_item = or_(by_item, recall.c.barcode == code)
    return connection.scalar(select(recall.c.id).where(by_item, _same_lot(lot_number)).limit(1)) is not None


def _same_lot(lot_number: str | None) -> ColumnElement[bool]:
    return or_(
        recall.c.lot_number == "", func.upper(func.trim(recall.c.lot_number)) == (lot_number or "").upper()
    )


def known_places(connection: Connection) -> list[str]:
    """Every place that ever held stock."""
    # From place to place along the index: of 100,000 levels there are 50 places, and no engine sees that by itself.
    place = stock_level.c.location
    after = stock_level.alias("after")
    known = select(func.min(place).label("location")).cte("known", recursive=True)
    following = select(func.min(after.c.location)).where(after.c.location > known.c.location)
    known = known.union_all(
        select(following.scalar_subquery()).select_from(known).where(known.c.location.is_not(None))
    )
    found = connection.scalars(select(known.c.location).where(known.c.location.is_not(None)))
    return sorted(found, key=str.casefold)
