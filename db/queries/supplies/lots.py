"""Which lots are there, until when may they be used, in which order? Expired is worked out for a day, never stored."""

import re
from datetime import date
from itertools import pairwise

import pandas as pd
from sqlalchemy import (
    Connection,
    select,
)

from db.database import frame
from db.queries.supplies.lot_rows import BIN_NAMES, BINS, LATER, lots_select, narrowed
from db.queries.supplies.on_hand import on_hand_select
from db.schema.supplies import item
from db.stats import byte_order


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
    query = select(rows).where(rows.c.on_hand > 0, *narrowed(rows.c, location, item_class, find))
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
    # Only the bins that begin within these days: the store's other lots need not leave the database.
    begun = (*BINS, (LATER, 0))
    firsts = {name: before + 1 for (_, before), (name, _) in pairwise((("", -1), *begun))}
    bins = tuple(name for name, first in firsts.items() if first <= within_days)
    found = lots(connection, today, location, item_class, bins=bins)
    return found[found["days_left"].between(0, within_days).fillna(False)].reset_index(drop=True)


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
