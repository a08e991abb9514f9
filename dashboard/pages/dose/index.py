"""Do the detectors get the exposure that they should? Deviation indices by room, detector and exam type."""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.layout import columns
from dashboard.blocks.mean_spread import mean_spread
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import (
    UNKNOWN,
    format_count,
    format_deviation_index,
    format_number,
    is_unknown,
)
from dashboard.pages.dose.index_about import bands_tile, vendors_tile
from dashboard.pages.dose.index_months import months_tile
from dashboard.pages.dose.index_words import (
    CUTS,
    MOST,
    NO_DOSE,
    labelled_indices,
    of_indices,
    outside_words,
    share_words,
)
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import figure_tile, narrowed, nothing_fits
from db.database import Connection
from db.queries import dose


def index_view(connection: Connection, picture: Picture) -> list[Component]:
    """Means and spreads by room, detector and exam, the detectors month by month, and who tells an older index."""
    bands = dose.deviation_bands(connection, picture.today)
    found = dose.deviation_indices(connection, of_indices(picture), bands)
    vendors = vendors_tile(connection, picture)
    if found.empty:
        said = nothing_fits(
            picture,
            "deviation index",
            "The units of these rooms sent no exposure index with its target, or not in these days.",
        )
        return [tile("Do the detectors get the exposure that they should?", said, note=NO_DOSE), vendors]
    return [
        columns(
            _cut(connection, picture, bands, "index-room"),
            _cut(connection, picture, bands, "index-detector"),
            "1:1",
        ),
        months_tile(connection, picture, bands),
        columns(
            _cut(connection, picture, bands, "index-type"),
            html.Div([bands_tile(picture, bands), vendors], className="ro-stack ro-even"),
            "2:1",
        ),
    ]


def _cut(connection: Connection, picture: Picture, bands: pd.DataFrame, name: str) -> Component:
    by, noun = CUTS[name]
    found = labelled_indices(dose.deviation_indices(connection, of_indices(picture), bands, by), name)
    found["distance"] = found["mean"].abs()
    found = found.sort_values(["distance", "label"], ascending=[False, True], ignore_index=True)
    near = bands[bands["band"] == "near"]
    enough = found[found["n"] >= dose.MINIMUM_FOR_VERDICT]
    out = [] if near.empty else _outside(enough, float(near.iloc[0]["low"]), float(near.iloc[0]["high"]))
    title = _title(noun, enough, out, has_band=len(near) > 0)
    drawn = pd.concat([enough, found[found["n"] < dose.MINIMUM_FOR_VERDICT]]).head(MOST)
    shown = mean_spread(
        drawn.assign(key=""),
        title=title,
        write=format_deviation_index,
        bands=[(row["low"], row["high"]) for row in bands.to_dict("records")],
        out_of_line=out,
        axis="deviation index (DI)",
    )
    rows = [
        {
            "label": row["label"],
            "n": row["n"],
            "mean": format_deviation_index(row["mean"]),
            "spread": UNKNOWN if is_unknown(row["spread"]) else format_number(row["spread"], 2),
            **{key: share_words(row[key], row["n"]) for key in ("outside_near", "outside_far")},
        }
        for row in found.to_dict("records")
    ]
    cut = f"; the furthest {MOST} of {format_count(len(found))}" if len(found) > MOST else ""
    return figure_tile(
        picture,
        name,
        title,
        shown,
        subtitle=f"Deviation index by {noun}: mean and spread (standard deviation), "
        f"n = {format_count(found['n'].sum())}{cut}; {narrowed(picture)}",
        note=f"{NO_DOSE} Grey: the bands on file. Of all classes; one with fewer than {dose.MINIMUM_FOR_VERDICT} is "
        "never called out of line.",
        table=table(
            rows,
            [
                Column("label", noun.capitalize(), strong=True, on_phone="head"),
                Column("n", "n", "number", decimals=0),
                Column("mean", "Mean DI", "number"),
                Column("spread", "Spread", "number"),
                Column("outside_near", outside_words(bands, "near"), "number"),
                Column("outside_far", outside_words(bands, "far"), "number"),
            ],
            title=title,
            cards=True,
        ),
    )


def _outside(found: pd.DataFrame, low: float, high: float) -> list[str]:
    return list(found[(found["mean"] < low) | (found["mean"] > high)]["label"])


def _title(noun: str, enough: pd.DataFrame, out: list[str], *, has_band: bool) -> str:
    if enough.empty:
        return f"No {noun} has {dose.MINIMUM_FOR_VERDICT} deviation indices"
    if out:
        first = enough[enough["label"] == out[0]].iloc[0]
        more = f", and {format_count(len(out) - 1)} more outside the band" if len(out) > 1 else ""
        return f"{out[0]} lies furthest off: mean DI {format_deviation_index(first['mean'])}{more}"
    return f"No {noun}'s mean lies outside the near band" if has_band else f"Mean and spread of each {noun}"
