"""What does the clock on the wall say at a moment, and which moment does it mean? A zone's time and naive UTC."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def midnight(day: date) -> datetime:
    """The beginning of a day, in local time."""
    return datetime(day.year, day.month, day.day)


def comes_twice(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the wall clock shows this moment's (naive UTC) time twice, because the clocks go back."""
    local = to_local(moment, zone).replace(tzinfo=zone)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """Turn a local time into naive UTC."""
    return local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def to_local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Turn naive UTC into local time, without a zone."""
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None, fold=0)
