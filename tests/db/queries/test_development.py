"""Credentials, the checklist and learning, worked out by hand; files take the real line, on both engines."""

import csv
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from commands.files import REFERENCE
from db.database import Database
from db.queries import development, interns
from db.queries.development import Whom
from db.training_settings import CHECKLIST, FIRST_VALUES, read_settings
from etl.pipeline import load_files
from tests.db.competency.records import School
from tests.etl.lines import line_to

TODAY = date(2026, 11, 24)
SETTINGS = REFERENCE / "training_settings.csv"
HEAD = "person,person_group,kind,title,record_number,done_on,expires_on,hours"
EVERYBODY = Whom(None, None)
ROWS = [
    "Ada Trainee,intern,onboarding,Badge issued,,2026-01-05,,",
    "Ada Trainee,intern,onboarding,HIPAA training,,2026-01-05,,",
    # An old card and its renewal: the newest counts, whatever it is called.
    "Ada Trainee,intern,onboarding,BLS,,2024-11-01,2026-11-01,",
    "Ada Trainee,intern,credential,bls,,2026-10-30,2026-11-24,",
    "Ada Trainee,intern,onboarding,MR safety screening,,2026-01-07,,",
    "Bea Trainee,intern,onboarding,BLS,,2024-11-23,2026-11-23,",
    # What lies ahead is not done.
    "Bea Trainee,intern,onboarding,HIPAA training,,2026-11-25,,",
    "R. Tech,staff,credential,State licence,,2025-01-01,2027-01-23,",
    "S. Tech,staff,credential,State licence,,2025-01-01,2027-01-24,",
    "Ada Trainee,intern,shadowing,Chest readers,,2026-11-20,,1.5",
    "Ada Trainee,intern,shadowing,Chest readers,,2025-11-25,,2",
    "Ada Trainee,intern,shadowing,Chest readers,,2025-11-24,,9",
    "Ada Trainee,intern,meeting,Reject review,,2026-11-18,,",
    "R. Tech,staff,ce,Update,,2024-11-25,,3",
    "R. Tech,staff,ce,Update,,2024-11-24,,9",
    "Nobody Known,intern,onboarding,BLS,,2026-01-05,2026-01-06,",
]


@pytest.fixture
def school(database_url, tmp_path):
    made = School(Database(database_url), tmp_path)
    list(load_files([SETTINGS], line_to(made.database)))
    made.enrol("Ada Trainee", "Bea Trainee", "Cleo Trainee")
    made.receive("development_2026-11-23.csv", HEAD, ROWS)
    return made


def test_what_ends_what_is_missing_and_what_was_learned_come_out_as_worked_out_by_hand(school):
    with school.database.read() as connection:
        found = development.standing(connection, EVERYBODY, TODAY)
        learned = {one.person: one for one in development.learned(connection, EVERYBODY, TODAY)}
        ada = development.standing(connection, Whom(frozenset({"Ada Trainee"})), TODAY)
        nobody = development.standing(connection, Whom(), TODAY)
        rows = development.attention(connection, EVERYBODY, TODAY)
        of_staff = development.attention(connection, Whom(frozenset(), None), TODAY)
    # The last day is a day on which it holds; 60 days before it is told, 61 days before it is not.
    assert [(one.person, one.title, one.state) for one in found.held] == [
        ("Bea Trainee", "BLS", "ended"), ("Ada Trainee", "bls", "soon"), ("R. Tech", "State licence", "soon"),
        ("S. Tech", "State licence", "valid"),
    ]  # fmt: skip
    lists = {one.person: [item.state for item in one.items] for one in found.lists}
    assert lists["Ada Trainee"] == ["valid", "valid", "soon", "valid"]
    assert lists["Bea Trainee"] == ["missing", "missing", "ended", "missing"]
    assert lists["Cleo Trainee"] == ["missing"] * 4
    assert [one.person for one in found.lists if one.complete] == ["Ada Trainee"]
    assert {one.person for one in ada.lists} == {one.person for one in ada.held} == {"Ada Trainee"}
    assert (nobody.held, nobody.lists) == ((), ())
    assert (learned["Ada Trainee"].shadowing, learned["Ada Trainee"].shadowing_hours) == (2, 3.5)
    assert (learned["Ada Trainee"].meetings, learned["R. Tech"].education_hours) == (1, 3.0)
    assert learned["Bea Trainee"].newest is None
    assert "Nobody Known" not in learned
    assert [(one.state, one.permission, one.finding.replace("\u00a0", " ")) for one in rows] == [
        ("action", "interns.all", "1 credential of interns ended"),
        ("due", "interns.all", "1 credential of interns ends within 60 days"),
        ("warn", "interns.all", "2 onboarding checklists of interns not complete"),
        ("due", "development.staff", "1 credential of staff ends within 60 days"),
        ("warn", "development.staff", "2 onboarding checklists of staff not complete"),
    ]  # fmt: skip
    assert all("staff" in one.finding for one in of_staff)
    assert "First: BLS of Bea Trainee, 23\u00a0Nov" in rows[0].detail


def test_the_programmes_own_numbers_take_the_place_of_those_that_come_with_radops(school):
    head = "setting,title,applies_to,setting_value,unit,jurisdiction,edition,source,valid_from,confirmed,note"
    school.receive(
        "training_settings_2026-11-20.csv", head,
        [
            "most_a_day,Most hours a day,intern,8,h,site,2,our handbook,2026-09-01,yes,",
            "most_a_week,Most hours a week,intern,30,h,site,2,our handbook,2026-12-01,yes,",
            "onboarding,BLS,all,0,,site,2,our handbook,2026-09-01,yes,",
            "onboarding,Locker,staff,,,site,2,our handbook,2026-09-01,yes,",
        ],
    )  # fmt: skip
    school.receive(
        "clinical_hours_2026-11-20.csv", "intern,started_at,ended_at,activity",
        [f"Ada Trainee,2026-11-{day} 07:00,2026-11-{day} {end}:00,clinic" for day, end in ((18, 15), (19, 16))],
    )  # fmt: skip
    with school.database.read() as connection:
        settings = read_settings(connection, TODAY)
        hours = interns.hours(
            connection, interns.Scope(None), date(2026, 11, 1), TODAY, ZoneInfo("America/New_York")
        )
    # Nine hours are more than the programme's eight, and eight are not.
    assert [(one.span, one.first_day, one.hours) for one in hours.over] == [("day", date(2026, 11, 19), 9.0)]
    # What holds from December on does not hold yet; an item with 0 is taken off the list.
    assert (settings["most_a_day"], settings["most_a_week"]) == (8.0, 40.0)
    assert settings.numbers["most_a_day"].confirmed
    assert settings.checklist("intern") == ["Badge issued", "HIPAA training", "MR safety screening"]
    assert settings.checklist("staff") == ["Badge issued", "HIPAA training", "MR safety screening", "Locker"]


def test_the_first_values_are_those_of_the_table_that_comes_with_radops():
    with SETTINGS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["setting"] != CHECKLIST]
    assert {row["setting"]: float(row["setting_value"]) for row in rows} == FIRST_VALUES
