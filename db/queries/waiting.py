"""How long do patients wait between their arrival and the begin of their exam, now and usually?"""

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from db.audit import in_utc
from db.exam_months import exams_between
from db.schema.exams import exam

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
    """How long patients of the 28 days before waited from arrival to begin, in minutes; what is negative left out.

    Of exams that were done, as they stand in columns: of a large department these are a hundred thousand.
    """
    first, last = day - timedelta(days=USUAL_DAYS), day - timedelta(days=1)
    waited_s = exams_between(connection, first, last)["wait_s"]
    found: list[float] = (waited_s[waited_s >= 0] / 60).tolist()
    return found
