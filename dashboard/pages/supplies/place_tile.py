"""All stock by place and days to expiry, as bars and as a table."""

import pandas as pd
from dash.development.base_component import Component

from dashboard.blocks.empty import empty
from dashboard.blocks.expiry_bars import expiry_bars
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_count, format_money
from dashboard.pages.supplies.words import many, value_cell

# What lies further away than this needs no place in the figure: one column of it would dwarf all others.
_FIGURE_BINS = (
    ("Expired", "expired", "action"),
    ("0 to 7 d", "0-7", "warn"),
    ("8 to 30 d", "8-30", "warn"),
    ("31 to 60 d", "31-60", "plain"),
    ("61 to 90 d", "61-90", "plain"),
    ("No date", "none", "unknown"),
)
_BIN_TEXT = {"expired": "Expired", "later": "Over 180 d", "none": "No date"}


def by_place_tile(by_place: pd.DataFrame, by_bin: pd.DataFrame) -> Component:
    """How many lots expire where and when."""
    soon, undated = _lots_in(by_bin, "0-7", "8-30"), _lots_in(by_bin, "none")
    title = (
        f"{many(soon, 'lot') if soon else 'No lot'} {'expire' if soon > 1 else 'expires'} within 30{NBSP}days"
    )
    if undated:
        title += f"; {format_count(undated)} {'has' if undated == 1 else 'have'} no date"
    names = {key: name for name, key, _ in _FIGURE_BINS}
    near = by_place[by_place["bin"].isin(list(names))]
    later = _lots_in(by_bin, "91-180", "later")
    how_many = format_count(later) if later else "none"
    total = int(by_bin["lots"].sum())
    picture: Component = empty(
        "good",
        f"All {many(total, 'lot')} can be used for more than 90{NBSP}days",
        "None is expired or without a date.",
    )
    if len(near):
        tones = [(name, tone) for name, _, tone in _FIGURE_BINS]
        picture = expiry_bars(near.assign(bin=near["bin"].map(names)), bins=tones, title=title)
    return tile(
        title,
        picture,
        subtitle=f"Lots with stock by place and days to expiry; {how_many} of {format_count(total)} "
        f"lots expire later than in 90{NBSP}days",
        table=_bins_table(by_bin),
        note=_value_note(by_bin),
    )


def _bins_table(by_bin: pd.DataFrame) -> Component:
    rows = [
        {
            "bin": _BIN_TEXT.get(row["bin"], f"{row['bin'].replace('-', ' to ')}{NBSP}d"),
            "lots": row["lots"],
            "value": value_cell(row["value"]),
            "unpriced": row["unpriced"],
        }
        for row in by_bin.to_dict("records")
    ]
    return table(
        rows,
        [
            Column("bin", "Days to expiry"),
            Column("lots", "Lots", "number", decimals=0),
            Column("value", "Value", "number"),
            Column("unpriced", "Without price", "number", decimals=0),
        ],
        title="Lots with stock by days to expiry",
    )


def _lots_in(by_bin: pd.DataFrame, *bins: str) -> int:
    return int(by_bin.loc[by_bin["bin"].isin(bins), "lots"].sum())


def _value_note(by_bin: pd.DataFrame) -> str:
    """What the stock that expires within 90 days is worth, and how much of it has no price."""
    near = by_bin[by_bin["bin"].isin(["0-7", "8-30", "31-60", "61-90"])]
    lots, unpriced = int(near["lots"].sum()), int(near["unpriced"].sum())
    if not lots:
        return f"No known date in stock lies within 90{NBSP}days."
    if unpriced == lots:
        return f"What expires within 90{NBSP}days has no known price."
    text = f"Expires within 90{NBSP}days: {format_money(near['value'].sum())} of stock"
    return f"{text}, price of {many(unpriced, 'lot')} unknown." if unpriced else f"{text}."
