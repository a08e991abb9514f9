"""A rejected exposure keeps the words of its reason, and gets the code that the site's table gives them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from db.database import Database
from db.queries import rejects
from db.reject_reasons import meanings
from db.schema.rejects import rejected_exposure
from etl.pipeline import load_files
from tests.etl.lines import line_to

REFERENCE = Path(__file__).resolve().parents[2] / "db" / "reference"
LOG = (
    "room,rejected_at,image_number,accession_number,projection,reject_reason,"
    "technologist,student,supervision,repeated\n"
)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    names = ("reject_reasons", "reject_reason_names", "exam_names")
    list(load_files([REFERENCE / f"{name}.csv" for name in names], line_to(made)))
    yield made
    made.close()


def load(database: Database, path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    (outcome,) = load_files([path], line_to(database))
    assert (outcome.outcome, outcome.source) == ("loaded", "reject_log")


def rows_of(*reasons: str) -> str:
    return LOG + "".join(
        f"Room 1,2026-11-20 10:00:{n:02d},{n},A{n},CHEST PA,{reason},Ada,Elin,direct,yes\n"
        for n, reason in enumerate(reasons)
    )


def test_each_reason_keeps_its_words_and_gets_its_code(database: Database, tmp_path: Path) -> None:
    words = ["Positioning", "111210", "Lateral cut off", "patient MOVED", "QC film", "Foo", ""]
    load(database, tmp_path / "log_2026-11-20.csv", rows_of(*words))
    with database.read() as connection:
        found = connection.execute(
            select(
                rejected_exposure.c.reason_text,
                rejected_exposure.c.reason_scheme,
                rejected_exposure.c.reason_code,
                rejected_exposure.c.exam_type,
                rejected_exposure.c.projection,
            ).order_by(rejected_exposure.c.rejected_at)
        ).all()
    assert [tuple(row[:3]) for row in found] == [
        ("Positioning", "DCM", "111209"),
        ("111210", "DCM", "111210"),
        ("Lateral cut off", "local", "L01"),
        ("patient MOVED", "DCM", "111210"),
        ("QC film", "local", "L16"),
        ("Foo", None, None),
        (None, None, None),
    ]
    assert {tuple(row[3:]) for row in found} == {("Chest", "PA")}


def test_words_that_nobody_knows_are_a_work_list_and_never_a_silent_other(
    database: Database, tmp_path: Path
) -> None:
    load(database, tmp_path / "log_2026-11-20.csv", rows_of("Foo", "Foo", "Bar", "Positioning", ""))
    with database.read() as connection:
        found = rejects.unmapped_reasons(connection)
        (asked,) = rejects.attention(connection)
    assert list(found.itertuples(index=False, name=None)) == [("Foo", 2), ("Bar", 1)]
    assert asked.finding == "3 rejected exposures have a reason that is not mapped"
    assert asked.detail.startswith("2 words of the reject log")


def test_a_word_that_the_site_adds_reaches_the_rejects_of_the_past(
    database: Database, tmp_path: Path
) -> None:
    load(database, tmp_path / "log_2026-11-20.csv", rows_of("Foo"))
    path = tmp_path / "words_2026-11-21.csv"
    path.write_text(
        "text,scheme,code,jurisdiction,edition,source,valid_from,confirmed,note\n"
        "Foo,DCM,111207,local,site,the site,2026-01-01,yes,\n"
    )
    list(load_files([path], line_to(database)))
    with database.read() as connection:
        assert connection.scalar(select(rejected_exposure.c.reason_code)) == "111207"
        assert rejects.unmapped_reasons(connection).empty
        assert rejects.attention(connection) == []


def test_a_re_issued_log_replaces_and_the_same_again_changes_nothing(
    database: Database, tmp_path: Path
) -> None:
    load(database, tmp_path / "log_2026-11-20.csv", rows_of("Foo", "Bar"))
    path = tmp_path / "log_2026-11-21.csv"
    path.write_text(rows_of("Foo", "Positioning"))
    (outcome,) = load_files([path], line_to(database))
    assert (outcome.rows_loaded, outcome.rows_unchanged) == (1, 1)


def test_an_exposure_that_was_rejected_is_no_repeat_and_test_images_are_neither(
    database: Database, tmp_path: Path
) -> None:
    load(database, tmp_path / "log_2026-11-20.csv", rows_of("Positioning", "Phantom", "Foo"))
    with database.read() as connection:
        assert rejects.counted(connection) == {"rejected": 1, "not_counted": 1, "unmapped": 1, "without": 0}


def test_the_newest_edition_says_what_a_reason_means_whichever_came_in_last(
    database: Database, tmp_path: Path
) -> None:
    head = "scheme,code,reason,reason_group,counts_as_reject,jurisdiction,edition,source,valid_from,confirmed,note\n"
    newer = "DCM,111209,Position of the patient,Positioning,no,site,2026,site,2026-01-01,yes,\n"
    older = "DCM,111209,Positioned wrongly,Positioning,yes,site,2020,site,2020-01-01,yes,\n"
    for name, row in (("reject_reasons_2026-02-01.csv", newer), ("reject_reasons_2026-03-01.csv", older)):
        (tmp_path / name).write_text(head + row, encoding="utf-8")
        (outcome,) = load_files([tmp_path / name], line_to(database))
        assert outcome.outcome == "loaded"
    meant = meanings()
    query = select(meant.c.reason, meant.c.counts).where(meant.c.scheme == "DCM", meant.c.code == "111209")
    with database.read() as connection:
        assert connection.execute(query).all() == [("Position of the patient", 0)]
