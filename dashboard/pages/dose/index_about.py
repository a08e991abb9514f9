"""Within which bands should an index lie, and which units tell an older one of their maker's?"""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import (
    UNKNOWN,
)
from dashboard.pages.dose.index_words import of_indices
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import figure_tile
from db.database import Connection
from db.queries import dose


def bands_tile(picture: Picture, bands: pd.DataFrame) -> Component:
    """The bands in force, or that there is none."""
    title = "Within which bands should an index lie?"
    if bands.empty:
        text = "Load a table of deviation_bands; until then nothing is called outside."
        return tile(title, empty("never", "No band is on file", text), id="dose-tile-bands")
    rows = [
        {
            "band": row["band"].capitalize(),
            "bounds": f"{row['low']:g} to {row['high']:g}".replace("-", "\u2212"),
            "source": row["source"],
            "confirmed": "confirmed" if row["confirmed"] else state_chip("unknown", "Unconfirmed"),
        }
        for row in bands.to_dict("records")
    ]
    return figure_tile(
        picture,
        "bands",
        title,
        table(
            rows,
            [Column("band", "Band", on_phone="head"), Column("bounds", "DI"), Column("confirmed", "Checked"),
             Column("source", "Source", on_phone="wide")],
            title=title,
            cards=True,
        ),
        subtitle="Rows of the reference table deviation_bands, for the site to edit; a bound is inside",
        is_figure=False,
    )  # fmt: skip


def vendors_tile(connection: Connection, picture: Picture) -> Component:
    """How many exposures tell an older index: counted, never drawn."""
    found = dose.vendor_indices(connection, of_indices(picture))
    title = "Which units tell a maker's older index?"
    if found.empty:
        return tile(
            title,
            html.P("None of these rooms and days.", className="ro-empty-text"),
            id="dose-tile-vendors",
        )
    rows = [{"room": row["room"] or UNKNOWN, "n": row["n"]} for row in found.to_dict("records")]
    return figure_tile(
        picture,
        "vendors",
        title,
        table(
            rows,
            [Column("room", "Room", strong=True), Column("n", "Exposures", "number", decimals=0)],
            title=title,
        ),
        note="Each maker's has a scale of its own, some of them falling with the dose: they are counted, and never "
        "drawn beside the exposure index of IEC 62494-1.",
        is_figure=False,
    )
