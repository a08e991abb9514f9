"""One row per lot and place, with its last day of use, its bin and its place in the order of use, as SQL."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from db.queries.supplies.on_hand import on_hand_select
from db.queries.supplies.priced import prices_select
from db.queries.supplies.recalled import recalled_lots_select
from db.schema.supplies import item, lot
from db.stats import byte_order, days_after

# Exclusive: a lot stands in one bin, so that bins may be summed. The number is the last day left that belongs to it.
BINS: tuple[tuple[str, int], ...] = (("0-7", 7), ("8-30", 30), ("31-60", 60), ("61-90", 90), ("91-180", 180))
EXPIRED, LATER, NO_EXPIRY = "expired", "later", "none"
BIN_NAMES: tuple[str, ...] = (EXPIRED, *(name for name, _ in BINS), LATER, NO_EXPIRY)

_EPOCH = date(1970, 1, 1)
_SECONDS_A_DAY = 86_400


def lots_select(today: date, item_code: str | None = None) -> Select[Any]:
    """One row per item, lot and location that was ever in stock; two where a part of the lot is opened.

    `expiry` is the last day of use: the label's, or opened + the item's days once opened if that is earlier.
    `days_left` = expiry - today, in days: 0 on the last day of use, negative once expired (usable through its date;
    `today` is the hospital's day). `bin` is exclusive. `unit_price` and `value` (on hand times price) are null where
    no price is known. `pick_order` counts from 1 within an item, first expired first out, over all locations: lots
    without a date come last, and what is expired, recalled or gone has none; `pick_count` is how many can be picked.
    With `item_code` the rows of that item alone, at a cost that follows the item, not the store.
    """
    stock = _dated_select(item_code).subquery("stock")
    prices = prices_select(today, item_code).subquery("prices")
    recalled = recalled_lots_select(item_code).subquery("recalled")
    recalls = (
        select(recalled.c.item_code, recalled.c.lot_number, func.count().label("number"))
        .group_by(recalled.c.item_code, recalled.c.lot_number)
        .subquery("recalls")
    )
    expiry = stock.c.expiry
    is_recalled = recalls.c.number.is_not(None)
    has_stock = stock.c.on_hand > 0
    is_pickable = and_(has_stock, ~is_recalled, or_(expiry.is_(None), expiry >= today))
    place = func.row_number().over(
        partition_by=stock.c.item_code,
        order_by=(
            case((is_pickable, 0), else_=1),
            expiry.asc().nulls_last(),
            case((stock.c.opened_on.is_(None), 1), else_=0),
            byte_order(stock.c.lot_number),
            byte_order(stock.c.location),
        ),
    )
    return (
        select(
            stock.c.item_code,
            stock.c.item_name,
            stock.c.item_class,
            stock.c.item_kind,
            stock.c.lot_number.label("lot"),
            stock.c.location,
            stock.c.on_hand,
            expiry,
            stock.c.opened_on,
            is_recalled.label("is_recalled"),
            _days_left(expiry, today).label("days_left"),
            _bin(expiry, today).label("bin"),
            prices.c.unit_price,
            case((has_stock, stock.c.on_hand * prices.c.unit_price), else_=literal(0.0)).label("value"),
            case((is_pickable, place)).label("pick_order"),
            func.sum(case((is_pickable, 1), else_=0))
            .over(partition_by=stock.c.item_code)
            .label("pick_count"),
            stock.c.counted_at,
        )
        .outerjoin(prices, prices.c.item_code == stock.c.item_code)
        .outerjoin(
            recalls,
            and_(recalls.c.item_code == stock.c.item_code, recalls.c.lot_number == stock.c.lot_number),
        )
    )


def _dated_select(item_code: str | None) -> Select[Any]:
    """The stock with its items, and the last day on which each part of a lot may be used."""
    parts = on_hand_select(item_code).subquery("parts")
    once_opened = days_after(parts.c.opened_on, item.c.open_days)
    expiry = case(
        (once_opened.is_(None), lot.c.expiry),
        (or_(lot.c.expiry.is_(None), once_opened < lot.c.expiry), once_opened),
        else_=lot.c.expiry,
    )
    return (
        select(
            parts.c.item_code,
            item.c.item_name,
            item.c.item_class,
            item.c.item_kind,
            parts.c.lot_number,
            parts.c.location,
            parts.c.on_hand,
            type_coerce(expiry, Date).label("expiry"),
            parts.c.opened_on,
            parts.c.counted_at,
        )
        .outerjoin(lot, and_(lot.c.item_code == parts.c.item_code, lot.c.lot_number == parts.c.lot_number))
        .outerjoin(item, item.c.item_code == parts.c.item_code)
    )


def narrowed(
    columns: Any, location: str | None, item_class: str | None, find: str | None
) -> list[ColumnElement[bool]]:
    """The conditions of a filter on the rows of `lots_select`."""
    wanted: list[ColumnElement[bool]] = []
    if location is not None:
        wanted.append(columns.location == location)
    if item_class is not None:
        wanted.append(columns.item_class == item_class)
    if find is not None:
        words = (columns.item_name, columns.item_code, columns.lot)
        wanted.append(or_(*(column.icontains(find, autoescape=True) for column in words)))
    return wanted


def _days_left(expiry: ColumnElement[date | None], today: date) -> ColumnElement[int]:
    # Both engines know the seconds of a day since 1970; the difference of two days they spell differently.
    day_number = cast(extract("epoch", expiry) / _SECONDS_A_DAY, Integer)
    return day_number - (today - _EPOCH).days


def _bin(expiry: ColumnElement[date | None], today: date) -> ColumnElement[str]:
    return case(
        (expiry.is_(None), NO_EXPIRY),
        (expiry < today, EXPIRED),
        *((expiry <= today + timedelta(days=last), name) for name, last in BINS),
        else_=LATER,
    )
