"""An exam is what all accounts of it say together, in whatever order they arrive."""

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.database import Database
from db.schema.exams import exam, exam_account, exam_reference, patient_merge
from db.schema.feeds import feed_file, row_history
from etl.pipeline import Outcome, load_files
from tests.etl.lines import line_to, site_at
from tests.etl.sources.test_hl7 import ORDER, message
from tests.real import REAL

KEYS = site_at().keyring
PERSON = "PID|1||{patient}||||19710615|F"
RIS = (
    "accession_number,patient_id,exam_description,room,technologist,patient_class,"
    "started_at,ended_at,reported_at,status\n"
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


@pytest.fixture
def load(database: Database, tmp_path: Path) -> Callable[..., list[Outcome]]:
    def load_texts(*texts: str) -> list[Outcome]:
        paths = []
        for text in texts:
            kind = "csv" if text.startswith("accession") else "hl7"
            number = len(list(tmp_path.iterdir()))
            path = tmp_path / f"{number:03d}_2026-11-20_0800.{kind}"
            path.write_text(text, encoding="utf-8", newline="")
            paths.append(path)
        return list(load_files(paths, line_to(database)))

    return load_texts


def told(
    at: str, *segments: str, patient: str = "P1", kind: str = "ORM^O01", obr: str = "", visit: str = "PV1|1"
) -> str:
    text = message(
        PERSON.format(patient=patient),
        visit,
        *segments,
        obr or ORDER.format(accession="A1"),
        kind=kind,
        number=at,
    )
    return text.replace("|||20311124080000|", f"|||{at}00|")


def report(at: str, status: str, when: str) -> str:
    obr = ORDER.format(accession="A1").replace("A1||||||DX", f"A1||||{when}||DX|{status}")
    return told(at, kind="ORU^R01", obr=obr)


ORDERED = told("202611200900", "ORC|NW||||||||202611200858")
BEGUN = told("202611201002", "ORC|SC||||IP||||202611201001")
ENDED = told("202611201020", "ORC|SC||||CM||||202611201019")
PRELIMINARY = report("202611201100", "P", "202611201059")
FINAL = report("202611201200", "F", "202611201158")
ADDENDUM = report("202611211200", "F", "202611211159")
CORRECTED = report("202611221200", "C", "202611221159")


def exams(database: Database) -> list[dict[str, Any]]:
    with database.read() as connection:
        return [dict(row) for row in connection.execute(select(exam).order_by(exam.c.exam_key)).mappings()]


def facts(database: Database) -> dict[str, str]:
    (row,) = exams(database)
    own = ("id", "file_id", "line_number", "source_order")
    return {name: str(value) for name, value in row.items() if value is not None and name not in own}


def test_messages_put_an_exam_together(database: Database, load: Callable[..., list[Outcome]]) -> None:
    outcomes = load(ORDERED, BEGUN, ENDED, PRELIMINARY, FINAL)
    assert {outcome.outcome for outcome in outcomes} == {"loaded"}
    found = facts(database)
    # New York is five hours behind UTC in November.
    times = {name: found[name][11:16] for name in found if name.endswith("_at")}
    assert times == {
        "ordered_at": "13:58",
        "started_at": "15:01",
        "ended_at": "15:19",
        "preliminary_at": "15:59",
        "reported_at": "16:58",
    }
    assert (found["status"], found["message_count"], found["local_date"]) == ("final", "5", "2026-11-20")
    assert found["exam_key"] == KEYS.hash_id("accession", "A1")
    with database.read() as connection:
        assert KEYS.unseal(connection.scalars(select(exam_reference.c.sealed_accession_number)).one()) == "A1"


def test_the_order_of_arrival_changes_nothing(make_database: Callable[..., str], tmp_path: Path) -> None:
    table = RIS + "A1,P1,CHEST,Room 1,Ada,inpatient,2026-11-20 09:59,,,in_progress\n"
    texts = {"o": ORDERED, "b": BEGUN, "f": FINAL, "a": ADDENDUM, "t": table}
    paths = {}
    for name, text in texts.items():
        paths[name] = tmp_path / f"{name}_2026-11-20_1010.{'csv' if name == 't' else 'hl7'}"
        paths[name].write_text(text, encoding="utf-8", newline="")
    seen = set()
    for order in list(permutations(texts))[::7]:
        database = Database(make_database("sqlite"))
        list(load_files([paths[name] for name in order], line_to(database)))
        seen.add(tuple(sorted(facts(database).items())))
        database.close()
    assert len(seen) == 1


@pytest.mark.parametrize("late", [ADDENDUM, CORRECTED], ids=["addendum", "correction"])
def test_an_addendum_never_moves_the_first_final_time(
    late: str, database: Database, load: Callable[..., list[Outcome]]
) -> None:
    load(FINAL)
    load(late)
    found = facts(database)
    assert (found["reported_at"], found["status"]) == ("2026-11-20 16:58:00", "final")


def test_a_final_report_that_arrives_late_takes_the_place_of_its_addendum(
    database: Database, load: Callable[..., list[Outcome]]
) -> None:
    load(ADDENDUM)
    load(FINAL)
    assert facts(database)["reported_at"] == "2026-11-20 16:58:00"


def test_a_re_issued_table_does_not_move_it_either(
    database: Database, load: Callable[..., list[Outcome]]
) -> None:
    row = "A1,P1,CHEST,Room 1,Ada,inpatient,2026-11-20 10:00,2026-11-20 10:20,{},final\n"
    load(RIS + row.format("2026-11-20 12:00"))
    (again,) = load(RIS + row.format("2026-11-21 12:00"))
    assert again.rows_unchanged == 1
    load(RIS + row.format("2026-11-21 12:00").replace("Ada", "Ivo"))
    found = facts(database)
    assert (found["reported_at"], found["technologist"]) == ("2026-11-20 17:00:00", "Ivo")


def test_an_order_message_after_the_report_takes_no_report_back(
    database: Database, load: Callable[..., list[Outcome]]
) -> None:
    load(FINAL, told("202611201300", "ORC|SC||||CM"))
    assert facts(database)["status"] == "final"
    load(told("202611201400", "ORC|CA||||CA|||||||||||WP^Wrong patient"))
    found = facts(database)
    assert (found["status"], found["cancel_reason"]) == ("cancelled", "Wrong patient")


def test_a_message_adds_to_what_a_table_told_and_a_later_table_has_the_last_word(
    database: Database, load: Callable[..., list[Outcome]]
) -> None:
    row = "A1,P1,CHEST,{},Ada,inpatient,{},,,{}\n"
    load(RIS + row.format("Room 1", "", "ordered"))
    load(BEGUN, FINAL)
    found = facts(database)
    assert (found["room"], found["technologist"], found["status"]) == ("Room 1", "Ada", "final")
    assert found["started_at"] == "2026-11-20 15:01:00"
    load(RIS + row.format("Room 2", "2026-11-20 10:05", "in_progress"))
    found = facts(database)
    # The table is as of eight in the morning, the message of ten knows better when the exam began.
    assert (found["room"], found["started_at"]) == ("Room 2", "2026-11-20 15:01:00")
    assert found["reported_at"] == "2026-11-20 16:58:00"
    with database.read() as connection:
        assert connection.scalars(select(row_history.c.table_name).distinct()).all() == ["exam"]


def test_what_the_message_says_again_is_no_news(
    database: Database, load: Callable[..., list[Outcome]]
) -> None:
    load(ORDERED, BEGUN)
    before = exams(database)
    (again,) = load(ORDERED + "NTE|1||sent again\r")
    assert (again.outcome, again.rows_unchanged) == ("loaded", 1)
    assert exams(database) == before


def test_a_visit_gives_the_class_that_no_order_tells(
    database: Database, load: Callable[..., list[Outcome]]
) -> None:
    load(BEGUN)
    assert "patient_class" not in facts(database)
    visit = message(PERSON.format(patient="P1"), "PV1|1|E", kind="ADT^A04", number="V1")
    load(visit.replace("20311124080000", "20261120083000"))
    assert facts(database)["patient_class"] == "emergency"
    later = message(PERSON.format(patient="P1"), "PV1|1|I", kind="ADT^A06", number="V2")
    load(later.replace("20311124080000", "20261120113000"))
    assert facts(database)["patient_class"] == "emergency"


def test_the_visit_of_somebody_who_has_left_gives_none(
    database: Database, load: Callable[..., list[Outcome]]
) -> None:
    arrives = message(PERSON.format(patient="P1"), "PV1|1|E", kind="ADT^A04", number="V1")
    leaves = message(PERSON.format(patient="P1"), "PV1|1|E", kind="ADT^A03", number="V2")
    load(
        arrives.replace("20311124080000", "20261119080000"),
        leaves.replace("20311124080000", "20261119120000"),
        BEGUN,
    )
    assert "patient_class" not in facts(database)


def merged(old: str, new: str, at: str) -> str:
    text = message(PERSON.format(patient=new), f"MRG|{old}", kind="ADT^A40", number=f"M{at}")
    return text.replace("20311124080000", at)


def test_a_merged_patients_exams_go_to_the_one_that_remains(
    database: Database, load: Callable[..., list[Outcome]]
) -> None:
    load(RIS + "R1,OLD,CHEST,Room 1,Ada,inpatient,2026-11-20 09:59,,,in_progress\n")
    load(
        BEGUN.replace("P1", "OLD"),
        merged("OLD", "MIDDLE", "20261120130000"),
        merged("MIDDLE", "NEW", "20261120140000"),
    )
    assert {row["patient_key"] for row in exams(database)} == {KEYS.hash_id("patient", "NEW")}
    load(RIS + "R2,OLD,HAND,Room 1,Ada,inpatient,2026-11-20 10:59,,,in_progress\n")
    assert {row["patient_key"] for row in exams(database)} == {KEYS.hash_id("patient", "NEW")}
    with database.read() as connection:
        assert len(connection.execute(select(patient_merge)).all()) == 2


def test_two_orders_of_one_message_are_two_exams(
    database: Database, load: Callable[..., list[Outcome]]
) -> None:
    both = ORDERED + "ORC|NW||||||||202611200858\r" + ORDER.format(accession="A2") + "\r"
    (outcome,) = load(both)
    assert outcome.rows_loaded == 2
    assert len(exams(database)) == 2


def test_a_file_of_messages_says_how_fresh_it_is(
    database: Database, load: Callable[..., list[Outcome]]
) -> None:
    load(ORDERED + BEGUN)
    with database.read() as connection:
        assert str(connection.scalar(select(feed_file.c.data_as_of))) == "2026-11-20 15:02:00"


@pytest.mark.real_data
def test_order_and_report_of_a_real_exam_meet(database: Database) -> None:
    names = ("orm_o01_status_completed", "oru_r01_final")
    list(load_files([REAL / "hl7" / f"hl7v2-fhir-bridge__{name}.hl7" for name in names], line_to(database)))
    (found,) = exams(database)
    assert (str(found["reported_at"]), found["status"]) == ("2026-09-15 17:00:00", "final")
    with database.read() as connection:
        assert len(connection.execute(select(exam_account)).all()) == 2
