from collections import Counter
from datetime import datetime, timedelta
from statistics import median

import pytest

from etl.demo.catalogue import procedures
from etl.demo.people import INTERNS, SUPERVISORS, TECHNOLOGISTS
from tests.etl.demo.conftest import END, Row, Written

STEPS = ("ordered_at", "arrived_at", "started_at", "ended_at", "preliminary_at", "reported_at")


@pytest.fixture(scope="module")
def exams(department: Written) -> dict[str, Row]:
    """Each exam as the newest file tells it."""
    return {row["accession_number"]: row for row in department.rows("ris_*.csv")}


def minutes(row: Row, earlier: str, later: str) -> float:
    return (datetime.fromisoformat(row[later]) - datetime.fromisoformat(row[earlier])) / timedelta(minutes=1)


def test_a_weekday_has_60_to_90_exams_and_a_weekend_day_fewer(exams: dict[str, Row]) -> None:
    days = Counter(row["started_at"][:10] for row in exams.values() if row["started_at"])
    del days["2026-11-24"]
    weekdays = [n for day, n in days.items() if datetime.fromisoformat(day).weekday() < 5]
    weekends = [n for day, n in days.items() if datetime.fromisoformat(day).weekday() >= 5]
    assert 60 <= median(weekdays) <= 85
    assert 15 <= median(weekends) <= 40


def test_there_are_three_months(exams: dict[str, Row]) -> None:
    days = {row["started_at"][:10] for row in exams.values() if row["started_at"]}
    assert len(days) == 92
    assert max(days) == "2026-11-24"


def test_steps_are_in_order(exams: dict[str, Row]) -> None:
    for row in exams.values():
        times = [row[step] for step in STEPS if row[step]]
        assert times == sorted(times), row["accession_number"]
        if row["scheduled_at"] and row["started_at"]:
            assert row["scheduled_at"] <= row["started_at"]


def test_a_status_is_the_last_step_that_has_happened(exams: dict[str, Row]) -> None:
    last = {"reported_at": "final", "preliminary_at": "preliminary", "ended_at": "completed"}
    last |= {"started_at": "in_progress", "arrived_at": "arrived", "ordered_at": "ordered"}
    for row in exams.values():
        if row["status"] in ("cancelled", "no_show", "scheduled"):
            assert row["started_at"] == ""
        else:
            assert row["status"] == next(word for step, word in last.items() if row[step])


def test_today_is_still_going_on(exams: dict[str, Row]) -> None:
    today = Counter(
        row["status"] for row in exams.values() if row["accession_number"].startswith("DEMO-261124")
    )
    assert today["final"] > 10
    assert today["completed"] + today["preliminary"] > 5
    assert today["arrived"] + today["in_progress"] + today["ordered"] + today["scheduled"] >= 2


def test_a_few_reports_are_open_for_more_than_a_day(exams: dict[str, Row]) -> None:
    day_ago = (END - timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    late = [
        r for r in exams.values() if r["status"] in ("completed", "preliminary") and r["ended_at"] < day_ago
    ]
    assert 2 <= len(late) <= 15


def test_a_few_are_cancelled_with_a_reason(exams: dict[str, Row]) -> None:
    called_off = [row for row in exams.values() if row["status"] in ("cancelled", "no_show")]
    assert 0.02 < len(called_off) / len(exams) < 0.08
    assert all(row["cancel_reason"] for row in called_off)
    assert {row["status"] for row in called_off} == {"cancelled", "no_show"}


def test_stat_exams_begin_and_are_reported_sooner(exams: dict[str, Row]) -> None:
    def usual(priority: str, earlier: str, later: str) -> float:
        rows = [r for r in exams.values() if r["priority"] == priority and r["patient_class"] == "emergency"]
        return median(minutes(row, earlier, later) for row in rows if row[later])

    assert usual("stat", "ordered_at", "started_at") < usual("urgent", "ordered_at", "started_at")
    assert usual("stat", "ended_at", "reported_at") < usual("urgent", "ended_at", "reported_at")
    assert 20 < usual("stat", "ended_at", "reported_at") < 90


def test_outpatients_have_an_appointment_and_others_none(exams: dict[str, Row]) -> None:
    for row in exams.values():
        assert bool(row["scheduled_at"]) == (row["patient_class"] == "outpatient")


def test_rooms_priorities_and_classes_are_all_there(exams: dict[str, Row]) -> None:
    assert {row["room"] for row in exams.values()} == {
        *(f"Room {n}" for n in range(1, 7)),
        *("Mobile 1", "Mobile 2"),
    }
    assert {row["priority"] for row in exams.values()} == {"routine", "urgent", "stat"}
    assert {row["exam_code"] for row in exams.values()} == {p.exam_code for p in procedures()}


def test_a_student_has_a_supervisor(exams: dict[str, Row]) -> None:
    taught = [row for row in exams.values() if row["student"]]
    assert len(taught) > 300
    assert {row["student"] for row in taught} == set(INTERNS)
    assert {row["supervisor"] for row in taught} == set(SUPERVISORS)
    assert all(row["supervisor"] == "" for row in exams.values() if not row["student"])
    assert {row["technologist"] for row in exams.values() if row["started_at"]} == set(TECHNOLOGISTS)


def test_a_report_signed_on_a_later_day_comes_with_that_day(department: Written) -> None:
    told: dict[str, list[Row]] = {}
    for row in department.rows("ris_*.csv"):
        told.setdefault(row["accession_number"], []).append(row)
    again = [rows for rows in told.values() if len(rows) > 1]
    assert len(again) > 50
    for rows in again:
        assert rows[0]["reported_at"] == ""
        # Only what was blank is added: an exam's past does not change.
        assert all(
            rows[-1][column] == text for column, text in rows[0].items() if text and column != "status"
        )
