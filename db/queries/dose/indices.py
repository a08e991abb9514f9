"""Do the detectors get the exposure that they should? Deviation indices, which are no patient's dose."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select

from db.database import frame
from db.schema.reference import deviation_band
from db.selection import Selection
from db.stats import unpacked
from db.summaries.between import cells_between, cells_of
from db.summaries.dose_findings import DEVIATION_CELLS, EXPOSURE_COUNTS, deviations_among

COLUMNS = ["n", "mean", "spread", "outside_near", "outside_far", "low_far", "high_far"]
BANDS = ("near", "far")


def deviation_bands(connection: Connection, on: date) -> pd.DataFrame:
    """The bands in force on a day, the near one first: band, low, high, jurisdiction, edition, source, confirmed.

    Within the near band an exposure is as it should be; outside the far one somebody looks at it. Of several editions
    the newest that is valid counts. A band without a row is not there.
    """
    band = deviation_band.c
    rows = frame(
        connection,
        select(band.band, band.low, band.high, band.jurisdiction, band.edition, band.source, band.confirmed)
        .where(band.valid_from <= on)
        .order_by(band.valid_from, band.edition, band.id),
    ).drop_duplicates("band", keep="last")
    return rows.sort_values("band", ascending=False, ignore_index=True)


def deviation_indices(
    connection: Connection, of: Selection, bands: pd.DataFrame, by: tuple[str, ...] = ("room",)
) -> pd.DataFrame:
    """Deviation indices of a selection, by any of month, room, detector, exam_type and projection: n, mean, spread
    (standard deviation of n - 1, null for one), the shares of n outside the near and the far band, and below and above
    the far one. A share is null where `bands` (see deviation_bands) has no such band; a value on a bound is inside.

    DI = 10 log10(EI / target EI), IEC 62494-1. Exposures of patients, whatever their class; makers' older indices have
    no DI and stand in none of it.
    """
    cells = cells_of(DEVIATION_CELLS, of, deviations_among)
    rows = connection.execute(
        select(*(cells.c[name] for name in by), cells.c["values"]).where(
            cells.c.month >= of.start.replace(day=1), cells.c.month <= of.end, *of.conditions(cells)
        )
    ).all()
    groups: dict[tuple[Any, ...], list[bytes]] = {}
    for row in rows:
        groups.setdefault(tuple(row[:-1]), []).append(row[-1])
    bounds = {row["band"]: (row["low"], row["high"]) for row in bands.to_dict("records")}
    made = [(*key, *_told(unpacked(b"".join(groups[key])), bounds)) for key in sorted(groups)]
    # A column without one known value has no type of its own.
    return pd.DataFrame(made, columns=[*by, *COLUMNS]).astype(dict.fromkeys(COLUMNS[1:], float))


def _told(values: np.ndarray[Any, Any], bounds: dict[Any, tuple[float, float]]) -> tuple[float | None, ...]:
    # In order, so that both engines add the same numbers in the same order.
    values = np.sort(values)
    beyond = {
        name: (float((values < low).mean()), float((values > high).mean()))
        for name, (low, high) in bounds.items()
    }
    far = beyond.get("far", (None, None))
    return (
        len(values),
        float(values.mean()),
        float(values.std(ddof=1)) if len(values) > 1 else None,
        sum(beyond["near"]) if "near" in beyond else None,
        sum(beyond["far"]) if "far" in beyond else None,
        *far,
    )


def vendor_indices(connection: Connection, of: Selection) -> pd.DataFrame:
    """Rooms whose units tell an older index of their maker's: room ('' where it is unknown), n exposures in force. Each
    maker's has a scale of its own, so they are counted and never drawn beside the exposure index of IEC 62494-1."""
    cells = cells_between(EXPOSURE_COUNTS, of.start, of.end)
    wanted = [cells.c.month >= of.start.replace(day=1), cells.c.month <= of.end, cells.c.n_vendor_index > 0]
    wanted += [cells.c.room == of.room] if of.room else []
    query = select(cells.c.room, func.sum(cells.c.n_vendor_index).label("n")).where(*wanted)
    found = frame(connection, query.group_by(cells.c.room))
    return found.sort_values(["n", "room"], ascending=[False, True], ignore_index=True)
