"""How much was used in each week? Kept ready by item and place, so that a page never adds up every movement."""

from sqlalchemy import Connection, Integer, case, cast, delete, func, insert, literal, select, union_all

from db.schema.stock import stock_movement, stock_week
from db.schema.supplies import stock_count
from db.stats import week_number


def recompute_weeks(connection: Connection, item_codes: list[str]) -> None:
    """Work out the weekly use of these items anew.

    Two accounts stand side by side: units that movements report as used (less what was returned), and units by which
    lots have fallen from one count to the next.
    """
    moved, counted = stock_movement, stock_count
    used = case(
        (moved.c.kind == "use", moved.c.quantity), (moved.c.kind == "return", -moved.c.quantity), else_=0.0
    )
    by_movements = select(
        moved.c.item_code,
        moved.c.location,
        week_number(moved.c.moved_at).label("week"),
        literal(1).label("movements"),
        used.label("used_units"),
        literal(0).label("counts"),
        literal(0.0).label("fallen_units"),
    ).where(moved.c.item_code.in_(item_codes))
    before = func.lag(counted.c.quantity).over(
        partition_by=(counted.c.item_code, counted.c.lot_number, counted.c.location),
        order_by=counted.c.counted_at,
    )
    steps = (
        select(
            counted.c.item_code,
            counted.c.location,
            week_number(counted.c.counted_at).label("week"),
            (before - counted.c.quantity).label("fallen"),
        )
        .where(counted.c.item_code.in_(item_codes))
        .subquery("steps")
    )
    by_counts = select(
        steps.c.item_code,
        steps.c.location,
        steps.c.week,
        literal(0),
        literal(0.0),
        literal(1),
        case((steps.c.fallen > 0, steps.c.fallen), else_=0.0),
    )
    both = union_all(by_movements, by_counts).subquery("both_accounts")
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
