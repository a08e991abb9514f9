"""The equipment page as its readers see it: each view, who may do what, and what it says when the database fails."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.roles import ROLES
from db.actions.equipment import record_check
from db.audit import Actor
from db.queries.equipment import board
from db.settings import Settings
from etl.pipeline import load_files
from tests.dashboard.pages.hospital import Hospital, together
from tests.dashboard.signing_in import callback_body, send
from tests.etl.lines import line_to


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return Hospital(settings_for(sqlite_url), tmp_path)


@pytest.fixture
def ward(hospital: Hospital) -> Hospital:
    hospital.receive(
        "equipment_list_2026-01-01.csv", "unit,room,unit_kind,weekday_hours,saturday_hours,sunday_hours",
        "Room 1,,radiography,07:00-19:00,closed,closed", "Room 2,,radiography,,,",
    )  # fmt: skip
    hospital.receive(
        "qc_schedules_2026-01-01.csv",
        "unit,test,valid_from,anchor,rule,grace_before_days,grace_after_days,lead_days",
        "Room 1,kvp_accuracy,2026-01-01,2026-01-01,FREQ=MONTHLY;BYMONTHDAY=1,7,7,7",
        "Room 1,light_field,2026-01-01,2026-01-01,FREQ=MONTHLY;BYMONTHDAY=1,7,7,7",
        "Room 2,kvp_accuracy,2026-01-01,2026-12-01,FREQ=YEARLY,7,7,7",
    )
    hospital.receive(
        "qc_limits_2026-01-01.csv", "unit,test,valid_from,limit_kind,reference,act_low,tol_low,tol_high,act_high",
        "Room 1,kvp_accuracy,2026-01-01,value,0,-10,-5,5,10",
    )  # fmt: skip
    hospital.receive(
        "qc_results_2026-11-23.csv", "unit,test,performed_at,value,performed_by",
        "Room 1,kvp_accuracy,2026-11-01 08:00,6.1,a.demo", "Room 1,light_field,2026-11-23 08:00,1.2,a.demo",
    )  # fmt: skip
    hospital.receive(
        "service_events_2026-11-20.csv", "unit,event_kind,started_at,ended_at,is_down,cause,cost",
        "Room 1,repair,2026-11-18 10:00,2026-11-18 13:00,yes,,",
        "Room 2,upgrade,2026-11-19 10:00,2026-11-19 11:00,yes,,900",
    )  # fmt: skip
    return hospital


def test_before_anything_has_come_the_page_says_what_to_load(hospital: Hospital) -> None:
    technologist = hospital.as_role("technologist")
    for view in ("", "?view=review", "?view=faults", "?view=cleaning"):
        words = together(technologist.page("/equipment", view))
        assert "No unit is known yet" in words
        assert "qc_schedules" in words
        assert "corrected and documented" not in words


def test_the_board_tells_due_and_result_apart_and_never_calls_an_unjudged_check_passed(
    ward: Hospital,
) -> None:
    words = together(ward.as_role("technologist").page("/equipment"))
    assert "No limit set" in words
    assert "Not done" in words
    assert "1 Dec" in words
    assert "unknown" in words


def test_a_result_past_tolerance_is_not_hidden_by_later_ones_of_other_checks(ward: Hospital) -> None:
    words = together(ward.as_role("technologist").page("/equipment"))
    assert "In use; kvp_accuracy past tolerance, light_field without a limit" in words
    assert "Doubtful" in words
    assert "6.1" in words


def test_every_view_opens_and_says_its_finding(ward: Hospital) -> None:
    physicist = ward.as_role("physicist")
    for query, expected in {
        "?view=unit&unit=Room+1": "No check of Room 1 is overdue",
        "?view=check&unit=Room+1&test=kvp_accuracy": "Tolerance outside",
        "?view=check&unit=Room+1&test=nothing": "There is no such check",
        "?view=review": "other results past a limit or without one wait for review",
        "?view=faults": "0 faults open",
        "?view=fault&fault=9": "There is no such fault",
        "?view=cleaning": "Terminal cleanings: none is due",
        "?view=today&unit=Room+1": "Nothing is left to check on Room 1 today",
        "?view=today&unit=Room+1&test=kvp_accuracy": "kvp_accuracy is not due today: it is due on 1 Dec",
        "?view=today&unit=Room+1&test=nothing": "There is no such check of this unit",
        "?view=plan&unit=Room+1&test=kvp_accuracy": "kvp_accuracy: limits since",
        "?view=plan&unit=Room+1&test=light_field": "light_field: no limit is set",
        "?view=plan&unit=Room+1&test=nothing": "There is no such check",
        "?view=plan&unit=Nowhere": "There is no such unit",
        "?view=faults&kind=nothing": "Uptime this month so far",
        "?view=faults&kind=repair": "Uptime is not shown for a part",
        "?view=list": "checks to begin with",
        "?view=unit&unit=%3Cscript%3E": "No check is known",
        "?view=strange": "In service",
    }.items():
        assert expected in together(physicist.page("/equipment", query)), query


def test_exams_of_today_are_unknown_until_something_tells_of_today(ward: Hospital) -> None:
    head = "accession_number,exam_description,modality,room,started_at,ended_at,status"

    def exams_in_room_1() -> int | None:
        with ward.database.read() as connection:
            cards = board(connection, ward.now, ward.settings.zone)
        return next(card.exams_today for card in cards if card.unit == "Room 1")

    yesterday = "A1,Chest PA,DX,Room 1,2026-11-23 22:00,2026-11-23 22:10,final"
    assert ward.receive("ris_2026-11-23_2313.csv", head, yesterday) == "loaded"
    assert exams_in_room_1() is None
    today = "A2,Chest PA,DX,Room 2,2026-11-24 08:00,2026-11-24 08:10,final"
    assert ward.receive("ris_2026-11-24_0900.csv", head, today) == "loaded"
    assert exams_in_room_1() == 0


def test_home_names_a_check_as_its_list_does_and_leads_to_the_unit(ward: Hospital) -> None:
    reference = Path(__file__).parents[3] / "db" / "reference" / "qc_tests.csv"
    list(load_files([reference], line_to(ward.database, now=ward.now)))
    failed = ["unit,test,performed_at,value,performed_by", "Room 1,kvp_accuracy,2026-11-24 08:30,12,a.demo"]
    assert ward.receive("qc_results_2026-11-24_0900.csv", *failed) == "loaded"
    manager = ward.as_role("manager")
    assert "Room 1 is limited: kVp accuracy past its action limit" in together(manager.page("/"))
    assert "/equipment?view=unit&unit=Room+1" in manager.links("/")


def test_who_only_looks_gets_no_form(ward: Hospital) -> None:
    admin = together(ward.as_role("admin").page("/equipment", "?view=check&unit=Room+1&test=kvp_accuracy"))
    assert "Record" not in admin
    assert "Report a fault" not in admin
    technologist = ward.as_role("technologist").page(
        "/equipment", "?view=check&unit=Room+1&test=kvp_accuracy"
    )
    assert "Record kVp accuracy" in together(technologist) or "Record kvp_accuracy" in together(technologist)
    assert "Not reviewed" in technologist


def test_the_verdict_is_there_before_anything_is_recorded(ward: Hospital) -> None:
    technologist = ward.as_role("technologist")
    about = {"unit": "Room 1", "test": "kvp_accuracy"}
    output = next(name for name in ward.app.callback_map if "equipment-verdict" in name)
    for value, word in (("10", "Tolerance"), ("10,01", "Action"), ("5", "In limits"), ("x", None)):
        answer = send(technologist.client, callback_body(ward.app, output, [value, None], [about]))
        assert answer.status_code == 200
        assert word is None or word in answer.text


def test_only_four_roles_see_the_page(ward: Hospital) -> None:
    seen = {role for role in ROLES if ward.as_role(role).status("/equipment") == 200}
    assert seen == {"manager", "physicist", "technologist", "admin"}


def test_when_the_database_fails_the_page_says_so(ward: Hospital) -> None:
    technologist = ward.as_role("technologist")
    ward.break_table("qc_standing")
    words = together(technologist.page("/equipment"))
    assert "The equipment page could not be loaded" in words
    assert "qc_standing" not in words
    ward.mend_table("qc_standing")


def test_limits_are_set_by_the_physicist_and_schedules_by_the_manager_too(ward: Hospital) -> None:
    plan = "?view=plan&unit=Room+1&test=kvp_accuracy"
    seen = {
        role: together(ward.as_role(role).page("/equipment", plan))
        for role in ("physicist", "manager", "technologist", "admin")
    }
    assert {role for role, words in seen.items() if "Set limits" in words} == {"physicist"}
    assert {role for role, words in seen.items() if "Set the schedule" in words} == {"physicist", "manager"}


def test_limits_set_on_the_page_are_in_force_at_once(ward: Hospital) -> None:
    physicist = ward.as_role("physicist")
    output = next(name for name in ward.app.callback_map if "equipment-limits-said" in name)
    about = {"unit": "Room 1", "test": "kvp_accuracy", "words": False}
    numbers: list[object] = ["0", "-4", "-2", "2", "4,5"]

    def sent(*more: str) -> str:
        values = [about, "value", *numbers, "", "", *more]
        return send(physicist.client, callback_body(ward.app, output, [1], values)).text

    assert "Say where this comes from" in sent("2026-11-24", "")
    assert "Enter the day" in sent("24.11.2026", "acceptance")
    assert "Enter the day" in sent("2026-W48-2", "acceptance")
    for forged in ("1_0", "\u0663", True, False, [None]):
        numbers[1] = forged
        assert "A limit is not a number" in sent("2026-11-24", "acceptance"), forged
    numbers[1] = "-4"
    assert "view=plan" in sent("2026-11-24", "acceptance")
    assert "Action outside \u22124 to 4.5" in together(
        physicist.page("/equipment", "?view=plan&unit=Room+1&test=kvp_accuracy")
    )


def test_a_rule_is_shown_with_the_days_that_follow_from_it(ward: Hospital) -> None:
    manager = ward.as_role("manager")
    output = next(name for name in ward.app.callback_map if "equipment-schedule-days" in name)
    for rule, words in {
        "FREQ=MONTHLY;BYMONTHDAY=-1": "30\u00a0Nov, 31\u00a0Dec, 31\u00a0Jan\u00a02027, 28\u00a0Feb\u00a02027",
        "FREQ=HOURLY": "This is no rule",
        "FREQ=DAILY;UNTIL=20260601": "Never due again",
    }.items():
        answer = send(manager.client, callback_body(ward.app, output, [rule, "2026-01-01"], []))
        assert words in json.loads(answer.text)["response"]["equipment-schedule-days"]["children"], rule


def test_a_form_that_is_sent_twice_is_done_once_and_one_without_its_key_not_at_all(ward: Hospital) -> None:
    technologist = ward.as_role("technologist")
    output = next(name for name in ward.app.callback_map if "equipment-fault-said" in name)

    def sent(key: object) -> str:
        about = {"unit": "Room 1", "key": key}
        body = callback_body(ward.app, output, [1, None, None], ["Detector", "", about])
        return send(technologist.client, body).text

    for forged in (None, "", "x" * 32, 7, ["0" * 32]):
        assert "This form is out of date" in sent(forged)
    assert "u002fequipment" in sent("0" * 32)
    assert "u002fequipment" in sent("0" * 32)
    words = together(technologist.page("/equipment", "?view=faults"))
    assert "1 fault open" in words


def test_people_are_called_by_their_names_and_a_failure_stands_in_one_list(ward: Hospital) -> None:
    with ward.database.write() as connection:
        record_check(
            connection, "Room 1", "kvp_accuracy", 12.0, None, "high", actor=Actor("technologist"),
            now=ward.now, zone=ward.settings.zone,
        )  # fmt: skip
    ward.as_role("technologist")
    words = together(ward.as_role("physicist").page("/equipment", "?view=review"))
    assert "1 failed check not corrected" in words
    assert "2 other results" in words
    assert "Made-up technologist" in words


def test_the_answers_are_those_of_the_list_until_the_unit_has_its_own(ward: Hospital) -> None:
    reference = Path(__file__).parents[3] / "db" / "reference" / "qc_tests.csv"
    list(load_files([reference], line_to(ward.database, now=ward.now)))
    ward.receive(
        "qc_schedules_2026-02-01.csv", "unit,test,valid_from,anchor,rule,grace_before_days,grace_after_days,lead_days",
        "Room 1,artefacts,2026-01-01,2026-11-24,FREQ=DAILY,0,0,0",
    )  # fmt: skip
    technologist = ward.as_role("technologist")
    page = technologist.page("/equipment", "?view=today&unit=Room+1")
    assert [word for word in page if word in ("none", "pass", "minor", "failed", "not possible")] == [
        "none", "pass", "minor", "failed", "not possible",
    ]  # fmt: skip


def test_what_nobody_has_said_is_not_written_out(ward: Hospital) -> None:
    ward.receive(
        "cleaning_log_2026-11-24_0800.csv", "unit,done_at,cleaning,precaution,done_by",
        "Room 1,2026-11-23 20:00,terminal,,C. Demo", "Room 1,2026-11-23 21:00,isolation,contact,",
        "Room 2,2026-11-23 22:00,isolation,,",
    )  # fmt: skip
    words = together(ward.as_role("technologist").page("/equipment", "?view=cleaning"))
    assert "nan" not in words.lower().split()
    assert "(nan)" not in words
    assert "Isolation case (contact)" in words
    assert "unknown precaution" in words
