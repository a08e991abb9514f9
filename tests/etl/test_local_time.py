"""Local times become UTC in the site's zone, and the two hours of the clock change by rule."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from etl.local_time import GAP, TWICE, LocalTimes

NEW_YORK = LocalTimes(ZoneInfo("America/New_York"))


@pytest.mark.parametrize(
    ("local", "utc", "note"),
    [
        (datetime(2026, 1, 15, 8, 0), datetime(2026, 1, 15, 13, 0), ""),
        (datetime(2026, 7, 15, 8, 0), datetime(2026, 7, 15, 12, 0), ""),
        # Spring forward on 8 March 2026: from 02:00 to 03:00.
        (datetime(2026, 3, 8, 1, 59, 59), datetime(2026, 3, 8, 6, 59, 59), ""),
        (datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 7, 30), GAP),
        (datetime(2026, 3, 8, 3, 0), datetime(2026, 3, 8, 7, 0), ""),
        # Fall back on 1 November 2026: 01:00 to 02:00 comes twice.
        (datetime(2026, 11, 1, 0, 59), datetime(2026, 11, 1, 4, 59), ""),
        (datetime(2026, 11, 1, 1, 30), datetime(2026, 11, 1, 5, 30), TWICE),
        (datetime(2026, 11, 1, 2, 0), datetime(2026, 11, 1, 7, 0), ""),
    ],
)
def test_a_local_time_is_one_moment(local: datetime, utc: datetime, note: str) -> None:
    assert NEW_YORK.to_utc(local) == (utc, note)
    # And again, from what is remembered.
    assert NEW_YORK.to_utc(local) == (utc, note)


@pytest.mark.parametrize(
    "name", ["Europe/Vienna", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "UTC"]
)
def test_every_quarter_of_a_year_agrees_with_the_zone_itself(name: str) -> None:
    zone = ZoneInfo(name)
    times = LocalTimes(zone)
    local = datetime(2026, 1, 1)
    while local < datetime(2027, 1, 1):
        expected = local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
        assert times.to_utc(local)[0] == expected, local
        local += timedelta(minutes=15)
