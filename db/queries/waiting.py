"""Who waits for an exam, and which exams wait for their report? Numbers alone, for everybody to read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import Connection, Select, func, select

from db.audit import in_utc
from db.schema.exams import exam

# Further back an exam without a report is a slip of a list, not work that waits.
OPEN_DAYS = 30
USUAL_DAYS = 28
_WAITS = ("ordered", "scheduled", "arrived")
_TO_REPORT = ("completed", "preliminary")
# Up to how many hours, by name; the last has no end.
AGES = (("under 1 h", 1), ("1 to 4 h", 4), ("4 to 24 h", 24), ("over 24 h", None))


def waits_min(connection: Connection, day: date, at: datetime) -> list[float]:
    """How long each patient of a day has waited at a moment (aware), in minutes: arrived, exam not begun."""
    row = exam.c
    found = connection.scalars(
        select(row.arrived_at).where(
            row.local_date == day,
            row.arrived_at.is_not(None),
            row.arrived_at <= in_utc(at),
            row.started_at.is_(None),
            row.ended_at.is_(None),
            row.status.in_(_WAITS),
        )
    )
    return [(in_utc(at) - arrived) / timedelta(minutes=1) for arrived in found]


def usual_waits_min(connection: Connection, day: date) -> list[float]:
    """How long patients of the 28 days before waited from arrival to begin, in minutes; what is negative left out."""
    row = exam.c
    found = connection.execute(
        select(row.arrived_at, row.started_at).where(
            row.local_date >= day - timedelta(days=USUAL_DAYS),
            row.local_date < day,
            row.arrived_at.is_not(None),
            row.started_at >= row.arrived_at,
        )
    )
    return [(started - arrived) / timedelta(minutes=1) for arrived, started in found]


def open_by_age(connection: Connection, day: date, at: datetime) -> dict[str, int]:
    """Exams done in the last 30 days without a final report at a moment (aware), by the time since their end."""
    row = exam.c
    done_at = func.coalesce(row.ended_at, row.started_at)
    found = connection.scalars(
        select(done_at).where(
            row.local_date > day - timedelta(days=OPEN_DAYS),
            row.local_date <= day,
            row.status.in_(_TO_REPORT),
            row.reported_at.is_(None),
            done_at <= in_utc(at),
        )
    )
    counts = dict.fromkeys((name for name, _ in AGES), 0)
    for done in found:
        hours = (in_utc(at) - done) / timedelta(hours=1)
        counts[next(name for name, limit in AGES if limit is None or hours < limit)] += 1
    return counts


@dataclass(frozen=True, slots=True)
class Report:
    """One first final report: hours from the exam's end, and what a target may depend on."""

    hours: float
    priority: str | None
    patient_class: str | None


def reports_of(connection: Connection, day: date, zone: tzinfo, at: datetime) -> list[Report]:
    """The first final reports of a local day up to a moment; what is negative left out."""
    return [
        Report((reported - ended) / timedelta(hours=1), priority, patient_class)
        for reported, ended, priority, patient_class in connection.execute(_reported(day, zone, at))
    ]


def _reported(day: date, zone: tzinfo, at: datetime) -> Select[tuple[datetime, datetime, str, str]]:
    row = exam.c
    begin = datetime.combine(day, time(), zone).astimezone(UTC).replace(tzinfo=None)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC).replace(tzinfo=None)
    return select(row.reported_at, row.ended_at, row.priority, row.patient_class).where(
        # An index by day finds them; a report that took longer than 30 days is no turnaround of today.
        row.local_date > day - timedelta(days=OPEN_DAYS),
        row.local_date <= day,
        row.reported_at >= begin,
        row.reported_at < min(end, in_utc(at) + timedelta(microseconds=1)),
        row.ended_at.is_not(None),
        row.reported_at >= row.ended_at,
    )
