"""Cells of workbooks become exact text, or their row is set aside."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from etl.readers.spreadsheet import cell_text
from etl.readers.workbook_checks import has_xls_errors
from etl.source import FileRejected
from tests.etl.readers.make_xlsx import Raw, write_xlsx
from tests.etl.sources.taking import Taken, feeds_from, take

HEADER = ["item_code", "location", "quantity", "lot_number", "expiry", "counted_at"]


def taken(tmp_path: Path, *rows: list[Any]) -> Taken:
    return take(write_xlsx(tmp_path / "stock_2026-11-24.xlsx", {"Sheet": [HEADER, *rows]}))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (37627.0, "37627"),
        (0.1, "0.1"),
        (0.1 + 0.2, "0.3"),
        (12, "12"),
        (-0.5, "-0.5"),
        (999_999_999_999_999.0, "999999999999999"),
        ("12E45", "12E45"),
        (True, "TRUE"),
        (None, ""),
        (date(2031, 2, 1), "2031-02-01"),
        (datetime(2031, 2, 1, 10, 15), "2031-02-01 10:15:00"),
        (1e15, None),
        (1.2e46, None),
        (timedelta(hours=1), None),
    ],
)
def test_a_cell_has_one_exact_text_or_none(cell: object, text: str | None) -> None:
    assert cell_text(cell) == text


def test_texts_numbers_and_dates_come_as_they_are_shown(tmp_path: Path) -> None:
    (row,) = taken(
        tmp_path, ["00071", 12.0, 0.1, 4041283.0, date(2032, 2, 29), datetime(2026, 11, 24, 7, 30)]
    ).values
    assert row["item_code"] == "00071"
    assert row["location"] == "12"
    assert row["quantity"] == 0.1
    assert row["lot_number"] == "4041283"
    assert row["expiry"] == date(2032, 2, 29)
    assert row["counted_at"] == datetime(2026, 11, 24, 12, 30)


def test_what_has_no_exact_text_sets_its_row_aside_with_its_column(tmp_path: Path) -> None:
    found = taken(
        tmp_path,
        ["A", "Shelf", 1, 1.2e46],
        ["B", "Shelf", 1, Raw('<c r="{ref}" t="e"><v>#N/A</v></c>')],
        ["C", "Shelf", Raw('<c r="{ref}"><f>1+1</f></c>')],
        ["D", "Shelf", Raw('<c r="{ref}"><f>1+1</f><v>2</v></c>')],
        ["E", "Shelf", 3, Raw('<c r="{ref}" t="str"><f>""</f><v></v></c>')],
    )
    assert [(v["item_code"], v["quantity"]) for v in found.values] == [("D", 2), ("E", 3)]
    assert found.faults == {(2, "lot_number"), (3, "lot_number"), (4, "quantity")}


def test_an_error_value_on_another_sheet_is_nobodys_business(tmp_path: Path) -> None:
    sheets: dict[str, Sequence[Sequence[Any]]] = {
        "Notes": [[Raw('<c r="{ref}" t="e"><v>#REF!</v></c>')], ["x", "y"]],
        "Stock": [["Made up"], HEADER, ["A", "Shelf", 1]],
    }
    found = take(write_xlsx(tmp_path / "stock_2026-11-24.xlsx", sheets))
    assert [row.line for row in found.rows] == [3]
    assert found.rejected == []


def test_the_site_may_name_the_sheet(tmp_path: Path) -> None:
    rows: dict[str, Sequence[Sequence[Any]]] = {
        "Old": [HEADER, ["A", "Shelf", 1]],
        "New": [HEADER, ["A", "Shelf", 2]],
    }
    path = write_xlsx(tmp_path / "stock_2026-11-24.xlsx", rows)
    assert take(path).values[0]["quantity"] == 1
    feeds = feeds_from(tmp_path / "feeds.toml", '[stock]\nsheet = "New"\n')
    assert take(path, feeds).values[0]["quantity"] == 2


def test_blank_rows_are_counted_and_values_beyond_the_header_set_aside(tmp_path: Path) -> None:
    found = taken(
        tmp_path, ["A", "Shelf", 1], [], ["B", "Shelf", 2, None, None, None, "beyond"], ["C", "Shelf", 3]
    )
    assert [v["item_code"] for v in found.values] == ["A", "C"]
    assert found.blank_lines == 1
    assert found.rejected[0].line == 4


def test_a_workbook_with_too_many_parts_is_refused(tmp_path: Path) -> None:
    extra = {f"xl/media/{number}.bin": b"x" for number in range(250)}
    path = write_xlsx(tmp_path / "stock.xlsx", {"Sheet": [HEADER, ["A", "Shelf", 1]]}, extra=extra)
    with pytest.raises(FileRejected, match="200 parts"):
        take(path)


def test_a_workbook_that_lies_about_a_size_is_damaged(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "stock.xlsx", {"Sheet": [HEADER, ["A", "Shelf", 1]]}, extra={"xl/a.bin": bytes(9000)}
    )
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/a.bin").file_size.to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (90).to_bytes(4, "little")))
    with pytest.raises(FileRejected, match="damaged"):
        take(path)


def test_error_values_are_found_in_the_bytes_of_an_xls_file() -> None:
    boolean = bytes.fromhex("05020800010002000f000100")
    error = bytes.fromhex("05020800010002000f002a01")
    formula = bytes.fromhex("06001b00010002000f0002002a000000ffff0000")
    assert not has_xls_errors(b"x" * 100 + boolean + b"x" * 100)
    assert has_xls_errors(b"x" * 100 + error + b"x" * 100)
    assert has_xls_errors(b"x" * 100 + formula + b"x" * 100)
