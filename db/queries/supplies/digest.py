"""What is a clerk told in the morning? One line for each thing to do, each with the address of its rows."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from sqlalchemy import Connection, select

from db.outbox import Line
from db.queries.supplies.lot_rows import BINS, EXPIRED
from db.queries.supplies.lots import count_lots, lots, walking_key, worth
from db.queries.supplies.orders import reorder_list
from db.queries.supplies.recalls import recalled_stock
from db.schema.stock import stock_keeper
from db.wording import NBSP, day_text, many, money_text

_PATH = "/supplies"
# A mail is read on a phone: the first ones are named, the page shows all.
_MOST = 12


@dataclass(frozen=True, slots=True)
class Scope:
    """The places and item classes that somebody keeps; nothing named of one kind: all of that kind."""

    locations: frozenset[str] = field(default_factory=frozenset)
    classes: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole store."""
        return not self.locations and not self.classes


def scopes(connection: Connection) -> dict[int, Scope]:
    """What the accounts keep that keep a part of the store, by account."""
    rows = connection.execute(
        select(stock_keeper.c.account_id, stock_keeper.c.location, stock_keeper.c.item_class)
    ).all()
    return {
        one: Scope(
            frozenset(row.location for row in rows if row.account_id == one and row.location is not None),
            frozenset(row.item_class for row in rows if row.account_id == one and row.item_class is not None),
        )
        for one in {row.account_id for row in rows}
    }


@dataclass(frozen=True, slots=True)
class Findings:
    """What there is to tell of on a day, of the whole store: asked once, told to each in his scope."""

    today: date
    within_days: int
    dated: pd.DataFrame
    orders: pd.DataFrame
    recalled: pd.DataFrame


def findings(connection: Connection, today: date, within_days: int) -> Findings:
    """Ask for all that a digest may tell."""
    bins = (EXPIRED, *(name for name, last in BINS if last <= max(within_days, 7)))
    recalled = recalled_stock(connection)
    return Findings(
        today,
        within_days,
        lots(connection, today, bins=bins),
        reorder_list(connection, today),
        recalled[recalled["on_hand"] > 0],
    )


def digest_lines(found: Findings, scope: Scope, currency: str = "\u20ac") -> list[Line]:
    """The lines for one scope: recalled, expired, expiring, to order. None where there is nothing to do.

    Orders belong to items, not to places: they are told by class.
    """
    rows = _in_scope(found.dated, scope)
    soon = rows[rows["days_left"].between(0, found.within_days).fillna(False)]
    return [
        *_recalled(_in_scope(found.recalled, scope)),
        *_expired(rows[rows["bin"] == EXPIRED], currency),
        *_expiring(soon, found, currency),
        *_orders(_in_scope(found.orders, scope), found.today),
    ]


def _in_scope(rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    if scope.locations and "location" in rows:
        rows = rows[rows["location"].isin(scope.locations)]
    if scope.classes and "item_class" in rows:
        rows = rows[rows["item_class"].isin(scope.classes)]
    return rows


def _recalled(rows: pd.DataFrame) -> list[Line]:
    return [
        Line(
            f"Recall {number}: {many(count_lots(part), 'lot')} on the shelf, {part['on_hand'].sum():g} units, "
            f"at {many(part['location'].nunique(), 'place')}",
            f"{_PATH}/recalls",
        )
        for number, part in rows.groupby("recall_number", sort=True)
    ]


def _expired(rows: pd.DataFrame, currency: str) -> list[Line]:
    places = sorted(rows["location"].unique(), key=lambda place: walking_key(str(place)))
    lines = [
        Line(
            f"Expired at {place}: {many(count_lots(part), 'lot')}, {part['on_hand'].sum():g} units, "
            f"{_worth(part, currency)}",
            f"{_PATH}?{urlencode({'location': place})}",
        )
        for place in places[:_MOST]
        for part in [rows[rows["location"] == place]]
    ]
    return [*lines, *_more(len(places), "place with expired lots", "places with expired lots", _PATH)]


def _expiring(rows: pd.DataFrame, found: Findings, currency: str) -> list[Line]:
    lines = [
        Line(
            f"Use by {day_text(row['expiry'], found.today)}: {_name(row)}, {row['on_hand']:g} at {row['location']}",
            f"{_PATH}?{urlencode(_lot_filter(row, found.within_days))}",
        )
        for row in rows.head(_MOST).to_dict("records")
    ]
    if len(rows) > _MOST:
        lines.append(
            Line(
                f"In all {many(count_lots(rows), 'lot')} expire within {found.within_days}{NBSP}days, "
                f"{_worth(rows, currency)}",
                f"{_PATH}?{urlencode({'days': found.within_days})}",
            )
        )
    return lines


def _orders(rows: pd.DataFrame, today: date) -> list[Line]:
    lines = [
        Line(
            f"Order {row['order_units']:g} of {row['item_code'] if pd.isna(row['item_name']) else row['item_name']}"
            + (f", by {day_text(row['order_by'], today)}" if isinstance(row["order_by"], date) else ""),
            f"{_PATH}/orders",
        )
        for row in rows.head(_MOST).to_dict("records")
    ]
    return [*lines, *_more(len(rows), "item to order", "items to order", f"{_PATH}/orders")]


def _more(number: int, one: str, several: str, path: str) -> list[Line]:
    left = number - _MOST
    return [Line(f"And {left} more {one if left == 1 else several}", path)] if left > 0 else []


def _worth(rows: pd.DataFrame, currency: str) -> str:
    value, unpriced = worth(rows)
    if value is None:
        return "value unknown"
    return f"at least {money_text(value, currency)}" if unpriced else money_text(value, currency)


def _name(row: dict[Any, Any]) -> str:
    name = row["item_code"] if pd.isna(row["item_name"]) else row["item_name"]
    return f"{name}, {'lot ' + str(row['lot']) if row['lot'] else 'no lot number'}"


def _lot_filter(row: dict[Any, Any], within_days: int) -> dict[str, str]:
    find = str(row["lot"] or row["item_code"])
    return {"location": str(row["location"]), "days": str(within_days), "find": find}
