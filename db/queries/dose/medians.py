"""What are the typical doses? Medians by month, exam type and projection, and what they leave out.

What counts is decided by `db.dose_studies` (`in_force`); rejected exposures and quality control are left out here.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import pandas as pd
from sqlalchemy import (
    Connection,
    Select,
    case,
    func,
    literal,
    select,
    true,
)

from db.ages import ADULT_FROM_YEARS
from db.database import frame
from db.dose_exposures import counts, is_no_localiser, is_usual
from db.dose_measures import MEASURES, MINIMUM_FOR_VERDICT, Measure
from db.schema.dose import dose_study, irradiation_event
from db.schema.exams import exam
from db.stats import month_start, percentile

Patients = Literal["adults", "all"]

_event = irradiation_event.c

MEDIAN_COLUMNS = [
    "exam_group", "measure", "unit", "exam_type", "projection", "month", "n", "n_unknown", "median", "p25", "p75",
]  # fmt: skip


def _chosen(start: date, end: date, rooms: Sequence[str] | None, patients: Patients) -> list[Any]:
    chosen = [counts(), _event.local_date >= start, _event.local_date <= end]
    if rooms:
        chosen.append(_event.room.in_(rooms))
    if patients == "adults":
        chosen.append(_event.patient_age_years >= ADULT_FROM_YEARS)
    return chosen


def default_period(connection: Connection) -> tuple[date, date] | None:
    """Twelve calendar months up to the newest exposure, that day included; None while there is none.

    It ends with the data and not today: an old collection shows its own last year, and the page says so. Where the
    newest exposures are none that the medians show (children, unknown age, no exam type), it begins early enough to
    hold twelve months up to the newest one that they do show.
    """
    newest = connection.scalar(select(func.max(_event.local_date)).where(counts()))
    if newest is None:
        return None
    shown = connection.scalar(
        select(func.max(_event.local_date)).where(
            counts(), _event.patient_age_years >= ADULT_FROM_YEARS, _event.exam_type.is_not(None)
        )
    )
    month = (shown or newest).year * 12 + (shown or newest).month - 1 - 11
    return date(month // 12, month % 12 + 1, 1), newest


def is_sparse(connection: Connection, start: date, end: date) -> bool:
    """Whether a period shows so few studies that no month of it could have a verdict: a collection of samples."""
    chosen = [*_chosen(start, end, None, "adults"), _event.exam_type.is_not(None)]
    # A bounded number of rows answers it: a busy department has that many studies in a day.
    some = connection.scalars(select(_event.study_key).where(*chosen).limit(100 * MINIMUM_FOR_VERDICT))
    return len(set(some)) < MINIMUM_FOR_VERDICT


def oldest_day(connection: Connection) -> date | None:
    """The day of the oldest exposure that counts."""
    return connection.scalar(select(func.min(_event.local_date)).where(counts()))


def rooms(connection: Connection) -> list[str]:
    """The rooms that exposures name, by name."""
    found = connection.scalars(select(_event.room).where(counts(), _event.room.is_not(None)).distinct())
    return sorted(found)


def median_by_month(
    connection: Connection,
    start: date,
    end: date,
    rooms: Sequence[str] | None = None,
    exam_groups: Sequence[str] | None = None,
    patients: Patients = "adults",
) -> pd.DataFrame:
    """Median and middle half (25th and 75th percentile) per measure, exam type, projection and month of the local day.

    One row per combination, columns MEDIAN_COLUMNS. `n` counts exposures (or exams) with a known dose, which is the
    denominator of the percentiles; `n_unknown` those without. Excluded: rows not in force, rejected exposures, quality
    control, exposures without a date, without an exam type (see `unmapped_names`); with patients="adults" also those
    under 16 years and of unknown age (see `left_out`). Percentiles interpolate linearly.
    """
    parts = [
        frame(connection, _medians(measure, _chosen(start, end, rooms, patients))).assign(
            exam_group=measure.exam_group, measure=measure.name, unit=measure.unit
        )
        for measure in MEASURES
        if not exam_groups or measure.exam_group in exam_groups
    ]
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame(columns=MEDIAN_COLUMNS)
    joined = pd.concat(filled, ignore_index=True)
    joined["month"] = pd.to_datetime(joined["month"])
    # A group without one known dose is no point on the chart; it is counted where completeness is shown.
    return joined[MEDIAN_COLUMNS].sort_values(
        ["exam_group", "measure", "exam_type", "projection", "month"], ignore_index=True
    )


def _medians(measure: Measure, chosen: list[Any]) -> Select[Any]:
    chosen = [
        *chosen,
        _event.modality.in_(measure.modalities),
        _event.exam_type.is_not(None),
        is_no_localiser(),
    ]
    if measure.per_exam:
        rows = _exams(measure, chosen)
    else:
        projection = func.coalesce(_event.projection, "") if measure.by_projection else literal("")
        rows = select(
            _event.exam_type,
            projection.label("projection"),
            month_start(_event.local_date).label("month"),
            (_event[measure.column] / measure.divisor).label("dose"),
        ).where(*chosen)
    found = rows.subquery()
    by = (found.c.exam_type, found.c.projection, found.c.month)
    return select(
        *by,
        func.count(found.c.dose).label("n"),
        (func.count() - func.count(found.c.dose)).label("n_unknown"),
        percentile(found.c.dose, 0.5).label("median"),
        percentile(found.c.dose, 0.25).label("p25"),
        percentile(found.c.dose, 0.75).label("p75"),
    ).group_by(*by)


def _exams(measure: Measure, chosen: list[Any]) -> Select[Any]:
    """One row per study: its total as `db.dose_studies` settled it, under the exam type that its exposures share.

    Exposures of one study may map to several types; the first by name stands for the study, so that it counts once.
    """
    studies = (
        select(
            _event.study_key,
            func.min(_event.exam_type).label("exam_type"),
            func.min(_event.local_date).label("local_date"),
        )
        .where(*chosen)
        .group_by(_event.study_key)
        .subquery()
    )
    return select(
        studies.c.exam_type,
        literal("").label("projection"),
        month_start(studies.c.local_date).label("month"),
        (dose_study.c[measure.column] / measure.divisor).label("dose"),
    ).join_from(studies, dose_study, dose_study.c.study_key == studies.c.study_key)


def left_out(
    connection: Connection,
    start: date,
    end: date,
    rooms: Sequence[str] | None = None,
    patients: Patients = "adults",
) -> dict[str, int]:
    """How many exposures of the period the medians do not show, and why, each counted once in this order.

    Keys: shown, rejected_or_quality_control, unknown_age, under_16 (both only for adults), no_exam_type, unknown_dose.
    Only rows in force. CT acquisitions never count as of unknown dose: a localizer has none by its nature, and CT is
    judged by the exam, where `n_unknown` of the medians says it.
    """
    usual = is_usual()
    dose = case(
        (_event.modality == "CT", 0.0), (_event.modality == "MG", _event.agd_mgy), else_=_event.dap_gy_cm2
    )
    ages = [
        (_event.patient_age_years.is_(None), "unknown_age"),
        (_event.patient_age_years < ADULT_FROM_YEARS, "under_16"),
    ]
    reason = case(
        (~usual, "rejected_or_quality_control"),
        *(ages if patients == "adults" else []),
        (_event.exam_type.is_(None), "no_exam_type"),
        (dose.is_(None), "unknown_dose"),
        else_="shown",
    )
    chosen = [_event.in_force.is_(true()), _event.local_date >= start, _event.local_date <= end]
    if rooms:
        chosen.append(_event.room.in_(rooms))
    labelled = select(reason.label("reason")).where(*chosen).subquery()
    counted = connection.execute(
        select(labelled.c.reason, func.count().label("n")).group_by(labelled.c.reason)
    )
    keys = ("shown", "rejected_or_quality_control", "unknown_age", "under_16", "no_exam_type", "unknown_dose")
    return dict.fromkeys(keys, 0) | {row.reason: row.n for row in counted}


def unmapped_names(
    connection: Connection, start: date, end: date, rooms: Sequence[str] | None = None
) -> pd.DataFrame:
    """The names that no row of the mapping table knows: modality, protocol, target_region, exam_description and n.

    A work list, most exposures first: until a name is mapped, its exposures stand in no median.
    """
    chosen = [*_chosen(start, end, rooms, "all"), _event.exam_type.is_(None)]
    names = (_event.modality, _event.protocol, _event.target_region, dose_study.c.exam_description)
    query = (
        select(*names, func.count().label("n"))
        .join_from(irradiation_event, dose_study, dose_study.c.study_key == _event.study_key, isouter=True)
        .where(*chosen)
        .group_by(*names)
    )
    found = frame(connection, query)
    return found.sort_values(
        ["n", "modality", "protocol", "target_region", "exam_description"],
        ascending=[False, True, True, True, True],
        ignore_index=True,
    )


def exams_on_file(connection: Connection) -> int:
    """How many exams the RIS has told of: what an empty dose page can say is there instead."""
    return connection.scalar(select(func.count()).select_from(exam)) or 0
