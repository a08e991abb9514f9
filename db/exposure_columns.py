"""Which radiographs of a month were sent, and which were rejected? As columns, with the exam that each belongs to.

Accepted (AAPM TG-305): exposures of patients by radiography and mammography that are in force, not called rejected by
their file, not quality control, and named in no row of the reject log. Rejected: rows of the reject log.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, and_, case, false, or_, select, true

from db.ages import band_of
from db.badge_people import people
from db.columns import Columns, built
from db.exam_columns import last_day
from db.reject_reasons import meanings
from db.schema.dose import irradiation_event
from db.schema.exams import exam
from db.schema.rejects import rejected_exposure

# Kinds of imaging of which single exposures are rejected, as devices and RIS write them.
RADIOGRAPHIC = ("DX", "CR", "DR", "RG", "XR", "PX", "MG")
UNMAPPED, NO_REASON = "words not mapped", "no reason given"
_CODED = ("room", "exam_type", "projection", "patient_class", "age_band", "technologist_group")
_SHARED: Mapping[str, str] = {"day": "<i4", **dict.fromkeys(_CODED, "<i2"), "student": "<i1"}
# `called_rejected`: its file calls it rejected, and the log has no row of it: it is in no rate.
ACCEPTED_KINDS = {**_SHARED, "called_rejected": "<i1"}
REJECTED_KINDS = {"id": "<i8", **_SHARED, "reason": "<i2", "counts": "<i1"}
_AT_ONCE = 500


def technologist_groups(connection: Connection) -> dict[str, str]:
    """The department of each person whom the badge roster ties to a name in the RIS."""
    known = people(connection).persons.values()
    return {one.ris_name: one.department for one in known if one.ris_name and one.department}


def read_accepted(connection: Connection, month: date, groups: Mapping[str, str]) -> Columns:
    """The radiographs of the month of a day that were not rejected, and those that only their own file calls so."""
    event = irradiation_event.c
    query = _with_exam(
        event,
        event.patient_age_years.label("own_age"),
        case((event.rejected.is_(true()), 1), else_=0).label("called_rejected"),
    ).where(*_in_month(event.local_date, month), *of_patients_and_not_logged())
    rows = _completed(connection, query)
    made = {**_shared(rows, groups), "called_rejected": [row["called_rejected"] for row in rows]}
    return built(made, ACCEPTED_KINDS, _CODED)


def read_rejected(connection: Connection, month: date, groups: Mapping[str, str]) -> Columns:
    """The rows of the reject log of the month of a day; `counts` is 0 for what is no reject of a patient's exposure."""
    row, meant = rejected_exposure.c, meanings()
    query = _with_exam(
        row, row.id, row.reason_text, row.technologist.label("own_technologist"), row.student.label("own_student"),
        meant.c.reason, meant.c.counts,
    )  # fmt: skip
    query = query.outerjoin(
        meant, and_(meant.c.scheme == row.reason_scheme, meant.c.code == row.reason_code)
    ).where(*_in_month(row.local_date, month), is_radiographic(row.modality))
    rows = _completed(connection, query)
    made = {
        **_shared(rows, groups),
        "id": [one["id"] for one in rows],
        "reason": [NO_REASON if not one["reason_text"] else one["reason"] or UNMAPPED for one in rows],
        # What nobody has mapped counts until somebody says that it does not.
        "counts": [1 if one["counts"] is None else one["counts"] for one in rows],
    }
    return built(made, REJECTED_KINDS, (*_CODED, "reason"))


def no_accepted() -> Columns:
    """The columns of accepted exposures without a row."""
    return built({name: [] for name in ACCEPTED_KINDS}, ACCEPTED_KINDS, _CODED)


def no_rejected() -> Columns:
    """The columns of rejected exposures without a row."""
    return built({name: [] for name in REJECTED_KINDS}, REJECTED_KINDS, (*_CODED, "reason"))


def of_patients_and_not_logged() -> tuple[ColumnElement[bool], ...]:
    """Radiographs of patients that are in force and of which the reject log has no row.

    Accepted are those of them that their own file does not call rejected either.
    """
    event = irradiation_event.c
    logged = select(rejected_exposure.c.event_key).where(
        rejected_exposure.c.event_key == event.event_key, is_radiographic(rejected_exposure.c.modality)
    )
    return (
        event.in_force.is_(true()),
        event.modality.in_(RADIOGRAPHIC),
        or_(event.is_quality_control.is_(None), event.is_quality_control.is_(false())),
        ~logged.exists(),
    )


def is_radiographic(modality: Any) -> ColumnElement[bool]:
    """Whether a row of the reject log is of a radiograph."""
    # A reject log that names no modality is that of a radiographic room: others do not keep one.
    return or_(modality.is_(None), modality.in_(RADIOGRAPHIC))


def _in_month(day: Any, month: date) -> tuple[Any, Any]:
    return day >= month.replace(day=1), day <= last_day(month)


_OF_EXAM = ("patient_class", "patient_age_years", "technologist", "student")


def _with_exam(row: Any, *more: Any) -> Select[Any]:
    """A query of exposures, each with the exam of its accession number, and what the exam says."""
    table = row.exam_key.table
    return select(
        row.local_date, row.room, row.exam_type, row.projection, row.study_key, exam.c.id.label("exam_id"),
        *(exam.c[name] for name in _OF_EXAM), *more,
    ).select_from(table.outerjoin(exam, exam.c.exam_key == row.exam_key))  # fmt: skip


def _completed(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    """The rows, those without an exam by accession number with the exam of their study UID, the first of several."""
    rows = [dict(row) for row in connection.execute(query).mappings()]
    alone = sorted({row["study_key"] for row in rows if row["exam_id"] is None and row["study_key"]})
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(alone), _AT_ONCE):
        some = select(exam.c.study_key, *(exam.c[name] for name in _OF_EXAM))
        wanted = some.where(exam.c.study_key.in_(alone[start : start + _AT_ONCE])).order_by(exam.c.id.desc())
        found |= {row["study_key"]: dict(row) for row in connection.execute(wanted).mappings()}
    return [
        row | found[row["study_key"]] if row["exam_id"] is None and row["study_key"] in found else row
        for row in rows
    ]


def _shared(rows: Sequence[Mapping[str, Any]], groups: Mapping[str, str]) -> dict[str, Any]:
    def first(row: Mapping[str, Any], *names: str) -> Any:
        return next((row[name] for name in names if row.get(name) is not None), None)

    return {
        "day": np.array([row["local_date"].toordinal() for row in rows], dtype=np.int64),
        **{
            name: [row[name] for row in rows] for name in ("room", "exam_type", "projection", "patient_class")
        },
        "age_band": [band_of(first(row, "own_age", "patient_age_years")) for row in rows],
        "technologist_group": [
            groups.get(first(row, "own_technologist", "technologist") or "") for row in rows
        ],
        "student": [1 if first(row, "own_student", "student") else 0 for row in rows],
    }
