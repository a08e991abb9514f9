"""Faults told to biomedical engineering, the hours that they cost, and what is left of a unit's hours."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.actions import equipment as actions
from db.actions.equipment import EquipmentRefused
from db.actions.outbox import subscribe
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
    act(line, actions.escalate_fault, fault, 1)
    assert told(line, fault) == [("biomed@clinic.example", "waiting")]
    with line.database.write() as connection:
        message = connection.execute(select(outbox_message)).one()
        connection.execute(update(outbox_delivery).values(state="failed", reason="no mail server answers"))
    # What somebody wrote never leaves: it may name a patient.
    assert "Patient" not in f"{message.subject} {message.lines}"
    assert message.lines[0]["path"] == f"/equipment?view=fault&fault={fault}"
    assert (message.kind, message.subject) == ("alert", "Fault of Room 1: Detector")
    assert told(line, fault) == [("biomed@clinic.example", "failed")]
    with pytest.raises(EquipmentRefused, match="changed"):
        act(line, actions.escalate_fault, fault, 1)
    act(line, actions.escalate_fault, fault, 2)
    assert [state for _, state in told(line, fault)] == ["failed", "waiting"]
    act(line, actions.repair_fault, fault, 3, "board", None)
    with pytest.raises(EquipmentRefused, match="changed"):
        act(line, actions.escalate_fault, fault, 4)


def test_a_fault_that_nobody_receives_says_so(line):
    fault = act(line, actions.report_fault, "Room 1", "Detector", "limited", "")
    act(line, actions.escalate_fault, fault, 1)
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
