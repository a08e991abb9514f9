"""A row set aside is corrected and takes the line once more, with its history and its audit event."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.actions.quarantine import CorrectionRefused
from db.audit import Actor
from db.database import Database
from db.queries import feeds as feed_queries
from db.schema.accounts import audit_event
from db.schema.dose import irradiation_event
from db.schema.exams import exam
from db.schema.feeds import feed_file, row_correction
from db.schema.supplies import stock_count
from etl.pipeline import load_files
from etl.replay import Replay
from tests.etl.lines import line_to, site_at
from tests.etl.sources.test_hl7 import order

ADMIN = Actor("ada", "admin", 7, "127.0.0.1")
HEAD = "item_code,item_name,lot_number,expiry,location,quantity,counted_at\n"
GOOD = "A1,Needle,L1,2027-06-30,Rack 1,12,2026-11-20 08:00\n"
BAD = "A2,Swab,L2,2027-02-30,Rack 1,many,2026-11-20 08:00\n"
LEDGER = ("rows_in", "rows_loaded", "rows_unchanged", "rows_superseded", "rows_quarantined")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


@pytest.fixture
def replay(database: Database) -> Replay:
    return Replay(lambda: line_to(database))


def load(database: Database, path: Path, text: str) -> int:
    path.write_text(text, encoding="utf-8", newline="")
    (outcome,) = load_files([path], line_to(database))
    assert outcome.outcome == "loaded"
    with database.read() as connection:
        return int(connection.scalars(select(feed_file.c.id).where(feed_file.c.name == path.name)).one())


def counts(database: Database, file_id: int) -> list[int]:
    with database.read() as connection:
        columns = [feed_file.c[name] for name in LEDGER]
        return list(connection.execute(select(*columns).where(feed_file.c.id == file_id)).one())


def rows(database: Database, *columns: Any) -> list[tuple[Any, ...]]:
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]


def test_a_corrected_row_comes_in_and_the_ledger_still_adds_up(
    database: Database, replay: Replay, tmp_path: Path
) -> None:
    file_id = load(database, tmp_path / "stock.csv", HEAD + GOOD + BAD)
    assert counts(database, file_id) == [2, 1, 0, 0, 1]
    form = replay.form(file_id, 3)
    assert [(cell.column, cell.text) for cell in form.cells] == [
        ("expiry", "2027-02-30"),
        ("quantity", "many"),
    ]
    verdict = replay.correct(file_id, 3, {"expiry": "2027-02-28", "quantity": "5"}, ADMIN)
    assert verdict.outcome == "loaded"
    assert counts(database, file_id) == [2, 2, 0, 0, 0]
    assert ("A2", 5) in rows(database, stock_count.c.item_code, stock_count.c.quantity)
    with database.read() as connection:
        assert feed_queries.quarantine(connection).empty
        assert feed_queries.set_aside_counts(connection) == (0, 0)
    with pytest.raises(CorrectionRefused, match="somebody may have corrected it"):
        replay.correct(file_id, 3, {"quantity": "6"}, ADMIN)


def test_each_try_is_kept_sealed_and_audited_by_the_names_of_columns_alone(
    database: Database, replay: Replay, tmp_path: Path
) -> None:
    file_id = load(database, tmp_path / "stock.csv", HEAD + GOOD + BAD)
    first = replay.correct(file_id, 3, {"quantity": "SECRET"}, ADMIN)
    assert first.outcome == "set aside"
    assert {fault.column for fault in first.faults} == {"expiry", "quantity"}
    replay.correct(file_id, 3, {"expiry": "2027-02-28", "quantity": "5"}, ADMIN)
    tries = rows(
        database,
        row_correction.c.outcome,
        row_correction.c.actor,
        row_correction.c.changed_columns,
        row_correction.c.sealed_after,
    )
    assert [row[:3] for row in tries] == [
        ("set aside", "ada", "quantity"),
        ("loaded", "ada", "expiry, quantity"),
    ]
    assert b"SECRET" not in tries[0][3]
    assert "SECRET" in site_at().keyring.unseal(tries[0][3])
    events = rows(database, audit_event.c.action, audit_event.c.outcome, audit_event.c.detail)[1:]  # the load
    assert [event[:2] for event in events] == [
        ("quarantine.correct", "failure"),
        ("quarantine.correct", "success"),
    ]
    assert "SECRET" not in str(events)


def test_what_nobody_changed_or_has_no_such_column_is_refused(
    database: Database, replay: Replay, tmp_path: Path
) -> None:
    file_id = load(database, tmp_path / "stock.csv", HEAD + GOOD + BAD)
    with pytest.raises(CorrectionRefused, match="Nothing was changed"):
        replay.correct(file_id, 3, {"quantity": "many"}, ADMIN)
    with pytest.raises(CorrectionRefused, match="no such column"):
        replay.correct(file_id, 3, {"price": "1"}, ADMIN)
    with pytest.raises(CorrectionRefused, match="No row waits there"):
        replay.form(file_id, 2)
    assert rows(database, row_correction.c.id) == []


def test_a_row_with_too_many_fields_was_not_kept_and_says_so(
    database: Database, replay: Replay, tmp_path: Path
) -> None:
    file_id = load(database, tmp_path / "stock.csv", HEAD + GOOD + "A3,too,few\n")
    with pytest.raises(CorrectionRefused, match="cells of this row are not kept"):
        replay.form(file_id, 3)


def test_a_corrected_row_of_an_old_file_does_not_overwrite_a_newer_one(
    database: Database, replay: Replay, tmp_path: Path
) -> None:
    text = "accession_number,exam_description,started_at,status\nA1,CHEST,{},{}\nA2,HAND,2026-11-20 09:00,final\n"
    old = load(database, tmp_path / "ris_2026-11-20.csv", text.format("20.11.2026", "final"))
    load(database, tmp_path / "ris_2026-11-21.csv", text.format("2026-11-20 11:00", "cancelled"))
    verdict = replay.correct(old, 2, {"started_at": "2026-11-20 10:00"}, ADMIN)
    assert verdict.outcome == "superseded"
    assert ("cancelled",) in rows(database, exam.c.status)
    assert counts(database, old) == [2, 1, 0, 1, 0]


def test_an_exposure_that_is_corrected_takes_no_other_ones_place(
    database: Database, replay: Replay, tmp_path: Path
) -> None:
    head = "study_instance_uid,event_uid,modality,started_at,protocol,dap_gy_cm2\n"
    line = "1.2.{0},1.2.{0}.1,DX,2026-11-20 10:0{0},CHEST PA,{1}\n"
    file_id = load(database, tmp_path / "dose.csv", head + line.format(1, '"0,1"') + line.format(2, "0.2"))
    assert replay.correct(file_id, 2, {"dap_gy_cm2": "0.1"}, ADMIN).outcome == "loaded"
    found = rows(
        database, irradiation_event.c.dap_gy_cm2, irradiation_event.c.in_force, irradiation_event.c.exam_type
    )
    assert sorted(found) == [(0.1, True, None), (0.2, True, None)]


def test_a_message_is_corrected_at_its_address_and_meets_its_exam(
    database: Database, replay: Replay, tmp_path: Path
) -> None:
    bad = (
        order("A2", number="2")
        .replace("20311124081500", "tomorrow")
        .replace("20311124080000", "20261120080000")
    )
    good = order("A1").replace("20311124", "20261120")
    file_id = load(database, tmp_path / "messages.hl7", good + bad)
    (cell,) = replay.form(file_id, 5).cells
    assert cell.text == "tomorrow"
    assert replay.correct(file_id, 5, {cell.column: "20261120081500-0500"}, ADMIN).outcome == "loaded"
    assert len(rows(database, exam.c.started_at)) == 2


def test_what_may_tell_who_a_person_is_is_not_shown_and_a_birth_date_is_not_kept(
    database: Database, replay: Replay, tmp_path: Path
) -> None:
    text = (
        "accession_number,patient_id,birth_date,started_at,status\n"
        "1.2E+11,P1,1971-13-15,2026-11-20 09:00,final\n"
        "A2,P2,1971-06-15,2026-11-20 09:00,final\n"
    )
    file_id = load(database, tmp_path / "ris.csv", text)
    assert [(cell.column, cell.text) for cell in replay.form(file_id, 2).cells] == [
        ("accession_number", None),
        ("birth_date", None),
    ]
    corrected = {"accession_number": "120000000001", "birth_date": "1971-06-15"}
    assert replay.correct(file_id, 2, corrected, ADMIN).outcome == "loaded"
    assert {row[0] for row in rows(database, exam.c.patient_age_years)} == {55.43}
    (sealed,) = rows(database, row_correction.c.sealed_after)
    assert "1971" not in site_at().keyring.unseal(sealed[0])
