"""What about supplies needs attention?"""

from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from db.attention import AttentionRow
from db.queries.supplies.lots import NO_EXPIRY, count_lots, expired_by_location, lots, lots_expiring, worth
from db.wording import NBSP, day_text, many, money_text

FEED, PATH, PERMISSION = "stock", "/supplies", "supplies.view"
WITHIN_DAYS = 30


def attention(connection: Connection, today: date, currency: str = "\u20ac") -> list[AttentionRow]:
    """Expired lots with stock; lots with stock that expire within 30 days; lots with stock that have no date."""
    expired = expired_by_location(connection, today)
    undated = lots(connection, today, bins=(NO_EXPIRY,))
    expiring = lots_expiring(connection, today, WITHIN_DAYS)
    return [
        *([_expired(expired, today, currency)] if len(expired) else []),
        *([_undated(undated, currency)] if len(undated) else []),
        *([_expiring(expiring, today, currency)] if len(expiring) else []),
    ]


def _value_text(rows: pd.DataFrame, currency: str) -> str:
    """`€1 248`; `at least €1 248` where some lots have no known price; `value unknown` where none has."""
    value, unpriced = worth(rows)
    if value is None:
        return "value unknown"
    text = money_text(value, currency)
    return f"at least {text}" if unpriced else text


def _unpriced_text(rows: pd.DataFrame) -> str:
    unpriced = worth(rows)[1]
    return f"; price of {many(unpriced, 'lot')} unknown" if unpriced else ""


def _expired(frame: pd.DataFrame, today: date, currency: str) -> AttentionRow:
    number, places = count_lots(frame), frame["location"].nunique()
    oldest = frame.sort_values("expiry", kind="stable").iloc[0]
    return AttentionRow(
        feed=FEED,
        state="action",
        word="Expired",
        finding=f"{many(number, 'lot')} expired with stock, {_value_text(frame, currency)}, "
        f"at {many(places, 'location')}",
        detail=f"Oldest: {_name(oldest)}, expired {day_text(oldest['expiry'], today)}{_unpriced_text(frame)}",
        since=oldest["expiry"] + timedelta(days=1),
        path=PATH,
        permission=PERMISSION,
        weight=float(number),
    )


def _expiring(frame: pd.DataFrame, today: date, currency: str) -> AttentionRow:
    first = frame.iloc[0]
    number = count_lots(frame)
    return AttentionRow(
        feed=FEED,
        state="due",
        word=f"By {day_text(today + timedelta(days=WITHIN_DAYS), today)}",
        finding=f"{many(number, 'lot')} with stock, {_value_text(frame, currency)}, "
        f"{'expires' if number == 1 else 'expire'} within {WITHIN_DAYS}{NBSP}days",
        detail=f"First: {_name(first)}, {first['on_hand']:g} left, use by {day_text(first['expiry'], today)}"
        f"{_unpriced_text(frame)}",
        since=None,
        path=PATH,
        permission=PERMISSION,
        weight=float(number),
    )


def _undated(frame: pd.DataFrame, currency: str) -> AttentionRow:
    number, places = count_lots(frame), frame["location"].nunique()
    return AttentionRow(
        feed=FEED,
        state="unknown",
        word="No date",
        finding=f"{many(number, 'lot')} with stock {'has' if number == 1 else 'have'} no expiry date",
        detail=f"At {many(places, 'location')}, {_value_text(frame, currency)}; nobody can tell when they expire",
        since=None,
        path=PATH,
        permission=PERMISSION,
        weight=float(number),
    )


def _name(row: Any) -> str:
    name = row["item_code"] if pd.isna(row["item_name"]) else row["item_name"]
    return f"{name}, {'lot ' + row['lot'] if row['lot'] else 'no lot number'}"
