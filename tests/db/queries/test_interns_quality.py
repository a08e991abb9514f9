"""Rejects and hours of an intern, worked out by hand; files take the real line, on both engines."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from commands.files import REFERENCE
from db.database import Database
from db.intervals import wilson
from db.queries import interns, rejects
from etl.pipeline import load_files
from tests.db.competency.records import School
from tests.etl.lines import line_to

TODAY = date(2026, 11, 24)
ZONE = ZoneInfo("America/New_York")
EXAMS = "accession_number,exam_description,modality,room,student,started_at,ended_at,status"
SENT = "study_instance_uid,accession_number,event_uid,modality,room,started_at,protocol"
REJECTS = "room,rejected_at,image_number,accession_number,modality,projection,reject_reason,repeated,student"
SUMMER, AUTUMN = "2026-08-10", "2026-11-10"


@pytest.fixture
def school(database_url, tmp_path):
    database = Database(database_url)
    names = ("reject_reasons", "reject_reason_names", "exam_names")
    list(load_files([REFERENCE / f"{name}.csv" for name in names], line_to(database)))
    return School(database, tmp_path)


def exam(number, student, day):
    return f"{number},XR,DX,Room 1,{student},{day} 08:00,{day} 08:10,final"


def sent(number, view, day):
    uid = f"1.2.{ord(number[0])}.{number[1:]}"
    return f"{uid},{number},{uid}.1,DX,Room 1,{day} 08:02,{view}"


def reject(place, number, view, day, reason="Positioning", repeated="yes", student=""):
    return f"Room 1,{day} 08:05:{place % 60:02d},{place},{number},DX,{view},{reason},{repeated},{student}"


def test_rejects_are_held_against_the_same_views_of_everybody_else(school):
    ada = [(f"A{n}", "Chest PA", AUTUMN) for n in range(40)] + [
        (f"B{n}", "Hand PA", SUMMER) for n in range(10)
    ]
    ada += [("S1", "Skull AP", AUTUMN)]
    others = [(f"C{n}", "Chest PA", AUTUMN) for n in range(95)] + [
        (f"D{n}", "Hand PA", SUMMER) for n in range(16)
    ]
    exams = [exam(number, "ADA", day) for number, _, day in ada]
    exams += [exam(number, "BEA" if place % 2 else "", day) for place, (number, _, day) in enumerate(others)]
    school.receive("ris_2026-11-20.csv", EXAMS, exams)
    school.receive("dose_2026-11-20.csv", SENT, [sent(*one) for one in (*ada, *others)])
    # One was not made again; two rejects of one exam are two; a test image is no reject of a patient's exposure.
    logged = [reject(n, f"A{n}", "Chest PA", AUTUMN, repeated="yes" if n else "no") for n in range(3)]
    logged += [
        reject(10, "A2", "Chest PA", AUTUMN, "Rotation"),
        reject(12, "A9", "Chest PA", AUTUMN, "Test image"),
    ]
    # Whom the log names comes before whom the exam names.
    logged += [reject(11, "D1", "Hand PA", SUMMER, "Patient motion", student="ADA")]
    logged += [reject(20 + n, f"C{n}", "Chest PA", AUTUMN) for n in range(5)]
    logged += [reject(30 + n, f"D{n}", "Hand PA", SUMMER, "Rotation", "no") for n in range(4)]
    school.receive("rejects_2026-11-20.csv", REJECTS, logged)
    with school.database.read() as connection:
        found = interns.quality(connection, "ADA", TODAY)
        nobody = interns.quality(connection, "NOBODY", TODAY)
        everybody = rejects_of_all(connection)
    assert nobody is None
    assert found is not None
    # 4 of 44 chests, 1 of 11 hands, none of the one skull.
    assert (found.rejected.hits, found.rejected.n, found.repeated.hits) == (5, 56, 4)
    assert (found.rejected.low, found.rejected.high) == wilson(5, 56)
    # 44 chests at 5 of 100 and 11 hands at 4 of 20, of 55; nobody else had a skull.
    assert found.department_rejected == pytest.approx((44 * 0.05 + 11 * 0.2) / 55)
    assert found.department_repeated == pytest.approx(44 * 0.05 / 55)
    assert found.not_compared == 1
    assert [
        (one.first_day, one.rejected.hits, one.rejected.n, one.rejected.share is None, one.repeated.hits)
        for one in found.quarters
    ] == [(date(2026, 7, 1), 1, 11, True, 1), (date(2026, 10, 1), 4, 45, False, 3)]
    assert [one.department_rejected for one in found.quarters] == [pytest.approx(0.2), pytest.approx(0.05)]
    assert found.reasons[0][1] == 3
    assert sum(number for _, number, _ in found.reasons) == 5
    # The same exposures as on the exams page: the intern's and all others' are all of them.
    assert everybody == (5 + 9, 51 + 111)


def rejects_of_all(connection):
    """Rejected and accepted, as the exams page counts them."""
    of = rejects.exposures(*rejects.exposures_between(connection, date(2026, 1, 1), TODAY))
    with_and_without = rejects.rates_by_student(of)
    assert list(with_and_without["rejected"]) == [5 + 4, 5]
    return len(of.rejected), len(of.accepted)


def test_hours_stand_by_site_and_shift_and_what_is_out_of_the_ordinary_is_told(school):
    school.enrol("Ada Trainee")
    school.receive(
        "clinical_hours_2026-11-24.csv", "intern,started_at,ended_at,activity,site,shift,approved_by",
        [
            "Ada Trainee,2026-11-02 07:00,2026-11-02 15:00,clinic,Main,day,R. Tech",
            "Ada Trainee,2026-11-03 15:00,2026-11-03 21:00,clinic,Main,evening,R. Tech",
            "Ada Trainee,2026-11-07 08:00,2026-11-07 12:00,clinic,North,,",
            "Ada Trainee,2026-11-09 07:00,,clinic,Main,day,R. Tech",
            "Ada Trainee,2026-11-10 13:00,2026-11-10 15:00,class,,,",
        ],
    )  # fmt: skip
    with school.database.read() as connection:
        found = interns.stays_of(connection, "Ada Trainee", TODAY, ZONE)
    assert found.by_site == (("Main", 14.0), ("North", 4.0))
    assert found.by_shift == (("day", 8.0), ("evening", 6.0), ("not recorded", 4.0))
    assert (found.clinic, found.evening, found.weekend) == (18.0, 3.0, 4.0)
    assert dict(found.exceptions) == {
        "without an end: nobody clocked out": 1, "in clinic, of the tracker, without an approval": 1,
    }  # fmt: skip
