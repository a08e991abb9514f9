"""Uptime by opening hours, and the control chart's rules by their names."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from db.qc.control import control
from db.qc.uptime import Hours, opening, uptime

ZONE = ZoneInfo("America/New_York")
HOURS = Hours("07:00-19:00", "08:00-14:00", "closed")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def test_hours_lost_outside_the_opening_hours_cost_nothing():
    # Monday 23 and Tuesday 24 November: 24 hours open.
    spans = opening(HOURS, date(2026, 11, 23), at("2026-11-24T23:00"), ZONE) or []
    assert uptime(spans, [(at("2026-11-23T16:00"), at("2026-11-24T10:00"))]) == pytest.approx(1 - 6 / 24)


def test_down_times_that_overlap_are_lost_once():
    spans = opening(HOURS, date(2026, 11, 23), at("2026-11-24T23:00"), ZONE) or []
    down = [
        (at("2026-11-23T08:00"), at("2026-11-23T11:00")),
        (at("2026-11-23T09:00"), at("2026-11-23T10:00")),
    ]
    assert uptime(spans, down) == pytest.approx(1 - 3 / 24)


def test_the_day_on_which_the_clocks_go_back_has_25_hours():
    spans = opening(Hours(*["00:00-24:00"] * 3), date(2026, 11, 1), at("2026-11-02T00:00"), ZONE)
    assert spans is not None
    assert sum((end - start).total_seconds() for start, end in spans) == 25 * 3600


def test_hours_that_are_not_known_give_no_uptime_and_neither_does_a_month_without_any():
    assert opening(Hours(None, None, None), date(2026, 11, 1), at("2026-11-05T00:00"), ZONE) is None
    assert opening(Hours("always", "", ""), date(2026, 11, 2), at("2026-11-05T00:00"), ZONE) is None
    assert uptime([], []) is None


BASE = [0.0, 1.0] * 5


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ([9.0], "1 beyond 3 sigma"),
        ([2.6, 2.6], "2 of 3 beyond 2 sigma"),
        ([1.6, 1.6, 1.6, 1.6], "4 of 5 beyond 1 sigma"),
        ([0.6] * 8, "8 on one side"),
        ([0.4, 0.6, 0.4], None),
    ],
)
def test_the_rule_that_fires_is_named(more, rule):
    found = control(BASE + more)
    assert found is not None
    assert found.fired[-1] == rule


def test_a_control_chart_needs_a_baseline_that_varies():
    assert control([1.0] * 9) is None
    assert control([1.0] * 20) is None
