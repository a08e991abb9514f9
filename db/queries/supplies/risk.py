"""What will be wasted if nothing is done? Units and money at risk, lot by lot in the order of their expiry."""

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from db.queries.supplies.lots import lots
from db.queries.supplies.usage import usage, usage_by_place

# A place must use an item this much faster than where the lot lies to be worth the walk.
_BUSIER = 1.25


def lots_at_risk(connection: Connection, today: date, rates: pd.DataFrame | None = None) -> pd.DataFrame:
    """All lots with stock (see `lots`), with what of them will not be used before it expires.

    Lots are used in the order of their effective expiry, over all places: used_i = min(on_hand_i, max(0, rate x
    days_left_i - what earlier lots used)), `units_at_risk` = on_hand - used, `value_at_risk` = that times the price.
    What is expired or recalled cannot be used at all. Null where no rate or no expiry is known: nobody can tell.
    `risk_low` and `risk_high` are the units at risk at the upper and lower end of the rate's 80 % interval.
    `rate` is in units a day; `method` and `weeks` say how it was found. `rates` is `usage` where it is known already.
    """
    known = usage(connection, today) if rates is None else rates
    found = lots(connection, today).merge(known, how="left", on="item_code")
    # A column of which nothing is known has no type of its own.
    figures = ("unit_price", "rate", "rate_low", "rate_high", "weeks")
    found = found.astype(dict.fromkeys(figures, float))
    found["units_at_risk"] = _at_risk(found, "rate")
    found["risk_low"] = _at_risk(found, "rate_high")
    found["risk_high"] = _at_risk(found, "rate_low")
    found["value_at_risk"] = (found["units_at_risk"] * found["unit_price"]).where(
        found["units_at_risk"] > 0, found["units_at_risk"] * 0.0
    )
    return found


def _at_risk(found: pd.DataFrame, rate: str) -> pd.Series:
    """Units that are left when each lot expires, at a column's rate.

    The rule of the docstring above, unrolled: what the first lots use together is H + min(0, min(R - H)), with H the
    units in them and R the units that the rate takes until each expires, both added up in order of expiry.
    """
    order = found.sort_values(["item_code", "expiry", "pick_order"], kind="stable", na_position="last")
    days = order["days_left"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    units = order["on_hand"].to_numpy(dtype=float)
    rates = order[rate].to_numpy(dtype=float)
    usable = (days >= 0) & ~order["is_recalled"].to_numpy(dtype=bool)
    counted = pd.DataFrame(
        {
            "item_code": order["item_code"].to_numpy(),
            "held": np.where(usable, units, 0.0),
            "room": np.where(usable, rates * np.maximum(days, 0.0), np.inf),
        }
    )
    held = counted.groupby("item_code", sort=False)["held"].cumsum()
    gap = (counted["room"] - held).where(usable, np.inf)
    least = gap.groupby(counted["item_code"], sort=False).cummin()
    together = held + np.minimum(0.0, least)
    used = together.groupby(counted["item_code"], sort=False).diff().fillna(together)
    at_risk = np.where(usable, units - used.to_numpy(), units)
    # Without a rate nobody knows, but for what cannot be used anyhow; without a date nobody knows when.
    at_risk = np.where(usable & np.isnan(rates), np.nan, at_risk)
    at_risk = np.where(np.isnan(days) & ~order["is_recalled"].to_numpy(dtype=bool), np.nan, at_risk)
    rounded = np.round(at_risk, 9) + 0.0
    return pd.Series(rounded, index=order.index).reindex(found.index)


def risk_by_month(at_risk: pd.DataFrame, today: date, months: int = 12) -> pd.DataFrame:
    """What will be wasted by month of expiry, if nothing is done: money at risk of lots that are not expired yet.

    One row per month from this one on, empty ones included: `month` (its first day), `value`, `low`, `high` (at the
    ends of each rate's 80 % interval, as if all went the same way), `lots`, `unpriced` and `unknown` (lots without a
    price, or without a known rate, which the sums leave out).
    """
    due = at_risk[(at_risk["days_left"] >= 0).fillna(False)].copy()
    due["month"] = [date(day.year, day.month, 1) for day in due["expiry"]]
    price = due["unit_price"]
    due["value"], due["low"], due["high"] = (
        due[name] * price for name in ("units_at_risk", "risk_low", "risk_high")
    )
    due["low"], due["high"] = due["low"].fillna(due["value"]), due["high"].fillna(due["value"])
    due["is_lost"] = due["units_at_risk"] > 0
    due["unpriced"] = due["is_lost"] & price.isna()
    due["unknown"] = due["units_at_risk"].isna()
    grouped = due.groupby("month").agg(
        value=("value", "sum"),
        low=("low", "sum"),
        high=("high", "sum"),
        lots=("is_lost", "sum"),
        unpriced=("unpriced", "sum"),
        unknown=("unknown", "sum"),
    )
    wanted = [_month_after(today, number) for number in range(months)]
    made = grouped.reindex(wanted, fill_value=0.0).rename_axis("month").reset_index()
    return made.astype(dict.fromkeys(("lots", "unpriced", "unknown"), int))


def suggestions(connection: Connection, at_risk: pd.DataFrame, today: date, to_order: set[str]) -> pd.Series:
    """What to do about each lot at risk, in words; empty where nothing is.

    Where another place uses the item faster, move there what it can use in the time that is left; else use this lot
    first, and where the item is about to be ordered (`to_order`) order less.
    """
    fastest: dict[str, tuple[str, float]] = {}
    rates: dict[tuple[str, str], float] = {}
    by_place: list[Any] = (
        usage_by_place(connection, today, set(at_risk["item_code"])).sort_values("rate").to_dict("records")
    )
    for row in by_place:
        fastest[row["item_code"]] = (row["location"], row["rate"])
        rates[row["item_code"], row["location"]] = row["rate"]
    rows: list[Any] = at_risk.to_dict("records")
    said = [
        _suggestion(
            row,
            fastest.get(row["item_code"]),
            rates.get((row["item_code"], row["location"]), 0.0),
            is_to_order=row["item_code"] in to_order,
        )
        for row in rows
    ]
    return pd.Series(said, index=at_risk.index, dtype=str)


def _suggestion(
    row: dict[str, Any], fastest: tuple[str, float] | None, rate_here: float, *, is_to_order: bool
) -> str:
    lost = row["units_at_risk"]
    if not lost > 0:
        return ""
    if row["is_recalled"]:
        return "Recalled: take it off the shelf"
    if row["days_left"] < 0:
        return "Discard"
    place, rate = fastest or ("", 0.0)
    takes = math.floor(min(lost, rate * row["days_left"]))
    if place not in ("", row["location"]) and rate > rate_here * _BUSIER and takes >= 1:
        return f"Move {takes:g} to {place}"
    if not row["rate"] > 0:
        return "Not used: give it to who uses it"
    return "Use first, order less" if is_to_order else "Use first"


def expiring_within(at_risk: pd.DataFrame, within_days: int) -> pd.DataFrame:
    """The lots that expire from today on within that many days, the last one included; not the expired ones."""
    return at_risk[at_risk["days_left"].between(0, within_days).fillna(False).astype(bool)]


def at_risk_within(at_risk: pd.DataFrame, within_days: int) -> pd.DataFrame:
    """The lots of which something is at risk and that expire from today on within that many days."""
    soon = at_risk["days_left"].between(0, within_days).fillna(False).astype(bool)
    return at_risk[soon & (at_risk["units_at_risk"] > 0)]


def _month_after(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
