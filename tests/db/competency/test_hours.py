"""How many hours, and over which limit? Days and weeks worked out by hand."""

from datetime import datetime, timedelta

import pytest

from db.competency.hours import Presence, over_limits, totals


def stay(day: int, start: str, hours: float, activity: str = "clinic", intern: str = "Ada") -> Presence:
    """A stay that begins on a day of November 2026; the 2nd is a Monday."""
    began = datetime.fromisoformat(f"2026-11-{day:02d}T{start}")
    return Presence(intern, began, began + timedelta(hours=hours), activity)


def test_ten_hours_a_day_are_kept_and_a_minute_more_is_not() -> None:
    assert over_limits([stay(2, "07:00", 10)], 10, 40) == []
    (found,) = over_limits([stay(2, "07:00", 10 + 1 / 60)], 10, 40)
    assert (found.span, found.first_day.day, round(found.hours, 2)) == ("day", 2, 10.02)


def test_class_and_clinic_count_together() -> None:
    (found,) = over_limits([stay(2, "07:00", 8), stay(2, "16:00", 3, "class")], 10, 40)
    assert (found.span, found.hours) == ("day", 11)


def test_time_that_two_stays_share_is_counted_once() -> None:
    assert over_limits([stay(2, "07:00", 8), stay(2, "09:00", 7, "class"), stay(2, "08:00", 1)], 10, 40) == []


def test_forty_hours_from_monday_to_sunday_are_kept_and_more_is_not() -> None:
    full = [stay(day, "08:00", 8) for day in (2, 3, 4, 5, 6)]
    assert over_limits(full, 10, 40) == []
    (found,) = over_limits([*full, stay(8, "10:00", 1)], 10, 40)
    assert (found.span, found.first_day.day, found.hours) == ("week", 2, 41)
    assert over_limits([*full, stay(9, "10:00", 1)], 10, 40) == []


def test_each_intern_has_days_of_their_own() -> None:
    assert over_limits([stay(2, "07:00", 8), stay(2, "15:00", 8, intern="Bea")], 10, 40) == []


def test_a_stay_without_an_end_has_no_hours_and_is_told() -> None:
    open_stay = Presence("Ada", datetime(2026, 11, 2, 7), None, "clinic")
    assert over_limits([open_stay], 10, 40) == []
    assert totals([open_stay])["Ada"].open_stays == 1


@pytest.mark.parametrize(
    ("one", "clinic", "evening", "weekend"),
    [
        (stay(2, "07:00", 8), 8, 0, 0),
        (stay(2, "14:00", 8), 8, 4, 0),
        (stay(2, "22:00", 10), 10, 8, 0),  # from 22:00 to 08:00: two hours of the next morning lie in the day
        (stay(7, "07:00", 8), 8, 0, 8),
    ],
)
def test_hours_of_evenings_and_weekends(one: Presence, clinic: float, evening: float, weekend: float) -> None:
    found = totals([one, stay(3, "09:00", 4, "class")])["Ada"]
    assert (found.clinic, found.evening, found.weekend, found.class_room) == (clinic, evening, weekend, 4)
