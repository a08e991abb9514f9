"""Faults told to biomedical engineering, the hours that they cost, and what is left of a unit's hours."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.actions import equipment as actions
from db.actions.equipment import EquipmentRefused
from db.actions.outbox import subscribe
from db.once import SentBefore
from db.queries import equipment
from db.schema.outbox import outbox_delivery, outbox_message
from tests.db.actions.equipment_line import NOW, PHYSICIST, TECH, TODAY, ZONE, act, line

__all__ = ["line"]

UNITS = "unit,unit_kind,weekday_hours,saturday_hours,sunday_hours"
EVENTS = "unit,event_kind,started_at,ended_at,is_down,cause,cost"


def told(line, fault):
    with line.database.read() as connection:
        return [(one.who, one.state) for one in equipment.escalations(connection, fault)]


def test_an_escalated_fault_is_queued_for_whoever_receives_it_and_the_page_knows_what_became_of_it(line):
    subscribe_biomed(line)
    fault = act(line, actions.report_fault, "Room 1", "Detector", "down", "Patient of 9:40 was moved")
    assert told(line, fault) == []
    act(line, actions.escalate_fault, fault, 1, zone=ZONE)
    assert told(line, fault) == [("biomed@clinic.example", "waiting")]
    with pytest.raises(EquipmentRefused, match="was told of this fault today"):
        act(line, actions.escalate_fault, fault, 2, zone=ZONE)
    with line.database.write() as connection:
        message = connection.execute(select(outbox_message)).one()
        connection.execute(update(outbox_delivery).values(state="failed", reason="no mail server answers"))
    # What somebody wrote never leaves: it may name a patient.
    assert "Patient" not in f"{message.subject} {message.lines}"
    assert message.lines[0]["path"] == f"/equipment?view=fault&fault={fault}"
    assert (message.kind, message.subject) == ("alert", "Fault of Room 1: Detector")
    assert told(line, fault) == [("biomed@clinic.example", "failed")]
    with pytest.raises(EquipmentRefused, match="changed"):
        act(line, actions.escalate_fault, fault, 1, zone=ZONE)
    # One that nobody has got is said again the same day; else it is the next day's.
    act(line, actions.escalate_fault, fault, 2, zone=ZONE)
    assert [state for _, state in told(line, fault)] == ["failed", "waiting"]
    with pytest.raises(EquipmentRefused, match="today"):
        act(line, actions.escalate_fault, fault, 3, zone=ZONE)
    act(line, actions.escalate_fault, fault, 3, zone=ZONE, now=NOW + timedelta(days=1))
    assert [state for _, state in told(line, fault)] == ["failed", "waiting", "waiting"]
    act(line, actions.repair_fault, fault, 4, "board", None)
    with pytest.raises(EquipmentRefused, match="changed"):
        act(line, actions.escalate_fault, fault, 5, zone=ZONE, now=NOW + timedelta(days=2))


def test_a_fault_that_nobody_receives_says_so(line):
    fault = act(line, actions.report_fault, "Room 1", "Detector", "limited", "")
    act(line, actions.escalate_fault, fault, 1, zone=ZONE)
    assert told(line, fault) == [(None, "nobody")]


def test_hours_lost_are_opening_hours_while_the_unit_was_down(line):
    line.receive(
        "equipment_list", UNITS, "Room 1,radiography,07:00-19:00,closed,closed", "Room 2,radiography,,,"
    )
    line.receive(
        "service_events", EVENTS, "Room 1,repair,2026-11-20 17:00,2026-11-23 09:00,yes,tube,900",
        "Room 1,software update,2026-11-23 12:00,2026-11-23 13:00,no,,", "Room 2,repair,2026-11-23 08:00,,yes,,",
    )  # fmt: skip
    with line.database.read() as connection:
        stops = equipment.stops(connection, TODAY - timedelta(days=30), NOW, ZONE)
        share, units = equipment.uptime_of_all(connection, NOW, ZONE)
    found = [(stop.unit, stop.kind, stop.lost_hours, stop.ended is None) for stop in stops]
    # Friday 17 to 19 and Monday 7 to 9; nobody knows Room 2's hours.
    assert found == [
        ("Room 1", "software update", 0.0, False), ("Room 2", "repair", None, True), ("Room 1", "repair", 4.0, False),
    ]  # fmt: skip
    # Sixteen weekdays of twelve hours, and five hours of today.
    assert units == 1
    assert share == pytest.approx(1 - 4 / (16 * 12 + 5))


def test_hours_lost_are_rounded_once_so_that_the_rows_sum_up_to_what_stands_above_them(line):
    line.receive("equipment_list", UNITS, "Room 1,radiography,07:00-19:00,closed,closed")
    line.receive(
        "service_events", EVENTS, "Room 1,repair,2026-11-19 10:20,2026-11-19 16:05,yes,belt,",
        "Room 1,swap,2026-11-18 07:00,2026-11-18 16:30,yes,,", "Room 1,service,2026-11-17 07:00,2026-11-17 11:00,yes,,",
    )  # fmt: skip
    with line.database.read() as connection:
        stops = equipment.stops(connection, TODAY - timedelta(days=30), NOW, ZONE)
    assert [stop.lost_hours for stop in stops] == [5.8, 9.5, 4.0]
    assert equipment.lost_in_all(stops) == (19.3, 0)


def test_a_unit_whose_checks_all_passed_shows_every_check_before_its_return_and_a_usable_one_none(line):
    fault = act(line, actions.report_fault, "Room 1", "Network", "down", "")
    with line.database.read() as connection:
        wanted = [check.test for check in equipment.return_checks(connection, fault)]
    assert wanted == ["kvp", "warm_up"]
    usable = act(line, actions.report_fault, "Room 1", "Other", "usable", "A scratch", now=NOW)
    act(line, actions.repair_fault, usable, 1, "paint", None)
    act(line, actions.return_to_service, usable, 2)
    with line.database.read() as connection:
        assert list(equipment.faults_open(connection)["id"]) == [fault]


def test_the_same_form_sent_twice_counts_once(line):
    key = "0" * 31 + "a"
    act(line, actions.report_fault, "Room 1", "Network", "down", "", key=key)
    with pytest.raises(SentBefore):
        act(line, actions.report_fault, "Room 1", "Network", "down", "", actor=PHYSICIST, key=key)
    with line.database.read() as connection:
        assert len(equipment.faults_open(connection)) == 1
    # What was refused has not counted: the same form may be sent again once it is right.
    other = "0" * 31 + "b"
    with pytest.raises(EquipmentRefused, match="comment"):
        act(line, actions.record_check, "Room 1", "kvp", 95.0, None, "", zone=ZONE, key=other)
    act(line, actions.record_check, "Room 1", "kvp", 95.0, None, "high", zone=ZONE, key=other)
    later = NOW + timedelta(minutes=1)
    with pytest.raises(SentBefore):
        act(line, actions.record_check, "Room 1", "kvp", 95.0, None, "high", zone=ZONE, key=other, now=later)
    third = "0" * 31 + "c"
    act(line, actions.log_cleaning, "Room 1", "between", "", zone=ZONE, key=third)
    with pytest.raises(SentBefore):
        act(line, actions.log_cleaning, "Room 1", "between", "", zone=ZONE, key=third, now=later)
    with line.database.read() as connection:
        assert len(equipment.cleaning_log(connection)) == 1
        assert len(equipment.results_of(connection, "Room 1", "kvp")) == 1


def subscribe_biomed(line):
    with line.database.write() as connection:
        subscribe(connection, "equipment.fault", address="biomed@clinic.example", actor=TECH, now=NOW)


def test_what_the_page_asks_besides_is_answered_alike_on_both_engines(line):
    line.receive(
        "qc_results", "unit,test,performed_at,value,is_complete", "Room 1,kvp,2026-11-02 08:00,95,",
        "Room 1,warm_up,2026-11-22 08:00,1,", "Room 2,kvp,2026-11-03 08:00,80,", "Room 2,kvp,2026-11-04 08:00,81,",
    )  # fmt: skip
    act(line, actions.record_check, "Room 1", "kvp", 80.0, None, "", zone=ZONE)
    act(line, actions.log_cleaning, "Room 1", "between", "", zone=ZONE)
    with line.database.read() as connection:
        (failure,) = equipment.failures_open(connection, TODAY, 30)
    act(line, actions.document_correction, failure["id"], "recalibrated", zone=ZONE, actor=PHYSICIST)
    with line.database.read() as connection:
        strips = equipment.strips_of(connection, "Room 1", TODAY)
        by_unit = equipment.results_by_unit(connection, "kvp", ["Room 1", "Room 2"], most=1)
        corrected = equipment.corrections(connection, TODAY)
        assert equipment.cleanings_by_unit(connection, TODAY, ZONE) == [{"unit": "Room 1", "between": 1}]
        assert equipment.cleanings_due(connection, TODAY) == []
    assert (len(strips["warm_up"]), strips["warm_up"][-3:]) == (30, ["no_tol", "missed", "open"])
    assert strips["kvp"][7:9] == ["action", "none"]
    assert {unit: list(rows["value"]) for unit, rows in by_unit.items()} == {
        "Room 1": [80.0],
        "Room 2": [81.0],
    }
    assert [(row["corrected_by"], row["what"], row["days"]) for row in corrected] == [
        ("p.hys", "recalibrated", 22)
    ]
