"""Which exams are done, which of them should have a dose, and which have one?"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_

from db.schema.dose import dose_study, irradiation_event
from db.schema.exams import exam

# What a RIS calls an exam once its images are made: later steps are about the report.
DONE = ("completed", "preliminary", "final")
# Kinds of exam that give a dose, as a RIS writes them.
DOSE_MODALITIES = ("DX", "CR", "DR", "RG", "XR", "PX", "RF", "XA", "FL", "MG", "CT")


def gives_dose() -> ColumnElement[bool]:
    """Whether an exam was done and is of a kind that gives a dose."""
    return and_(exam.c.status.in_(DONE), exam.c.modality.in_(DOSE_MODALITIES))


def is_claimed_by_nobody() -> ColumnElement[bool]:
    """Whether a study with a dose of a patient belongs to no exam, by accession number nor by study UID."""
    patients = exists().where(
        irradiation_event.c.study_key == dose_study.c.study_key,
        or_(
            irradiation_event.c.is_quality_control.is_(None),
            irradiation_event.c.is_quality_control.is_(false()),
        ),
    )
    return and_(
        ~exists().where(exam.c.exam_key == dose_study.c.exam_key),
        ~exists().where(exam.c.study_key == dose_study.c.study_key),
        patients,
    )


def has_dose() -> Any:
    """Whether an exam has a dose: a study has its accession number or its study UID, whatever the dose says."""
    return or_(
        exists().where(dose_study.c.exam_key == exam.c.exam_key),
        exists().where(dose_study.c.study_key == exam.c.study_key),
    )
