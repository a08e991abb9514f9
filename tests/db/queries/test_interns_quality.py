"""Rejects and hours of an intern, worked out by hand; files take the real line, on both engines."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from commands.files import REFERENCE
from db.database import Database
from db.intervals import wilson
from db.queries import interns
from etl.pipeline import load_files
from tests.db.competency.records import School
from tests.etl.lines import line_to

TODAY = date(2026, 11, 24)
ZONE = ZoneInfo("America/New_York")
EXAMS = "accession_number,exam_description,modality,room,student,started_at,ended_at,status"
REJECTS = "room,rejected_at,image_number,accession_number,modality,reject_reason,repeated"


@pytest.fixture
def school(database_url, tmp_path):
    database = Database(database_url)
    reasons = [REFERENCE / f"{name}.csv" for name in ("reject_reasons", "reject_reason_names")]
    list(load_files(reasons, line_to(database)))
    return School(database, tmp_path)


def exam(number, what, student, day, status="final"):
    return f"{number},{what},DX,Room 1,{student},{day} 08:00,{day} 08:10,{status}"


def reject(place, number, day, reason="Positioning", repeated="yes"):
    return f"Room 1,{day} 08:05:{place % 60:02d},{place},{number},DX,{reason},{repeated}"


def test_rejects_are_held_against_the_same_mix_of_exams_of_everybody_else(school):
    day = "2026-11-10"
    exams = [exam(f"A{n}", "Chest", "ADA", day) for n in range(40)]
    exams += [exam(f"B{n}", "Hand", "ADA", "2026-08-10") for n in range(10)]
    exams += [exam("B99", "Hand", "ADA", day, "cancelled"), exam("B98", "Skull", "ADA", day)]
    exams += [exam(f"C{n}", "Chest", "" if n % 2 else "BEA", day) for n in range(100)]
    exams += [exam(f"D{n}", "Hand", "", day) for n in range(20)]
    school.receive("ris_2026-11-20.csv", EXAMS, exams)
    rejects = [reject(n, f"A{n}", day, repeated="yes" if n else "no") for n in range(3)]
    # Two rejects of one exam are one exam; a test image is no reject.
    rejects += [reject(10, "A2", day, "Rotation"), reject(11, "B1", "2026-08-10", "Patient motion")]
    rejects += [reject(12, "A9", day, "Test image")]
    rejects += [reject(20 + n, f"C{n}", day) for n in range(5)]
    rejects += [reject(30 + n, f"D{n}", day, "Rotation", "no") for n in range(4)]
    school.receive("rejects_2026-11-20.csv", REJECTS, rejects)
    with school.database.read() as connection:
        found = interns.quality(connection, "ADA", TODAY)
        nobody = interns.quality(connection, "NOBODY", TODAY)
    assert nobody is None
    assert found is not None
    assert (found.rejected.hits, found.rejected.n, found.repeated.hits) == (4, 51, 3)
    assert (found.rejected.low, found.rejected.high) == wilson(4, 51)
    # Forty chests at 5 of 100 and ten hands at 4 of 20, of fifty; nobody else had a skull.
    assert found.department_rejected == pytest.approx((40 * 0.05 + 10 * 0.2) / 50)
    assert found.department_repeated == pytest.approx(40 * 0.05 / 50)
    assert found.not_compared == 1
    assert [(first, one.hits, one.n, one.share is None) for first, one in found.quarters] == [
        (date(2026, 7, 1), 1, 10, True), (date(2026, 10, 1), 3, 41, False),
    ]  # fmt: skip
    assert found.reasons[0][1] == 3
    assert sum(number for _, number, _ in found.reasons) == 5


def test_hours_stand_by_site_and_shift_and_what_is_out_of_the_ordinary_is_told(school):
    school.enrol("Ada Trainee")
    school.receive(
        "clinical_hours_2026-11-24.csv", "intern,started_at,ended_at,activity,site,shift,approved_by",
        [
            "Ada Trainee,2026-11-02 07:00,2026-11-02 15:00,clinic,Main,day,R. Tech",
            "Ada Trainee,2026-11-03 15:00,2026-11-03 21:00,clinic,Main,evening,R. Tech",
            "Ada Trainee,2026-11-07 08:00,2026-11-07 12:00,clinic,North,,R. Tech",
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
        "without an end: nobody clocked out": 1, "of the tracker without an approval": 1,
    }  # fmt: skip
