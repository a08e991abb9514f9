"""From a failing check to the unit's return, on both engines: files take the real line, people act."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from db.actions import equipment as actions
from db.actions.equipment import EquipmentRefused
from db.queries import equipment
from db.schema.accounts import audit_event
from tests.db.actions.equipment_line import (
    LIMITS,
    NOW,
    PHYSICIST,
    RESULTS,
    SCHEDULES,
    TODAY,
    ZONE,
    Line,
    act,
    line,
)

__all__ = ["line"]


def test_a_file_is_judged_by_the_limits_of_its_day_and_a_later_change_leaves_it_as_it_was(line):
    line.receive("qc_results", RESULTS, "Room 1,kvp,2026-11-02 08:00,86,")
    found = line.status()["kvp"]
    assert (found["result_state"], found["value"], found["reference"]) == ("tolerance", 86.0, 80.0)
    assert [found[n] for n in ("act_low", "tol_low", "tol_high", "act_high")] == [72.0, 76.0, 84.0, 88.0]
    assert (found["due_on"], found["due_state"]) == ("2026-12-01", "due_soon")
    line.receive("qc_limits", LIMITS, "Room 1,kvp,2026-11-10,absolute,86,-2,-1,1,2")
    assert line.status()["kvp"]["reference"] == 80.0
    line.receive("qc_results", RESULTS, "Room 1,kvp,2026-11-12 08:00,86,")
    found = line.status()["kvp"]
    assert (found["result_state"], found["reference"], found["act_high"]) == ("ok", 86.0, 88.0)


def test_the_export_answers_for_the_day_that_it_is_asked_for(line):
    line.receive("qc_results", RESULTS, "Room 1,kvp,2026-10-01 08:00,80,", "Room 1,kvp,2026-11-02 08:00,90,")
    assert line.status(date(2026, 10, 20))["kvp"]["result_state"] == "ok"
    assert line.status(date(2026, 10, 20))["kvp"]["due_on"] == "2026-11-01"
    assert line.status()["kvp"]["result_state"] == "action"
    assert line.status()["warm_up"]["result_state"] == "not_done"
    assert line.status()["warm_up"]["due_state"] == "overdue"


def test_a_check_late_in_the_evening_counts_for_the_hospitals_day_also_when_the_clocks_change(line):
    # Half past eleven in New York is the next day in UTC; on the first of November the clocks go back, on the eighth
    # of March they go forward.
    for day, due in {
        "2026-11-01": "2026-11-02",
        "2026-03-08": "2026-03-09",
        "2026-11-23": "2026-11-24",
    }.items():
        line.receive("qc_results", RESULTS, f"Room 1,warm_up,{day} 23:30,1,")
        found = line.status(date.fromisoformat(day))["warm_up"]
        assert (found["due_on"], found["due_state"]) == (due, "not_due")
        assert line.status(date.fromisoformat(due))["warm_up"]["due_state"] == "due"


def test_a_unit_that_is_no_longer_in_use_is_neither_due_nor_on_the_board(line):
    assert line.status()["kvp"]["due_state"] == "overdue"
    line.receive("equipment_list", "unit,unit_kind,is_active", "Room 1,radiography,no")
    assert line.status() == {}
    with line.database.read() as connection:
        assert equipment.board(connection, NOW, ZONE) == []
        assert equipment.attention(connection, NOW, ZONE, 30) == []


def test_an_unfinished_or_rejected_check_does_not_count(line):
    line.receive(
        "qc_results", RESULTS, "Room 1,kvp,2026-10-01 08:00,80,", "Room 1,kvp,2026-11-02 08:00,80,no"
    )
    assert line.status()["kvp"]["due_on"] == "2026-11-01"
    result, _ = act(line, actions.record_check, "Room 1", "kvp", 80.0, None, "", zone=ZONE)
    assert line.status()["kvp"]["due_on"] == "2027-01-01"
    act(line, actions.review_result, result, "rejected", "wrong phantom", actor=PHYSICIST, zone=ZONE)
    assert line.status()["kvp"]["due_on"] == "2026-11-01"


def test_changing_the_frequency_moves_the_due_day(line):
    line.receive("qc_results", RESULTS, "Room 1,kvp,2026-11-02 08:00,80,")
    line.receive("qc_schedules", SCHEDULES, "Room 1,kvp,2026-11-20,2026-01-01,FREQ=WEEKLY;BYDAY=MO,0,0,1")
    assert line.status()["kvp"]["due_on"] == "2026-11-09"


def test_limits_that_come_after_the_results_judge_what_nobody_could_judge(line):
    line.receive("qc_results", RESULTS, "Room 1,hvl,2026-11-02 08:00,2.5,")
    assert line.status()["hvl"]["result_state"] == "no_tol"
    line.receive("qc_limits", LIMITS, "Room 1,hvl,2026-01-01,value,,2.9,,,")
    assert line.status()["hvl"]["result_state"] == "action"


def test_limits_that_cannot_be_are_set_aside(line):
    assert (
        line.receive("qc_limits", LIMITS, "Room 1,kvp,2026-11-01,percent,0,-10,-5,5,10").outcome != "loaded"
    )
    rows = ("Room 1,a,2026-11-01,value,,5,1,,", "Room 1,b,2026-11-01,value,,1,5,,")
    assert line.receive("qc_limits", LIMITS, *rows).rows_quarantined == 1


def test_a_failing_check_needs_a_comment_and_limits_the_unit(line):
    with pytest.raises(EquipmentRefused, match="comment"):
        act(line, actions.record_check, "Room 1", "kvp", 95.0, None, " ", zone=ZONE)
    _, found = act(line, actions.record_check, "Room 1", "kvp", 95.0, None, "high, maker called", zone=ZONE)
    assert found == "action"
    assert (line.card().state, line.card().actions) == ("limited", 1)


def test_nobody_reviews_their_own_result_and_no_result_is_reviewed_twice(line):
    result, _ = act(line, actions.record_check, "Room 1", "kvp", 80.0, None, "", zone=ZONE)
    with pytest.raises(EquipmentRefused, match="their own"):
        act(line, actions.review_result, result, "approved", "", zone=ZONE)
    with pytest.raises(EquipmentRefused, match="why"):
        act(line, actions.review_result, result, "rejected", "", actor=PHYSICIST, zone=ZONE)
    act(line, actions.review_result, result, "approved", "", actor=PHYSICIST, zone=ZONE)
    with pytest.raises(EquipmentRefused, match="already"):
        act(line, actions.review_result, result, "approved", "", actor=PHYSICIST, zone=ZONE)


def test_a_unit_returns_only_after_its_list_was_passed_and_reviewed_since_the_repair(line):
    act(line, actions.record_check, "Room 1", "kvp", 95.0, None, "high", zone=ZONE)
    fault = act(line, actions.report_fault, "Room 1", "No exposure", "down", "")
    assert line.card().state == "down"
    act(line, actions.assign_fault, fault, 1, "Biomed")
    with pytest.raises(EquipmentRefused, match="changed"):
        act(line, actions.assign_fault, fault, 1, "Somebody else")
    later = NOW + timedelta(hours=2)
    act(line, actions.repair_fault, fault, 2, "tube", 100.0, now=later)
    assert line.card(later).state == "in_qc"
    with pytest.raises(EquipmentRefused, match="kvp"):
        act(line, actions.return_to_service, fault, 3, now=later)
    result, found = act(
        line, actions.record_check, "Room 1", "kvp", 80.0, None, "", zone=ZONE, now=later + timedelta(hours=1)
    )
    assert found == "ok"
    with pytest.raises(EquipmentRefused, match="kvp"):
        act(line, actions.return_to_service, fault, 3, now=later)
    act(line, actions.review_result, result, "approved", "", actor=PHYSICIST, zone=ZONE)
    act(line, actions.return_to_service, fault, 3, now=later + timedelta(hours=2))
    assert line.card(later + timedelta(hours=3)).state == "in_service"
    with line.database.read() as connection:
        steps = list(equipment.fault_steps(connection, fault)["step"])
        decided = audit_event.c.action != "load"
        events = connection.scalar(select(func.count()).select_from(audit_event).where(decided))
    assert steps == ["reported", "assigned", "repaired", "returned"]
    assert events == 7


def test_the_clock_of_a_failed_check_stops_when_it_passed_again_and_somebody_wrote_down_why(line):
    line.receive("qc_results", RESULTS, "Room 1,kvp,2026-10-20 08:00,95,")
    with line.database.read() as connection:
        (failure,) = equipment.failures_open(connection, TODAY, 30)
    assert failure["days_left"] == -5
    with pytest.raises(EquipmentRefused, match="not passed"):
        act(line, actions.document_correction, failure["id"], "recalibrated", zone=ZONE)
    act(line, actions.record_check, "Room 1", "kvp", 80.0, None, "", zone=ZONE)
    act(line, actions.document_correction, failure["id"], "recalibrated", zone=ZONE)
    with line.database.read() as connection:
        assert equipment.failures_open(connection, TODAY, 30) == []


def test_an_isolation_case_waits_for_a_terminal_cleaning(line):
    act(line, actions.log_cleaning, "Room 1", "isolation", "contact", zone=ZONE)
    with line.database.read() as connection:
        assert list(equipment.isolation_open(connection)["unit"]) == ["Room 1"]
    act(line, actions.log_cleaning, "Room 1", "terminal", "", zone=ZONE, now=NOW + timedelta(minutes=20))
    with line.database.read() as connection:
        assert equipment.isolation_open(connection).empty


CLEANED = "unit,done_at,cleaning,precaution,done_by"


def test_a_terminal_cleaning_is_one_fact_whichever_way_it_is_told(line):
    line.receive("qc_schedules", SCHEDULES, "Room 1,terminal_cleaning,2026-01-01,2026-01-01,FREQ=DAILY,0,0,0")
    words = "unit,test,valid_from,limit_kind,pass_words"
    line.receive("qc_limits", words, "Room 1,terminal_cleaning,2026-01-01,category,done")

    def logged():
        with line.database.read() as connection:
            log = equipment.cleaning_log(connection)
        own = log[log["unit"] == "Room 1"]
        return sorted((f"{row.done_at:%d %H:%M}", row.done_by) for row in own.itertuples())

    # Told by the log's file: it counts for the schedule.
    line.receive("cleaning_log", CLEANED, "Room 1,2026-11-22 20:30,terminal,,C. Demo")
    found = line.status()["terminal_cleaning"]
    assert (found["due_on"], found["result_state"]) == ("2026-11-23", "ok")
    # Told as a result of a file: it stands in the log.
    by_word = "unit,test,performed_at,value_text,performed_by"
    line.receive("qc_results", by_word, "Room 1,terminal_cleaning,2026-11-23 20:00,done,C. Demo")
    assert logged() == [("23 01:30", "C. Demo"), ("24 01:00", "C. Demo")]
    # The same cleaning told by both is there once.
    line.receive("cleaning_log", CLEANED, "Room 1,2026-11-23 20:00,terminal,,C. Demo")
    assert len(logged()) == 2
    act(line, actions.log_cleaning, "Room 1", "isolation", "contact", zone=ZONE)
    act(
        line, actions.record_check, "Room 1", "terminal_cleaning", None, "failed", "no time",
        zone=ZONE, now=NOW + timedelta(minutes=5),
    )  # fmt: skip
    with line.database.read() as connection:
        assert len(equipment.isolation_open(connection)) == 1
    act(
        line, actions.record_check, "Room 1", "terminal_cleaning", None, "done", "",
        zone=ZONE, now=NOW + timedelta(minutes=9),
    )  # fmt: skip
    with line.database.read() as connection:
        assert equipment.isolation_open(connection).empty
        assert equipment.entered_last(connection)["cleaning_log"] == NOW + timedelta(minutes=9)
        assert equipment.entered_last(connection)["qc_results"] == NOW + timedelta(minutes=9)
    assert line.status()["terminal_cleaning"]["due_on"] == "2026-11-25"
    # Logged before the unit had the check: it counts once it has.
    line.receive("cleaning_log", CLEANED, "Room 2,2026-11-20 20:30,terminal,,C. Demo")
    line.receive("qc_schedules", SCHEDULES, "Room 2,terminal_cleaning,2026-01-01,2026-01-01,FREQ=DAILY,0,0,0")
    with line.database.read() as connection:
        (check,) = equipment.checks_of(connection, "Room 2", TODAY)
    assert check["due_on"] == date(2026, 11, 21)


def test_attention_tells_of_what_is_limited_overdue_and_past_its_clock(line):
    line.receive("qc_results", RESULTS, "Room 1,kvp,2026-10-20 08:00,95,")
    with line.database.read() as connection:
        words = [row.word for row in equipment.attention(connection, NOW, ZONE, 30)]
    assert words == ["Limited", "Clock ran out", "Overdue"]


def test_the_board_says_unknown_of_a_unit_without_a_schedule(database_url, tmp_path):
    line = Line(database_url, tmp_path)
    line.receive(
        "equipment_list",
        "unit,room,unit_kind,weekday_hours,saturday_hours,sunday_hours",
        "Room 9,,radiography,,,",
    )
    card = line.card()
    assert (card.state, card.last_verdict, card.uptime, card.exams_today) == (
        "unknown",
        "not_done",
        None,
        None,
    )
