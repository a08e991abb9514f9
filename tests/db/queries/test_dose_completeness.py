"""What came in is counted against what should have: exams without dose, doses without exam, totals that disagree."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from db.database import Database
from db.queries import dose
from etl.pipeline import load_files
from tests.etl.lines import line_to
from tests.real import REAL

EXAMS = "accession_number,study_instance_uid,exam_description,modality,room,started_at,status\n"
DOSES = "study_instance_uid,accession_number,event_uid,modality,room,started_at,protocol,dap_gy_cm2\n"
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
OF_NOVEMBER = dose.usual(NOVEMBER)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


@pytest.fixture
def loaded(database: Database, tmp_path: Path) -> Database:
    exams = EXAMS + (
        "A1,1.2.1,Chest,DX,Room 1,2026-11-02 10:00,final\n"
        "A2,1.2.2,Chest,DX,Room 1,2026-11-03 10:00,completed\n"
        "A3,1.2.3,Hand,DX,Room 2,2026-11-04 10:00,final\n"
        "A4,1.2.4,Knee,DX,Room 2,2026-11-05 10:00,cancelled\n"
        "A5,1.2.5,Liver,US,Room 7,2026-11-06 10:00,final\n"
        "A6,1.2.6,Chest,DX,Room 1,2026-10-06 10:00,final\n"
    )
    doses = DOSES + (
        "1.2.1,A1,1.2.1.1,DX,Room 1,2026-11-02 10:05,CHEST PA,0.1\n"
        "1.2.2,,1.2.2.1,DX,Room 1,2026-11-03 10:05,CHEST PA,0.1\n"
        "1.2.9,A9,1.2.9.1,DX,Room 1,2026-11-09 10:05,CHEST PA,0.1\n"
    )
    paths = [tmp_path / "exams_2026-11-10.csv", tmp_path / "doses_2026-11-10.csv"]
    for path, text in zip(paths, (exams, doses), strict=True):
        path.write_text(text, encoding="utf-8")
    assert [outcome.outcome for outcome in load_files(paths, line_to(database))] == ["loaded", "loaded"]
    return database


def test_an_exam_has_its_dose_by_accession_number_or_by_study(loaded: Database) -> None:
    with loaded.read() as connection:
        assert dose.completeness(connection, OF_NOVEMBER) == {
            "exams": 3,
            "with_dose": 2,
            "without_dose": 1,
            "dose_without_exam": 1,
        }
        assert dose.exams_without_dose(connection, OF_NOVEMBER)["exam_description"].tolist() == ["Hand"]
        (stray,) = dose.dose_without_exam(connection, *NOVEMBER).to_dict("records")
    assert (str(stray["local_date"]), stray["event_count"]) == ("2026-11-09", 1)


def test_completeness_is_told_by_month(loaded: Database) -> None:
    with loaded.read() as connection:
        of = dose.usual((date(2026, 10, 1), date(2026, 11, 30)))
        found = dose.complete_by(connection, of, "month")
        by_room = dose.complete_by(connection, of, "room", "month")
        of_days = dose.complete_by(connection, replace(of, start=date(2026, 11, 3), end=date(2026, 11, 9)))
        in_room = dose.completeness(connection, replace(of, room="Room 2"))
    assert [(f"{row.month:%m}", row.exams, row.with_dose) for row in found.itertuples()] == [
        ("10", 1, 0),
        ("11", 3, 2),
    ]
    assert [(row.room, f"{row.month:%m}", row.exams, row.with_dose) for row in by_room.itertuples()] == [
        ("Room 1", "10", 1, 0),
        ("Room 1", "11", 2, 2),
        ("Room 2", "11", 1, 0),
    ]
    # The exams of the third and fourth, of which the hand has no dose.
    assert of_days[["exams", "with_dose"]].values.tolist() == [[2, 1]]
    assert (in_room["exams"], in_room["without_dose"]) == (1, 1)


def test_exams_without_a_dose_need_attention_and_say_of_how_many(loaded: Database) -> None:
    with loaded.read() as connection:
        (asked,) = [
            row for row in dose.attention(connection, "UK", date(2026, 11, 10)) if row.word == "No dose"
        ]
    assert asked.finding == "2 exams that give a dose have none on file"
    assert asked.detail == "50.0% of 4 exams done from Dec 2025 on; doses without an exam: 1"


def test_without_an_exam_nothing_is_expected(database: Database) -> None:
    with database.read() as connection:
        assert set(dose.completeness(connection, OF_NOVEMBER).values()) == {0}
        assert dose.complete_by(connection, OF_NOVEMBER, "month").empty
        assert dose.disagreeing_totals(connection, *NOVEMBER).empty
        assert dose.unmatched_images(connection, *NOVEMBER).empty


@pytest.mark.real_data
def test_reports_that_disagree_with_themselves_are_told_and_no_others(database: Database) -> None:
    list(load_files(sorted((REAL / "dicom").glob("*RDSR*.dcm")), line_to(database)))
    with database.read() as connection:
        found = dose.disagreeing_totals(connection, date(2000, 1, 1), date(2030, 1, 1))
    told = {(row["quantity"], row["reported"]): row["summed"] for row in found.to_dict("records")}
    rounded = {(quantity, round(total, 4)): round(summed, 4) for (quantity, total), summed in told.items()}
    # Siemens Zee and both halves of a dual unit; a total of 0 over an event with a dose among them.
    assert rounded[("Dose at RP", 2.52)] == pytest.approx(2.49, abs=0.005)
    assert ("Dose at RP", 0.0) in rounded
    assert len(rounded) <= 8
