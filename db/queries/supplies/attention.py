"""What about supplies needs attention?"""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from sqlalchemy import Connection

from db.attention import AttentionRow
from db.queries.supplies.garments import garments_due
from db.queries.supplies.lot_rows import BINS, EXPIRED, NO_EXPIRY
from db.queries.supplies.lots import count_lots, lots, worth
from db.queries.supplies.recalls import recalls
from db.wording import NBSP, day_text, many, money_text

FEED, PATH, PERMISSION = "stock", "/supplies", "supplies.view"
WITHIN_DAYS = 30
SOON = tuple(name for name, last in BINS if last <= WITHIN_DAYS)


def attention(connection: Connection, today: date, currency: str = "\u20ac") -> list[AttentionRow]:
    """Recalled stock; garments rejected or overdue; expired lots; lots that expire within 30 days or have no date."""
    # Asked once: a large store takes its time to say what is in it.
    found = lots(connection, today, bins=(EXPIRED, *SOON, NO_EXPIRY))
    expired, undated = found[found["bin"] == EXPIRED], found[found["bin"] == NO_EXPIRY]
    expiring = found[found["bin"].isin(SOON)]
    return [
        *_recalled(recalls(connection)),
        *_garments(garments_due(connection, today)),
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


def _recalled(listed: pd.DataFrame) -> list[AttentionRow]:
    """Recalls of which something is in stock."""
    here = listed[listed["on_hand"] > 0]
    if here.empty:
        return []
    first = here.iloc[0]
    issued = first["issued_on"]
    return [
        AttentionRow(
            feed="recalls",
            state="action",
            word="Recalled",
            finding=f"{many(len(here), 'recall')} with stock here, {here['on_hand'].sum():g} units",
            detail=f"{first['recall_number']}: {first['on_hand']:g} on hand, {first['used']:g} used",
            since=issued if isinstance(issued, date) else None,
            path="/supplies/recalls",
            permission=PERMISSION,
            # Before what has merely expired: somebody may be harmed by it.
            weight=1000.0 + len(here),
        )
    ]


def _garments(listed: pd.DataFrame) -> list[AttentionRow]:
    """Protective garments that are rejected and still in use, or whose inspection is overdue."""
    rejected = listed[listed["state"] == "rejected"]
    overdue = listed[listed["state"] == "overdue"]
    if rejected.empty and overdue.empty:
        return []
    worst = rejected if len(rejected) else overdue
    finding = f"{many(len(overdue), 'garment')} overdue for inspection"
    if len(rejected):
        finding = f"{many(len(rejected), 'garment')} rejected and still in use"
    since = worst["due_on"].iloc[0] if rejected.empty else worst["inspected_on"].iloc[0]
    return [
        AttentionRow(
            feed="garments",
            state="action" if len(rejected) else "warn",
            word="Rejected" if len(rejected) else "Overdue",
            finding=finding,
            detail=f"First: {worst['serial_number'].iloc[0]}, a visual and tactile inspection is due each year",
            since=since if isinstance(since, date) else None,
            path="/supplies/garments",
            permission=PERMISSION,
            weight=float(len(worst)),
        )
    ]


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
        # The day on the label, from which the days are counted wherever a lot is called expired.
        since=oldest["expiry"],
        path=_path(frame),
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
        path=_path(frame, days=str(WITHIN_DAYS)),
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
        path=_path(frame, days="none"),
        permission=PERMISSION,
        weight=float(number),
    )


def _path(frame: pd.DataFrame, **narrowed: str) -> str:
    """The page narrowed to what the row is about: to the place and the lot too where there is but one."""
    if frame["location"].nunique() == 1:
        narrowed["location"] = str(frame["location"].iloc[0])
    if count_lots(frame) == 1:
        narrowed["find"] = str(frame["lot"].iloc[0] or frame["item_code"].iloc[0])
    return f"{PATH}?{urlencode(narrowed)}" if narrowed else PATH


def _name(row: Any) -> str:
    name = row["item_code"] if pd.isna(row["item_name"]) else row["item_name"]
    return f"{name}, {'lot ' + row['lot'] if row['lot'] else 'no lot number'}"
