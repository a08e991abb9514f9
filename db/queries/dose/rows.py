"""Which single exposures or exams stand behind a number? Without identity, a portion at a time."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, FromClause, Select, func, literal, select

from db.ages import age_band
from db.database import frame
from db.dose_exposures import counts, is_no_localiser
from db.dose_measures import MEASURES
from db.populations import population_of
from db.schema.dose import dose_study, irradiation_event
from db.schema.exams import exam
from db.selection import Selection
from db.summaries.doses import class_of

COLUMNS = [
    "id",
    "local_date",
    "room",
    "exam_type",
    "projection",
    "protocol",
    "age_band",
    "patient_class",
    "dose",
]


@dataclass(frozen=True, slots=True)
class Behind:
    """One measure and projection of the exam type of a selection; `room` and `protocol` None mean all, '' those
    without."""

    of: Selection
    measure: str
    projection: str
    room: str | None = None
    protocol: str | None = None


def row_count(connection: Connection, behind: Behind) -> int:
    """How many there are; 0 for a measure that is none."""
    query = _rows(behind, [func.count()])
    return 0 if query is None else connection.scalar(query) or 0


def rows_behind(connection: Connection, behind: Behind, first: int, many: int) -> pd.DataFrame:
    """Rows of one number, the newest first: COLUMNS; `dose` in the measure's unit, missing where it is unknown. Of an
    exam `protocol` is its description. The same rows stand in the medians, and in their counts of unknown doses."""
    measure = next((one for one in MEASURES if one.name == behind.measure), None)
    if measure is None:
        return pd.DataFrame(columns=COLUMNS)
    table = dose_study if measure.per_exam else irradiation_event
    row = table.c
    columns = [
        row.id,
        row.local_date,
        func.coalesce(row.room, "").label("room"),
        row.exam_type,
        (func.coalesce(row.projection, "") if measure.by_projection else literal("")).label("projection"),
        func.coalesce(row.exam_description if measure.per_exam else row.protocol, "").label("protocol"),
        age_band(row.patient_age_years).label("age_band"),
        class_of(row).label("patient_class"),
        (row[measure.column] / measure.divisor).label("dose"),
    ]
    query = _rows(behind, columns)
    assert query is not None
    newest = query.order_by(row.local_date.desc(), row.id.desc()).offset(first).limit(many)
    return frame(connection, newest)


def _rows(behind: Behind, columns: list[Any]) -> Select[Any] | None:
    measure = next((one for one in MEASURES if one.name == behind.measure), None)
    if measure is None:
        return None
    of, table = behind.of, dose_study if measure.per_exam else irradiation_event
    row = table.c
    source: FromClause = table.outerjoin(exam, exam.c.exam_key == row.exam_key)
    wanted = [
        row.exam_type == of.exam_type,
        row.local_date >= of.start,
        row.local_date <= of.end,
        row.modality.in_(measure.modalities),
    ]
    if not measure.per_exam:
        wanted += [counts(), is_no_localiser()]
    if measure.by_projection:
        wanted.append(func.coalesce(row.projection, "") == behind.projection)
    room = behind.room if behind.room is not None else of.room or None
    if room is not None:
        wanted.append(func.coalesce(row.room, "") == room)
    if of.bands is not None:
        population = population_of(of.age_band)
        is_of = age_band(row.patient_age_years).in_(of.bands)
        wanted.append(is_of if population is None else population.holds(row))
    if of.patient_class:
        wanted.append(class_of(row) == of.patient_class)
    if behind.protocol is not None:
        named = row.exam_description if measure.per_exam else row.protocol
        wanted.append(func.coalesce(named, "") == behind.protocol)
    return select(*columns).select_from(source).where(*wanted)
