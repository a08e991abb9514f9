"""Which cuts of the deviation indices are there, and how are their numbers called?"""

from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.formats import (
    UNKNOWN,
    format_percent,
    is_unknown,
)
from dashboard.pages.dose.picture import Picture
from db.queries import dose
from db.selection import Selection

NO_DOSE = (
    "DI = 10 log10(EI / target EI), IEC 62494-1: what the detector got against what it should get. It says nothing of "
    "the patient's dose, and is none."
)
MOST = 12
# What each cut of the indices is made by, and the words for it.
CUTS = {
    "index-room": (("room",), "room"),
    "index-detector": (("detector", "room"), "detector"),
    "index-type": (("exam_type", "projection"), "exam type"),
}


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


def outside_words(bands: pd.DataFrame, name: str) -> str:
    """The head of a column: `Outside \u00b11`."""
    band = bands[bands["band"] == name]
    if band.empty:
        return f"Outside {name}"
    row = band.iloc[0]
    if row["low"] == -row["high"]:
        return f"Outside \u00b1{row['high']:g}"
    return f"Outside {row['low']:g} to {row['high']:g}".replace("-", "\u2212")


def share_words(value: Any, n: int) -> str:
    """A share outside a band, or that there is none."""
    return "no band" if is_unknown(value) else format_percent(value, n)
