"""Of which exam type, in which room and of what age is a study? As its exposures that count say."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select, update

from db.dose_exposures import counts, is_no_localiser
from db.schema.dose import dose_study, irradiation_event
from db.stats import byte_order

_DESCRIBED = ("exam_type", "room", "patient_age_years")


def describe(connection: Connection, study_keys: Sequence[str] | None = None) -> None:
    """Give these studies, or all, the exam type, room and age of their exposures that count.

    Exposures of one study may map to several types; the first by name stands for the study, so that it counts once.
    """
    event = irradiation_event.c
    chosen = [counts(), is_no_localiser(), event.exam_type.is_not(None)]
    if study_keys is None:
        connection.execute(update(dose_study).values(dict.fromkeys(_DESCRIBED)))
    else:
        chosen.append(event.study_key.in_(study_keys))
    found = (
        select(
            event.study_key,
            func.min(byte_order(event.exam_type)).label("exam_type"),
            func.min(byte_order(event.room)).label("room"),
            func.min(event.patient_age_years).label("patient_age_years"),
        )
        .where(*chosen)
        .group_by(event.study_key)
        .subquery()
    )
    connection.execute(
        update(dose_study)
        .where(dose_study.c.study_key == found.c.study_key)
        .values({name: found.c[name] for name in _DESCRIBED})
    )
