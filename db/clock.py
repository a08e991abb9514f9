"""What time is it? The only place that asks the machine; everything else is told."""

from datetime import UTC, datetime


def now_utc() -> datetime:
    """Return the present moment as an aware datetime in UTC."""
    return datetime.now(UTC)
