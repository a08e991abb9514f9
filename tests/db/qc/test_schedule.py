"""Thirty schedules whose due day is known: month ends, early, late, a changed frequency; each state's borders."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.qc.schedule import BadRule, checked_rule, due_on, due_state

FIRST = "FREQ=MONTHLY;BYMONTHDAY=1"
LAST = "FREQ=MONTHLY;BYMONTHDAY=-1"
WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
START = date(2025, 1, 1)


def day(text):
    return date.fromisoformat(text)


DUE = [
    # Monthly on the first, seven days of grace before: early, in the grace, on the day, late, very late.
    (FIRST, START, 7, None, "2025-01-01"), (FIRST, START, 7, "2025-11-20", "2025-12-01"),
    (FIRST, START, 7, "2025-11-23", "2025-12-01"), (FIRST, START, 7, "2025-11-24", "2026-01-01"),
    (FIRST, START, 7, "2025-11-27", "2026-01-01"), (FIRST, START, 7, "2025-12-01", "2026-01-01"),
    (FIRST, START, 7, "2025-12-02", "2026-01-01"), (FIRST, START, 7, "2026-01-10", "2026-02-01"),
    (FIRST, START, 7, "2026-01-26", "2026-03-01"), (FIRST, START, 0, "2025-11-30", "2025-12-01"),
    # Month ends, leap years, and a rule that RFC 5545 lets skip short months.
    (LAST, START, 0, "2026-01-31", "2026-02-28"), (LAST, START, 0, "2028-01-31", "2028-02-29"),
    ("FREQ=MONTHLY", day("2026-01-31"), 0, "2026-01-31", "2026-03-31"),
    ("FREQ=YEARLY", day("2024-02-29"), 30, "2024-02-29", "2028-02-29"),
    ("FREQ=YEARLY", day("2025-03-15"), 30, "2026-02-20", "2027-03-15"),
    ("FREQ=YEARLY", day("2025-03-15"), 30, "2026-02-10", "2026-03-15"),
    # Daily and on workdays, over a weekend and over both changes of clocks in New York.
    ("FREQ=DAILY", START, 0, "2026-03-07", "2026-03-08"), ("FREQ=DAILY", START, 0, "2026-03-08", "2026-03-09"),
    ("FREQ=DAILY", START, 0, "2026-11-01", "2026-11-02"), (WORKDAYS, START, 0, "2026-11-20", "2026-11-23"),
    (WORKDAYS, START, 0, "2026-11-21", "2026-11-23"), (WORKDAYS, START, 0, "2026-11-23", "2026-11-24"),
    # The frequency was edited: the same completion, another rule.
    ("FREQ=WEEKLY;BYDAY=MO", START, 0, "2026-11-10", "2026-11-16"), (FIRST, START, 0, "2026-11-10", "2026-12-01"),
    ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", START, 0, "2026-11-10", "2027-01-01"),
    ("FREQ=MONTHLY;INTERVAL=14", START, 0, "2025-02-01", "2026-03-01"),
    # An end, a start in the future, and done before the schedule began.
    ("FREQ=DAILY;UNTIL=20260110", START, 0, "2026-01-10", None),
    ("FREQ=DAILY;UNTIL=20260110", START, 0, "2026-01-09", "2026-01-10"),
    (FIRST, day("2027-06-15"), 0, None, "2027-07-01"), (FIRST, day("2027-06-15"), 0, "2026-01-01", "2027-07-01"),
]  # fmt: skip


def test_there_are_thirty_of_them():
    assert len(DUE) == 30


@pytest.mark.parametrize(("rule", "anchor", "before", "done", "expected"), DUE)
def test_each_schedule_gives_its_known_day(rule, anchor, before, done, expected):
    found = due_on(checked_rule(rule), anchor, before, day(done) if done else None)
    assert found == (day(expected) if expected else None)


@pytest.mark.parametrize(
    ("days_from_due", "state"),
    [(-8, "not_due"), (-7, "due_soon"), (-1, "due_soon"), (0, "due"), (3, "due"), (4, "overdue")],
)
def test_each_border_between_the_states_of_a_due_day(days_from_due, state):
    due = day("2026-12-01")
    assert due_state(due + timedelta(days=days_from_due), due, 7, 3) == state


def test_without_grace_a_check_is_overdue_the_day_after_and_not_on_its_day():
    due = day("2026-12-01")
    assert due_state(due, due, 0, 0) == "due"
    assert due_state(due + timedelta(days=1), due, 0, 0) == "overdue"
    assert due_state(due, None, 0, 0) == "not_scheduled"


def test_a_check_at_ten_in_the_evening_counts_for_the_hospitals_day():
    # Ten in the evening of the 24th in New York is the 25th in UTC.
    done = datetime.fromisoformat("2026-11-25T03:00:00+00:00").astimezone(ZoneInfo("America/New_York"))
    assert due_on("FREQ=DAILY", START, 0, done.date()) == day("2026-11-25")


@pytest.mark.parametrize(
    "rule",
    ["", "DAILY", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=+0", "FREQ=DAILY;INTERVAL=-1",
     "FREQ=MONTHLY;INTERVAL=-1", "FREQ=DAILY;INTERVAL=1 RRULE:FREQ=SECONDLY", "FREQ=DAILY;WKST=MO\nEXDATE:20261101",
     "FREQ=DAILY;BYHOUR=3", "FREQ=DAILY;FREQ=DAILY",
     "FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY\nRRULE:FREQ=DAILY", "freq=daily"],
)  # fmt: skip
def test_what_is_no_rule_that_counts_days_is_refused(rule):
    with pytest.raises(BadRule):
        checked_rule(rule)
