"""What stands in a spreadsheet? The cells of one sheet as exact text, from XLSX and XLS, after a look for bombs.

Numbers keep the 15 digits that a spreadsheet shows, dates become ISO. What a sheet cannot tell apart is refused: merged
cells under the header, formulas without a stored result, numbers of more than 15 digits, error values.
"""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import python_calamine as calamine

from etl.headers import HeaderMatch, match_headers
from etl.readers.many_tables import Line
from etl.readers.workbook_checks import Places, check_xls, check_xlsx
from etl.source import FileRejected, RawRow, Reject, Source

_HEADER_ROWS = 20
_EXACT = 10**15
_NO_TEXT = "an error value, a formula without a result, or a number of more than 15 digits"


@dataclass(frozen=True)
class SheetHeader:
    """Where in a workbook a header row was found to fit a source."""

    match: HeaderMatch
    names: tuple[str, ...]
    sheet: str
    # 0-based row of the header.
    row: int


class Workbook:
    """An open workbook; sheets are read once."""

    def __init__(self, path: Path) -> None:
        self._valueless: dict[str, Places] = {}
        if zipfile.is_zipfile(path):
            self._valueless = check_xlsx(path)
        else:
            check_xls(path)
        try:
            # From bytes, because by a path the library goes by the name's ending.
            self._book = calamine.CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
        except calamine.PasswordError as error:
            raise FileRejected("the workbook is protected by a password", recognised=False) from error
        except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, OSError) as error:
            raise FileRejected("a damaged workbook, or none", recognised=False) from error
        self._grids: dict[str, list[list[Any]]] = {}

    def find_header(self, source: Source) -> SheetHeader | None:
        """Find the row that fits a source's layout best, among the first rows of each sheet; None when none does."""
        wanted = source.table.sheet if source.table else None
        best: SheetHeader | None = None
        for sheet in self._book.sheet_names:
            if wanted is not None and sheet != wanted:
                continue
            for number, row in enumerate(self._grid(sheet)[:_HEADER_ROWS]):
                names = tuple(cell.strip() if isinstance(cell, str) else "" for cell in row)
                match = match_headers(source, names)
                if best is None or len(match.found) > len(best.match.found):
                    best = SheetHeader(match, names, sheet, number)
        return best

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets, in order."""
        return list(self._book.sheet_names)

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows of a sheet as they stand; a cell is None where it has no exact text."""
        valueless = self._valueless.get(sheet, frozenset())
        for number, row in enumerate(self._grid(sheet)):
            cells = [
                None if (number, place) in valueless else cell_text(cell) for place, cell in enumerate(row)
            ]
            yield Line(number + 1, cells)

    def first_line(self) -> tuple[str, ...]:
        """The cells of the fullest of the first rows of all sheets."""
        rows = [row for sheet in self._book.sheet_names for row in self._grid(sheet)[:_HEADER_ROWS]]
        texts = [
            tuple(cell.strip() for cell in row if isinstance(cell, str) and cell.strip()) for row in rows
        ]
        return max(texts, key=len, default=())

    def rows(self, source: Source, header: SheetHeader) -> "SheetTable":
        """The rows under a header. Raises FileRejected when the sheet holds what cannot be told apart."""
        ranges = self._book.get_sheet_by_name(header.sheet).merged_cell_ranges or []
        if any(end[0] > header.row for _, end in ranges):
            raise FileRejected(
                f"{source.name}: merged cells under the header, where a blank cell and a repeated value look the same",
                recognised=True,
            )
        return SheetTable(self._grid(header.sheet), header, self._valueless.get(header.sheet, frozenset()))

    def _grid(self, sheet: str) -> list[list[Any]]:
        if sheet not in self._grids:
            try:
                self._grids[sheet] = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            except (calamine.CalamineError, calamine.ZipError, calamine.XmlError) as error:
                raise FileRejected("a damaged workbook", recognised=False) from error
        return self._grids[sheet]


class SheetTable:
    """The rows of one sheet under its header; line numbers are those of the sheet."""

    def __init__(self, grid: Sequence[Sequence[Any]], header: SheetHeader, valueless: Places) -> None:
        self.blank_lines = 0
        self._valueless = valueless
        self._grid = grid
        self._header = header
        read = set(header.match.found.values())
        self._kept = [(place, name) for place, name in enumerate(header.names) if name in read]
        self.ignored_columns = tuple(name for name in header.names if name and name not in read)

    def rows(self) -> Iterator[RawRow | Reject]:
        """Yield each row in order; a Reject for one with a value under no header or a cell that has no exact text."""
        names = self._header.names
        bad_rows = {row for row, _ in self._valueless}
        for number, row in enumerate(self._grid[self._header.row + 1 :], start=self._header.row + 1):
            if number not in bad_rows and not any(cell not in ("", None) for cell in row):
                self.blank_lines += 1
                continue
            unnamed = [cell for place, cell in enumerate(row) if place >= len(names) or not names[place]]
            if any(str(cell).strip() for cell in unnamed):
                yield Reject(
                    number + 1, "", "a value in a column without a header", "a header for each column"
                )
                continue
            cells = {name: self._text(number, place, row) for place, name in self._kept}
            bad = next((name for name, text in cells.items() if text is None), None)
            if bad is not None:
                yield Reject(number + 1, bad, _NO_TEXT, "a value, as text")
                continue
            yield RawRow("", number + 1, {name: text or "" for name, text in cells.items()})

    def _text(self, number: int, place: int, row: Sequence[Any]) -> str | None:
        if (number, place) in self._valueless:
            return None
        return cell_text(row[place]) if place < len(row) else ""


def cell_text(cell: Any) -> str | None:
    """Return a cell's exact text; None where it has none, or a spreadsheet has already rounded it."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            # Fifteen digits are what a spreadsheet shows; whole numbers are stored as floats as well.
            return None if abs(cell) >= _EXACT else format(cell, ".15g")
        case datetime():
            return cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
    return None
