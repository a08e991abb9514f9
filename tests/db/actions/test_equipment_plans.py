"""Limits and schedules that a person sets: from a day on, with their source; what was judged stays as it was."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from db.actions import equipment as actions
from db.actions.equipment import EquipmentRefused
from db.qc.limits import Limits
from db.queries import equipment
from db.schema.accounts import audit_event
from tests.db.actions.equipment_line import LIMITS, PHYSICIST, RESULTS, TODAY, ZONE, act, line

__all__ = ["line"]

KVP = Limits("percent", 80.0, -8.0, -4.0, 4.0, 8.0)


def limits(line, found=KVP, day=TODAY, test="kvp", source="acceptance test 2026"):
    act(line, actions.set_limits, "Room 1", test, day, found, source, actor=PHYSICIST, zone=ZONE)


def schedule(line, rule, day=TODAY, anchor=date(2026, 1, 1), test="kvp"):
    act(
        line, actions.set_schedule, "Room 1", test, day, anchor, rule, 0, 1, 2, "site plan", actor=PHYSICIST, zone=ZONE
    )  # fmt: skip


def test_limits_hold_from_their_day_on_and_what_was_judged_stays(line):
    line.receive("qc_results", RESULTS, "Room 1,kvp,2026-11-02 08:00,86,")
    limits(line)
    assert (line.status()["kvp"]["result_state"], line.status()["kvp"]["act_high"]) == ("tolerance", 88.0)
    _, found = act(line, actions.record_check, "Room 1", "kvp", 87.0, None, "high", zone=ZONE)
    assert found == "action"
    with line.database.read() as connection:
        history = equipment.plan_of(connection, "Room 1", "kvp").limits
        told = connection.scalars(
            select(audit_event.c.detail).where(audit_event.c.action == "qc.limits")
        ).one()
    assert [(row.valid_from, row.set_by, row.limit_source) for row in history] == [
        (TODAY, "p.hys", "acceptance test 2026"), (date(2026, 1, 1), None, None),
    ]  # fmt: skip
    assert told.startswith("kvp from 2026-11-24: limit_kind percent, reference 80.0, act_low -8.0")
    # Set again on the same day, nothing older stands on it: the audit event says what it was.
    limits(line, Limits("percent", 80.0, act_high=9.0))
    with line.database.read() as connection:
        assert actions.judged_now(connection, "Room 1", "kvp", 87.0, None, TODAY) == "ok"


def test_limits_set_where_there_were_none_judge_what_nobody_could_judge(line):
    line.receive("qc_results", RESULTS, "Room 1,hvl,2026-11-02 08:00,2.5,")
    limits(line, Limits("value", None, act_low=2.9), date(2026, 11, 1), "hvl", "21 CFR 1020.30(m)")
    assert line.status()["hvl"]["result_state"] == "action"


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (Limits("percent", 0.0, None, -5.0, 5.0, None), "reference that is 0"),
        (Limits("percent", None, None, -5.0, 5.0, None), "reference"),
        (Limits("absolute", None, None, -5.0, 5.0, None), "reference"),
        (Limits("value", None, 5.0, 1.0), "ascending"),
        (Limits("value", 80.0), "at least one"),
        (Limits("value", None, act_low=1e13), "lies between"),
        (Limits("category"), "answers pass"),
        (Limits("strange", None, 1.0), "how it is judged"),
    ],
)
def test_limits_that_cannot_be_are_refused_when_they_are_set(line, found, reason):
    with pytest.raises(EquipmentRefused, match=reason):
        limits(line, found)


def test_what_was_in_force_before_today_cannot_be_rewritten_and_a_source_is_asked_for(line):
    with pytest.raises(EquipmentRefused, match="before today"):
        limits(line, day=TODAY - timedelta(days=1))
    with pytest.raises(EquipmentRefused, match="three years"):
        limits(line, day=date(2060, 1, 1))
    with pytest.raises(EquipmentRefused, match="where this comes from"):
        limits(line, source=" ")
    with pytest.raises(EquipmentRefused, match="no such check"):
        limits(line, test="nothing")
    line.receive("qc_limits", LIMITS, "Room 1,kvp,2026-11-24,percent,80,-10,-5,5,10")
    with pytest.raises(EquipmentRefused, match="A file says"):
        limits(line)


def test_changing_a_frequency_works_the_due_day_out_anew_and_a_later_one_waits_for_its_day(line):
    line.receive("qc_results", RESULTS, "Room 1,kvp,2026-11-02 08:00,80,")
    assert line.status()["kvp"]["due_on"] == "2026-12-01"
    schedule(line, "FREQ=WEEKLY;BYDAY=MO")
    assert line.status()["kvp"]["due_on"] == "2026-11-09"
    schedule(line, "FREQ=YEARLY", TODAY + timedelta(days=7), date(2027, 3, 1))
    assert line.status()["kvp"]["due_on"] == "2026-11-09"
    assert line.status(TODAY + timedelta(days=7))["kvp"]["due_on"] == "2027-03-01"
    assert line.status(TODAY - timedelta(days=1))["kvp"]["due_on"] == "2026-12-01"


@pytest.mark.parametrize("anchor", [date(1, 1, 1), date(1989, 12, 31), date(9999, 12, 31)])
def test_a_first_day_that_is_a_slip_is_refused(line, anchor):
    with pytest.raises(EquipmentRefused, match="first day lies between"):
        schedule(line, "FREQ=DAILY", anchor=anchor)


def test_a_rule_that_is_none_or_never_comes_is_refused(line):
    for rule in (
        "",
        "every day",
        "FREQ=HOURLY",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;UNTIL=20200101",
    ):
        with pytest.raises(EquipmentRefused):
            schedule(line, rule)
    with pytest.raises(EquipmentRefused, match="0 to 366"):
        act(
            line, actions.set_schedule, "Room 1", "kvp", TODAY, TODAY, "FREQ=DAILY", 0, 367, 0, "site",
            actor=PHYSICIST, zone=ZONE,
        )  # fmt: skip
