"""The numbers behind each tile as a table for another program: plain columns, doses in the unit that stands beside."""

from collections.abc import Callable

import pandas as pd

from dashboard import access
from dashboard.pages.dose import drill
from dashboard.pages.dose.beside import by_of
from dashboard.pages.dose.chart import chart_of, events_of, year_before
from dashboard.pages.dose.index_months import months_of
from dashboard.pages.dose.index_words import CUTS, labelled_indices, of_indices
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.spread import spread_of
from dashboard.pages.dose.unmet import unmet_rows
from dashboard.pages.dose.view import read_levels
from db.database import Connection
from db.queries import dose

# Single exams and exposures, for those who may read rows.
ROWS = frozenset({"rows", "outliers", "outliers-late", "closed"})
Frame = Callable[[Connection, Picture], pd.DataFrame | None]


def frame_of(connection: Connection, picture: Picture, name: str) -> pd.DataFrame | None:
    """The rows of the tile of that name, or None where there is no such tile."""
    make = _FRAMES.get(name)
    return None if make is None else make(connection, picture)


def _levels(connection: Connection, picture: Picture) -> pd.DataFrame:
    medians = read_levels(connection, picture).medians
    return medians.merge(picture.levels, on=["measure", "exam_type", "projection"], how="left")


def _types(connection: Connection, picture: Picture) -> pd.DataFrame:
    return read_levels(connection, picture).ranked


def _trend(connection: Connection, picture: Picture) -> pd.DataFrame | None:
    found = chart_of(connection, picture)
    if found is None:
        return None
    chart, medians = found
    before = year_before(connection, chart, picture.asked.group)[["month", "n", "median", "p25", "p75"]]
    named = before.rename(columns={name: f"{name}_year_before" for name in before.columns if name != "month"})
    return medians.merge(named, on="month", how="left").assign(drl=chart.drl)


def _by(by: str) -> Frame:
    def rows(connection: Connection, picture: Picture) -> pd.DataFrame | None:
        found = chart_of(connection, picture)
        return None if found is None else by_of(connection, found[0], by)[0]

    return rows


def _spread(connection: Connection, picture: Picture) -> pd.DataFrame | None:
    found = chart_of(connection, picture)
    if found is None or not found[1]["n"].sum() >= dose.MINIMUM_FOR_VERDICT:
        return None
    chart = found[0]
    return spread_of(connection, chart).assign(measure=chart.measure, unit=chart.unit)


def _events(connection: Connection, picture: Picture) -> pd.DataFrame | None:
    found = chart_of(connection, picture)
    if found is None:
        return None
    return events_of(connection, picture, found[0]).drop(columns=["number"])


def _index(name: str) -> Frame:
    def rows(connection: Connection, picture: Picture) -> pd.DataFrame:
        bands = dose.deviation_bands(connection, picture.today)
        found = dose.deviation_indices(connection, of_indices(picture), bands, CUTS[name][0])
        return labelled_indices(found, name)

    return rows


def _index_months(connection: Connection, picture: Picture) -> pd.DataFrame:
    return months_of(connection, picture, dose.deviation_bands(connection, picture.today))


def _outliers(late: bool) -> Frame:
    def rows(connection: Connection, picture: Picture) -> pd.DataFrame:
        asked = picture.asked
        found = dose.open_outliers(connection, picture.today, asked.selection, asked.group, late=late)
        return found.drop(columns=["study_key", "exam_key"])

    return rows


def _closed(connection: Connection, _: Picture) -> pd.DataFrame:
    return dose.closed_outliers(connection, None).drop(columns=["study_key", "exam_key"])


_FRAMES: dict[str, Frame] = {
    "levels": _levels,
    **dict.fromkeys(("types", "nearest"), _types),
    "unmapped": lambda connection, picture: read_levels(connection, picture).unmapped,
    "trend": _trend,
    "spread": _spread,
    "events": _events,
    "by-room": _by("room"),
    "by-protocol": _by("protocol"),
    **{name: _index(name) for name in CUTS},
    "index-months": _index_months,
    "bands": lambda connection, picture: dose.deviation_bands(connection, picture.today),
    "vendors": lambda connection, picture: dose.vendor_indices(connection, of_indices(picture)),
    "outliers": _outliers(late=False),
    "outliers-late": _outliers(late=True),
    "outlier-rooms": lambda connection, picture: dose.count_by_room(
        connection, picture.asked.selection, picture.asked.group
    ),
    "closed": _closed,
    "rules": lambda connection, picture: dose.outlier_rules(connection, picture.today),
    "complete": lambda connection, picture: dose.complete_by(connection, picture.of, "month"),
    "complete-rooms": lambda connection, picture: dose.complete_by(connection, picture.of, "room", "month"),
    "unmet": lambda connection, picture: unmet_rows(
        connection, picture, may_read=access.allowed("dose.rows")
    ),
    "rows": drill.all_rows,
}
