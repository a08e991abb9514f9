"""What about badges somebody has to look after: each finding with its age and its next step."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from db.database import Database
from db.queries import badges
from db.schema.badge_desk import badge_assignment
from db.schema.badges import wearer
from tests.db.queries.test_badges import ANNA, BEN, CARO, SEPTEMBER, Service

Q1, Q2, Q3 = (
    (date(2026, 1, 1), date(2026, 3, 31)),
    (date(2026, 4, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30)),
)
TODAY = date(2026, 11, 24)


@pytest.fixture
def service(database_url: str) -> Iterator[Service]:
    database = Database(database_url)
    with database.write() as connection:
        yield Service(connection)
    database.close()


def found(connection: Connection, months: int = 4) -> list[tuple[Any, ...]]:
    table = badges.missing(connection, SEPTEMBER, TODAY, months)
    columns = ["participant_number", "position", "finding", "days_since", "next_step", "inferred"]
    rows = table[columns].astype(object).where(table[columns].notna(), None)
    return list(rows.itertuples(index=False, name=None))


def test_a_badge_that_did_not_come_is_reminded_of_then_asked_for_then_absent(service: Service) -> None:
    for period in (Q1, Q2, Q3):
        service.read(ANNA, period, 1)
    service.read(BEN, Q1, 1)
    service.read(BEN, Q2, 1)
    service.read(CARO, Q1, 1)
    assert found(service.connection) == [
        (CARO, "CHEST", "Absent", 147, "Estimate the dose", True),
        (BEN, "CHEST", "Not returned", 55, "Remind", True),
    ]
    assert found(service.connection, months=6)[0][2:5] == ("Late", 147, "Ask in person, order a replacement")


def test_unused_though_another_badge_of_the_period_has_a_dose(service: Service) -> None:
    service.read(ANNA, Q3, "unused", "unused", "unused")
    service.read(ANNA, Q3, sde=500, use="RFINGER")
    assert found(service.connection) == [
        (ANNA, "CHEST", "Unused, worked", 55, "Ask, then estimate the dose", False)
    ]


def test_two_badges_a_damaged_one_and_one_that_the_report_calls_absent(service: Service) -> None:
    service.read(ANNA, Q3, 1)
    service.read(ANNA, Q3, 2)
    service.read(BEN, Q3, "damaged")
    service.read(CARO, Q3, "absent")
    assert [row[:3] for row in found(service.connection)] == [
        (ANNA, "CHEST", "Two badges"),
        (BEN, "CHEST", "Damaged"),
        (CARO, "CHEST", "Absent"),
    ]


def test_whoever_has_no_badge_no_name_or_two_numbers_has_an_age_too(service: Service) -> None:
    assigned = {"use": "CHEST", "starts_on": date(2026, 9, 1)}
    service.put(badge_assignment, account_number="1", participant_number=BEN, **assigned)
    service.put(wearer, account_number="1", participant_number="00900", participant_name=None)
    service.read("00900", Q3, 1)
    service.put(wearer, account_number="1", participant_number="00901", participant_name="A. Made-up")
    service.read(ANNA, Q1, 1)
    service.read(ANNA, Q2, 1)
    service.read(ANNA, Q3, 1)
    service.read("00901", Q3, 1)
    assert found(service.connection) == [
        (ANNA, "", "Two numbers", 146, "Join them at the service", True),
        ("00900", "CHEST", "No wearer", 146, "Name the wearer at the service", False),
        (BEN, "CHEST", "No badge", 84, "Order a badge, or end the assignment", False),
    ]


def test_a_badge_behind_an_assignment_that_ended_is_not_missed(service: Service) -> None:
    for period in (Q1, Q2, Q3):
        service.read(ANNA, period, 1)
    service.read(BEN, Q1, 1)
    ended = {"starts_on": Q1[0], "ends_on": Q1[1]}
    service.put(badge_assignment, account_number="1", participant_number=BEN, use="CHEST", **ended)
    assert found(service.connection) == []
