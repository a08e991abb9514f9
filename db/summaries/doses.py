"""How are doses kept ready? By month and exam type, each measure at its own scope, with all values of each cell.

An exposure stands in a measure of its modality, a study in those per exam under the type, room and age that
`db.dose_studies` gave it. The patient's class is that of the exam, by accession number or else by study. The protocol
is the exposure's own; of a whole exam, which may have several, the exam's description stands for it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, func, literal, select, union_all

from db.ages import ADULT_BANDS, age_band
from db.dose_exposures import counts, is_no_localiser
from db.dose_measures import MEASURES
from db.populations import Population
from db.schema.dose import dose_study, irradiation_event
from db.schema.dose_summaries import dose_cell, dose_month
from db.schema.exams import exam
from db.stats import packed, percentile
from db.summaries.summary import Keys, Summary, grouped, in_month
from db.summaries.touched import EVENT

_CELL = ("month", "exam_type", "measure", "projection", "room", "patient_class", "age_band", "protocol")
_MONTH = ("month", "exam_type", "measure", "projection")
_event, _study = irradiation_event.c, dose_study.c
# In which band a row stands.
Band = Callable[[Any], ColumnElement[str]]
_by_study = exam.alias("exam_by_study")


def class_of(rows: Any) -> ColumnElement[str]:
    """The class of the patient of an exposure or study, whose exam of the same accession number is joined to it."""
    by_study = select(func.min(_by_study.c.patient_class)).where(_by_study.c.study_key == rows.study_key)
    return func.coalesce(exam.c.patient_class, by_study.scalar_subquery(), "")


def _band(row: Any) -> ColumnElement[str]:
    return age_band(row.patient_age_years)


def _exposures(keys: Keys, with_class: bool, band: Band) -> Select[Any]:
    """Every exposure once, with the dose of its modality's measure."""
    measures = [measure for measure in MEASURES if not measure.per_exam]
    name = case(*((_event.modality.in_(one.modalities), one.name) for one in measures))
    turned = [one.modalities for one in measures if one.by_projection]
    projection = case(
        *((_event.modality.in_(modalities), func.coalesce(_event.projection, "")) for modalities in turned),
        else_="",
    )
    dose = case(
        *((_event.modality.in_(one.modalities), _event[one.column] / one.divisor) for one in measures)
    )
    modalities = [modality for one in measures for modality in one.modalities]
    source = keys.join(
        irradiation_event, in_month(keys, _event.local_date) & (_event.exam_type == keys.c.exam_type)
    )
    if with_class:
        source = source.outerjoin(exam, exam.c.exam_key == _event.exam_key)
    return (
        select(
            keys.c.month,
            keys.c.exam_type,
            name.label("measure"),
            projection.label("projection"),
            func.coalesce(_event.room, "").label("room"),
            (class_of(_event) if with_class else literal("")).label("patient_class"),
            band(_event).label("age_band"),
            func.coalesce(_event.protocol, "").label("protocol"),
            dose.label("dose"),
        )
        .select_from(source)
        .where(counts(), is_no_localiser(), _event.modality.in_(modalities))
    )


def _exams(keys: Keys, with_class: bool, band: Band) -> list[Select[Any]]:
    """Every study once for each measure of its modality."""
    source = keys.join(dose_study, in_month(keys, _study.local_date) & (_study.exam_type == keys.c.exam_type))
    if with_class:
        source = source.outerjoin(exam, exam.c.exam_key == _study.exam_key)
    return [
        select(
            keys.c.month,
            keys.c.exam_type,
            literal(measure.name).label("measure"),
            literal("").label("projection"),
            func.coalesce(_study.room, "").label("room"),
            (class_of(_study) if with_class else literal("")).label("patient_class"),
            band(_study).label("age_band"),
            func.coalesce(_study.exam_description, "").label("protocol"),
            (_study[measure.column] / measure.divisor).label("dose"),
        )
        .select_from(source)
        .where(_study.modality.in_(measure.modalities))
        for measure in MEASURES
        if measure.per_exam
    ]


def _doses(keys: Keys, *, with_class: bool, band: Band = _band) -> Subquery:
    return union_all(_exposures(keys, with_class, band), *_exams(keys, with_class, band)).subquery("doses")


def _cells(keys: Keys, band: Band = _band) -> Select[Any]:
    doses = _doses(keys, with_class=True, band=band)
    return grouped(
        doses,
        _CELL,
        n=func.count(doses.c.dose),
        n_unknown=func.count() - func.count(doses.c.dose),
        values=packed(doses.c.dose),
    )


def _months(keys: Keys) -> Select[Any]:
    doses = _doses(keys, with_class=False)
    return grouped(
        doses,
        _MONTH,
        n=func.count(doses.c.dose),
        n_unknown=func.count() - func.count(doses.c.dose),
        p25=percentile(doses.c.dose, 0.25),
        median=percentile(doses.c.dose, 0.5),
        p75=percentile(doses.c.dose, 0.75),
    ).where(doses.c.age_band.in_(ADULT_BANDS))


DOSE_CELLS = Summary(dose_cell, (EVENT,), ("month", "exam_type"), _cells)
DOSE_MONTHS = Summary(dose_month, (EVENT,), ("month", "exam_type"), _months)


def doses_among(population: Population) -> Summary:
    """The same cells with those of one population apart from all others, in the place of bands of age. Never kept."""
    return replace(DOSE_CELLS, cells=lambda keys: _cells(keys, population.band))
