"""What does one unit of an item cost? The newest price of a supplier, else the price that the item list gives."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, case, func, select

from db.schema.supplies import item, item_price
from db.stats import byte_order


def prices_select(today: date, item_code: str | None = None) -> Select[Any]:
    """`item_code`, `unit_price` and `pack_units` (of the supplier's package), null where none is known.

    A package's price is divided by the units in it.

    Prices dated after today do not hold yet. Of suppliers with a price of the same day the first by name counts.
    """
    price = item_price
    each = case(
        (price.c.unit_price.is_not(None), price.c.unit_price),
        (price.c.pack_units > 0, price.c.pack_price / price.c.pack_units),
    )
    tomorrow = datetime.combine(today, datetime.min.time()) + timedelta(days=1, hours=14)
    newest = (
        select(
            price.c.item_code,
            each.label("unit_price"),
            price.c.pack_units,
            func.row_number()
            .over(
                partition_by=price.c.item_code,
                order_by=(price.c.priced_at.desc(), byte_order(price.c.supplier)),
            )
            .label("place"),
        )
        # Moments are UTC: where it is latest, the hospital's day ends 14 hours before that of UTC at the most.
        .where(
            each.is_not(None),
            price.c.priced_at < tomorrow,
            *([price.c.item_code == item_code] if item_code is not None else []),
        )
        .subquery("newest")
    )
    query = select(
        item.c.item_code,
        func.coalesce(newest.c.unit_price, item.c.unit_price).label("unit_price"),
        newest.c.pack_units,
    ).outerjoin(newest, (newest.c.item_code == item.c.item_code) & (newest.c.place == 1))
    return query if item_code is None else query.where(item.c.item_code == item_code)
