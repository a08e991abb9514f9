"""What are the typical doses? Medians by month, exam type and projection, and what they leave out.

Which exposures stand in them is said in `db.summaries.doses`; the page asks what is kept ready there.
"""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Row, func, select

from db.database import frame
from db.dose_exposures import counts
from db.dose_measures import MEASURES
from db.queries.dose.chosen import ADULTS, Chosen
from db.schema.dose import dose_study, irradiation_event
from db.schema.dose_summaries import dose_cell, dose_month, exposure_count
from db.stats import unpacked

_event = irradiation_event.c
_KEY = ("exam_type", "measure", "projection", "month")
_REASONS = (
    "shown", "rejected_or_quality_control", "unknown_age", "under_16", "another_age", "no_exam_type", "unknown_dose",
)  # fmt: skip

MEDIAN_COLUMNS = [
    "exam_group", "measure", "unit", "exam_type", "projection", "month", "n", "n_unknown", "median", "p25", "p75",
]  # fmt: skip


def median_by_month(
    connection: Connection, start: date, end: date, chosen: Chosen | None = None
) -> pd.DataFrame:
    """Median and middle half (25th and 75th percentile) per measure, exam type, projection and month of the local day.

    One row per combination, columns MEDIAN_COLUMNS, for the months of `start` to `end`, each as a whole. `n` counts
    exposures (or exams) with a known dose, which is the denominator of the percentiles; `n_unknown` those without.
    Excluded: rows not in force, rejected exposures, quality control, exposures without a date, without an exam type
    (see `unmapped_names`); of adults also those under 16 years and of unknown age (see `left_out`). Percentiles
    interpolate linearly. A group without one known dose has n = 0 and no median.
    """
    chosen = chosen or Chosen()
    if chosen.is_usual:
        query = select(*(column for column in dose_month.columns)).where(*_months(dose_month, start, end))
        found = frame(connection, query.where(*chosen.conditions(dose_month)))
    else:
        found = pd.DataFrame(
            [_quartiles(key, cells) for key, cells in _cells_by(connection, start, end, chosen, _KEY)],
            columns=[*_KEY, "n", "n_unknown", "median", "p25", "p75"],
        )
    return described(found)


def described(found: pd.DataFrame) -> pd.DataFrame:
    """Rows by measure with its exam group and unit, in order: columns MEDIAN_COLUMNS and what they have besides."""
    of = {measure.name: measure for measure in MEASURES}
    made = found.assign(
        exam_group=[of[name].exam_group for name in found["measure"]],
        unit=[of[name].unit for name in found["measure"]],
        month=pd.to_datetime(found["month"]),
        **{name: found[name].astype(float) for name in ("median", "p25", "p75")},
    )
    more = [name for name in made.columns if name not in MEDIAN_COLUMNS]
    return made[[*MEDIAN_COLUMNS, *more]].sort_values(
        ["exam_group", "measure", "exam_type", "projection", *more, "month"], ignore_index=True
    )


def _months(table: Any, start: date, end: date) -> list[Any]:
    return [table.c.month >= start.replace(day=1), table.c.month <= end]


def _cells_by(
    connection: Connection, start: date, end: date, chosen: Chosen, key: tuple[str, ...]
) -> Iterable[tuple[tuple[Any, ...], list[Row[Any]]]]:
    """The cells of the chosen, those of one key together."""
    columns = [dose_cell.c[name] for name in (*key, "n", "n_unknown", "values")]
    rows = connection.execute(
        select(*columns).where(*_months(dose_cell, start, end), *chosen.conditions(dose_cell))
    ).all()
    width = len(key)
    ordered = sorted(rows, key=lambda row: tuple(row[:width]))
    for found, cells in groupby(ordered, key=lambda row: tuple(row[:width])):
        yield found, list(cells)


def _quartiles(key: tuple[Any, ...], cells: list[Row[Any]]) -> tuple[Any, ...]:
    """n, n_unknown, median and middle half of some cells together: exact, from all their values."""
    values = unpacked(b"".join(cell._mapping["values"] for cell in cells))
    unknown = sum(cell.n_unknown for cell in cells)
    if not len(values):
        return (*key, 0, unknown, None, None, None)
    p25, median, p75 = (float(one) for one in np.percentile(values, [25, 50, 75]))
    return (*key, len(values), unknown, median, p25, p75)


def left_out(connection: Connection, start: date, end: date, chosen: Chosen | None = None) -> dict[str, int]:
    """How many exposures of the months the medians do not show, and why, each counted once in this order.

    Keys: shown, rejected_or_quality_control, unknown_age, under_16 (only for adults), another_age (only for one band of
    age), no_exam_type, unknown_dose. Only rows in force, of the chosen rooms, whatever exam type or class is chosen.
    CT acquisitions never count as of unknown dose: a localizer has none by its nature, and CT is judged by the exam,
    where `n_unknown` of the medians says it.
    """
    chosen = chosen or Chosen()
    cell = exposure_count.c
    by = (cell.is_usual, cell.age_band, cell.has_exam_type, cell.has_dose)
    rooms = [cell.room.in_(chosen.rooms)] if chosen.rooms else []
    rows = connection.execute(
        select(*by, func.sum(cell.n).label("n"))
        .where(*_months(exposure_count, start, end), *rooms)
        .group_by(*by)
    )
    counted = dict.fromkeys(_REASONS, 0)
    for row in rows:
        counted[_reason(row, chosen)] += int(row.n)
    return counted


def _reason(row: Any, chosen: Chosen) -> str:
    if not row.is_usual:
        return "rejected_or_quality_control"
    if chosen.bands is not None and row.age_band not in chosen.bands:
        if not row.age_band:
            return "unknown_age"
        return "under_16" if chosen.ages == ADULTS else "another_age"
    if not row.has_exam_type:
        return "no_exam_type"
    return "shown" if row.has_dose else "unknown_dose"


def unmapped_names(
    connection: Connection, start: date, end: date, chosen: Chosen | None = None
) -> pd.DataFrame:
    """The names that no row of the mapping table knows: modality, protocol, target_region, exam_description and n.

    A work list, most exposures first: until a name is mapped, its exposures stand in no median.
    """
    rooms = chosen.rooms if chosen else ()
    wanted = [counts(), _event.local_date >= start, _event.local_date <= end, _event.exam_type.is_(None)]
    wanted += [_event.room.in_(rooms)] if rooms else []
    names = (_event.modality, _event.protocol, _event.target_region, dose_study.c.exam_description)
    query = (
        select(*names, func.count().label("n"))
        .join_from(irradiation_event, dose_study, dose_study.c.study_key == _event.study_key, isouter=True)
        .where(*wanted)
        .group_by(*names)
    )
    found = frame(connection, query)
    return found.sort_values(
        ["n", "modality", "protocol", "target_region", "exam_description"],
        ascending=[False, True, True, True, True],
        ignore_index=True,
    )
