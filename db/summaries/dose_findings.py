"""How are the counts beside the doses kept ready? What is left out, deviation indices, exams with a dose."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true

from db.ages import age_band
from db.dose_exposures import counts, is_usual
from db.exams_done import gives_dose, has_dose, is_claimed_by_nobody
from db.populations import Population
from db.schema.dose import dose_report, dose_study, irradiation_event
from db.schema.dose_summaries import (
    deviation_cell,
    dose_completeness,
    dose_stray,
    doubtful_index,
    exposure_count,
)
from db.schema.exams import exam
from db.stats import packed
from db.summaries.summary import Keys, Summary, grouped, in_month
from db.summaries.touched import EVENT, EXAM_DOSE

_event, _report, _study = irradiation_event.c, dose_report.c, dose_study.c

# In which band a row stands.
Band = Callable[[Any], ColumnElement[str]]


def _yes(condition: Any) -> Any:
    return case((condition, true()), else_=~true())


def _band(row: Any) -> ColumnElement[str]:
    return age_band(row.patient_age_years)


def _counted(keys: Keys, band: Band = _band) -> Select[Any]:
    """Exposures in force. A CT acquisition counts as one with a dose: a localiser has none by its nature."""
    dose = case(
        (_event.modality == "CT", 0.0), (_event.modality == "MG", _event.agd_mgy), else_=_event.dap_gy_cm2
    )
    rows = (
        select(
            keys.c.month,
            func.coalesce(_event.room, "").label("room"),
            _yes(is_usual()).label("is_usual"),
            band(_event).label("age_band"),
            _yes(_event.exam_type.is_not(None)).label("has_exam_type"),
            _yes(dose.is_not(None)).label("has_dose"),
            _event.relative_exposure,
        )
        .select_from(keys.join(irradiation_event, in_month(keys, _event.local_date)))
        .where(_event.in_force.is_(true()))
        .subquery("exposures")
    )
    by = ("month", "room", "is_usual", "age_band", "has_exam_type", "has_dose")
    return grouped(rows, by, n=func.count(), n_vendor_index=func.count(rows.c.relative_exposure))


def _deviations(keys: Keys, band: Band = _band) -> Select[Any]:
    """Deviation indices by their definition from EI and target EI (IEC 62494-1); the stored one where these are
    missing. The detector is the unit that the file names by its serial number, else by its model."""
    found = func.coalesce(_event.computed_deviation_index, _event.deviation_index)
    detector = func.coalesce(_report.device_serial_number, _report.model_name, "")
    rows = (
        select(
            keys.c.month,
            keys.c.exam_type,
            func.coalesce(_event.projection, "").label("projection"),
            func.coalesce(_event.room, "").label("room"),
            detector.label("detector"),
            band(_event).label("age_band"),
            found.label("found"),
        )
        .select_from(
            keys.join(
                irradiation_event,
                and_(in_month(keys, _event.local_date), _event.exam_type == keys.c.exam_type),
            ).outerjoin(dose_report, _report.file_id == _event.file_id)
        )
        .where(counts(), found.is_not(None))
        .subquery("indices")
    )
    by = ("month", "exam_type", "projection", "room", "detector", "age_band")
    return grouped(rows, by, n=func.count(), values=packed(rows.c.found))


def _complete(keys: Keys) -> Select[Any]:
    """Exams done of kinds that give a dose, and those of them that have one."""
    rows = (
        select(
            keys.c.month,
            func.coalesce(exam.c.room, "").label("room"),
            exam.c.modality,
            case((has_dose(), 1), else_=0).label("has"),
        )
        .select_from(keys.join(exam, in_month(keys, exam.c.local_date)))
        .where(gives_dose())
        .subquery("exams_done")
    )
    return grouped(rows, ("month", "room", "modality"), exams=func.count(), with_dose=func.sum(rows.c.has))


def _strays(keys: Keys) -> Select[Any]:
    rows = (
        select(keys.c.month)
        .select_from(keys.join(dose_study, in_month(keys, _study.local_date)))
        .where(is_claimed_by_nobody())
        .subquery("strays")
    )
    return grouped(rows, ("month",), studies=func.count())


def _doubtful(keys: Keys) -> Select[Any]:
    """Exposures in force with an exposure index, its target and the device's own deviation index."""
    rows = (
        select(
            keys.c.month,
            func.coalesce(_event.room, "").label("room"),
            case((_event.deviation_index_differs.is_(true()), 1), else_=0).label("differs"),
        )
        .select_from(keys.join(irradiation_event, in_month(keys, _event.local_date)))
        .where(_event.in_force.is_(true()), _event.deviation_index_differs.is_not(None))
        .subquery("checked")
    )
    return grouped(rows, ("month", "room"), n=func.sum(rows.c.differs), of=func.count())


EXPOSURE_COUNTS = Summary(exposure_count, (EVENT,), ("month",), _counted)
DEVIATION_CELLS = Summary(deviation_cell, (EVENT,), ("month", "exam_type"), _deviations)
DOSE_STRAYS = Summary(dose_stray, (EVENT,), ("month",), _strays)
DOUBTFUL_INDICES = Summary(doubtful_index, (EVENT,), ("month",), _doubtful)
DOSE_COMPLETENESS = Summary(dose_completeness, (EXAM_DOSE,), ("month",), _complete)


def counts_among(population: Population) -> Summary:
    """The counts with those of one population apart from all others, in the place of bands of age. Never kept."""
    return replace(EXPOSURE_COUNTS, cells=lambda keys: _counted(keys, population.band))


def deviations_among(population: Population) -> Summary:
    """The deviation indices in the same way."""
    return replace(DEVIATION_CELLS, cells=lambda keys: _deviations(keys, population.band))
