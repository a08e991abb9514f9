"""A column of local times says what each of its cells says, in any zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.packing import moment_text
from etl.convert import BadValue, Place
from etl.fields import LocalTime
from etl.moments import Hours, LocalDays, Moments
from etl.source import Site
from tests.etl.lines import site_at

ZONES = ("America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC", "Europe/Berlin")


def moments_in(zone: str, *, required: bool = False, otherwise: datetime | None = None) -> Moments:
    site = site_at()
    there = Site(zone=ZoneInfo(zone), keyring=site.keyring, vault=True, now=site.now)
    return Moments(LocalTime("started_at"), Place(None, required, there), otherwise, [], Hours())


def cells_around_every_change_of_clocks() -> list[str]:
    days = [datetime(2026, month, day) for month in range(1, 13) for day in range(1, 29, 3)]
    times = [
        day + timedelta(hours=hour, minutes=7 * hour, seconds=hour) for day in days for hour in range(24)
    ]
    forms = (str, lambda time: time.isoformat("T"), lambda time: f"{time:%Y-%m-%d %H:%M}")
    return [
        "",
        *(forms[number % 3](time) for number, time in enumerate(times)),
        "",
        "2026-06-01 12:00:00.250",
    ]


@pytest.mark.parametrize("zone", ZONES)
def test_a_column_gives_what_its_cells_give(zone: str) -> None:
    cells = cells_around_every_change_of_clocks()
    whole = moments_in(zone)
    by_column = [whole.texts(cells), whole.texts(cells)]
    singly = [moments_in(zone).read(cell) for cell in cells]
    written = [None if moment is None else moment_text(moment) for moment in singly]
    assert by_column == [written, written]


@pytest.mark.parametrize("zone", ZONES)
def test_a_column_of_days_gives_what_its_cells_give(zone: str) -> None:
    cells = cells_around_every_change_of_clocks()
    whole = LocalDays(moments_in(zone))
    singly = [LocalDays(moments_in(zone)).read(cell) for cell in cells]
    assert [whole.read_many(cells), whole.read_many(cells)] == [singly, singly]


def test_an_hour_without_minutes_is_no_time_even_after_others_of_that_hour() -> None:
    moments = moments_in("UTC")
    assert moments.texts(["2026-06-01 12:30"]) == ["2026-06-01 12:30:00.000000"]
    for cell in ("2026-06-01 12", "2026-06-01", "2026-06-01 12:60", "2026-06-01 12:30 "):
        try:
            found = moments.texts([cell])
        except BadValue:
            continue
        assert found == [moment_text(datetime.fromisoformat(cell.strip()))]


def test_a_blank_cell_is_the_moment_that_stands_for_it() -> None:
    otherwise = datetime(2026, 1, 2, 3)
    assert moments_in("UTC", otherwise=otherwise).texts(["", "2026-06-01 12:30"])[0] == moment_text(otherwise)
    with pytest.raises(BadValue):
        moments_in("UTC", required=True).texts(["2026-06-01 12:30", ""])
