"""One suite for all tabular sources: each takes its made-up sample whole, in whatever guise, and nothing else."""

import csv
import io
import random
from datetime import datetime
from pathlib import Path

import pytest

from db.schema import metadata, natural_key
from db.schema.base import PROVENANCE
from etl.fields import AgeFromBirthDate, Dose, Field, Identifier, Sealed, Text
from etl.headers import headers_of_fields, is_needed
from etl.source import FileRejected, Source, tables_of
from tests.etl.sources.meaning import is_faithful
from tests.etl.sources.taking import SITE, TABLES, Cells, sample_of, take

every_source = pytest.mark.parametrize("source", TABLES, ids=lambda source: source.name)

# What one column after the other is filled with; whatever gets through must be what stands there.
HOSTILE_CELLS = (
    "", " ", "NA", "null", "None", "nan", "NaN", "inf", "-inf", "1e308", "1E+46", "1.2E+46", "12E45", "007", "05",
    "-1", "-0", "+5", "5.", ".5", "1,234", "1.234", "1.234,5", "1 234", "0x10", "1_000", "٣", "１２", "²", "12.5 mGy",
    "TRUE", "yes", "0", "1", "9999-12-31", "2031-02-30", "2031-13-01", "2031-11-24", "24.11.2031", "11/24/2031",
    "03/04/2031", "31-11-24", "2031-11-24 25:00", "2031-11-24 10:60", "2031-11-24T10:15", "2031-11-24 10:15:30.5",
    "2031-03-09 02:30", "2031-11-02 01:30", "2031-11-24 10:15Z", "20311124", "2031-W48-1", "M", "m", "Unused",
    "1.2.3", "1.2.840.10008.1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21", "a" * 600, "=1+1", "<b>x</b>",
    "\tx", "x\x07y", "\u202etxt", "ＩＤ", "'", "0.0005", "0.00049", "1e-5", "100000000000000000000",
    "2031-11-24 00:00:00",
)  # fmt: skip


def read_fields(source: Source) -> list[Field]:
    return [field for field in source.fields if field.is_read and field.fixed is None]


@every_source
def test_the_sample_is_taken_whole_and_fills_every_column_that_the_source_reads(source: Source) -> None:
    taken = take(sample_of(source))
    assert taken.source.name == source.name
    assert taken.source.layout == "default"
    assert taken.rows
    assert taken.rejected == []
    cells = Cells.of(sample_of(source))
    found = headers_of_fields(source, cells.header)
    for field in read_fields(source):
        place = cells.column(found[field.column])
        assert any(row[place] for row in cells.rows), f"{field.column} is blank in the whole sample"


@every_source
def test_the_sample_says_that_it_is_made_up(source: Source) -> None:
    assert sample_of(source).name.startswith("made_up_")


@every_source
def test_the_declaration_fits_its_tables(source: Source) -> None:
    declared = {name for field in source.fields for name in columns_of(field)}
    for table_name in source.writes[""]:
        table = metadata.tables[table_name]
        columns = {column.name for column in table.columns if column.name not in PROVENANCE}
        needed = {column.name for column in table.columns if not column.nullable} - set(PROVENANCE)
        assert needed <= declared, f"{table_name} needs {needed - declared}"
        assert columns & declared, f"{table_name} gets nothing"
        assert set(natural_key(table)) - {"file_id"} <= declared
    written = {c.name for name in source.writes[""] for c in metadata.tables[name].columns}
    # A patient id may be read for recognition alone; everything else that is declared is stored.
    assert declared - written <= {"patient_key"}


def columns_of(field: Field) -> tuple[str, ...]:
    """The columns that a field fills."""
    if isinstance(field, Dose):
        return tuple(f"{field.column}_{part}" for part in ("text", "flag", "usv"))
    return (field.column,)


@every_source
def test_every_value_of_the_sample_is_what_its_cell_says(source: Source) -> None:
    cells = Cells.of(sample_of(source))
    found = headers_of_fields(source, cells.header)
    filled = [row for row in cells.rows if any(row)]
    for row, values in zip(filled, take(sample_of(source)).values, strict=True):
        for field in source.fields:
            header = found.get(field.same_as or field.column)
            if header is not None and columns_of(field)[-1] in values:
                cell = row[cells.column(header)]
                assert is_faithful(field, cell, values.get(field.column), values, SITE), field.column


@every_source
def test_the_same_file_twice_gives_the_same_rows(source: Source) -> None:
    assert take(sample_of(source)) == take(sample_of(source))


@every_source
def test_the_order_of_columns_does_not_matter(source: Source, tmp_path: Path) -> None:
    cells = Cells.of(sample_of(source))
    places = list(range(len(cells.header)))
    random.Random(4711).shuffle(places)
    shuffled = Cells([cells.header[p] for p in places], [[row[p] for p in places] for row in cells.rows])
    assert take(shuffled.write(tmp_path / sample_of(source).name)).values == take(sample_of(source)).values


@every_source
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_sample_is_taken_in_every_guise(
    source: Source, delimiter: str, newline: str, encoding: str, tmp_path: Path
) -> None:
    path = Cells.of(sample_of(source)).write(tmp_path / sample_of(source).name, delimiter, newline, encoding)
    assert take(path).values == take(sample_of(source)).values


@every_source
def test_headers_are_known_in_other_spellings(source: Source, tmp_path: Path) -> None:
    cells = Cells.of(sample_of(source))
    cells.header = [f" {name.upper().replace('_', ' ')} " for name in cells.header]
    assert take(cells.write(tmp_path / sample_of(source).name)).values == take(sample_of(source)).values


@every_source
def test_a_column_that_nobody_reads_is_reported_and_changes_nothing(source: Source, tmp_path: Path) -> None:
    cells = Cells.of(sample_of(source))
    cells.header.insert(1, "Shoe size")
    for row in cells.rows:
        row.insert(1, "44")
    taken = take(cells.write(tmp_path / sample_of(source).name))
    assert "Shoe size" in taken.ignored_columns
    assert taken.values == take(sample_of(source)).values


@every_source
def test_a_column_that_every_row_needs_is_missed_by_name(source: Source, tmp_path: Path) -> None:
    for field in read_fields(source):
        cells = Cells.of(sample_of(source))
        header = headers_of_fields(source, cells.header)[field.column]
        place = cells.column(header)
        del cells.header[place]
        for row in cells.rows:
            del row[place]
        path = cells.write(tmp_path / sample_of(source).name)
        if is_needed(source, field):
            with pytest.raises(FileRejected, match=f"'{field.headers[0]}'") as refusal:
                take(path)
            # With few columns in all, losing one may leave too little to tell whose file it is.
            assert refusal.value.recognised or len(read_fields(source)) < 6
        else:
            assert len(take(path).rows) == len(take(sample_of(source)).rows)
            # Nothing is said of what the file does not have, so that nothing known is wiped.
            assert all(field.column not in v or v[field.column] is not None for v in take(path).values)


@every_source
def test_a_column_that_stands_twice_sets_the_file_aside(source: Source, tmp_path: Path) -> None:
    cells = Cells.of(sample_of(source))
    header = next(iter(headers_of_fields(source, cells.header).values()))
    cells.header.append(header.upper())
    for row in cells.rows:
        row.append(row[cells.column(header)])
    with pytest.raises(FileRejected, match="more than once") as refusal:
        take(cells.write(tmp_path / sample_of(source).name))
    assert refusal.value.recognised


@every_source
def test_no_hostile_cell_changes_its_value_unnoticed(source: Source, tmp_path: Path) -> None:
    original = Cells.of(sample_of(source))
    found = headers_of_fields(source, original.header)
    for header in set(found.values()):
        place = original.column(header)
        rows = []
        for cell in HOSTILE_CELLS:
            # Of the first filled row, with this one cell replaced.
            row = list(next(row for row in original.rows if any(row)))
            row[place] = cell
            rows.append(row)
        path = Cells(original.header, rows).write(tmp_path / sample_of(source).name)
        taken = take(path)
        assert len(taken.rows) + len(taken.rejected) + taken.blank_lines == len(HOSTILE_CELLS)
        lines = dict(enumerate(rows, start=2))
        for valid in taken.rows:
            for field in source.fields:
                cell_of = found.get(field.same_as or field.column)
                if cell_of is not None and columns_of(field)[-1] in valid.values:
                    cell = lines[valid.line][original.column(cell_of)]
                    told = is_faithful(field, cell, valid.values.get(field.column), valid.values, SITE)
                    assert told, f"{field.column} from {cell!r} became {valid.values.get(field.column)!r}"
        for rejected in taken.rejected:
            assert {fault.column for fault in rejected.rejects} <= set(found.values())


@every_source
def test_identifiers_keep_zeros_capitals_and_words_that_look_like_something_else(
    source: Source, tmp_path: Path
) -> None:
    texts = [f for f in read_fields(source) if isinstance(f, Text)]
    for field in texts:
        cells = Cells.of(sample_of(source))
        place = cells.column(headers_of_fields(source, cells.header)[field.column])
        row = next(row for row in cells.rows if any(row))
        cells.rows = [
            [*row[:place], text, *row[place + 1 :]] for text in ("000123", "12E45", "NA", "null", "1,234")
        ]
        values = take(cells.write(tmp_path / sample_of(source).name)).values
        assert [v[field.column] for v in values] == ["000123", "12E45", "NA", "null", "1,234"]


@every_source
def test_no_fault_repeats_what_stands_in_the_cell(source: Source, tmp_path: Path) -> None:
    secret = "x\x07Q7-secret-Q7"
    cells = Cells.of(sample_of(source))
    found = headers_of_fields(source, cells.header)
    row = next(row for row in cells.rows if any(row))
    cells.rows = [
        [secret if place == other else cell for other, cell in enumerate(row)]
        for place in (cells.column(name) for name in found.values())
    ]
    taken = take(cells.write(tmp_path / sample_of(source).name))
    assert taken.rejected
    for rejected in taken.rejected:
        for fault in rejected.rejects:
            assert "secret" not in f"{fault.column}{fault.rule}{fault.expected}"


@every_source
def test_every_fault_of_a_row_is_named(source: Source, tmp_path: Path) -> None:
    cells = Cells.of(sample_of(source))
    row = ["x\x07y"] * len(cells.header)
    cells.rows.append(row)
    taken = take(cells.write(tmp_path / sample_of(source).name))
    (rejected,) = taken.rejected
    named = {fault.column for fault in rejected.rejects}
    found = headers_of_fields(source, cells.header)
    # A word that only names exceptions has no wrong value, and a badge's note may mean anything.
    for field in read_fields(source):
        if columns_of(field)[-1] in {c.name for t in tables_of(source) for c in metadata.tables[t].columns}:
            assert found[field.column] in named, field.column


@every_source
def test_private_cells_are_kept_for_correction_but_birth_dates_are_not(
    source: Source, tmp_path: Path
) -> None:
    cells = Cells.of(sample_of(source))
    cells.rows.append(["x\x07y"] * len(cells.header))
    (rejected,) = take(cells.write(tmp_path / sample_of(source).name)).rejected
    assert rejected.cells is not None
    found = headers_of_fields(source, cells.header)
    births = {found[f.column] for f in source.fields if isinstance(f, AgeFromBirthDate)}
    assert set(rejected.cells) == set(found.values()) - births


@every_source
def test_hashed_and_sealed_fields_are_private(source: Source) -> None:
    for field in source.fields:
        if isinstance(field, Identifier | Sealed | AgeFromBirthDate):
            assert field.private


@every_source
def test_the_moment_that_rows_speak_of_is_never_in_the_future(source: Source) -> None:
    for row in take(sample_of(source)).rows:
        assert isinstance(row.as_of, datetime)
        assert row.as_of <= SITE.now_naive


@every_source
def test_a_table_in_a_csv_sample_ends_with_a_line_end(source: Source) -> None:
    assert sample_of(source).read_bytes().endswith(b"\n")
    rows = list(csv.reader(io.StringIO(sample_of(source).read_text(encoding="utf-8"), newline="")))
    assert len({len(row) for row in rows}) == 1
