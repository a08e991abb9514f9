"""How much was used in each week? Kept ready by item and place, so that a page never adds up every movement."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    union_all,
)

from db.schema.stock import stock_level, stock_movement, stock_week
from db.schema.supplies import lot, stock_count
from db.stats import week_number


def recompute_weeks(connection: Connection, item_codes: list[str]) -> None:
    """Work out the weekly use of these items anew; their levels are worked out already.

    Two accounts stand side by side: units that movements report as used (less what was returned), and units by which
    lots have fallen from one count to the next. What a complete list does not name any more has fallen to 0. A lot that
    fell after its expiry was thrown away, not used.
    """
    both = union_all(_moved(item_codes), _fallen(item_codes), _gone(item_codes)).subquery("both_accounts")
    names = ["item_code", "location", "week", "movements", "used_units", "counts", "fallen_units"]
    connection.execute(delete(stock_week).where(stock_week.c.item_code.in_(item_codes)))
    connection.execute(
        insert(stock_week).from_select(
            names,
            select(
                both.c.item_code,
                both.c.location,
                both.c.week,
                cast(func.sum(both.c.movements), Integer),
                func.sum(both.c.used_units),
                cast(func.sum(both.c.counts), Integer),
                func.sum(both.c.fallen_units),
            ).group_by(both.c.item_code, both.c.location, both.c.week),
        )
    )


def _moved(item_codes: list[str]) -> Select[Any]:
    moved = stock_movement
    used = case(
        (moved.c.kind == "use", moved.c.quantity), (moved.c.kind == "return", -moved.c.quantity), else_=0.0
    )
    return select(
        moved.c.item_code,
        moved.c.location,
        week_number(moved.c.moved_at).label("week"),
        literal(1).label("movements"),
        used.label("used_units"),
        literal(0).label("counts"),
        literal(0.0).label("fallen_units"),
    ).where(moved.c.item_code.in_(item_codes))


def _fallen(item_codes: list[str]) -> Select[Any]:
    counted = stock_count
    before = func.lag(counted.c.quantity).over(
        partition_by=(counted.c.item_code, counted.c.lot_number, counted.c.location),
        order_by=counted.c.counted_at,
    )
    steps = (
        select(
            counted.c.item_code,
            counted.c.location,
            counted.c.counted_at,
            lot.c.expiry,
            (before - counted.c.quantity).label("fallen"),
        )
        .outerjoin(
            lot, and_(lot.c.item_code == counted.c.item_code, lot.c.lot_number == counted.c.lot_number)
        )
        .where(counted.c.item_code.in_(item_codes))
        .subquery("steps")
    )
    is_use = and_(steps.c.fallen > 0, _is_in_date(steps.c.expiry, steps.c.counted_at))
    return select(
        steps.c.item_code,
        steps.c.location,
        week_number(steps.c.counted_at),
        literal(0),
        literal(0.0),
        literal(1),
        case((is_use, steps.c.fallen), else_=0.0),
    )


def _gone(item_codes: list[str]) -> Select[Any]:
    """What lay at a place by its last count, and is not named by the complete list after it."""
    counted, level = stock_count, stock_level
    key = (counted.c.item_code, counted.c.lot_number, counted.c.location)
    last = (
        select(
            *key,
            counted.c.quantity,
            counted.c.counted_at,
            func.row_number().over(partition_by=key, order_by=counted.c.counted_at.desc()).label("place"),
        )
        .where(counted.c.item_code.in_(item_codes))
        .subquery("last")
    )
    is_use = _is_in_date(lot.c.expiry, level.c.counted_at)
    return (
        select(
            level.c.item_code,
            level.c.location,
            week_number(level.c.counted_at),
            literal(0),
            literal(0.0),
            literal(1),
            case((is_use, last.c.quantity), else_=0.0),
        )
        .join(
            last,
            and_(
                last.c.item_code == level.c.item_code,
                last.c.lot_number == level.c.lot_number,
                last.c.location == level.c.location,
                last.c.place == 1,
            ),
        )
        .outerjoin(lot, and_(lot.c.item_code == level.c.item_code, lot.c.lot_number == level.c.lot_number))
        .where(
            level.c.item_code.in_(item_codes),
            level.c.counted_units == 0,
            level.c.counted_at > last.c.counted_at,
        )
    )


def _is_in_date(expiry: ColumnElement[Any], moment: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(expiry.is_(None), expiry >= func.date(moment))
