"""Is a file a table, and which? CSV or spreadsheet by its content, never by its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from etl.headers import HeaderMatch, match_headers
from etl.readers.many_tables import ManyTables
from etl.readers.many_tables_lines import csv_lines, match_in_text, match_in_workbook, sheet_lines
from etl.readers.pylinac_json import HEADERS, PylinacTable, looks_like_json
from etl.readers.spreadsheet import Workbook
from etl.readers.tabular import CsvHeader, CsvTable, find_header, first_line, read_head
from etl.source import FileRejected, RawRow, Reject, Source

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Table(Protocol):
    """The rows of an open table; `blank_lines` is complete once they are exhausted."""

    blank_lines: int
    ignored_columns: tuple[str, ...]

    def rows(self) -> Iterator[RawRow | Reject]:
        """Yield each row in order. Raises FileRejected at whatever row shows that the file is not whole."""
        ...


class Look:
    """A first look at a file: how its header fits this source or that."""

    def __init__(self, path: Path) -> None:
        self._head = read_head(path)
        if not self._head.strip():
            raise FileRejected("an empty file", recognised=False)
        self._book = Workbook(path) if self._head.startswith((_ZIP, _OLE)) else None
        self._analysis = PylinacTable(path) if looks_like_json(self._head) else None

    def headers(self) -> tuple[str, ...]:
        """The first line that looks like headers, whoever sent it."""
        return self._book.first_line() if self._book else first_line(self._head)

    def match(self, source: Source) -> HeaderMatch | None:
        """How the file's header fits a source's layout; None when there is nothing to compare."""
        if self._analysis:
            return match_headers(source, HEADERS)
        if source.table and source.table.tables:
            if self._book:
                return match_in_workbook(self._book, source)
            return match_in_text(self._head, source)
        found = self._book.find_header(source) if self._book else find_header(self._head, source)
        return found.match if found else None


def csv_header(path: Path, source: Source) -> CsvHeader | None:
    """Where the header line of a CSV file fits a source; None for anything else."""
    head = read_head(path)
    if head.startswith((_ZIP, _OLE)) or (source.table and source.table.tables):
        return None
    return find_header(head, source)


@contextmanager
def open_table(path: Path, source: Source) -> Iterator[Table]:
    """Open a file that `recognise` gave to this source, layout included. Raises FileRejected."""
    head = read_head(path)
    if source.table and source.table.tables and not looks_like_json(head):
        if head.startswith((_ZIP, _OLE)):
            yield ManyTables(sheet_lines(Workbook(path), source), source, padded=True)
            return
        with path.open("rb") as file:
            yield ManyTables(csv_lines(file, head, source), source, padded=False)
        return
    if head.startswith((_ZIP, _OLE)):
        book = Workbook(path)
        sheet = book.find_header(source)
        if sheet is None:
            raise FileRejected(f"{source.name}: no sheet has its header", recognised=False)
        _refuse_doubled(source, sheet.match)
        yield book.rows(source, sheet)
        return
    if looks_like_json(head):
        yield PylinacTable(path)
        return
    header = find_header(head, source)
    if header is None:
        raise FileRejected(f"{source.name}: no header line", recognised=False)
    _refuse_doubled(source, header.match)
    with path.open("rb") as file:
        yield CsvTable(file, source, header)


def _refuse_doubled(source: Source, match: HeaderMatch) -> None:
    if match.doubled:
        names = ", ".join(repr(name) for name in match.doubled)
        raise FileRejected(
            f"{source.name}: column {names} stands in the file more than once", recognised=True
        )
