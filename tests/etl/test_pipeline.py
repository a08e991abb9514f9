"""A file comes in whole or not at all, once, and every row of it is accounted for."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.database import Database
from db.schema import badges, exams, feeds, supplies
from etl import intake, pipeline
from etl.pipeline import load_files
from tests.etl.lines import NOW, line_to
from tests.real import REAL

HEADER = "item_code,item_name,lot_number,expiry,location,quantity,counted_at\n"
GOOD = "A1,Needle 18 G,00392/174,2027-06-30,Rack 1,12,2026-11-20 08:00\n"


@pytest.fixture
def database(database_url):
    database = Database(database_url)
    yield database
    database.close()


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def load(database, *paths, **more):
    return list(load_files(paths, line_to(database, **more)))


def count(database, table, *where):
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table).where(*where))


def test_the_same_bytes_twice_are_a_no_op_whatever_the_file_is_called(database, tmp_path):
    first = write(tmp_path, "stock_2026-11-20.csv", HEADER + GOOD)
    again = write(tmp_path, "copy.csv", HEADER + GOOD)
    assert [o.outcome for o in load(database, first, again)] == ["loaded", "unchanged"]
    assert [o.outcome for o in load(database, first, again)] == ["unchanged", "unchanged"]
    assert count(database, supplies.stock_count) == 1
    assert count(database, feeds.feed_file) == 1


def test_lots_that_look_like_numbers_stay_text(database, tmp_path):
    rows = "".join(
        f"A{n},Needle,{lot},2027-06-30,Rack 1,1,2026-11-20 08:00\n"
        for n, lot in enumerate(["00392/174", "12E45", "NA", "007"])
    )
    load(database, write(tmp_path, "stock.csv", HEADER + rows))
    with database.read() as connection:
        assert set(connection.scalars(select(supplies.lot.c.lot_number))) == {
            "00392/174",
            "12E45",
            "NA",
            "007",
        }


def test_a_bad_row_is_set_aside_with_line_column_and_form_and_the_others_come_in(database, tmp_path):
    bad = "A2,Swab,L2,2027-02-30,Rack 1,many,2026-11-20 08:00\n"
    (outcome,) = load(database, write(tmp_path, "stock.csv", HEADER + GOOD + "\n" + bad))
    assert (outcome.rows_in, outcome.rows_loaded, outcome.rows_quarantined, outcome.blank_lines) == (
        2,
        1,
        1,
        1,
    )
    with database.read() as connection:
        faults = connection.execute(select(feeds.quarantined_row).order_by(feeds.quarantined_row.c.id)).all()
    assert [(f.line_number, f.column_name) for f in faults] == [(4, "expiry"), (4, "quantity")]
    assert all(f.expected for f in faults)
    assert b"many" not in (faults[0].sealed_row or b"")


def test_a_file_with_a_missing_column_is_quarantined_whole_and_tried_again(database, tmp_path):
    path = write(tmp_path, "stock.csv", HEADER.replace(",quantity", "") + GOOD.replace(",12,", ","))
    (first,) = load(database, path)
    (second,) = load(database, path)
    assert (first.outcome, second.outcome) == ("quarantined", "quarantined")
    assert "quantity" in first.reason
    assert count(database, supplies.stock_count) == 0
    with database.read() as connection:
        assert connection.scalar(select(feeds.feed_file.c.attempts)) == 2


def test_a_file_that_no_source_takes_is_refused(database, tmp_path):
    (outcome,) = load(database, write(tmp_path, "notes.txt", "Dear all,\nsee you on Monday\n"))
    assert (outcome.outcome, outcome.source) == ("refused", None)


def test_a_refused_file_takes_none_of_its_companions_along(database, tmp_path):
    files = [
        write(tmp_path, "a.csv", HEADER + GOOD),
        write(tmp_path, "b.csv", "nothing,known\n1,2\n"),
        write(tmp_path, "c.csv", HEADER + GOOD.replace("A1", "C3")),
    ]
    assert [o.outcome for o in load(database, *files)] == ["loaded", "refused", "loaded"]
    assert count(database, supplies.item) == 2


def test_a_file_of_any_size_comes_in_by_the_same_rules(database, tmp_path):
    rows = "".join(f"A{n},Needle,L{n},2027-06-30,Rack 1,{n},2026-11-20 08:00\n" for n in range(6_000))
    (outcome,) = load(
        database,
        write(tmp_path, "large.csv", HEADER + rows + "B1,Swab,L,tomorrow,Rack 1,1,2026-11-20 08:00\n"),
    )
    assert (outcome.rows_in, outcome.rows_loaded, outcome.rows_quarantined) == (6_001, 6_000, 1)
    assert count(database, supplies.stock_count) == 6_000


def test_a_large_file_that_turns_out_to_be_cut_leaves_nothing_behind(database, tmp_path):
    rows = "".join(f"A{n},Needle,L{n},2027-06-30,Rack 1,{n},2026-11-20 08:00\n" for n in range(6_000))
    (outcome,) = load(database, write(tmp_path, "large.csv", HEADER + rows + "B1,Swab,L,2027-06-30,Rack 1,1"))
    assert outcome.outcome == "quarantined"
    assert count(database, supplies.stock_count) == 0


def test_a_corrected_reissue_of_a_badge_report_replaces_and_a_late_old_one_does_not_win(database, tmp_path):
    header = (
        "Account Number,Participant Number,Participant Name,Use,Period Begin Date,Period End Date,"
        "Current DDE,Current LDE,Current SDE,Serial Number,Version,NoteCode\r\n"
    )
    row = "100,00217,MADE UP,CHEST,2026-10-01,2026-10-31,{dde},0.10,0.10,S1,{version},\r\n"
    original = write(tmp_path, "v0.csv", header + row.format(dde="0.10", version=0))
    corrected = write(tmp_path, "v1.csv", header + row.format(dde="0.25", version=1))
    late = write(tmp_path, "late.csv", header + row.format(dde="0.11", version=0))
    outcomes = load(database, original, corrected, late)
    assert [(o.rows_loaded, o.rows_superseded) for o in outcomes] == [(1, 0), (1, 0), (0, 1)]
    with database.read() as connection:
        reading = connection.execute(select(badges.badge_reading)).one()
        history = connection.execute(
            select(feeds.row_history).where(feeds.row_history.c.table_name == "badge_reading")
        ).one()
    assert (reading.participant_number, reading.dde_usv, reading.version) == ("00217", 250, 1)
    assert history.old_values["dde_usv"] == 100


def test_two_names_of_the_same_bytes_in_one_batch_are_loaded_once(database, tmp_path):
    files = [write(tmp_path, name, HEADER + GOOD) for name in ("a.csv", "b.csv")]
    assert [o.outcome for o in load(database, *files)] == ["loaded", "unchanged"]


def test_without_a_vault_no_accession_number_is_kept(database, tmp_path):
    text = "accession_number,status,started_at\nACC-1,completed,2026-11-20 08:00\n"
    (outcome,) = load(database, write(tmp_path, "ris_2026-11-20.csv", text), vault=False)
    assert outcome.rows_loaded == 1
    assert count(database, exams.exam_reference) == 0
    assert count(database, exams.exam) == 1


@pytest.mark.real_data
def test_an_image_without_a_date_makes_its_feed_no_fresher(database):
    (outcome,) = load(database, REAL / "dicom" / "DX-Im-Date-Missing.dcm")
    assert outcome.outcome == "loaded"
    with database.read() as connection:
        assert connection.scalar(select(feeds.feed_file.c.data_as_of)) is None


def test_a_file_that_cannot_be_opened_is_refused_and_takes_no_other_one_along(database, tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    good = write(tmp_path, "stock.csv", HEADER + GOOD)
    more = write(tmp_path, "more.csv", HEADER + GOOD.replace("A1", "A2"))
    outcomes = load(database, tmp_path / "moved away.csv", good, pipe, more)
    assert [o.outcome for o in outcomes] == ["refused", "loaded", "refused", "loaded"]
    assert outcomes[0].reason == "it cannot be opened (No such file or directory)"
    assert outcomes[2].reason == "it cannot be opened (no regular file)"


def test_a_name_that_is_no_text_or_would_steer_a_log_is_kept_as_text(database, tmp_path):
    for number, name in enumerate([b"bad\xffname.csv", b"two\nlines.csv", "red\x1b[31m\u202e.csv".encode()]):
        write(tmp_path, os.fsdecode(name), HEADER + GOOD.replace("A1", f"A{number}"))
    outcomes = load(database, *sorted(tmp_path.glob("*.csv")))
    assert [o.outcome for o in outcomes] == ["loaded"] * 3
    for text in [o.file for o in outcomes] + names_in(database):
        assert text.encode("utf-8").decode().isprintable()
    assert {"bad\ufffdname.csv", "two\ufffdlines.csv"} <= set(names_in(database))


def names_in(database):
    with database.read() as connection:
        return list(connection.scalars(select(feeds.feed_file.c.name)))


def test_a_file_that_grows_while_it_is_read_is_left_for_the_next_time(database, tmp_path, monkeypatch):
    path = write(tmp_path, "stock_2026-11-20.csv", HEADER + GOOD)
    hashed = intake.arrival_of

    def hash_then_grow(path):
        found = hashed(path)
        path.write_text(HEADER + GOOD + GOOD.replace("A1", "A2"))
        return found

    monkeypatch.setattr(pipeline, "arrival_of", hash_then_grow)
    (first,) = load(database, path)
    assert (first.outcome, count(database, supplies.stock_count)) == ("refused", 0)
    assert "changed while it was read" in first.reason
    monkeypatch.undo()
    (second,) = load(database, path)
    assert (second.outcome, second.rows_loaded) == ("loaded", 2)
    write(tmp_path, "stock_2026-11-20.csv", HEADER + GOOD)
    assert load(database, path)[0].outcome == "loaded"


def test_a_file_dated_in_the_future_by_mistake_gives_way_to_the_next_one(database, tmp_path):
    header = HEADER.replace(",counted_at", "")
    row = "A1,Needle 18 G,00392/174,2027-06-30,Rack 1,{}\n"
    load(database, write(tmp_path, "stock_2062-11-20.csv", header + row.format(99)))
    late = write(tmp_path, "late.csv", header + row.format(98))
    os.utime(late, (13_000_000_000, 13_000_000_000))
    load(database, late)
    (outcome,) = load(
        database, write(tmp_path, "stock_2026-11-25.csv", header + row.format(5)), now=NOW + timedelta(days=1)
    )
    assert outcome.rows_loaded == 1
    counted = supplies.stock_count.c
    with database.read() as connection:
        assert connection.scalar(select(counted.quantity).order_by(counted.counted_at.desc())) == 5
