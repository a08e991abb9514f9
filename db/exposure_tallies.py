"""How many radiographs were accepted and rejected, by who is in training, view, quarter and reason?

The same exposures as on the exams page (`db.exposure_columns`), counted in the database and kept in this process until
a file changes them: of a year of a department one intern's are a few, and each look would count all of them.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Integer, Subquery, and_, case, cast, extract, func, or_, select, true

from db.exposure_columns import NO_REASON, UNMAPPED, is_radiographic, of_patients_and_not_logged
from db.kept import Kept
from db.reject_reasons import meanings
from db.schema.dose import irradiation_event
from db.schema.exams import exam
from db.schema.feeds import feed_file, row_correction
from db.schema.rejects import rejected_exposure

_SOURCES = (
    "ris_csv", "hl7", "rdsr", "image_header", "dose_csv", "reject_log", "reject_reasons", "reject_reason_names",
    "exam_names", "quality_control_patterns",
)  # fmt: skip
_kept = Kept(4)


@dataclass(frozen=True, slots=True)
class Tally:
    """Exposures of one student (empty: none is named), view ("Chest PA"; empty: not known) and quarter (first day).

    `repeated` are those of the rejected after which a new exposure followed; `reason` is blank for accepted ones.
    """

    student: str
    view: str
    quarter: date
    reason: str
    accepted: int
    rejected: int
    repeated: int


def tallies(connection: Connection, since: date, today: date) -> tuple[Tally, ...]:
    """All exposures of these days. Whoever the reject log names comes before whom the exam names."""
    return _kept.get(_version(connection), (since, today), lambda: _counted(connection, since, today))


def _version(connection: Connection) -> tuple[Hashable, ...]:
    came = select(func.count(), func.sum(feed_file.c.attempts), func.max(feed_file.c.ended_at)).where(
        feed_file.c.source.in_(_SOURCES)
    )
    corrected = connection.scalar(select(func.count()).select_from(row_correction))
    return (str(connection.engine.url), corrected, *connection.execute(came).one())


def _counted(connection: Connection, since: date, today: date) -> tuple[Tally, ...]:
    event, logged, meant = irradiation_event.c, rejected_exposure.c, meanings()
    sent = _query(irradiation_event, func.count().label("n")).where(
        event.local_date >= since,
        event.local_date <= today,
        or_(event.rejected.is_(None), event.rejected.is_not(true())),
        *of_patients_and_not_logged(),
    )
    reason = case(
        (func.coalesce(logged.reason_text, "") == "", NO_REASON),
        else_=func.coalesce(meant.c.reason, UNMAPPED),
    ).label("reason")
    again = func.sum(case((logged.repeated.is_(true()), 1), else_=0)).label("repeated")
    aside = (
        _query(rejected_exposure, func.count().label("n"), reason, again, meant=meant, student=logged.student)
        .where(
            logged.local_date >= since,
            logged.local_date <= today,
            is_radiographic(logged.modality),
            # What nobody has mapped counts until somebody says that it does not.
            func.coalesce(meant.c.counts, 1) == 1,
        )
        .group_by(reason)
    )
    found = [_tally(row, "", row.n, 0, 0) for row in connection.execute(sent)]
    found += [_tally(row, row.reason, 0, row.n, int(row.repeated)) for row in connection.execute(aside)]
    return tuple(found)


def _query(table: Any, *counts: Any, meant: Subquery | None = None, student: Any = None) -> Any:
    """Exposures with the exam of their accession number, else that of their study UID, grouped."""
    row = table.c
    other = exam.alias()
    by_study = (
        select(other.c.student)
        .where(other.c.study_key == row.study_key)
        .order_by(other.c.id)
        .limit(1)
        .scalar_subquery()
    )
    of_exam = case((exam.c.id.is_(None), by_study), else_=exam.c.student)
    who = func.coalesce(of_exam if student is None else func.coalesce(student, of_exam), "").label("student")
    year = cast(extract("year", row.local_date), Integer).label("year")
    quarter = ((cast(extract("month", row.local_date), Integer) - 1) // 3).label("quarter")
    source = table.outerjoin(exam, exam.c.exam_key == row.exam_key)
    if meant is not None:
        same = and_(meant.c.scheme == row.reason_scheme, meant.c.code == row.reason_code)
        source = source.outerjoin(meant, same)
    grouped = (who, row.exam_type, row.projection, year, quarter)
    return select(*grouped, *counts).select_from(source).group_by(*grouped)


def _tally(row: Any, reason: str, accepted: int, rejected: int, repeated: int) -> Tally:
    view = f"{row.exam_type} {row.projection or ''}".strip() if row.exam_type else ""
    quarter = date(int(row.year), 3 * int(row.quarter) + 1, 1)
    return Tally(row.student, view, quarter, reason, accepted, rejected, repeated)
