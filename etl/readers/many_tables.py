"""What stands in a file that holds several tables? The rows of those that the site has named, under one set of headers.

A vendor's log puts a title on a line of its own, below it the headers, then rows up to a blank line; what is true of
the whole file, such as the unit, stands outside the tables (`Station: Room 3`) and holds until it is said anew.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from etl.fields import Constant
from etl.headers import HeaderMatch, headers_of_fields, is_needed, plain
from etl.layout import Tabular, TitledTable
from etl.source import FileRejected, RawRow, Reject, RejectedRow, Source

_NO_TEXT = "an error value, a formula without a result, or a number of more than 15 digits"
_LONGEST_RULE = 300


class Line(NamedTuple):
    """A line of a file or sheet; a cell is None where it has no exact text."""

    number: int
    cells: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class _Open:
    """A table whose headers have been read: field -> (place, header)."""

    table: TitledTable
    first_line: int
    width: int
    places: Mapping[str, tuple[int, str]]
    unnamed: frozenset[int]


class ManyTables:
    """The rows of all named tables. Raises FileRejected where one is missing, or lacks what each row needs."""

    def __init__(self, lines: Iterable[Line], source: Source, *, padded: bool) -> None:
        assert source.table is not None
        self.blank_lines = 0
        self.ignored_columns: tuple[str, ...] = ()
        self._lines, self._source, self._layout = lines, source, source.table
        # A sheet's rows are all as wide as its widest; in text a row has the fields of its header, or is torn.
        self._padded = padded
        self._titled = {plain(table.title): table for table in source.table.tables}
        self._labels = {plain(label): field for field, label in source.table.heading.items()}
        self._read = [f for f in source.fields if f.is_read and not isinstance(f, Constant)]
        self._opened: list[_Open] = []

    def rows(self) -> Iterator[RawRow | Reject]:
        """Yield each row in order; a Reject for one whose fields do not go with its table's headers."""
        heading: dict[str, str] = {}
        waiting: TitledTable | None = None
        current: _Open | None = None
        outside, seen = 0, set()
        for line in self._lines:
            texts = [(cell or "").strip() for cell in line.cells]
            filled = [text for text in texts if text]
            if not filled and None not in line.cells:
                self.blank_lines += 1
                current = None
                continue
            titled = self._titled.get(plain(filled[0])) if len(filled) == 1 else None
            if titled is not None:
                self._refuse_headless(waiting)
                waiting, current = titled, None
                seen.add(titled.title)
            elif waiting is not None:
                current, waiting = self._headers(waiting, line.number, texts), None
                self._opened.append(current)
            elif current is not None:
                yield self._row(current, line, texts, heading)
            elif not self._say(heading, filled):
                outside += 1
        self._refuse_headless(waiting)
        for table in self._layout.tables:
            if table.title not in seen:
                raise self._rejected(
                    f"no table {table.title!r}; expected its title on a line of its own, its headers below"
                )
        if outside:
            self.ignored_columns += (f"{outside} lines outside the tables",)

    def named(self, row: RejectedRow) -> RejectedRow:
        """A row that was set aside, with its columns as they are called in its table."""
        place = bisect_right([found.first_line for found in self._opened], row.line) - 1
        if place < 0:
            return row
        opened = self._opened[place]
        headers = {f.headers[0]: opened.places[f.column][1] for f in self._read if f.column in opened.places}

        def told(fault: Reject) -> Reject:
            header = headers.get(fault.column)
            where = f"table {opened.table.title!r}" + (f", column {header!r}" if header else "")
            return replace(fault, rule=f"{fault.rule} ({where})"[:_LONGEST_RULE])

        return row._replace(rejects=tuple(told(fault) for fault in row.rejects))

    def _headers(self, table: TitledTable, number: int, names: Sequence[str]) -> _Open:
        where = f"line {number}: table {table.title!r}"
        named = [name for name in names if name]
        places: dict[str, tuple[int, str]] = {}
        found = {**headers_of_fields(self._source, named), **table.columns}
        for name, header in found.items():
            hits = [place for place, one in enumerate(names) if one and plain(one) == plain(header)]
            if len(hits) != 1:
                fault = "more than one column" if hits else "no column"
                raise self._rejected(
                    f"{where} has {fault} {header!r} for {name}; its headers must stand right below its title"
                )
            places[name] = (hits[0], names[hits[0]])
        for field in self._read:
            column = field.column
            given = column in places or column in table.values or column in self._layout.heading
            if not given and is_needed(self._source, field):
                raise self._rejected(
                    f"{where} says nothing of {column}; expected a column, a value of the table, or a heading"
                )
        read = {place for place, _ in places.values()}
        ignored = [name for place, name in enumerate(names) if name and place not in read]
        self.ignored_columns += tuple(name for name in ignored if name not in self.ignored_columns)
        unnamed = frozenset(place for place, name in enumerate(names) if not name)
        return _Open(table, number, len(names), places, unnamed)

    def _row(
        self, opened: _Open, line: Line, texts: Sequence[str], heading: Mapping[str, str]
    ) -> RawRow | Reject:
        title = opened.table.title
        if not self._padded and len(texts) != opened.width:
            expected = f"{opened.width} fields, as in its header"
            return Reject(line.number, "", f"{len(texts)} fields in table {title!r}", expected)
        beyond = [
            text for place, text in enumerate(texts) if place in opened.unnamed or place >= opened.width
        ]
        if any(beyond):
            rule = f"a value in a column without a header (table {title!r})"
            return Reject(line.number, "", rule, "a header for each column")
        values = {}
        for field in self._read:
            place, _ = opened.places.get(field.column, (-1, ""))
            if place >= len(line.cells) or (place >= 0 and line.cells[place] is None):
                return Reject(line.number, field.headers[0], _NO_TEXT, "a value, as text")
            cell = line.cells[place] if place >= 0 else None
            values[field.headers[0]] = (
                cell
                if cell is not None
                else opened.table.values.get(field.column, heading.get(field.column, ""))
            )
        return RawRow("", line.number, values)

    def _say(self, heading: dict[str, str], filled: Sequence[str]) -> bool:
        """Take `Label: value` or `Label` and `value` in two cells; False for anything else."""
        label, colon, value = filled[0].partition(":")
        if len(filled) == 2 and not value.strip():
            value = filled[1]
        elif len(filled) != 1 or not colon:
            return False
        field = self._labels.get(plain(label))
        if field is None:
            return False
        heading[field] = value.strip()
        return True

    def _refuse_headless(self, waiting: TitledTable | None) -> None:
        if waiting is not None:
            raise self._rejected(f"table {waiting.title!r} has no headers below its title")

    def _rejected(self, reason: str) -> FileRejected:
        return FileRejected(f"{self._source.name}: {reason}", recognised=True)


def match_tables(source: Source, lines: Iterable[Line]) -> HeaderMatch | None:
    """How well lines fit a source of several tables: by the titles that stand in them; None when none does.

    What is missing then is told when the file is read, with its line.
    """
    layout = source.table
    assert layout is not None
    titled = {plain(table.title): table for table in layout.tables}
    found: dict[str, str] = {}
    waiting: TitledTable | None = None
    titles = 0
    for line in lines:
        texts = [(cell or "").strip() for cell in line.cells]
        filled = [text for text in texts if text]
        if waiting is not None and filled:
            headers = {**headers_of_fields(source, filled), **waiting.columns, **waiting.values}
            for field, header in headers.items():
                name = f"{header} ({waiting.title})"
                found[field] = f"{found[field]}, {name}" if field in found else name
            waiting = None
        elif len(filled) == 1 and plain(filled[0]) in titled:
            waiting = titled[plain(filled[0])]
            titles += 1
    if not titles:
        return None
    said = {field: label for field, label in layout.heading.items() if field not in found}
    return HeaderMatch({**found, **said}, (), (), len({f.headers for f in source.fields if f.is_read}))


def delimiter_of(layout: Tabular, lines_by: Mapping[str, Sequence[Line]]) -> str | None:
    """The delimiter by which the most headers of the named tables are found; None when there is none at all."""

    def hits(lines: Sequence[Line]) -> int:
        titled = {plain(table.title): table for table in layout.tables}
        number, waiting = 0, None
        for line in lines:
            filled = [cell for cell in line.cells if cell]
            if waiting is not None and filled:
                names = {plain(cell) for cell in filled}
                number += 100 * sum(plain(h) in names for h in waiting.columns.values()) + len(filled)
                waiting = None
            elif len(filled) == 1:
                waiting = titled.get(plain(filled[0]))
        return number

    best = max(lines_by, key=lambda sign: hits(lines_by[sign]), default=None)
    return best if best is not None and hits(lines_by[best]) else None
