"""Do the detectors get the exposure that they should? Deviation indices by room, detector and exam type."""

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.mean_spread import mean_spread
from dashboard.blocks.panels import panels
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.blocks.trend import Line
from dashboard.formats import (
    UNKNOWN,
    format_count,
    format_deviation_index,
    format_number,
    format_percent,
    is_unknown,
)
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import days_words, figure_tile, narrowed, nothing_fits
from db.database import Connection
from db.queries import dose
from db.selection import Selection

_NO_DOSE = (
    "DI = 10 log10(EI / target EI), IEC 62494-1: what the detector got against what it should get. It says nothing of "
    "the patient's dose, and is none."
)
_MOST = 12
# What each cut of the indices is made by, and the words for it.
CUTS = {
    "index-room": (("room",), "room"),
    "index-detector": (("detector", "room"), "detector"),
    "index-type": (("exam_type", "projection"), "exam type"),
}


def index_view(connection: Connection, picture: Picture) -> list[Component]:
    """Means and spreads by room, detector and exam, the detectors month by month, and who tells an older index."""
    bands = dose.deviation_bands(connection, picture.today)
    found = dose.deviation_indices(connection, of_indices(picture), bands)
    vendors = _vendors(connection, picture)
    if found.empty:
        said = nothing_fits(
            picture,
            "deviation index",
            "The units of these rooms sent no exposure index with its target, or not in these days.",
        )
        return [tile("Do the detectors get the exposure that they should?", said, note=_NO_DOSE), vendors]
    return [
        columns(
            _cut(connection, picture, bands, "index-room"),
            _cut(connection, picture, bands, "index-detector"),
            "1:1",
        ),
        _months(connection, picture, bands),
        columns(
            _cut(connection, picture, bands, "index-type"),
            html.Div([_bands(picture, bands), vendors], className="ro-stack ro-even"),
            "2:1",
        ),
    ]


def of_indices(picture: Picture) -> Selection:
    """The selection as indices have it: a detector does not know of which class a patient is."""
    return replace(picture.of, patient_class="")


def labelled_indices(found: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one cut with `label`."""
    by, _ = CUTS[name]
    if by == ("exam_type", "projection"):
        labels = [
            dose.exam_label(kind, view)
            for kind, view in zip(found["exam_type"], found["projection"], strict=True)
        ]
    elif by == ("room",):
        labels = [room or UNKNOWN for room in found["room"]]
    else:
        labels = [
            f"{detector}, {room or UNKNOWN}" if detector else f"{room or UNKNOWN}, detector not told"
            for detector, room in zip(found["detector"], found["room"], strict=True)
        ]
    return found.assign(label=labels)


def _cut(connection: Connection, picture: Picture, bands: pd.DataFrame, name: str) -> Component:
    by, noun = CUTS[name]
    found = labelled_indices(dose.deviation_indices(connection, of_indices(picture), bands, by), name)
    found["distance"] = found["mean"].abs()
    found = found.sort_values(["distance", "label"], ascending=[False, True], ignore_index=True)
    near = bands[bands["band"] == "near"]
    enough = found[found["n"] >= dose.MINIMUM_FOR_VERDICT]
    out = [] if near.empty else _outside(enough, float(near.iloc[0]["low"]), float(near.iloc[0]["high"]))
    title = _title(noun, enough, out, has_band=len(near) > 0)
    drawn = pd.concat([enough, found[found["n"] < dose.MINIMUM_FOR_VERDICT]]).head(_MOST)
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
            **{key: _share(row[key], row["n"]) for key in ("outside_near", "outside_far")},
        }
        for row in found.to_dict("records")
    ]
    cut = f"; the furthest {_MOST} of {format_count(len(found))}" if len(found) > _MOST else ""
    return figure_tile(
        picture,
        name,
        title,
        shown,
        subtitle=f"Deviation index by {noun}: mean and spread (standard deviation), "
        f"n = {format_count(found['n'].sum())}{cut}; {narrowed(picture)}",
        note=f"{_NO_DOSE} Grey: the bands on file. Of all classes; one with fewer than {dose.MINIMUM_FOR_VERDICT} is "
        "never called out of line.",
        table=table(
            rows,
            [
                Column("label", noun.capitalize(), strong=True, on_phone="head"),
                Column("n", "n", "number", decimals=0),
                Column("mean", "Mean DI", "number"),
                Column("spread", "Spread", "number"),
                Column("outside_near", _outside_words(bands, "near"), "number"),
                Column("outside_far", _outside_words(bands, "far"), "number"),
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


def _outside_words(bands: pd.DataFrame, name: str) -> str:
    band = bands[bands["band"] == name]
    if band.empty:
        return f"Outside {name}"
    row = band.iloc[0]
    if row["low"] == -row["high"]:
        return f"Outside \u00b1{row['high']:g}"
    return f"Outside {row['low']:g} to {row['high']:g}".replace("-", "\u2212")


def _share(value: Any, n: int) -> str:
    return "no band" if is_unknown(value) else format_percent(value, n)


def months_of(connection: Connection, picture: Picture, bands: pd.DataFrame) -> pd.DataFrame:
    """Mean and spread by month of each detector, with `label`."""
    by = ("month", *CUTS["index-detector"][0])
    found = dose.deviation_indices(connection, of_indices(picture), bands, by)
    return labelled_indices(found, "index-detector")


def _months(connection: Connection, picture: Picture, bands: pd.DataFrame) -> Component:
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
            heads=[head for _, head in heads[:_MOST]],  # type: ignore[misc]
            whole=whole.rename(columns={"mean": "value"}),
            write=format_deviation_index,
            minimum_n=dose.MINIMUM_FOR_VERDICT,
            lines=[Line(bound, "", "target") for row in near for bound in (row["low"], row["high"])],
            from_zero=False,
        ),
        subtitle=f"Mean deviation index of each detector by month, with its spread, one axis. {days_words(picture)}",
        note=f"{_NO_DOSE} Dotted: all detectors together. Dashed: the near band.",
        table=table(
            [
                {
                    "group": row["name"],
                    "month": f"{row['month']:%b %Y}",
                    "n": row["n"],
                    "mean": format_deviation_index(row["mean"]),
                    "spread": UNKNOWN if is_unknown(row["spread"]) else format_number(row["spread"], 2),
                    "far": _share(row["outside_far"], row["n"]),
                }
                for row in rows
            ],
            [
                Column("month", "Month"),
                Column("n", "n", "number", decimals=0),
                Column("mean", "Mean DI", "number", strong=True),
                Column("spread", "Spread", "number"),
                Column("far", _outside_words(bands, "far"), "number"),
            ],
            title=title,
            group="group",
        ),
    )


def _bands(picture: Picture, bands: pd.DataFrame) -> Component:
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


def _vendors(connection: Connection, picture: Picture) -> Component:
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
