"""What can other programs have of the supplies? Columns and order are a promise."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection

from db.database import frame
from db.queries.supplies.lot_rows import lots_select
from db.queries.supplies.orders import reorder_list
from db.queries.supplies.pick import pick_list
from db.queries.supplies.risk import lots_at_risk

LOTS = (
    "item_code", "lot", "location", "on_hand", "expiry", "days_left", "bin", "pick_order", "units_at_risk",
)  # fmt: skip
REORDER = (
    "item_code", "item_name", "on_hand", "on_order", "usable", "position", "reorder_point", "max_units",
    "order_units", "order_pack_units", "order_packs", "lead_time_days", "days_of_stock", "order_by", "unit_price",
    "value",
)  # fmt: skip
PICK_LIST = (
    "location", "item_code", "item_name", "lot", "expiry", "days_left", "on_hand", "pick_order", "pick_count",
    "first_place",
)  # fmt: skip


def lots_export(connection: Connection, today: date) -> pd.DataFrame:
    """Every lot that was ever in stock, by item, lot, location and expiry; those with nothing left included.

    `units_at_risk` is null for what has no stock, no date or no known use (see `lots_at_risk`).
    """
    everything = frame(connection, lots_select(today))
    # What is opened of a lot stands beside what is sealed, also where both expire on one day.
    key = ["item_code", "lot", "location", "opened_on"]
    risk = lots_at_risk(connection, today)[[*key, "units_at_risk"]]
    made = everything.merge(risk, how="left", on=key)
    # Where nothing is left, nothing is lost; where less than nothing is, somebody has to count.
    made["units_at_risk"] = made["units_at_risk"].where(made["on_hand"] > 0, 0.0)
    made = made.astype({"days_left": "Int64", "pick_order": "Int64"})
    order = ["item_code", "lot", "location", "expiry", "opened_on"]
    return made.sort_values(order, na_position="last", kind="stable")[list(LOTS)]


def reorder_export(connection: Connection, today: date) -> pd.DataFrame:
    """What must be ordered, the most urgent first (see `order_position`)."""
    return reorder_list(connection, today)[list(REORDER)]


def pick_list_export(connection: Connection, today: date) -> pd.DataFrame:
    """What may be used, place by place in the order of a walk (see `pick_list`)."""
    return pick_list(connection, today)[list(PICK_LIST)]
