"""What must be ordered, how much, and by when?"""

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from db.database import frame
from db.queries.supplies.priced import prices_select
from db.queries.supplies.risk import lots_at_risk
from db.queries.supplies.usage import usage
from db.schema.supplies import item, stock_target
from db.stats import byte_order

_TEXTS = ("item_code", "item_name", "item_class")


def order_position(
    connection: Connection,
    today: date,
    at_risk: pd.DataFrame | None = None,
    rates: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per item with a target: what is there, what is usable, what to order, by which day.

    All in units as they are counted. `position` = on hand + on order - expired, recalled and at risk. Where that is
    under `reorder_point` (the reorder quantity, else the minimum) `order_units` fills it up to the maximum (else
    the reorder point), rounded up to whole packages: those of the target, else of the supplier's newest price.
    `days_of_stock` = usable units / rate. `order_by` is the day on which an order still comes before the usable
    stock is used up (today at the earliest); null where no rate or lead time is known. `usable` leaves out what is
    expired or recalled, and what is at risk. `at_risk` and `rates` are `lots_at_risk` and `usage` where they are
    known already.
    """
    rates = usage(connection, today) if rates is None else rates
    rows = frame(connection, _targets(today))
    # A column of which nothing is known has no type of its own.
    rows = rows.astype({name: float for name in rows.columns if name not in _TEXTS})
    found = lots_at_risk(connection, today, rates) if at_risk is None else at_risk
    lost = found["units_at_risk"].fillna(0.0)
    stock = found.assign(lost=lost).groupby("item_code").agg(on_hand=("on_hand", "sum"), lost=("lost", "sum"))
    used = rates.set_index("item_code")[["rate", "method", "weeks"]]
    made = rows.join(stock, on="item_code").join(used, on="item_code")
    made["on_hand"], made["lost"] = made["on_hand"].fillna(0.0), made["lost"].fillna(0.0)
    made["on_order"] = made["on_order_units"].fillna(0.0)
    made["usable"] = made["on_hand"] - made["lost"]
    made["position"] = made["usable"] + made["on_order"]
    made["reorder_point"] = made["reorder_units"].fillna(made["min_units"])
    made["days_of_stock"] = (made["usable"] / made["rate"].where(made["rate"] > 0)).clip(lower=0.0)
    is_due = made["position"] < made["reorder_point"]
    made["order_units"] = [
        _to_order(row) if due else 0.0 for row, due in zip(made.to_dict("records"), is_due, strict=True)
    ]
    made["order_packs"] = made["order_units"] / made["order_pack_units"].fillna(1.0)
    made["value"] = made["order_units"] * made["unit_price"]
    made["order_by"] = [_order_by(row, today) for row in made.to_dict("records")]
    return made


def reorder_list(connection: Connection, today: date) -> pd.DataFrame:
    """The items that must be ordered (see `order_position`), the most urgent first."""
    return most_urgent(order_position(connection, today))


def most_urgent(made: pd.DataFrame) -> pd.DataFrame:
    """The rows of `order_position` that must be ordered, the most urgent first."""
    made = made[made["order_units"] > 0].copy()
    made["urgency"] = [day.toordinal() if isinstance(day, date) else math.inf for day in made["order_by"]]
    return (
        made.sort_values(["urgency", "item_code"], kind="stable")
        .drop(columns="urgency")
        .reset_index(drop=True)
    )


def _targets(today: date) -> Any:
    prices = prices_select(today).subquery("prices")
    target = stock_target
    return (
        select(
            target.c.item_code,
            item.c.item_name,
            item.c.item_class,
            target.c.min_units,
            target.c.reorder_units,
            target.c.max_units,
            target.c.lead_time_days,
            func.coalesce(target.c.order_pack_units, prices.c.pack_units).label("order_pack_units"),
            target.c.on_order_units,
            prices.c.unit_price,
        )
        .outerjoin(item, item.c.item_code == target.c.item_code)
        .outerjoin(prices, prices.c.item_code == target.c.item_code)
        .order_by(byte_order(target.c.item_code))
    )


def _to_order(row: dict[Any, Any]) -> float:
    """Units up to the maximum, in whole packages; a package more than the gap is better than an empty shelf."""
    top = row["max_units"] if row["max_units"] == row["max_units"] else row["reorder_point"]
    wanted = max(top, row["reorder_point"]) - row["position"]
    pack = row["order_pack_units"] if row["order_pack_units"] == row["order_pack_units"] else 1.0
    return math.ceil(round(wanted / pack, 9)) * pack


def _order_by(row: dict[Any, Any], today: date) -> date | None:
    days, lead = row["days_of_stock"], row["lead_time_days"]
    if np.isnan(days) or np.isnan(lead):
        return None
    return today + timedelta(days=max(0, min(math.floor(days - lead), 3650)))
