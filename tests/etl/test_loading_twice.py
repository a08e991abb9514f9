"""Whatever a source sends, sending it again changes nothing: not the same bytes, not the same rows in another file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.database import Database
from db.schema import metadata
from db.schema.dose import irradiation_event
from etl.demo import write_department
from etl.pipeline import load_files
from etl.source import Source
from etl.sources import SOURCES
from etl.sources.hl7 import HL7
from tests.etl.lines import NOW, ZONE, line_to
from tests.etl.sources.taking import SAMPLES, SITE, TABLES, Cells, sample_of

# What tells of each file by itself, and of nothing that is in it.
# Each time that a file is brought is an event of the trail, whatever became of it.
_OF_FILES = {"feed_file", "quarantined_row", "audit_event"}
_DOSE_OBJECTS = ("rdsr", "image_header")
_EACH_FILE = ("dose_csv",)
every_table = pytest.mark.parametrize("source", TABLES, ids=lambda source: source.name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


def stored(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    counts = [
        select(func.count()).select_from(table).scalar_subquery().label(name)
        for name, table in metadata.tables.items()
        if name not in _OF_FILES
    ]
    with database.read() as connection:
        return dict(connection.execute(select(*counts)).one()._mapping)


def counting(database: Database) -> int:
    """How many exposures count: each file keeps its own rows of them, and one row of each exposure is in force."""
    with database.read() as connection:
        in_force = irradiation_event.c.in_force
        return connection.scalar(select(func.count()).select_from(irradiation_event).where(in_force)) or 0


def loaded(database: Database, path: Path) -> tuple[str, int, int, int]:
    (outcome,) = load_files([path], line_to(database, now=SITE.now))
    return outcome.outcome, outcome.rows_in, outcome.rows_loaded, outcome.rows_unchanged


def test_every_source_is_held_to_it() -> None:
    assert {source.name for source in SOURCES} == {
        *(source.name for source in TABLES),
        HL7.name,
        *_DOSE_OBJECTS,
    }


@every_table
def test_a_table_sent_twice_changes_nothing(source: Source, database: Database, tmp_path: Path) -> None:
    path = sample_of(source)
    outcome, rows_in, *_ = loaded(database, path)
    assert (outcome, rows_in > 0) == ("loaded", True)
    before = stored(database)
    assert loaded(database, path)[0] == "unchanged"
    assert stored(database) == before
    cells = Cells.of(path)
    rows = [[*row, "x" if any(row) else ""] for row in cells.rows]
    other = Cells([*cells.header, "Column of nobody"], rows).write(tmp_path / path.name)
    if source.name in _EACH_FILE:
        counted = counting(database)
        assert loaded(database, other)[0] == "loaded"
        assert counting(database) == counted > 0
    else:
        assert loaded(database, other) == ("loaded", rows_in, 0, rows_in)
        assert stored(database) == before


def test_messages_sent_twice_change_nothing(database: Database, tmp_path: Path) -> None:
    (path,) = SAMPLES.glob("made_up_hl7_*.hl7")
    outcome, rows_in, *_ = loaded(database, path)
    assert (outcome, rows_in > 0) == ("loaded", True)
    before = stored(database)
    assert loaded(database, path)[0] == "unchanged"
    other = tmp_path / path.name
    # The same messages with the line ends of another system.
    lines = path.read_bytes().splitlines()
    end = b"\n" if b"\r" in path.read_bytes() else b"\r"
    other.write_bytes(b"".join(line + end for line in lines))
    assert loaded(database, other)[:3] == ("loaded", rows_in, 0)
    assert stored(database) == before


@pytest.mark.parametrize("kind", ["rdsr_*", "dx_*"])
def test_a_dose_object_sent_twice_counts_once(kind: str, database: Database, tmp_path: Path) -> None:
    write_department(tmp_path / "made", NOW.astimezone(ZONE), ZONE, days=2)
    path = min((tmp_path / "made").rglob(f"{kind}.dcm"))
    assert loaded(database, path)[0] == "loaded"
    before = counting(database)
    assert before > 0
    assert loaded(database, path)[0] == "unchanged"
    other = tmp_path / path.name
    content = path.read_bytes()
    # The first 128 bytes of a DICOM file say nothing.
    other.write_bytes(b"again" + content[5:])
    assert loaded(database, other)[0] == "loaded"
    assert counting(database) == before
