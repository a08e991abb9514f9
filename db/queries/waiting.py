"""How long do patients wait between their arrival and the begin of their exam, now and usually?"""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from db.audit import in_utc
from db.schema.exams import exam
from db.stats import epoch_seconds

USUAL_DAYS = 28
_WAITS = ("ordered", "scheduled", "arrived")


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
    found = connection.scalars(
        # Reckoned by the database: of a large department these are tens of thousands of moments.
        select(epoch_seconds(row.started_at) - epoch_seconds(row.arrived_at)).where(
            row.local_date >= day - timedelta(days=USUAL_DAYS),
            row.local_date < day,
            row.arrived_at.is_not(None),
            row.started_at >= row.arrived_at,
        )
    )
    return [seconds / 60 for seconds in found]
