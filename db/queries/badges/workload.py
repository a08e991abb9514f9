"""How much did the wearer's group work while the badge was worn? What explains a high dose, or makes it doubtful."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from db.badge_worked import UNDONE
from db.schema.dose import dose_study
from db.schema.exams import exam

# The median of fewer earlier periods than this is no usual yet.
LEAST_USUAL = 3


@dataclass(frozen=True, slots=True)
class Workload:
    """Cases and minutes of fluoroscopy in a span, with the median of earlier spans of the same length.

    `timed_cases` of the cases have a fluoroscopy time on record; the minutes are theirs alone.
    """

    group: str
    cases: int
    timed_cases: int
    fluoroscopy_min: float
    usual_cases: float | None
    usual_fluoroscopy_min: float | None
    usual_periods: int


def workload(connection: Connection, group: str | None, start: date, end: date) -> Workload | None:
    """The exams done in the rooms (or the modality) of a group, of one wear period; None without a group or exams.

    Usual (from LEAST_USUAL on) is the median of up to twelve earlier spans as long as this one, those before the first
    exam left out; None where there is no such span.
    """
    if not group:
        return None
    first = connection.scalar(select(func.min(exam.c.local_date)).where(_of_group(group)))
    if first is None:
        return None
    now = _done(connection, group, start, end)
    if not now[0]:
        return None
    days = (end - start).days + 1
    earlier: list[tuple[int, int, float]] = []
    until = start - timedelta(days=1)
    while len(earlier) < 12 and until - timedelta(days=days - 1) >= first:
        since = until - timedelta(days=days - 1)
        earlier.append(_done(connection, group, since, until))
        until = since - timedelta(days=1)
    return Workload(
        group, *now,
        usual_cases=median(one[0] for one in earlier) if earlier else None,
        usual_fluoroscopy_min=median(one[2] for one in earlier) if earlier else None,
        usual_periods=len(earlier),
    )  # fmt: skip


def _of_group(group: str) -> ColumnElement[bool]:
    words = [word.strip() for word in group.split(";") if word.strip()]
    return or_(exam.c.room.in_(words), exam.c.modality.in_(words))


def _done(connection: Connection, group: str, start: date, end: date) -> tuple[int, int, float]:
    same = or_(dose_study.c.exam_key == exam.c.exam_key, dose_study.c.study_key == exam.c.study_key)
    query = (
        select(
            func.count(exam.c.id.distinct()),
            func.count(dose_study.c.total_fluoro_time_s),
            func.coalesce(func.sum(dose_study.c.total_fluoro_time_s), 0.0),
        )
        .select_from(exam.outerjoin(dose_study, and_(same, dose_study.c.total_fluoro_time_s > 0)))
        .where(
            _of_group(group),
            exam.c.local_date >= start,
            exam.c.local_date <= end,
            exam.c.status.not_in(UNDONE),
        )
    )
    cases, timed, seconds = connection.execute(query).one()
    return cases, timed, float(seconds) / 60
