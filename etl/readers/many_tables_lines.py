"""Which lines has a file of several tables? From text by the delimiter that fits, from a workbook sheet by sheet."""

import codecs
import csv
from collections.abc import Iterator
from typing import BinaryIO

from etl.headers import HeaderMatch
from etl.layout import DELIMITERS
from etl.readers.many_tables import Line, delimiter_of, match_tables
from etl.readers.spreadsheet import Workbook
from etl.readers.tabular import MARKS
from etl.readers.text_lines import text_lines
from etl.source import FileRejected, Source


def match_in_text(head: bytes, source: Source) -> HeaderMatch | None:
    """How well a file's first bytes fit a source of several tables; None when none of its titles stands there."""
    dialect = _dialect(head, source)
    if dialect is None:
        return None
    text, delimiter, _, _ = dialect
    return match_tables(source, _loosely(text, delimiter))


def match_in_workbook(book: Workbook, source: Source) -> HeaderMatch | None:
    """The same for a workbook: of the sheet that the site names, or of the first in which a title stands."""
    sheet = _sheet(book, source)
    return None if sheet is None else match_tables(source, book.lines(sheet))


def csv_lines(file: BinaryIO, head: bytes, source: Source) -> Iterator[Line]:
    """The lines of an open text file. Raises FileRejected at whatever line shows that the file is not whole."""
    dialect = _dialect(head, source)
    if dialect is None:
        raise FileRejected(f"{source.name}: none of its tables", recognised=False)
    _, delimiter, encoding, newline = dialect
    reader = csv.reader(text_lines(file, source, encoding, newline), delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            if reader.line_num != before + 1:
                raise FileRejected(
                    f"{source.name}: line {before + 1}: a line break inside a field, where none is expected",
                    recognised=True,
                )
            before = reader.line_num
            yield Line(before, cells)
    except csv.Error as error:
        raise FileRejected(
            f"{source.name}: line {reader.line_num}: {error}; the file may be cut or a quote left open",
            recognised=True,
        ) from error


def sheet_lines(book: Workbook, source: Source) -> Iterator[Line]:
    """The rows of the sheet in which the tables stand. Raises FileRejected when there is none."""
    sheet = _sheet(book, source)
    if sheet is None:
        raise FileRejected(f"{source.name}: no sheet has its tables", recognised=False)
    yield from book.lines(sheet)


def _sheet(book: Workbook, source: Source) -> str | None:
    wanted = source.table.sheet if source.table else None
    for sheet in book.sheets:
        if wanted in (None, sheet) and match_tables(source, book.lines(sheet)) is not None:
            return sheet
    return None


def _dialect(head: bytes, source: Source) -> tuple[str, str, str, str] | None:
    """The text of the first bytes, delimiter, encoding and line end; None when no title stands there."""
    layout = source.table
    assert layout is not None
    mark = next((name for bytes_, name in MARKS if head.startswith(bytes_)), None)
    encoding = mark or layout.encoding or "utf-8"
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    text = text.replace("\r", "\n") if newline == "\r" else text
    signs = (layout.delimiter,) if layout.delimiter else DELIMITERS
    delimiter = delimiter_of(layout, {sign: list(_loosely(text, sign)) for sign in signs})
    return None if delimiter is None else (text, delimiter, encoding, newline)


def _loosely(text: str, delimiter: str) -> Iterator[Line]:
    """The lines of a file's beginning, for a first look: what is wrong with them is told when they are read."""
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            cells = next(csv.reader([line.rstrip("\r")], delimiter=delimiter), [])
        except csv.Error:
            continue
        yield Line(number, [cell.strip() for cell in cells])
