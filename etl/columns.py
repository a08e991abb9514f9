"""How are many rows of a large table read at once? Column by column, which takes a third of the time of row by row.

Only what is plainly right is decided on here. A row of which any cell is not (a fault, a change of clocks) is given to
the reader of single rows, whose word counts: both ways read the same, and a test holds them against each other.
Moments stay text, as the database writes them: so written they sort as they follow each other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import compress
from typing import Any

from db.packing import Packed, can_pack, moment_text, pack
from db.schema import metadata
from etl.convert import BadValue
from etl.plan import Columns, Plan
from etl.source import RawRow, RejectedRow, Site, Source, ValidRow, tables_of
from etl.validate import order_of, row_reader

Converted = tuple[Sequence[Any], set[int]]


@dataclass(frozen=True, slots=True)
class Block:
    """Rows as they stand in the file, each with as many cells as the header has names; `line` is that of the first."""

    line: int
    rows: Sequence[Sequence[str]]


@dataclass(slots=True)
class Piece:
    """Rows that are ready to be staged, and those set aside."""

    tables: dict[str, Packed] = field(default_factory=dict)
    rows: int = 0
    newest: datetime | None = None
    rejected: list[RejectedRow] = field(default_factory=list)
    blank_lines: int = 0


class ColumnReader:
    """Reads the rows of one table, many at once, and packs them for the database's dialect."""

    def __init__(
        self,
        source: Source,
        names: Sequence[str],
        read: Iterable[str],
        site: Site,
        as_of: datetime,
        dialect: str,
    ) -> None:
        """`names` are the headers as they stand in the file, `read` those that the source reads."""
        wanted = set(read)
        self._kept = [(place, name) for place, name in enumerate(names) if name in wanted]
        self._plan = Plan(source, "", tuple(name for _, name in self._kept), site, as_of)
        self._row = row_reader(source, self._plan, site, as_of)
        self._order = order_of(source, as_of)
        self._ordered_by = source.order
        self._source, self._as_of, self._now = source, as_of, site.now_naive
        self._dialect = dialect
        self._tables = tables_of(source, "", site.vault)

    @staticmethod
    def can_read(source: Source, names: Sequence[str], site: Site, as_of: datetime) -> bool:
        """Whether every step of a source is known for columns."""
        describes = any(metadata.tables[name].info.get("descriptive") for name in source.writes[""])
        return (
            not (describes or source.ordered_whole)
            and all(can_pack(metadata.tables[name]) for name in source.writes[""])
            and Plan(source, "", tuple(names), site, as_of).has_columns
        )

    def read(self, block: Block) -> Piece:
        """Read rows that follow each other in the file."""
        cells = self._columns_of(block)
        number = len(block.rows)
        values: Columns = {column: [_written(same)] * number for column, same in self._plan.constants.items()}
        odd: set[int] = set()
        for column, header, convert in self._plan.cells:
            values[column] = self._convert(convert, self._plan.many.get(column), cells[header], odd)
        for step in (*self._plan.rows, *self._plan.derived):
            assert step.apply_to_columns is not None
            step.apply_to_columns(cells, values, odd)
        valid, rejected = self._read_singly(block, odd)
        return self._piece(block, values, odd, valid, rejected)

    def read_row(self, raw: RawRow) -> Piece:
        """Read one row by itself."""
        read = self._row(raw, 0)
        if isinstance(read, RejectedRow):
            return Piece(rejected=[read])
        values: Columns = {"line_number": []}
        _add(values, read)
        return Piece(self._packed(values), 1, read.as_of)

    def _packed(self, values: Columns) -> dict[str, Packed]:
        return {name: pack(metadata.tables[name], values, self._dialect) for name in self._tables}

    def _columns_of(self, block: Block) -> dict[str, Sequence[str]]:
        columns = list(zip(*block.rows, strict=True))
        return {name: columns[place] for place, name in self._kept}

    def _convert(
        self,
        convert: Callable[[str], Any],
        many: Callable[[Sequence[str]], list[Any]] | None,
        cells: Sequence[str],
        odd: set[int],
    ) -> list[Any]:
        notes = self._plan.notes
        notes.clear()
        try:
            found = many(cells) if many else list(map(convert, cells))
        except BadValue:
            found = []
        if found and not notes:
            return found
        found = []
        for row, cell in enumerate(cells):
            notes.clear()
            try:
                found.append(_written(convert(cell)))
            except BadValue:
                found.append(None)
                odd.add(row)
            if notes:
                odd.add(row)
        return found

    def _read_singly(self, block: Block, odd: set[int]) -> tuple[list[ValidRow], list[RejectedRow]]:
        valid: list[ValidRow] = []
        rejected: list[RejectedRow] = []
        for row in sorted(odd):
            texts = {name: block.rows[row][place] for place, name in self._kept}
            read = self._row(RawRow("", block.line + row, texts), 0)
            if isinstance(read, ValidRow):
                valid.append(read)
            else:
                rejected.append(read)
        return valid, rejected

    def _piece(
        self, block: Block, values: Columns, odd: set[int], valid: list[ValidRow], rejected: list[RejectedRow]
    ) -> Piece:
        number = len(block.rows)
        values["line_number"] = range(block.line, block.line + number)
        values["source_order"] = self._orders(values, number)
        if odd:
            good = [row not in odd for row in range(number)]
            values = {column: list(compress(found, good)) for column, found in values.items()}
        for row in valid:
            _add(values, row)
        rows = len(values["line_number"])
        moments = [row.as_of for row in valid if row.as_of is not None]
        if rows > len(valid):
            moments.append(self._newest(values))
        tables = {name: pack(metadata.tables[name], values, self._dialect) for name in self._tables if rows}
        return Piece(tables, rows, max(moments, default=None), rejected)

    def _orders(self, values: Columns, number: int) -> list[int]:
        named = values.get(self._ordered_by)
        if named is None:
            return [self._order({})] * number
        return [self._order({self._ordered_by: _read_again(value)}) for value in named]

    def _newest(self, values: Columns) -> datetime:
        """The latest of the moments that date the rows, none of them after now."""
        dating = [values[name] for name in self._source.as_of if name in values]
        latest = min(self._as_of, self._now)
        if not dating:
            return latest
        newest = max((m for m in map(_first_text, zip(*dating, strict=True)) if m), default="")
        return min(datetime.fromisoformat(newest), self._now) if newest else latest


def _written(value: Any) -> Any:
    return moment_text(value) if isinstance(value, datetime) else value


def _read_again(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _first_text(dating: tuple[Any, ...]) -> str:
    """The first moment of several as text, or that of a day's beginning; empty where there is none."""
    for value in dating:
        if value is not None:
            return value if isinstance(value, str) else f"{value.isoformat()} 00:00:00.000000"
    return ""


def _add(values: Columns, row: ValidRow) -> None:
    """Put a row that was read singly under the others."""
    more = {**row.values, "line_number": row.line, "source_order": row.source_order}
    number = len(values["line_number"])
    for column in more.keys() - values.keys():
        values[column] = [None] * number
    for column, found in values.items():
        values[column] = [*found, _written(more.get(column))]
