"""What became of a check on each day: done, failed, missed, still open."""

from datetime import date, timedelta

from db.qc.strip import Plan, days_back, strip

TODAY = date(2026, 11, 24)
DAYS = days_back(TODAY, 5)
DAILY = Plan(date(2026, 1, 1), "FREQ=DAILY", date(2026, 1, 1), 0, 0)
WORKDAYS = Plan(date(2026, 1, 1), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", date(2026, 1, 1), 0, 0)


def back(number: int) -> date:
    return TODAY - timedelta(days=number)


def test_the_days_end_with_today():
    assert [date(2026, 11, day) for day in range(20, 25)] == DAYS


def test_a_day_without_a_result_is_missed_today_is_still_open_and_a_weekend_is_nothing():
    results = {back(4): ["ok"], back(1): ["action"]}
    assert strip(DAYS, results, [DAILY], TODAY) == ["ok", "missed", "missed", "action", "open"]
    assert strip(DAYS, results, [WORKDAYS], TODAY) == ["ok", "none", "none", "action", "open"]


def test_the_worst_of_a_day_is_told_and_what_nobody_can_judge_is_not_passed():
    results = {back(0): ["ok", "action"], back(1): ["ok", "tolerance"], back(2): ["no_tol", "ok"]}
    assert strip(DAYS[2:], results, [], TODAY) == ["no_tol", "tolerance", "action"]


def test_a_due_day_done_within_its_grace_is_not_missed_and_one_past_it_is():
    weekly = Plan(date(2026, 1, 1), "FREQ=WEEKLY;BYDAY=SA", date(2026, 1, 1), 1, 1)
    assert strip(DAYS, {back(4): ["ok"]}, [weekly], TODAY) == ["ok", "none", "none", "none", "none"]
    assert strip(DAYS, {back(2): ["ok"]}, [weekly], TODAY) == ["none", "none", "ok", "none", "none"]
    assert strip(DAYS, {back(1): ["ok"]}, [weekly], TODAY) == ["none", "missed", "none", "ok", "none"]
    still_running = Plan(date(2026, 1, 1), "FREQ=WEEKLY;BYDAY=SA", date(2026, 1, 1), 1, 3)
    assert strip(DAYS, {}, [still_running], TODAY)[1] == "open"


def test_each_day_is_looked_at_by_the_plan_that_was_in_force_then():
    later = Plan(back(1), "FREQ=DAILY", back(1), 0, 0)
    assert strip(DAYS, {}, [later], TODAY) == ["none", "none", "none", "missed", "open"]
