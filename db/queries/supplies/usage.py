"""How much of an item is used in a day? From movements, else from counts, with the method and an interval."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from db.database import frame
from db.schema.stock import stock_level, stock_week
from db.stats import week_number

WEEKS = 26
MOVEMENTS, COUNTS = "movements", "counts"
# More items than this are asked for all together: each name is a parameter of the query.
_MOST_NAMED = 500
_THURSDAY = date(1970, 1, 1)
# Student's t, 90 % one-sided, by degrees of freedom: the interval holds the mean of a week in 80 of 100 cases.
_T_90 = (
    3.078,
    1.886,
    1.638,
    1.533,
    1.476,
    1.440,
    1.415,
    1.397,
    1.383,
    1.372,
    1.363,
    1.356,
    1.350,
    1.345,
    1.341,
)
_T_90_MANY = 1.32


@dataclass(frozen=True, slots=True)
class _Window:
    """The whole weeks that a rate is made of: those before this week, at most 26."""

    first: int
    this_week: int


def usage(connection: Connection, today: date, item_code: str | None = None) -> pd.DataFrame:
    """One row per item with stock or movements: `rate` (units a day), its interval, and how it was found.

    `method` is `movements` (units used less units returned in whole weeks, at most the last 26, since the item and the
    first movement are known), else `counts` (units by which its lots fell from count to count), else null: then
    nobody knows and `rate` is null. `weeks` is the number of weeks; `rate_low` and `rate_high` are the 80 % interval of
    the mean week (Student's t), null for a single week. An item that is only known since this week has the days of it.
    """
    window = _Window(week_of(today) - WEEKS, week_of(today))
    known = _known_since(connection, item_code)
    weekly = _weekly(connection, window, item_code)
    if known.empty:
        return pd.DataFrame(columns=["item_code", "method", "weeks", "rate", "rate_low", "rate_high"])
    first_moved = connection.scalar(
        select(stock_week.c.week).where(stock_week.c.movements > 0).order_by(stock_week.c.week).limit(1)
    )
    moved = _by_movements(known, weekly, window, first_moved, today)
    counted = _by_counts(weekly)
    rates = known[["item_code"]].merge(moved, how="left", on="item_code")
    rates = rates.merge(counted, how="left", on="item_code", suffixes=("", "_counted"))
    rates["method"] = pd.Series(MOVEMENTS, index=rates.index).where(rates["rate"].notna())
    for name in ("rate", "rate_low", "rate_high", "weeks"):
        rates[name] = rates[name].where(rates["method"].notna(), rates[f"{name}_counted"])
    use_counts = rates["method"].isna() & rates["rate_counted"].notna()
    rates.loc[use_counts, "method"] = COUNTS
    return rates[["item_code", "method", "weeks", "rate", "rate_low", "rate_high"]]


def usage_by_place(
    connection: Connection, today: date, item_codes: Collection[str] | None = None
) -> pd.DataFrame:
    """`item_code`, `location`, `rate`: units used a day at each place, from movements of whole weeks.

    With `item_codes` of these items alone.
    """
    few = item_codes is not None and len(item_codes) <= _MOST_NAMED
    this_week = week_of(today)
    week = stock_week
    found = frame(
        connection,
        select(
            week.c.item_code,
            week.c.location,
            func.sum(week.c.used_units).label("used"),
            func.min(week.c.week).label("first"),
        )
        .where(
            week.c.week >= this_week - WEEKS,
            week.c.week < this_week,
            week.c.movements > 0,
            *([week.c.item_code.in_(item_codes)] if item_codes is not None and few else []),
        )
        .group_by(week.c.item_code, week.c.location),
    )
    found["rate"] = found["used"].clip(lower=0) / (7.0 * (this_week - found["first"]).clip(lower=1))
    return found[["item_code", "location", "rate"]]


def week_of(day: date) -> int:
    """The number of a day's week, Monday to Sunday, as `db.stats.week_number` counts."""
    return ((day - _THURSDAY).days + 3) // 7


def usage_of_item(connection: Connection, item_code: str, today: date) -> float | None:
    """The rate of one item in units a day, None where nobody knows it."""
    found = usage(connection, today, item_code)
    rates = found["rate"].dropna().astype(float).tolist()
    return rates[0] if rates else None


def _known_since(connection: Connection, item_code: str | None) -> pd.DataFrame:
    level = stock_level
    query = select(level.c.item_code, func.min(week_number(level.c.first_at)).label("since"))
    if item_code is not None:
        query = query.where(level.c.item_code == item_code)
    return frame(connection, query.group_by(level.c.item_code))


def _weekly(connection: Connection, window: _Window, item_code: str | None) -> pd.DataFrame:
    week = stock_week
    wanted = [week.c.item_code == item_code] if item_code is not None else []
    return frame(
        connection,
        select(
            week.c.item_code,
            week.c.week,
            func.sum(week.c.movements).label("movements"),
            func.sum(week.c.used_units).label("used"),
            func.sum(week.c.counts).label("counts"),
            func.sum(week.c.fallen_units).label("fallen"),
        )
        .where(week.c.week >= window.first, week.c.week <= window.this_week, *wanted)
        .group_by(week.c.item_code, week.c.week),
    )


def _by_movements(
    known: pd.DataFrame, weekly: pd.DataFrame, window: _Window, first_moved: int | None, today: date
) -> pd.DataFrame:
    """Rates of the items that have any movement in the window."""
    moved = weekly[weekly["movements"] > 0]
    if first_moved is None or moved.empty:
        return _none()
    since = known.set_index("item_code")["since"].clip(lower=max(window.first, first_moved))
    weeks = (window.this_week - since).clip(lower=0)
    before = moved[moved["week"] < window.this_week]
    sums = _sums(before, "used").reindex(moved["item_code"].unique(), fill_value=0.0)
    rates = _rates(sums, weeks.reindex(sums.index))
    # Known since this week only: what was used in the days of it so far, today included.
    new = rates.index[rates["weeks"] == 0]
    days = today.weekday() + 1
    now = moved[moved["week"] == window.this_week].set_index("item_code")["used"].reindex(new, fill_value=0.0)
    rates.loc[new, "rate"] = now.clip(lower=0.0) / days
    return rates.reset_index(names="item_code")


def _by_counts(weekly: pd.DataFrame) -> pd.DataFrame:
    """Rates of the items that were counted in at least two weeks: what fell after the first of them."""
    counted = weekly[weekly["counts"] > 0]
    if counted.empty:
        return _none()
    span = counted.groupby("item_code")["week"].agg(["min", "max"])
    after = counted[counted["week"] > counted["item_code"].map(span["min"])]
    weeks = (span["max"] - span["min"]).astype(float)
    sums = _sums(after, "fallen").reindex(weeks.index, fill_value=0.0)
    rates = _rates(sums, weeks)
    return rates[rates["weeks"] > 0].reset_index(names="item_code")


def _sums(weekly: pd.DataFrame, column: str) -> pd.DataFrame:
    values = weekly.assign(squares=weekly[column] ** 2)
    return values.groupby("item_code")[[column, "squares"]].sum().rename(columns={column: "total"})


def _rates(sums: pd.DataFrame, weeks: pd.Series) -> pd.DataFrame:
    """Mean week and its interval; weeks without any row count as 0."""
    number = weeks.to_numpy(dtype=float)
    total, squares = sums["total"].to_numpy(dtype=float), sums["squares"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total / number
        spread = np.sqrt(np.maximum(squares - total**2 / number, 0.0) / (number - 1) / number)
    half = spread * np.array([_t_of(n) for n in number])
    rates = pd.DataFrame({"weeks": number, "rate": np.maximum(mean, 0.0) / 7}, index=sums.index)
    rates["rate_low"] = np.maximum(mean - half, 0.0) / 7
    rates["rate_high"] = np.maximum(mean + half, 0.0) / 7
    rates.loc[number < 2, ["rate_low", "rate_high"]] = np.nan
    return rates


def _t_of(weeks: float) -> float:
    place = int(weeks) - 2
    return _T_90[place] if 0 <= place < len(_T_90) else _T_90_MANY


def _none() -> pd.DataFrame:
    return pd.DataFrame(
        {name: pd.Series(dtype=float) for name in ("weeks", "rate", "rate_low", "rate_high")}
    ).assign(item_code=pd.Series(dtype=str))
