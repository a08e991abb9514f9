"""CSV files are read strictly, line by line, whatever their size."""

import tracemalloc
from pathlib import Path

import pytest

from etl.source import FileRejected
from tests.etl.sources.taking import feeds_from, take

HEADER = "item_code,location,quantity,lot_number,expiry\n"


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "stock_2026-11-24.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_blank_lines_are_counted_apart_and_line_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    taken = take(written(tmp_path, HEADER + "\nA,Shelf,1,,\n,,,,\n\nB,Shelf,x,,\n"))
    assert taken.blank_lines == 3
    assert [row.line for row in taken.rows] == [3]
    assert taken.faults == {(6, "quantity")}


def test_a_row_with_one_field_too_many_is_set_aside_by_itself(tmp_path: Path) -> None:
    taken = take(written(tmp_path, HEADER + "A,Shelf,1,234,,\nB,Shelf,2,,\n"))
    assert [row.values["item_code"] for row in taken.rows] == ["B"]
    (rejected,) = taken.rejected
    assert rejected.rejects[0].rule == "6 fields instead of 5"
    assert rejected.cells is None


def test_a_file_whose_rows_never_fit_its_header_is_set_aside_whole(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match="no row has the 5 fields"):
        take(written(tmp_path, HEADER + "A,Shelf,1,,,\nB,Shelf,2,,,\n"))


def test_a_value_under_no_header_is_set_aside_and_blank_ones_are_not_missed(tmp_path: Path) -> None:
    taken = take(written(tmp_path, HEADER[:-1] + ",\nA,Shelf,1,,,\nB,Shelf,2,,,x\n"))
    assert [row.values["item_code"] for row in taken.rows] == ["A"]
    assert taken.rejected[0].rejects[0].rule == "a value in a column without a header"


def test_a_quote_in_the_middle_of_a_field_is_an_error_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match="line 3"):
        take(written(tmp_path, HEADER + 'A,Shelf,1,,\nB,"Sh"elf,2,,\n'))


def test_an_encoding_is_never_guessed_but_taken_when_the_site_names_it(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "A,Kühlraum,1,,\n", "cp1252")
    with pytest.raises(FileRejected, match="encoding"):
        take(path)
    feeds = feeds_from(tmp_path / "feeds.toml", '[stock]\nencoding = "cp1252"\n')
    assert take(path, feeds).values[0]["location"] == "Kühlraum"


def test_preamble_lines_are_skipped_where_the_site_says_on_which_line_the_headers_stand(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "Made-up hospital\nprinted today\n" + HEADER + "A,Shelf,1,,\n")
    with pytest.raises(FileRejected):
        take(path)
    taken = take(path, feeds_from(tmp_path / "feeds.toml", "[stock]\nheader_line = 3\n"))
    assert [row.line for row in taken.rows] == [4]


def test_a_last_line_without_its_end_is_taken_only_where_the_site_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, HEADER + "A,Shelf,12")
    feeds = feeds_from(tmp_path / "feeds.toml", "[stock]\nfinal_newline = false\n")
    whole = written(tmp_path, HEADER + "A,Shelf,12,,")
    assert take(whole, feeds).values[0]["quantity"] == 12
    path = written(tmp_path, HEADER + "A,Shelf,12")
    with pytest.raises(FileRejected):
        take(path, feeds)


def test_a_line_without_end_costs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "stock_2026-11-24.csv"
    with path.open("wb") as file:
        file.write(HEADER.encode() + b"A,Shelf,1,,\n")
        for _ in range(64):
            file.write(b"x" * 1_000_000)
    tracemalloc.start()
    with pytest.raises(FileRejected, match="characters"):
        take(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_header_line_without_end_is_no_header(tmp_path: Path) -> None:
    with pytest.raises(FileRejected) as refusal:
        take(written(tmp_path, "item_code" * 200_000))
    assert not refusal.value.recognised


def test_a_reason_never_quotes_the_file(tmp_path: Path) -> None:
    for text in ("DOE JANE,19710615\n1,2\n", HEADER + 'A,"DOE JANE\nx",1,,\n', HEADER + 'A,"DOE"JANE,1,,\n'):
        with pytest.raises(FileRejected) as refusal:
            take(written(tmp_path, text))
        assert "DOE" not in refusal.value.reason
