"""What are the typical doses? Medians by month, exam type and projection, and what they leave out.

Which exposures stand in them is said in `db.summaries.doses`; the page asks what is kept ready there.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, FromClause, Row, func, select

from db.database import frame
from db.dose_exposures import counts
from db.dose_measures import MEASURES
from db.populations import population_of
from db.schema.dose import dose_study, irradiation_event
from db.schema.dose_summaries import dose_month
from db.selection import ADULTS, Selection, month_end
from db.stats import unpacked
from db.summaries.between import cells_of
from db.summaries.dose_findings import EXPOSURE_COUNTS, counts_among
from db.summaries.doses import DOSE_CELLS, doses_among

_event = irradiation_event.c
_KEY = ("exam_type", "measure", "projection", "month")
_REASONS = (
    "shown", "rejected_or_quality_control", "unknown_age", "under_16", "another_age", "another_population",
    "no_exam_type", "unknown_dose",
)  # fmt: skip

MEDIAN_COLUMNS = [
    "exam_group", "measure", "unit", "exam_type", "projection", "month", "n", "n_unknown", "median", "p25", "p75",
]  # fmt: skip


def median_by_month(connection: Connection, of: Selection, group: str = "") -> pd.DataFrame:
    """Median and middle half (25th and 75th percentile) per measure, exam type, projection and month of the local day.

    One row per combination, columns MEDIAN_COLUMNS, of the days of `of`; `group` is one exam group's name or empty. `n`
    counts exposures (or exams) with a known dose, which is the denominator of the percentiles; `n_unknown` those
    without. Excluded: rows not in force, rejected exposures, quality control, exposures without a date, without an exam
    type (see `unmapped_names`); of adults also those under 16 years and of unknown age (see `left_out`). Percentiles
    interpolate linearly. A group without one known dose has n = 0 and no median.
    """
    if _is_ready(of):
        wanted = [dose_month.c.month >= of.start, dose_month.c.month <= of.end, *of.conditions(dose_month)]
        query = select(*dose_month.columns).where(*wanted, *_of_group(dose_month, group))
        return described(frame(connection, query))
    return _told(connection, of, _KEY, group=group)


def median_by(connection: Connection, of: Selection, by: str, measure: str, projection: str) -> pd.DataFrame:
    """The same of one measure and projection by month and `by`, which is room or protocol; that column has its name, ''
    where it is unknown. The protocol of a whole exam is its description."""
    return _told(connection, of, (*_KEY, by), measure=measure, projection=projection)


def doses_of(connection: Connection, of: Selection, measure: str, projection: str) -> np.ndarray[Any, Any]:
    """Every known dose of one measure and projection, ascending, in the measure's unit."""
    found = _cells_by(connection, of, ("measure",), measure=measure, projection=projection)
    joined = b"".join(cell._mapping["values"] for _, cells in found for cell in cells)
    return np.sort(unpacked(joined))


def _is_ready(of: Selection) -> bool:
    """Whether the ready figures of the department answer it: all rooms and classes, adults, whole months."""
    is_whole = of.start.day == 1 and of.end == month_end(of.end)
    return is_whole and not of.room and not of.patient_class and of.age_band == ADULTS


def _told(connection: Connection, of: Selection, key: tuple[str, ...], **only: str) -> pd.DataFrame:
    rows = [_quartiles(one, cells) for one, cells in _cells_by(connection, of, key, **only)]
    return described(pd.DataFrame(rows, columns=[*key, "n", "n_unknown", "median", "p25", "p75"]))


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


def _of_group(cells: FromClause, group: str) -> list[Any]:
    return [cells.c.measure.in_([one.name for one in MEASURES if one.exam_group == group])] if group else []


def _cells_by(
    connection: Connection, of: Selection, key: tuple[str, ...], *, group: str = "", **only: str
) -> Iterable[tuple[tuple[Any, ...], list[Row[Any]]]]:
    """The cells of the selection, those of one key together; `only` are values of further columns."""
    cells = cells_of(DOSE_CELLS, of, doses_among)
    wanted = [
        cells.c.month >= of.start.replace(day=1),
        cells.c.month <= of.end,
        *of.conditions(cells),
        *_of_group(cells, group),
        *(cells.c[name] == value for name, value in only.items()),
    ]
    columns = [cells.c[name] for name in (*key, "n", "n_unknown", "values")]
    rows = connection.execute(select(*columns).where(*wanted)).all()
    width = len(key)
    ordered = sorted(rows, key=lambda row: tuple(row[:width]))
    for found, some in groupby(ordered, key=lambda row: tuple(row[:width])):
        yield found, list(some)


def _quartiles(key: tuple[Any, ...], cells: list[Row[Any]]) -> tuple[Any, ...]:
    """n, n_unknown, median and middle half of some cells together: exact, from all their values."""
    values = unpacked(b"".join(cell._mapping["values"] for cell in cells))
    unknown = sum(cell.n_unknown for cell in cells)
    if not len(values):
        return (*key, 0, unknown, None, None, None)
    p25, median, p75 = (float(one) for one in np.percentile(values, [25, 50, 75]))
    return (*key, len(values), unknown, median, p25, p75)


def left_out(connection: Connection, of: Selection) -> dict[str, int]:
    """How many exposures of the days the medians do not show, and why, each counted once in this order.

    Keys: shown, rejected_or_quality_control, unknown_age, under_16 (only for adults), another_age (only for one band of
    age), another_population (only for one of `db.populations`: of others, and of unknown age or weight), no_exam_type,
    unknown_dose. Only rows in force, of the chosen room, whatever exam type or class is chosen.
    CT acquisitions never count as of unknown dose: a localizer has none by its nature, and CT is judged by the exam,
    where `n_unknown` of the medians says it.
    """
    cells = cells_of(EXPOSURE_COUNTS, of, counts_among)
    by = [cells.c[name] for name in ("is_usual", "age_band", "has_exam_type", "has_dose")]
    wanted = [cells.c.month >= of.start.replace(day=1), cells.c.month <= of.end]
    wanted += [cells.c.room == of.room] if of.room else []
    rows = connection.execute(select(*by, func.sum(cells.c.n).label("n")).where(*wanted).group_by(*by))
    counted = dict.fromkeys(_REASONS, 0)
    for row in rows:
        counted[_reason(row, of)] += int(row.n)
    return counted


def _reason(row: Any, chosen: Selection) -> str:
    if not row.is_usual:
        return "rejected_or_quality_control"
    if chosen.bands is not None and row.age_band not in chosen.bands:
        if population_of(chosen.age_band) is not None:
            return "another_population"
        if not row.age_band:
            return "unknown_age"
        return "under_16" if chosen.age_band == ADULTS else "another_age"
    if not row.has_exam_type:
        return "no_exam_type"
    return "shown" if row.has_dose else "unknown_dose"


def unmapped_names(connection: Connection, of: Selection) -> pd.DataFrame:
    """The names that no row of the mapping table knows: modality, protocol, target_region, exam_description and n.

    A work list, most exposures first: until a name is mapped, its exposures stand in no median.
    """
    wanted = [
        counts(),
        _event.local_date >= of.start,
        _event.local_date <= of.end,
        _event.exam_type.is_(None),
    ]
    wanted += [_event.room == of.room] if of.room else []
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
