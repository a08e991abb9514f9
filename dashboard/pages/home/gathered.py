"""What do the other pages' queries say? Gathered for one role; no number is worked out here."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

import pandas as pd

from dashboard.context import PageContext
from db.attention import AttentionRow, worst_first
from db.database import Connection
from db.freshness import exams_known_until
from db.queries import badges, dose, equipment, exams, feeds, interns, outbox, rejects, supplies

Allowed = Callable[[str], bool]

# The page that shows a row, and the role whose work it is: an owner by name comes with assigning, later.
_AREA_AND_OWNER = {
    "dose.view": ("Dose", "physicist"),
    "badges.view": ("Badges", "RSO"),
    "supplies.view": ("Supplies", "inventory clerk"),
    "equipment.view": ("Equipment", "lead technologist"),
    "interns.all": ("Interns", "clinical coordinator"),
    "feeds.view": ("Feeds", "administrator"),
    "outbox.all": ("Messages", "administrator"),
}


def attention(
    connection: Connection, context: PageContext, now: datetime, today: date, allowed: Allowed
) -> list[AttentionRow]:
    """What needs attention and this role may know, worst first; each row's detail begins with its page and owner."""
    settings = context.settings
    found: list[AttentionRow] = []
    if allowed("dose.view"):
        found += dose.attention(connection, settings.drl)
        found += rejects.attention(connection)
    if allowed("badges.view"):
        found += badges.attention(connection, settings.limits, today)
    if allowed("supplies.view"):
        found += supplies.attention(connection, today)
    if allowed("equipment.view"):
        found += equipment.attention(connection, now, settings.zone, settings.qc_days)
    if allowed("interns.all"):
        found += interns.attention(connection, today)
    if allowed("feeds.view"):
        found += feeds.attention(connection, context.feeds, now, settings.zone)
    if allowed("outbox.all"):
        found += outbox.attention(connection, now, settings.zone)
    return worst_first(_owned(row) for row in found if allowed(row.permission))


def _owned(row: AttentionRow) -> AttentionRow:
    area, usual = _AREA_AND_OWNER[row.permission]
    owner = row.owner or usual
    return replace(row, owner=owner, detail=f"{area}, {owner}. {row.detail}")


@dataclass(frozen=True, slots=True)
class ExamDay:
    """The exams of the newest day. `until` (aware) is how far the data reach; `is_today` whether that day is today."""

    day: date
    is_today: bool
    until: datetime
    by_hour: pd.DataFrame
    so_far: dict[str, float]


def exam_day(connection: Connection, now: datetime, zone: tzinfo) -> ExamDay | None:
    """Today's exams as far as the RIS has told, else those of the newest day that it told of; None without any."""
    today = now.astimezone(zone).date()
    newest = exams.newest_day(connection, today)
    if newest is None:
        return None
    # Without a time of its own in the ledger the data reach to the end of their newest day.
    as_of = exams_known_until(connection)
    until = min(as_of or _end_of(newest, zone), now)
    day = max(newest, min(until.astimezone(zone).date(), today))
    return ExamDay(
        day,
        day == today,
        until,
        exams.done_by_hour(connection, day, zone, until),
        exams.done_so_far(connection, day, zone, until),
    )


def weekday(day: date) -> str:
    """`Tuesday`, whatever language the machine speaks."""
    return "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()[day.weekday()]


def _end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)
