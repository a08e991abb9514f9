"""What will be wasted if nothing is done, month by month."""

from datetime import date, timedelta

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.empty import empty
from dashboard.blocks.month_bars import month_bars
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_day, format_money, format_month
from dashboard.pages.supplies.words import many, units_text
from db.queries import supplies

WITHIN_DAYS = 90
_MONTHS = 12


def wasted(at_risk: pd.DataFrame, today: date) -> Component:
    """The tile of money at risk by month of expiry."""
    due = at_risk[(at_risk["days_left"] >= 0).fillna(False).astype(bool)]
    unknown = int(due["units_at_risk"].isna().sum())
    undated = int((at_risk["days_left"].isna() & ~at_risk["is_recalled"].astype(bool)).sum())
    note = _note(at_risk, unknown)
    if due.empty:
        # Where no date is to come nothing can be reckoned: no good news while lots without any date lie there.
        has = "has" if undated == 1 else "have"
        said = f"No lot has a date to come; {many(undated, 'lot')} in stock {has} none."
        return tile(
            "What will expire unused?",
            empty("never", "Nobody can tell", said)
            if undated
            else empty("good", "No lot in stock has a date to come", "So nothing is going to expire."),
            note=note,
        )
    if unknown and unknown == len(due):
        return tile(
            "What will expire unused?",
            empty("never", "No use is known yet", "It needs movements, or counts of at least two weeks."),
            note=note,
        )
    if not (due["units_at_risk"] > 0).any():
        of = "Of what is known nothing" if unknown else "Nothing"
        return tile(
            f"{of} will expire unused at this pace",
            empty(
                "good",
                "Every lot with a date is used up before it expires",
                "If nothing changes."
                + (f" {many(undated, 'lot')} without a date left out." if undated else ""),
            ),
            note=note,
        )
    by_month = supplies.risk_by_month(at_risk, today, _MONTHS)
    last = today + timedelta(days=WITHIN_DAYS)
    title = _title(supplies.at_risk_within(at_risk, WITHIN_DAYS), last, today)
    solid = sum(1 for month in by_month["month"] if month <= last)
    picture = month_bars(
        by_month,
        title=title,
        write=format_money,
        name_month=lambda month: format_month(month, today if month.year == today.year else month),
        solid=solid,
    )
    return tile(
        title,
        picture,
        subtitle=f"Value at risk by month of expiry, with 80{NBSP}% interval of the use; outlined begins after "
        f"{format_day(last, today)}",
        table=_months_table(by_month),
        note=note,
    )


def _title(soon: pd.DataFrame, last: date, today: date) -> str:
    """The finding: what will be lost within the period, and of how many lots nobody knows the price."""
    if soon.empty:
        return f"Nothing will expire unused by {format_day(last, today)}, but later"
    known = soon["value_at_risk"].dropna()
    unpriced = int(soon["value_at_risk"].isna().sum())
    if known.empty:
        return f"{many(unpriced, 'lot')} will expire unused in part by {format_day(last, today)}; no price is known"
    title = f"{format_money(known.sum())} will expire unused by {format_day(last, today)} if nothing is done"
    return f"{title}, price of {unpriced} unknown" if unpriced else title


def _months_table(by_month: pd.DataFrame) -> Component:
    rows = [
        {
            "month": format_month(row["month"]),
            "value": format_money(row["value"]),
            "range": f"{format_money(row['low'])} to {format_money(row['high'])}",
            "lots": row["lots"],
            "unpriced": row["unpriced"],
            "unknown": row["unknown"],
        }
        for row in by_month.to_dict("records")
    ]
    return table(
        rows,
        [
            Column("month", "Expires in"),
            Column("value", "At risk", "number"),
            Column("range", "80 % interval", "number"),
            Column("lots", "Lots", "number", write=units_text),
            Column("unpriced", "Without price", "number", write=units_text),
            Column("unknown", "Use unknown", "number", write=units_text),
        ],
        title="Value at risk by month of expiry",
    )


def _note(at_risk: pd.DataFrame, unknown: int) -> list[Component | str]:
    """How the use was found, and of how much it is not known."""
    known = at_risk[at_risk["method"].notna()].drop_duplicates("item_code")
    by_method = known["method"].value_counts()
    parts = [f"{many(int(by_method[name]), 'item')} from {name}" for name in by_method.index]
    words = "At risk: stock less expected use until expiry, first expired first out over all places. "
    words += f"Use of whole weeks, at most 26: {', '.join(parts)}." if parts else "No use is known."
    if unknown:
        words += f" Use unknown for {many(unknown, 'lot')}, left out."
    return [html.Span(words)]
