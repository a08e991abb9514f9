"""In which order are lots to be taken, walked place by place? First expired, first out."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection

from db.queries.supplies.lot_counts import in_walking_order
from db.queries.supplies.memory import whole_store


def pick_list(
    connection: Connection, today: date, location: str | None = None, item_class: str | None = None
) -> pd.DataFrame:
    """The lots that may be used, by place in walking order, then by item, then in the order of use.

    `pick_order` of `pick_count` is the hospital's order over all places: 1 is the lot to use first, wherever it lies.
    `first_place` is where that lot lies.
    """
    everything = whole_store(connection, today).lots
    first = everything[everything["pick_order"] == 1].set_index("item_code")["location"]
    found = everything[everything["pick_order"].notna()].copy()
    if location is not None:
        found = found[found["location"] == location]
    if item_class is not None:
        found = found[found["item_class"] == item_class]
    found["first_place"] = found["item_code"].map(first)
    # By item in the order of use, which sorting by place leaves as it is.
    return in_walking_order(found.sort_values(["item_code", "pick_order"], kind="stable"))
