"""Which lots are there, until when may they be used, in which order? Expired is worked out for a day, never stored."""

import re
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
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

from db.database import frame
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


def lots(
    connection: Connection,
    today: date,
    location: str | None = None,
    item_class: str | None = None,
    find: str | None = None,
    bins: tuple[str, ...] = BIN_NAMES,
) -> pd.DataFrame:
    """Lots with stock, first expiry first, those without a date last.

    `location`, `item_class` and `find` (a part of an item's name or code, or of a lot number) narrow the rows, never
    the pick order: that is the hospital's.
    """
    rows = lots_select(today).subquery("lots")
    query = select(rows).where(rows.c.on_hand > 0, *_narrowed(rows.c, location, item_class, find))
    if bins != BIN_NAMES:
        query = query.where(rows.c.bin.in_(bins))
    found = frame(
        connection,
        query.order_by(
            rows.c.expiry.asc().nulls_last(),
            byte_order(rows.c.item_code),
            byte_order(rows.c.lot),
            byte_order(rows.c.location),
        ),
    )
    found["is_recalled"] = found["is_recalled"].astype(bool)
    return found.astype({"days_left": "Int64", "pick_order": "Int64", "pick_count": "Int64"})


def lots_of_item(connection: Connection, item_code: str, today: date) -> pd.DataFrame:
    """All lots of one item with stock, in the order of use, then those that must not be used."""
    rows = lots_select(today, item_code).subquery("lots")
    found = frame(
        connection,
        select(rows)
        .where(rows.c.on_hand > 0)
        .order_by(
            rows.c.pick_order.asc().nulls_last(),
            rows.c.expiry.asc().nulls_last(),
            byte_order(rows.c.lot),
            byte_order(rows.c.location),
        ),
    )
    found["is_recalled"] = found["is_recalled"].astype(bool)
    return found.astype({"days_left": "Int64", "pick_order": "Int64", "pick_count": "Int64"})


def lots_expiring(
    connection: Connection,
    today: date,
    within_days: int,
    location: str | None = None,
    item_class: str | None = None,
) -> pd.DataFrame:
    """Lots with stock that expire from today on within that many days, the last one included; not the expired ones."""
    found = lots(connection, today, location, item_class)
    return found[found["days_left"].between(0, within_days).fillna(False)].reset_index(drop=True)


def expired_by_location(
    connection: Connection,
    today: date,
    location: str | None = None,
    item_class: str | None = None,
    find: str | None = None,
) -> pd.DataFrame:
    """Expired lots with stock in the order of one walk: places by name (2 before 10), within a place oldest first."""
    found = lots(connection, today, location, item_class, find, (EXPIRED,))
    if found.empty:
        return found
    order = sorted(found.index, key=lambda row: (walking_key(str(found.at[row, "location"])), row))
    return found.loc[order].reset_index(drop=True)


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
        .where(rows.c.on_hand > 0, *_narrowed(rows.c, location, item_class, find))
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
        .where(rows.c.on_hand > 0, *_narrowed(rows.c, location, item_class, find))
        .group_by(rows.c.location, rows.c.bin)
        .order_by(byte_order(rows.c.location), rows.c.bin),
    )


def places_and_classes(connection: Connection) -> tuple[list[str], list[str]]:
    """The locations (in walking order) and item classes that have ever been counted, to choose from."""
    stock = on_hand_select().subquery("stock")
    places = connection.scalars(select(stock.c.location).distinct()).all()
    classes = connection.scalars(
        select(item.c.item_class).where(item.c.item_class.is_not(None)).distinct()
    ).all()
    return sorted(places, key=walking_key), sorted(classes, key=str.casefold)


def walking_key(name: str) -> list[tuple[int, int, str]]:
    """A key that sorts names as people read them: `Rack 2` before `Rack 10`, capitals beside small letters."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", name)
    key = [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece.casefold()) for piece in pieces]
    return [*key, (2, 0, name)]


def count_lots(rows: pd.DataFrame) -> int:
    """How many different lots: the same lot at two places is one, an item without a lot number is one."""
    return len(rows[["item_code", "lot"]].drop_duplicates())


def worth(rows: pd.DataFrame) -> tuple[float | None, int]:
    """What the lots with a known price are worth together, None where none has one, and how many lots have none."""
    unpriced = count_lots(rows[rows["value"].isna()])
    known = rows["value"].dropna()
    return (None if unpriced and known.empty else float(known.sum())), unpriced


def _narrowed(
    columns: Any, location: str | None, item_class: str | None, find: str | None
) -> list[ColumnElement[bool]]:
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
