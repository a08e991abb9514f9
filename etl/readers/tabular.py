"""What stands in a CSV file? Its rows as exact text, read strictly: what could have been cut or shifted is refused.

Python's csv module with `strict=True`, and beyond it: exact field counts, no line break inside a field unless the
source declares one, a line end after the last row, no NUL, no undecodable byte, no line of a million characters.
"""

import codecs
import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from etl.headers import HeaderMatch, match_headers
from etl.layout import DELIMITERS
from etl.readers.text_lines import text_lines
from etl.source import FileRejected, RawRow, Reject, Source

_HEAD_BYTES = 1 << 18
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class CsvHeader:
    """Where and how a CSV file's header line was found to fit a source."""

    match: HeaderMatch
    names: tuple[str, ...]
    delimiter: str
    encoding: str
    newline: str


def find_header(head: bytes, source: Source) -> CsvHeader | None:
    """Find the header line of a source's layout in a file's first bytes; None when nothing there is like it."""
    layout = source.table
    if layout is None:
        return None
    mark = next((name for bytes_, name in MARKS if head.startswith(bytes_)), None)
    encoding = mark or layout.encoding or "utf-8"
    newline, lines = _first_lines(head, encoding, layout.header_line)
    if len(lines) < layout.header_line or (len(lines) == layout.header_line and len(head) == _HEAD_BYTES):
        return None
    line = lines[layout.header_line - 1]
    best: CsvHeader | None = None
    for delimiter in (layout.delimiter,) if layout.delimiter else DELIMITERS:
        names = _split(line, delimiter)
        if names is not None:
            found = CsvHeader(match_headers(source, names), names, delimiter, encoding, newline)
            if best is None or len(found.match.found) > len(best.match.found):
                best = found
    return best


# A file is compared with some fifty layouts, most of which look at the same line.
@lru_cache(maxsize=4)
def _first_lines(head: bytes, encoding: str, count: int) -> tuple[str, list[str]]:
    """The line end of a file, and its first lines with whatever stands after them."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    return newline, text.split(newline, count)


def first_line(head: bytes) -> tuple[str, ...]:
    """The fields of a file's first line, by the delimiter that makes most of them."""
    encoding = next((name for mark, name in MARKS if head.startswith(mark)), "utf-8")
    line = codecs.getincrementaldecoder(encoding)("replace").decode(head).split("\n", 1)[0]
    return max((_split(line, delimiter) or () for delimiter in DELIMITERS), key=len)


def read_head(path: Path) -> bytes:
    """The bytes in which a header line is looked for."""
    with path.open("rb") as file:
        return file.read(_HEAD_BYTES)


@dataclass(frozen=True, slots=True)
class Part:
    """Whole lines of a file: from one byte up to another, how many lines stand before them, and how many they are."""

    start: int
    end: int
    lines_before: int
    lines: int


class CsvTable:
    """The rows of an open CSV file, for one source; of a part of it if one is given."""

    def __init__(self, file: BinaryIO, source: Source, header: CsvHeader, part: Part | None = None) -> None:
        self.blank_lines = 0
        self.header = header
        self._file = file
        self._part = part or Part(0, sys.maxsize, 0, 0)
        self._source = source
        self._header = header
        read = set(header.match.found.values())
        self._kept = [(place, name) for place, name in enumerate(header.names) if name in read]
        self._unnamed = [place for place, name in enumerate(header.names) if not name.strip()]
        self.ignored_columns = tuple(name for name in header.names if name.strip() and name not in read)

    def rows(self) -> Iterator[RawRow | Reject]:
        """Yield each row in order; a Reject for one whose fields do not go with the header. Raises FileRejected."""
        skipped, reader = self._open()
        with self._refusing(skipped, reader):
            yield from self._checked(reader, skipped, _Counted())

    def blocks(self, size: int) -> Iterator[tuple[int, list[list[str]]] | RawRow | Reject]:
        """Yield rows many at once, each time with the line of the first; where one is odd, its block row by row."""
        skipped, reader = self._open()
        width = {len(self._header.names)}
        counted = _Counted()
        with self._refusing(skipped, reader):
            while rows := list(islice(reader, size)):
                one_line_each = reader.line_num == counted.last + len(rows)
                if (
                    one_line_each
                    and not self._unnamed
                    and set(map(len, rows)) == width
                    and all(map(any, rows))
                ):
                    yield skipped + counted.last + 1, rows
                    counted.last += len(rows)
                    counted.whole += len(rows)
                elif one_line_each:
                    yield from self._checked(_Numbered(rows, counted.last), skipped, counted)
                else:
                    self._refuse_line_break(rows, skipped + counted.last + 1)

    def _open(self) -> tuple[int, Any]:
        """Return the number of lines before the first row, and a reader that stands before it."""
        lines = self._lines()
        skipped = self._part.lines_before
        if not skipped:
            skipped = self._source.table.header_line if self._source.table else 1
            for _ in range(skipped):
                next(lines)
        return skipped, csv.reader(lines, delimiter=self._header.delimiter, strict=True)

    @contextmanager
    def _refusing(self, skipped: int, reader: Any) -> Iterator[None]:
        try:
            yield
        except csv.Error as error:
            place = f"line {skipped + reader.line_num}"
            raise self._rejected(f"{place}: {error}; the file may be cut or a quote left open") from error

    def _checked(self, reader: Any, skipped: int, counted: "_Counted") -> Iterator[RawRow | Reject]:
        width = len(self._header.names)
        names = tuple(name for _, name in self._kept)
        # Two places at least, so that itemgetter gives a tuple.
        pick = itemgetter(*(place for place, _ in self._kept), width - 1)
        for row in reader:
            line, counted.last = counted.last + 1, reader.line_num
            if not any(row):
                self.blank_lines += 1
                continue
            if counted.last != line:
                self._check_line_breaks(row, skipped + line)
            if len(row) != width:
                counted.ragged += 1
                expected = f"{width} fields, as in the header"
                yield Reject(skipped + line, "", f"{len(row)} fields instead of {width}", expected)
                continue
            counted.whole += 1
            if self._unnamed and any(row[place].strip() for place in self._unnamed):
                yield Reject(
                    skipped + line, "", "a value in a column without a header", "a header for each column"
                )
                continue
            yield RawRow("", skipped + line, dict(zip(names, pick(row), strict=False)))
        if counted.ragged and not counted.whole and isinstance(reader, _CSV_READER):
            raise self._rejected(f"no row has the {width} fields of the header line")

    def _refuse_line_break(self, rows: Sequence[Sequence[str]], line: int) -> NoReturn:
        # Up to the first row with a line break each is one line.
        for place, row in enumerate(rows):
            self._check_line_breaks(row, line + place)
        raise self._rejected(f"line {line} or below: a line break inside a field, where none is expected")

    def _check_line_breaks(self, row: Sequence[str], line: int) -> None:
        """Refuse line breaks that no field declares: a quote left open swallows whole rows without any error."""
        layout = self._source.table
        allowed = {self._header.match.found.get(name) for name in (layout.multiline if layout else ())}
        for name, cell in zip(self._header.names, row, strict=False):
            if "\n" not in cell and "\r" not in cell:
                continue
            if name not in allowed:
                raise self._rejected(f"line {line}: a line break inside a field, where none is expected")
            if any(
                part.count(self._header.delimiter) >= len(self._header.names) // 2
                for part in cell.splitlines()
            ):
                raise self._rejected(f"line {line}: a field that holds whole rows; a quote may be left open")

    def _lines(self) -> Iterator[str]:
        header, part = self._header, self._part
        return text_lines(self._file, self._source, header.encoding, header.newline, part.start, part.end)

    def _rejected(self, reason: str) -> FileRejected:
        return FileRejected(f"{self._source.name}: {reason}", recognised=True)


@dataclass(slots=True)
class _Counted:
    """How far a table has been read: the last line below the header, and rows of the right width and of another."""

    last: int = 0
    whole: int = 0
    ragged: int = 0


class _Numbered:
    """Rows that have been read already, each from one line, as a reader would give them."""

    def __init__(self, rows: list[list[str]], line_num: int) -> None:
        self._rows = iter(rows)
        self.line_num = line_num

    def __iter__(self) -> Iterator[list[str]]:
        for row in self._rows:
            self.line_num += 1
            yield row


_CSV_READER = type(csv.reader([]))


@lru_cache(maxsize=16)
def _split(line: str, delimiter: str) -> tuple[str, ...] | None:
    try:
        rows = list(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return tuple(name.strip().lstrip("\ufeff") for name in rows[0]) if rows else None
