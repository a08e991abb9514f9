"""Which radiographs of a month were sent, and which were rejected? As columns, with the exam that each belongs to.

Accepted (AAPM TG-305): exposures of patients by radiography and mammography that are in force, not called rejected by
their file, not quality control, and named in no row of the reject log. Rejected: rows of the reject log. What a reason
means, and to which group a person belongs, is said by tables that may change: it is looked up when it is asked for.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, case, false, or_, select, true

from db.ages import age_band
from db.badge_people import people
from db.columns import Columns, code_kind, coded
from db.exam_columns import day_numbers
from db.reject_reasons import meanings
from db.schema.dose import irradiation_event
from db.schema.exams import exam
from db.schema.rejects import rejected_exposure

# Kinds of imaging of which single exposures are rejected, as devices and RIS write them.
RADIOGRAPHIC = ("DX", "CR", "DR", "RG", "XR", "PX", "MG")
UNMAPPED, NO_REASON = "words not mapped", "no reason given"
_WORDS = ("room", "exam_type", "projection", "patient_class", "age_band", "technologist")
_SHARED: Mapping[str, str] = {"day": "<i4", **dict.fromkeys(_WORDS, "<i2"), "student": "<i1"}
# `called_rejected`: its file calls it rejected, and the log has no row of it: it is in no rate.
ACCEPTED_KINDS: Mapping[str, str] = {**_SHARED, "called_rejected": "<i1"}
# `code`: of the reason, see `_code_of`.
LOGGED_KINDS: Mapping[str, str] = {"id": "<i8", **_SHARED, "code": "<i2"}
_BETWEEN = "\x1f"
_AT_ONCE = 500
_OWN = ("id", "day", "room", "exam_type", "projection", "study_key", "own_age")
_OF_EXAM = ("exam_id", "patient_class", "age_band", "technologist", "student")


def technologist_groups(connection: Connection) -> dict[str, str]:
    """The department of each person whom the badge roster ties to a name in the RIS."""
    known = people(connection).persons.values()
    return {one.ris_name: one.department for one in known if one.ris_name and one.department}


def accepted_query(first: date, after: date) -> Select[Any]:
    """The radiographs from one day up to another not rejected, and those that only their own file calls so."""
    event = irradiation_event.c
    return _with_exam(
        event, age_band(event.patient_age_years), case((event.rejected.is_(true()), 1), else_=0)
    ).where(
        event.local_date >= first,
        event.local_date < after,
        *of_patients_and_not_logged(),
    )


def logged_query(first: date, after: date) -> Select[Any]:
    """The rows of the reject log from one day up to another."""
    row = rejected_exposure.c
    return _with_exam(
        row, age_band(exam.c.patient_age_years), row.technologist, row.student, row.reason_text, row.reason_scheme,
        row.reason_code,
    ).where(row.local_date >= first, row.local_date < after, is_radiographic(row.modality))  # fmt: skip


def accepted_of(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> Columns:
    """The rows of `accepted_query` as columns, in the order of their days."""
    read = _completed(connection, rows, ("called_rejected",))
    return _columns(read, ACCEPTED_KINDS, {})


def logged_of(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> Columns:
    """The rows of `logged_query` as columns, in the order of their days."""
    read = _completed(
        connection,
        rows,
        ("own_technologist", "own_student", "reason_text", "reason_scheme", "reason_code"),
    )
    for name in ("technologist", "student"):
        read[name] = [
            of_exam if own is None else own
            for own, of_exam in zip(read[f"own_{name}"], read[name], strict=True)
        ]
    codes = zip(read["reason_text"], read["reason_scheme"], read["reason_code"], strict=True)
    return _columns(read, LOGGED_KINDS, {"code": [_code_of(*one) for one in codes]})


def with_reasons(connection: Connection, logged: Columns) -> Columns:
    """The rows of the log with `reason` in words, and `counting`: "yes" unless it is no reject of a patient's exposure.

    What nobody has mapped counts until somebody says that it does not.
    """
    meant = {(row.scheme, row.code): row for row in connection.execute(select(meanings()))}

    def row_of(code: str) -> Any:
        _, _, known = code.partition(_BETWEEN)
        scheme, _, number = known.partition(_BETWEEN)
        return meant.get((scheme, number))

    def reason(code: str) -> str:
        row = row_of(code)
        return NO_REASON if not code.startswith("said") else row.reason if row else UNMAPPED

    def counting(code: str) -> str:
        row = row_of(code)
        return "no" if row and row.counts == 0 else "yes"

    return logged.reworded("reason", "code", reason).reworded("counting", "code", counting)


def with_groups(columns: Columns, groups: Mapping[str, str]) -> Columns:
    """Exposures with the `technologist_group` of who made them."""
    return columns.reworded("technologist_group", "technologist", lambda word: groups.get(word, ""))


def _code_of(text: str | None, scheme: str | None, code: str | None) -> str | None:
    if not text and code is None:
        return None
    return _BETWEEN.join(("said" if text else "not said", scheme or "", code or ""))


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


def _with_exam(row: Any, own_age: Any, *more: Any) -> Select[Any]:
    """A query of exposures with the exam of their accession number and what it says: _OWN, _OF_EXAM, more."""
    table = row.id.table
    return select(
        row.id, row.local_date, row.room, row.exam_type, row.projection, row.study_key, own_age,
        exam.c.id, *_said(), *more,
    ).select_from(table.outerjoin(exam, exam.c.exam_key == row.exam_key))  # fmt: skip


def _said() -> list[Any]:
    return [exam.c.patient_class, age_band(exam.c.patient_age_years), exam.c.technologist, exam.c.student]


def _completed(
    connection: Connection, rows: Sequence[tuple[Any, ...]], more: Sequence[str]
) -> dict[str, Sequence[Any]]:
    """The columns of the rows; without an exam by accession number that of the study UID, the first of several."""
    names = (*_OWN, *_OF_EXAM, *more)
    read: dict[str, Sequence[Any]] = dict(
        zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True)
    )
    pairs = zip(read["study_key"], read["exam_id"], strict=True)
    alone = sorted({study for study, exam_id in pairs if exam_id is None and study})
    found: dict[str, tuple[Any, ...]] = {}
    for start in range(0, len(alone), _AT_ONCE):
        wanted = select(exam.c.study_key, exam.c.id, *_said()).where(
            exam.c.study_key.in_(alone[start : start + _AT_ONCE])
        )
        found |= {row[0]: tuple(row[1:]) for row in connection.execute(wanted.order_by(exam.c.id.desc()))}
    if found:
        nobody = dict[str, Any].fromkeys(found)
        for place, name in enumerate(_OF_EXAM):
            lacking = zip(read["study_key"], read["exam_id"], read[name], strict=True)
            read[f"new_{name}"] = [
                found[study][place] if exam_id is None and study in nobody else value
                for study, exam_id, value in lacking
            ]
        for name in _OF_EXAM:
            read[name] = read[f"new_{name}"]
    # The exposure's own age comes first, where it is known.
    read["age_band"] = [
        own or of_exam for own, of_exam in zip(read["own_age"], read["age_band"], strict=True)
    ]
    return read


def _columns(
    read: Mapping[str, Sequence[Any]], kinds: Mapping[str, str], more: Mapping[str, Sequence[Any]]
) -> Columns:
    words, made = {}, {}
    for name in (*_WORDS, *more):
        words[name], made[name] = coded(more.get(name, read.get(name, ())))
    made["student"] = np.array([1 if one else 0 for one in read["student"]], dtype="<i1")
    made["day"] = day_numbers(read["day"])
    for name in ("id", "called_rejected"):
        if name in kinds or name == "id":
            made[name] = np.array(read[name], dtype=np.int64)
    order = np.lexsort((made["id"], made["day"]))
    # Codes of words are as wide as their words need.
    held = {**kinds, **{name: code_kind(len(words[name])) for name in words}}
    return Columns({name: made[name][order].astype(held[name]) for name in kinds}, words)
