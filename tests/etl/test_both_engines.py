"""The same files give the same exports on SQLite and on PostgreSQL, byte for byte."""

import csv
import io
from datetime import date

import pytest

from db.database import Database
from db.exports import EXPORTS, Asked, as_text, rows_of, write_csv
from etl.demo import write_department
from etl.pipeline import load_files
from tests.etl.lines import NOW, ZONE, line_to
from tests.real import REAL

ASKED = Asked(date(2026, 11, 24), "US-NRC", "Typical US hospital", "UK")


def exported(database, name):
    text = io.StringIO()
    with database.read() as connection:
        write_csv(text, rows_of(connection, EXPORTS[name], ASKED))
    return text.getvalue()


def on_both(make_database, files):
    """Every export of both engines after the same load."""
    found = []
    for engine in ("sqlite", "postgresql"):
        database = Database(make_database(engine))
        outcomes = list(load_files(files, line_to(database)))
        counts = [(o.outcome, o.rows_in, o.rows_loaded, o.rows_superseded) for o in outcomes]
        found.append((counts, {name: exported(database, name) for name in EXPORTS}))
        database.close()
    return found


def test_the_made_up_department_is_the_same_on_both_engines(make_database, tmp_path):
    files = sorted(write_department(tmp_path, NOW.astimezone(ZONE), ZONE, days=4, exams_a_year=8000))
    (counts, exports), (others, theirs) = on_both(make_database, files)
    assert counts == others
    assert exports["irradiation_events"].count("\n") > 100
    assert exports["exams"].count("\n") > 50
    for name, text in exports.items():
        assert text == theirs[name], name


@pytest.mark.real_data
def test_real_files_are_the_same_on_both_engines(make_database):
    folders = [REAL / "dicom", REAL / "badges", REAL / "supplies"]
    files = [path for folder in folders for path in sorted(folder.iterdir())]
    (counts, exports), (others, theirs) = on_both(make_database, files)
    assert counts == others
    assert sum(rows for _, rows, _, _ in counts) > 1_000
    for name, text in exports.items():
        assert text == theirs[name], name


def test_floats_have_twelve_digits_and_unknown_is_empty():
    assert as_text(0.1 + 0.2) == "0.3"
    assert as_text(2 / 3) == "0.666666666667"
    assert as_text(None) == ""
    assert as_text(True) == "true"


def test_a_text_with_a_carriage_return_stays_one_row():
    text = io.StringIO()
    write_csv(text, [["a", "b"], ["one\rtwo", 1.5]])
    assert list(csv.reader(io.StringIO(text.getvalue(), newline=""))) == [["a", "b"], ["one\rtwo", "1.5"]]
