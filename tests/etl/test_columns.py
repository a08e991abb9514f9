"""A table that is read in parts and by columns says what it says row by row, on both engines."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select

from db.database import Database
from db.packing import moment_text, pack
from db.schema import metadata
from db.schema.exams import exam, exam_reference
from db.schema.feeds import quarantined_row
from etl.columns import ColumnReader
from etl.headers import headers_of_fields
from etl.mapping import Feeds
from etl.parts import PartReader, parts_of
from etl.pipeline import load_files
from etl.readers import file_as_of
from etl.sandbox import Readers, Reading
from etl.source import FileRejected, RejectedRow, Source, tables_of
from tests.etl.lines import ZONE, line_to
from tests.etl.sources.taking import SITE, TABLES, Cells, sample_of, take
from tests.etl.sources.test_every_source import HOSTILE_CELLS

SMALL_PART = 300


def is_parted(source: Source) -> bool:
    """Whether files of a source may be read in parts."""
    path = sample_of(source)
    found = headers_of_fields(source, Cells.of(path).header)
    table = source.table
    return (
        table is not None
        and not table.multiline
        and ColumnReader.can_read(source, tuple(found.values()), SITE, file_as_of(path, ZONE))
    )


PARTED = tuple(source for source in TABLES if is_parted(source))
every_parted_source = pytest.mark.parametrize("source", PARTED, ids=lambda source: source.name)

Stored = dict[tuple[str, int], dict[str, Any]]


def by_columns(
    path: Path, source: Source, part_bytes: int = SMALL_PART
) -> tuple[Stored, list[RejectedRow], int]:
    """What reading in parts gives: rows by table and line, those set aside, and the number of blank lines."""
    as_of = file_as_of(path, ZONE)
    reader = PartReader(path, source, SITE, as_of, "sqlite")
    parts = parts_of(path, source, SITE, as_of, part_bytes)
    assert len(parts) > 1
    stored: Stored = {}
    rejected: list[RejectedRow] = []
    blank_lines = 0
    for part in parts:
        for piece in reader.read(part):
            blank_lines += piece.blank_lines
            rejected += piece.rejected
            for name, packed in piece.tables.items():
                for row in packed.rows:
                    values = dict(zip(packed.columns, row, strict=True))
                    stored[name, values["line_number"]] = without_blanks(values)
    return stored, sorted(rejected, key=lambda row: row.line), blank_lines


def row_by_row(path: Path) -> tuple[Stored, list[RejectedRow], int]:
    """The same as the line has it for smaller files."""
    taken = take(path)
    stored: Stored = {}
    for row in taken.rows:
        values = {**row.values, "line_number": row.line, "source_order": row.source_order}
        for name in tables_of(taken.source, row.kind, SITE.vault):
            written = {
                column: [moment_text(value) if isinstance(value, datetime) else value]
                for column, value in values.items()
            }
            packed = pack(metadata.tables[name], written, "sqlite")
            stored[name, row.line] = without_blanks(dict(zip(packed.columns, packed.rows[0], strict=True)))
    return stored, taken.rejected, taken.blank_lines


def without_blanks(values: dict[str, Any]) -> dict[str, Any]:
    """A column that is left out and one that is blank are the same once stored."""
    return {column: value for column, value in values.items() if value is not None}


def test_exams_are_read_in_parts() -> None:
    assert "ris_csv" in {source.name for source in PARTED}


@every_parted_source
def test_a_sample_says_the_same_by_columns_as_row_by_row(source: Source, tmp_path: Path) -> None:
    cells = Cells.of(sample_of(source))
    cells.rows = cells.rows * 40
    path = cells.write(tmp_path / sample_of(source).name)
    assert by_columns(path, source) == row_by_row(path)


def hostile_files(source: Source, folder: Path) -> Iterator[tuple[Path, str]]:
    """For each column its name, and a file in which it holds whatever a cell may hold, among rows that are right."""
    sample = Cells.of(sample_of(source))
    right = max(sample.rows, key=lambda row: sum(map(bool, row)))
    for place, name in enumerate(sample.header):
        rows = []
        for cell in HOSTILE_CELLS:
            spoilt = list(right)
            spoilt[place] = cell
            rows += [right, spoilt]
        path = folder / sample_of(source).name
        Cells(sample.header, [*rows, right, [""] * len(right), [*right, "more"], right[:-1]]).write(path)
        yield path, name


@every_parted_source
def test_whatever_stands_in_a_cell_both_ways_say_the_same(source: Source, tmp_path: Path) -> None:
    for path, name in hostile_files(source, tmp_path):
        assert by_columns(path, source) == row_by_row(path), name


@every_parted_source
@pytest.mark.parametrize("spoilt", ["quote", "break", "cut", "nul", "bytes"])
def test_a_file_that_is_refused_row_by_row_is_refused_in_parts(
    source: Source, spoilt: str, tmp_path: Path
) -> None:
    cells = Cells.of(sample_of(source))
    cells.rows = cells.rows * 40
    whole = cells.text().encode()
    middle = whole.index(b"\n", len(whole) // 2) + 1
    content = {
        "quote": whole[:middle] + b'"' + whole[middle:],
        "break": whole[:middle] + b'"a\nb",' + whole[middle:],
        "cut": whole[:-4],
        "nul": whole[:middle] + b"\0" + whole[middle:],
        "bytes": whole[:middle] + b"\xff" + whole[middle:],
    }[spoilt]
    path = tmp_path / sample_of(source).name
    path.write_bytes(content)
    with pytest.raises(FileRejected) as singly:
        row_by_row(path)
    with pytest.raises(FileRejected):
        by_columns(path, source)
    with pytest.raises(FileRejected) as in_parts:
        by_columns(path, source, len(content) // 3)
    if spoilt != "quote":
        # Where a quote was left open, each names the last line that it has seen.
        assert in_parts.value.reason == singly.value.reason


def test_a_large_file_of_which_a_line_is_not_read_is_refused() -> None:
    ris = next(source for source in TABLES if source.name == "ris_csv")
    path = sample_of(ris)
    as_of = file_as_of(path, ZONE)
    parts = parts_of(path, ris, SITE, as_of, SMALL_PART)
    with Readers(SITE, Feeds()) as readers:
        whole = Reading(path, ris, as_of, tuple(parts), readers, iter(()))
        assert sum(piece.rows for piece in whole.pieces("sqlite"))
        grown = (*parts[:-1], replace(parts[-1], lines=parts[-1].lines + 1))
        with pytest.raises(FileRejected, match="1 line of the file was not read"):
            list(Reading(path, ris, as_of, grown, readers, iter(())).pieces("sqlite"))


def test_a_small_file_and_one_with_lines_that_are_no_rows_are_not_parted(tmp_path: Path) -> None:
    ris = next(source for source in TABLES if source.name == "ris_csv")
    path = sample_of(ris)
    assert parts_of(path, ris, SITE, file_as_of(path, ZONE)) == []
    utf_16 = Cells.of(path).write(tmp_path / path.name, encoding="utf-16")
    assert parts_of(utf_16, ris, SITE, file_as_of(path, ZONE), 100) == []
    assert parts_of(path, ris, SITE, file_as_of(path, ZONE), 100) != []


def test_a_large_file_is_stored_as_it_stands(database_url: str, tmp_path: Path) -> None:
    rows = 30_000
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["accession_number", "status", "exam_description", "room", "started_at", "cancel_reason"])
    for number in range(rows):
        room = {1: "a\\b", 2: 'say "five"', 3: "\\N", 4: "Röntgen 頭"}.get(number % 1_000, "Room 3")
        moment = "2026-11-01 01:30" if number % 5_000 == 7 else "2026-11-20 08:00"
        status = "nonsense" if number % 3_000 == 9 else "completed"
        writer.writerow([f"ACC-{number}", status, "Chest PA", room, moment, "w" * 200 + " " * 380])
    path = tmp_path / "ris_2026-11-21.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    assert path.stat().st_size > 17 * 1024**2
    database = Database(database_url)
    (outcome,) = load_files([path], line_to(database))
    wrong = rows // 3_000
    assert (outcome.outcome, outcome.rows_in, outcome.rows_loaded) == ("loaded", rows, rows - wrong)
    with database.read() as connection:
        there = {index["name"] for index in inspect(connection).get_indexes("exam")}
        assert there >= {index.name for index in exam.indexes}
        rooms = set(connection.scalars(select(exam.c.room).distinct()))
        assert rooms - {"Room 3"} == {"a\\b", 'say "five"', "\\N", "Röntgen 頭"}
        assert connection.scalar(select(func.count()).select_from(exam_reference)) == rows - wrong
        notes = select(func.count()).where(exam.c.clock_change_note.is_not(None))
        assert connection.scalar(notes) == rows // 5_000
        lines = list(connection.scalars(select(quarantined_row.c.line_number)))
        assert lines == [number + 2 for number in range(9, rows, 3_000)]
    # The same rows in another file, one of them changed: each is compared with what is there.
    other = tmp_path / "ris_2026-11-22.csv"
    other.write_text(
        text.getvalue().replace("ACC-77,completed", "ACC-77,final"), encoding="utf-8", newline=""
    )
    (again,) = load_files([other], line_to(database))
    assert (again.rows_loaded, again.rows_unchanged, again.rows_quarantined) == (1, rows - wrong - 1, wrong)
    database.close()
