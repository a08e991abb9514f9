"""When is an exam reported? Urgent ones within the hour, routine ones when the reading room works, a few days late."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from etl.demo.chance import spread
from etl.demo.wall_time import HOUR, MINUTE, comes_twice, midnight, to_local, to_utc

# Median minutes from the end of the exam to the preliminary and from there to the final report.
_MINUTES = {"stat": (16.0, 17.0), "urgent": (34.0, 38.0), "routine": (75.0, 70.0)}
_OPENS, _CLOSES = 8 * HOUR, 17.5 * HOUR
# A report that is put aside: for an old image, a second opinion, or because it is forgotten.
_PUT_ASIDE_PERCENT = 2.0


def report_times(
    draw: Random, ended_at: datetime, priority: str, patient_class: str, zone: ZoneInfo
) -> tuple[datetime | None, datetime]:
    """Return when the preliminary report (None: there is none) and the final one are signed, in naive UTC."""
    begins = ended_at
    if priority == "routine" and patient_class != "emergency":
        begins = _in_reading_hours(ended_at, zone)
    first, second = _MINUTES[priority]
    preliminary_at = begins + first * spread(draw, 0.6) * MINUTE
    reported_at = preliminary_at + second * spread(draw, 0.75) * MINUTE
    has_preliminary = draw.random() < (0.85 if patient_class == "emergency" else 0.55)
    if draw.random() * 100 < _PUT_ASIDE_PERCENT:
        reported_at += draw.uniform(22, 120) * HOUR
    preliminary_at, reported_at = _clearly(preliminary_at, zone), _clearly(reported_at, zone)
    return (preliminary_at if has_preliminary else None), reported_at


def _clearly(moment: datetime, zone: ZoneInfo) -> datetime:
    """A report signed in the hour that comes twice would seem older than its exam: nobody signs then."""
    return moment + 2 * HOUR if comes_twice(moment, zone) else moment


def _in_reading_hours(moment: datetime, zone: ZoneInfo) -> datetime:
    local = to_local(moment, zone)
    day = local.date()
    if local - midnight(day) > _CLOSES:
        day += timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return max(moment, to_utc(midnight(day) + _OPENS, zone))
