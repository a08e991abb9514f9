"""How do several readers read one large table? In parts of whole lines, each read by columns.

A table is parted only where every line is a row: no line break inside a field is expected, and one that is there all
the same leaves a quote open at the end of its part, which refuses the file.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from etl.columns import Block, ColumnReader, Piece
from etl.readers.tables import csv_header
from etl.readers.tabular import CsvTable, Part
from etl.source import RawRow, Reject, RejectedRow, Site, Source

PART_BYTES = 8 * 1024**2
_BLOCK_BYTES = 1 << 20
_ROWS_TOGETHER = 500


def parts_of(
    path: Path, source: Source, site: Site, as_of: datetime, part_bytes: int = PART_BYTES
) -> list[Part]:
    """Where a large table may be cut; an empty list for a file that must be, or may as well be, read as a whole."""
    table = source.table
    if table is None or table.multiline or path.stat().st_size <= 2 * part_bytes:
        return []
    header = csv_header(path, source)
    if header is None or header.newline != "\n" or header.encoding not in ("utf-8", "utf-8-sig"):
        return []
    if header.match.doubled or not header.match.is_complete:
        return []
    if not ColumnReader.can_read(source, tuple(header.match.found.values()), site, as_of):
        return []
    return list(_cut(path, part_bytes))


def _cut(path: Path, part_bytes: int) -> Iterator[Part]:
    start = at = lines = lines_before = 0
    ended = True
    with path.open("rb") as file:
        while block := file.read(min(_BLOCK_BYTES, part_bytes)):
            last = block.rfind(b"\n") + 1
            if last and at + last - start >= part_bytes:
                lines_here = block.count(b"\n")
                yield Part(start, at + last, lines_before, lines + lines_here - lines_before)
                start, lines_before = at + last, lines + lines_here
            lines += block.count(b"\n")
            at += len(block)
            ended = block.endswith(b"\n")
    if at > start:
        # Some senders end their last line with nothing.
        yield Part(start, at, lines_before, lines + (not ended) - lines_before)


class PartReader:
    """Reads one part of a file after the other; what it has learnt of the file's cells helps with the next."""

    def __init__(self, path: Path, source: Source, site: Site, as_of: datetime, dialect: str) -> None:
        header = csv_header(path, source)
        assert header is not None
        self._path, self._source, self._header = path, source, header
        found = header.match.found.values()
        self._reader = ColumnReader(source, header.names, found, site, as_of, dialect)

    def read(self, part: Part) -> Iterator[Piece]:
        """Yield the rows of a part. Raises FileRejected at whatever row shows that the file is not whole."""
        with self._path.open("rb") as file:
            table = CsvTable(file, self._source, self._header, part)
            yield from self._pieces(table)

    def _pieces(self, table: CsvTable) -> Iterator[Piece]:
        for found in table.blocks(_ROWS_TOGETHER):
            if isinstance(found, RawRow):
                yield self._reader.read_row(found)
            elif isinstance(found, Reject):
                yield Piece(rejected=[RejectedRow(found.line, "", (found,), None)])
            else:
                line, rows = found
                yield self._reader.read(Block(line, rows))
        yield Piece(blank_lines=table.blank_lines)
