"""Does a detector drift? Its mean deviation index month by month, with what all of them do."""

import pandas as pd
from dash.development.base_component import Component

from dashboard.blocks.panels import panels
from dashboard.blocks.table import Column, table
from dashboard.blocks.trend import Line
from dashboard.formats import (
    UNKNOWN,
    format_count,
    format_deviation_index,
    format_number,
    is_unknown,
)
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
from dashboard.pages.dose.tiles import days_words, figure_tile
from db.database import Connection
from db.queries import dose


def months_of(connection: Connection, picture: Picture, bands: pd.DataFrame) -> pd.DataFrame:
    """Mean and spread by month of each detector, with `label`."""
    by = ("month", *CUTS["index-detector"][0])
    found = dose.deviation_indices(connection, of_indices(picture), bands, by)
    return labelled_indices(found, "index-detector")


def months_tile(connection: Connection, picture: Picture, bands: pd.DataFrame) -> Component:
    """A small chart of each detector, on one axis; those outside the near band in rust."""
    found = months_of(connection, picture, bands)
    found["month"] = pd.to_datetime(found["month"])
    whole = dose.deviation_indices(connection, of_indices(picture), bands, ("month",))
    whole["month"] = pd.to_datetime(whole["month"])
    spread = found["spread"].fillna(0.0)
    frame = found.assign(
        name=found["label"], value=found["mean"], low=found["mean"] - spread, high=found["mean"] + spread
    )
    near = [row for row in bands.to_dict("records") if row["band"] == "near"]
    heads = []
    for name, part in frame.sort_values("month").groupby("name"):
        last = part.iloc[-1].to_dict()
        is_out = bool(near) and not near[0]["low"] <= last["mean"] <= near[0]["high"]
        enough = last["n"] >= dose.MINIMUM_FOR_VERDICT
        chip = ("warn", "Outside") if is_out and enough else None
        line = f"mean {format_deviation_index(last['mean'])}, n = {format_count(last['n'])}, {last['month']:%b %Y}"
        heads.append((abs(last["mean"]), (str(name), line, chip)))
    heads.sort(key=lambda one: (-one[0], one[1][0]))
    out = [head[0] for _, head in heads if head[2] is not None]
    title = (
        f"{out[0]} is outside the near band in its newest month"
        if len(out) == 1
        else f"{format_count(len(out))} detectors are outside the near band in their newest month"
        if out
        else "No detector drifts out of the near band"
    )
    rows = frame.sort_values(["name", "month"], ascending=[True, False]).to_dict("records")
    return figure_tile(
        picture,
        "index-months",
        title,
        panels(
            frame,
            heads=[head for _, head in heads[:MOST]],  # type: ignore[misc]
            whole=whole.rename(columns={"mean": "value"}),
            write=format_deviation_index,
            minimum_n=dose.MINIMUM_FOR_VERDICT,
            lines=[Line(bound, "", "target") for row in near for bound in (row["low"], row["high"])],
            from_zero=False,
        ),
        subtitle=f"Mean deviation index of each detector by month, with its spread, one axis. {days_words(picture)}",
        note=f"{NO_DOSE} Dotted: all detectors together. Dashed: the near band.",
        table=table(
            [
                {
                    "group": row["name"],
                    "month": f"{row['month']:%b %Y}",
                    "n": row["n"],
                    "mean": format_deviation_index(row["mean"]),
                    "spread": UNKNOWN if is_unknown(row["spread"]) else format_number(row["spread"], 2),
                    "far": share_words(row["outside_far"], row["n"]),
                }
                for row in rows
            ],
            [
                Column("month", "Month"),
                Column("n", "n", "number", decimals=0),
                Column("mean", "Mean DI", "number", strong=True),
                Column("spread", "Spread", "number"),
                Column("far", outside_words(bands, "far"), "number"),
            ],
            title=title,
            group="group",
        ),
    )
