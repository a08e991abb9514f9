"""What stands in a spreadsheet? The cells of one sheet as exact text, from XLSX and XLS, after a look for bombs.

Numbers keep the 15 digits that a spreadsheet shows, dates become ISO. What a sheet cannot tell apart is refused: merged
cells under the header, formulas without a stored result, numbers of more than 15 digits, error values.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine as calamine

from etl.headers import HeaderMatch, match_headers
from etl.source import FileRejected, RawRow, Reject, Source

_ENTRIES, _BYTES, _RATIO = 200, 100_000_000, 100
_XLS_BYTES = 64_000_000
_HEADER_ROWS = 20
_EXACT = 10**15
_ERRORS = (
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#DATA!",
    "#GETTING_DATA",
    "#SPILL!",
)
# A formula cell that closes without a value; an empty text (t="str") is a value.
_UNCOMPUTED = re.compile(
    rb"<c\b(?![^>]*\bt=\"str\")[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)


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
        self._path = path
        self._uncomputed = _check_zip(path) if zipfile.is_zipfile(path) else _check_size(path)
        try:
            self._book = calamine.CalamineWorkbook.from_path(str(path))
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

    def rows(self, source: Source, header: SheetHeader) -> "SheetTable":
        """The rows under a header. Raises FileRejected when the sheet holds what cannot be told apart."""
        if self._uncomputed:
            raise FileRejected(
                f"{source.name}: a formula without a stored result; open and save the file in the spreadsheet program",
                recognised=True,
            )
        ranges = self._book.get_sheet_by_name(header.sheet).merged_cell_ranges or []
        if any(end[0] > header.row for _, end in ranges):
            raise FileRejected(
                f"{source.name}: merged cells under the header, where a blank cell and a repeated value look the same",
                recognised=True,
            )
        return SheetTable(self._grid(header.sheet), header)

    def _grid(self, sheet: str) -> list[list[Any]]:
        if sheet not in self._grids:
            try:
                self._grids[sheet] = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            except (calamine.CalamineError, calamine.ZipError, calamine.XmlError) as error:
                raise FileRejected("a damaged workbook", recognised=False) from error
        return self._grids[sheet]


class SheetTable:
    """The rows of one sheet under its header; line numbers are those of the sheet."""

    def __init__(self, grid: Sequence[Sequence[Any]], header: SheetHeader) -> None:
        self.blank_lines = 0
        self._grid = grid
        self._header = header
        read = set(header.match.found.values())
        self._kept = [(place, name) for place, name in enumerate(header.names) if name in read]
        self.ignored_columns = tuple(name for name in header.names if name and name not in read)

    def rows(self) -> Iterator[RawRow | Reject]:
        """Yield each row in order; a Reject for one with a value under no header or a cell that has no exact text."""
        names = self._header.names
        for number, row in enumerate(self._grid[self._header.row + 1 :], start=self._header.row + 2):
            if not any(cell not in ("", None) for cell in row):
                self.blank_lines += 1
                continue
            unnamed = [cell for place, cell in enumerate(row) if place >= len(names) or not names[place]]
            if any(str(cell).strip() for cell in unnamed):
                yield Reject(number, "", "a value in a column without a header", "a header for each column")
                continue
            cells = {name: cell_text(row[place]) if place < len(row) else "" for place, name in self._kept}
            bad = next((name for name, text in cells.items() if text is None), None)
            if bad is not None:
                yield Reject(
                    number, bad, "an error value, or a number of more than 15 digits", "a value, as text"
                )
                continue
            yield RawRow("", number, {name: text or "" for name, text in cells.items()})


def cell_text(cell: Any) -> str | None:
    """Return a cell's exact text; None for an error value, or a number that a spreadsheet has already rounded."""
    match cell:
        case None:
            return ""
        case str():
            return None if cell in _ERRORS else cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case int() | float():
            # Fifteen digits are what a spreadsheet shows; whole numbers are stored as floats as well.
            return None if abs(cell) >= _EXACT else format(cell, ".15g")
        case datetime():
            return str(cell.date()) if cell.time() == time() else cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return None
    return None


def _check_size(path: Path) -> bool:
    if path.stat().st_size > _XLS_BYTES:
        raise FileRejected(f"a workbook of more than {_XLS_BYTES // 1_000_000} MB", recognised=False)
    return False


def _check_zip(path: Path) -> bool:
    """Refuse a bomb before anything opens it; returns whether some formula has no stored result."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if not any(entry.filename == "xl/workbook.xml" for entry in entries):
                raise FileRejected("a ZIP archive that is no XLSX workbook", recognised=False)
            if len(entries) > _ENTRIES:
                raise FileRejected(f"a workbook of more than {_ENTRIES} parts", recognised=False)
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileRejected("the workbook is protected by a password", recognised=False)
            limit = min(_BYTES, _RATIO * max(path.stat().st_size, 10_000))
            if sum(entry.file_size for entry in entries) > limit:
                raise FileRejected("a workbook that unpacks to far more than it should", recognised=False)
            uncomputed = False
            for entry in entries:
                # Reading also checks the sizes and sums that the archive claims.
                content = archive.read(entry)
                if entry.filename.startswith("xl/worksheets/") and _UNCOMPUTED.search(content):
                    uncomputed = True
            return uncomputed
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise FileRejected("a damaged workbook, or one cut short", recognised=False) from error
