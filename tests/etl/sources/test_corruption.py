"""Zero silently changed values: one random corruption of a file is set aside, or changes nothing but what it says."""

import csv
import io
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.headers import headers_of_fields
from etl.source import FileRejected, Source
from tests.etl.sources.meaning import is_faithful
from tests.etl.sources.taking import SITE, TABLES, Cells, Taken, sample_of, take
from tests.etl.sources.test_every_source import columns_of

CORRUPTING = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
every_source = pytest.mark.parametrize("source", TABLES, ids=lambda source: source.name)

# Signs that mean something to a CSV file, a number, a date or a database, and any other.
SIGNS = st.sampled_from(list("\",;\t|\n\r\0 .-+:eEMxX0123456789'\u00a0\ufeff\u0661ü")) | st.characters(
    codec="utf-8"
)
CELLS = (
    st.text(SIGNS, max_size=30)
    | st.sampled_from(
        ["NA", "null", "1,234", "1.234,5", "0,5", "12E45", "1e308", "nan", "2031-02-30", "03/04/2031"]
    )
    | st.floats().map(str)
    | st.decimals(allow_nan=False, allow_infinity=False, places=4).map(str)
    | st.dates().map(str)
    | st.datetimes().map(lambda moment: str(moment.replace(microsecond=0)))
)


@lru_cache(maxsize=1)
def taken_sample(name: str) -> Taken:
    """The sample of a source as it is without any corruption."""
    return take(next(sample_of(source) for source in TABLES if source.name == name))


def taken_or_none(path: Path) -> Taken | None:
    """None when the file is set aside whole, which is never silent."""
    try:
        return take(path)
    except FileRejected:
        return None


def assert_rows_say_what_stands_there(taken: Taken, header: list[str], rows: dict[int, list[str]]) -> None:
    """Hold every value that got through against the cell in its line."""
    found = headers_of_fields(taken.source, header)
    for valid in taken.rows:
        row = rows[valid.line]
        assert len(row) == len(header)
        for field in taken.source.fields:
            name = found.get(field.same_as or field.column)
            if name is not None and columns_of(field)[-1] in valid.values:
                cell = row[header.index(name)]
                stored = valid.values.get(field.column)
                assert is_faithful(field, cell, stored, valid.values, SITE), (
                    f"{field.column}: {cell!r} -> {stored!r}"
                )


@every_source
@CORRUPTING
@given(data=st.data())
def test_a_cell_filled_with_anything_is_set_aside_or_stored_as_it_stands(
    source: Source, data: st.DataObject, tmp_path: Path
) -> None:
    cells = Cells.of(sample_of(source))
    filled = [number for number, row in enumerate(cells.rows) if any(row)]
    number = data.draw(st.sampled_from(filled), label="row")
    place = data.draw(st.integers(0, len(cells.header) - 1), label="column")
    cells.rows[number][place] = data.draw(CELLS, label="cell")
    taken = taken_or_none(cells.write(tmp_path / sample_of(source).name))
    if taken is None:
        return
    assert len(taken.rows) + len(taken.rejected) + taken.blank_lines == len(cells.rows)
    lines = first_lines(cells)
    assert {row.line for row in taken.rows} | {row.line for row in taken.rejected} <= set(lines)
    assert_rows_say_what_stands_there(taken, cells.header, lines)
    # No other row is touched.
    untouched = {row.line: row.values for row in taken_sample(source.name).rows}
    for valid in taken.rows:
        if (
            lines[valid.line] is not cells.rows[number]
            and lines.keys() == first_lines_of_sample(source).keys()
        ):
            assert valid.values == untouched[valid.line]


def first_lines(cells: Cells) -> dict[int, list[str]]:
    """The rows by the physical line on which they begin."""
    lines, line = {}, 2
    for row in cells.rows:
        lines[line] = row
        line += 1 + sum(cell.count("\n") for cell in row)
    return lines


def first_lines_of_sample(source: Source) -> dict[int, list[str]]:
    return first_lines(Cells.of(sample_of(source)))


@every_source
@CORRUPTING
@given(data=st.data())
def test_a_sign_put_in_taken_out_or_changed_anywhere_is_noticed_or_is_what_stands_there(
    source: Source, data: st.DataObject, tmp_path: Path
) -> None:
    text = sample_of(source).read_bytes().decode("utf-8")
    place = data.draw(st.integers(0, len(text) - 1), label="place")
    sign = data.draw(SIGNS, label="sign")
    what = data.draw(st.sampled_from(["put in", "taken out", "changed"]), label="what")
    spoiled = text[:place] + ("" if what == "taken out" else sign) + text[place + (what != "put in") :]
    path = tmp_path / sample_of(source).name
    path.write_bytes(spoiled.encode("utf-8", "surrogatepass"))
    taken = taken_or_none(path)
    if taken is None or taken.source.name != source.name:
        return
    delimiter = max(",;\t|", key=spoiled.split("\n", 1)[0].count)
    header, *rows = (one_line(line, delimiter) for line in spoiled.lstrip("\ufeff").split("\n"))
    # Rows of several lines are told apart by the test above; here each line is read by itself.
    taken.rows = [row for row in taken.rows if "\n" not in str(row.values.get("note"))]
    names = [name.strip() for name in header]
    assert_rows_say_what_stands_there(taken, names, dict(enumerate(rows, start=2)))


def one_line(line: str, delimiter: str) -> list[str]:
    """A line's cells, read leniently."""
    found = list(csv.reader(io.StringIO(line.replace("\0", "") + "\n", newline=""), delimiter=delimiter))
    return found[0] if found else []


@every_source
@CORRUPTING
@given(data=st.data())
def test_a_file_cut_anywhere_is_set_aside_or_ends_after_a_whole_row(
    source: Source, data: st.DataObject, tmp_path: Path
) -> None:
    content = sample_of(source).read_bytes()
    cut = data.draw(st.integers(0, len(content)), label="cut")
    path = tmp_path / sample_of(source).name
    path.write_bytes(content[:cut])
    taken = taken_or_none(path)
    if taken is not None:
        assert taken.rejected == []
        assert content[:cut].endswith(b"\n")
        assert taken.values == taken_sample(source.name).values[: len(taken.values)]
