"""Which function reads which column of this file? Worked out once from a source, the headers found and the site."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sys import intern
from typing import Any

from db.qc.limits import limits_problem
from db.schema import metadata
from db.schema.base import PROVENANCE
from etl.convert import BadValue, Converter, Place, converter
from etl.convert_columns import many_identifiers, many_sealed
from etl.doses import DoseReader, answer_columns
from etl.fields import (
    AgeFromBirthDate,
    Constant,
    Dose,
    Field,
    Identifier,
    LimitsFit,
    LocalDay,
    LocalTime,
    NotBefore,
    RowIndex,
    Sealed,
    Text,
)
from etl.headers import headers_of_fields
from etl.moments import Hours, LocalDays, Moments
from etl.source import FileRejected, Site, Source, tables_of

Cells = Mapping[str, str]
Values = dict[str, Any]
Columns = dict[str, Sequence[Any]]
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Step:
    """Something that needs more than one cell; `header` names the column that a fault is reported under."""

    header: str
    apply: Callable[[Cells, Values], None]
    # The same for many rows at once: cells and values by column, and a set that takes the numbers of the rows that are
    # not plainly right, which `apply` decides on then. None: there is no such way.
    apply_to_columns: Callable[[Columns, Columns, set[int]], None] | None = None


class Plan:
    """How the rows of one kind in one file are read: single cells, steps over several, then what follows from them.

    Raises FileRejected when the headers lack a column that every row needs.
    """

    def __init__(
        self, source: Source, kind: str, headers: tuple[str, ...], site: Site, as_of: datetime
    ) -> None:
        self.cells: list[tuple[str, str, Converter]] = []
        # For some cells a quicker way through whole columns; it raises BadValue where a cell needs a closer look.
        self.many: dict[str, Callable[[Sequence[str]], list[Any]]] = {}
        self.rows: list[Step] = []
        self.derived: list[Step] = []
        self.constants: Values = {}
        self.index_columns: list[str] = []
        # What happened to this row's times at a change of clocks.
        self.notes: list[str] = []
        self._source, self._site, self._as_of = source, site, as_of
        self._headers = headers_of_fields(source, headers)
        self._columns = {
            column.name: column
            for name in tables_of(source, kind, site.vault)
            for column in metadata.tables[name].columns
            if column.name not in PROVENANCE
        }
        self._moments: dict[str, Moments] = {}
        self._hours: dict[tuple[object, ...], Hours] = {}
        births = [field for field in source.fields if isinstance(field, AgeFromBirthDate)]
        for field in source.fields:
            if self._writes(field):
                self._add(field)
        for born in births:
            if born.column in self._headers:
                self.derived.append(Step(self._headers[born.column], _age(born), _ages(born)))
        for rule in source.rules:
            if isinstance(rule, LimitsFit):
                kind_column = f"{rule.prefix}limit_kind"
                self.derived.append(Step(self._headers.get(kind_column, kind_column), _limits_rule(rule)))
            else:
                header = self._headers.get(rule.later, rule.later)
                self.derived.append(Step(header, _rule(rule), _rule_on_columns(rule)))
        if "clock_change_note" in self._columns and self._moments:
            self.derived.append(Step("", self._write_notes, self._no_notes))
        private = {self._headers.get(field.column) for field in births}
        # Whether every step is known for columns, so that rows can be read many at once.
        self.has_columns = not self.index_columns and all(
            step.apply_to_columns is not None for step in (*self.rows, *self.derived)
        )
        self._keepable = frozenset(self._headers.values()) - private

    def keepable(self, cells: Cells) -> Cells:
        """The cells that may be kept (sealed) for correcting a row: what the source reads, without birth dates."""
        return {header: text for header, text in cells.items() if header in self._keepable}

    def _writes(self, field: Field) -> bool:
        column = f"{field.column}_flag" if isinstance(field, Dose) else field.column
        return column in self._columns

    def _place(self, name: str) -> Place:
        column = self._columns[name]
        return Place(getattr(column.type, "length", None), not column.nullable, self._site)

    def _add(self, field: Field) -> None:
        match field:
            case Constant():
                self.constants[field.column] = field.value
            case RowIndex():
                self.index_columns.append(field.column)
            case LocalDay():
                self._add_local_day(field)
            case Dose():
                self._add_dose(field)
            case _:
                self._add_cell(field)

    def _add_cell(self, field: Field) -> None:
        place = self._place(field.column)
        if isinstance(field, LocalTime):
            moments = self._moments_of(field, place)
            self._moments[field.column] = moments
            convert: Converter = moments.read
        else:
            convert = converter(field, place)
        header = self._headers.get(field.same_as or field.column)
        if field.fixed is not None:
            self.constants[field.column] = convert(field.fixed)
        elif header is not None:
            self.cells.append((intern(field.column), header, convert))
            if isinstance(field, Identifier):
                self.many[field.column] = many_identifiers(field, place)
            elif isinstance(field, Sealed):
                self.many[field.column] = many_sealed(place)
            elif isinstance(field, LocalTime):
                self.many[field.column] = self._moments[field.column].texts
        elif isinstance(field, Text) and field.blank is not None:
            self.constants[field.column] = field.blank
        elif isinstance(field, LocalTime) and field.else_file:
            self.constants[field.column] = self._as_of
        elif place.required:
            raise self._lacks(field)

    def _moments_of(self, field: LocalTime, place: Place) -> Moments:
        rules = (field.formats, field.low, field.high, field.offsets, field.day_alone)
        hours = self._hours.setdefault(rules, Hours())
        return Moments(field, place, self._as_of if field.else_file else None, self.notes, hours)

    def _lacks(self, field: Field) -> FileRejected:
        return FileRejected(f"{self._source.name}: column {field.headers[0]!r} is missing", recognised=True)

    def _add_local_day(self, field: LocalDay) -> None:
        readers = [
            (self._headers[name], LocalDays(self._moments[name]))
            for name in field.of
            if name in self._moments and name in self._headers
        ]
        column = field.column

        def apply(cells: Cells, values: Values) -> None:
            for header, days in readers:
                day = days.read(cells[header])
                if day is not None:
                    values[column] = day
                    return
            values[column] = None

        def apply_to_columns(cells: Columns, values: Columns, _odd: set[int]) -> None:
            known: list[Any] = []
            for header, days in readers:
                found = days.read_many(cells[header])
                known = [day or other for day, other in zip(known, found, strict=True)] if known else found
                if None not in known:
                    break
            values[column] = known

        self.derived.append(Step("", apply, apply_to_columns if readers else None))

    def _add_dose(self, field: Dose) -> None:
        header = self._headers.get(field.column)
        if header is None:
            raise self._lacks(field)
        reader, name = DoseReader(field), field.column
        note, use = self._headers.get(field.notes.note), self._headers.get(field.notes.use)
        others = [
            self._headers[other] for other in field.siblings if other != name and other in self._headers
        ]

        def apply(cells: Cells, values: Values) -> None:
            answer = reader.read(
                cells[header],
                cells[note] if note else "",
                cells[use] if use else "",
                tuple([cells[other] for other in others]),
            )
            values.update(answer_columns(name, answer))

        self.rows.append(Step(header, apply))

    def _write_notes(self, _cells: Cells, values: Values) -> None:
        values["clock_change_note"] = "; ".join(self.notes)[:200] if self.notes else None

    def _no_notes(self, _cells: Columns, values: Columns, _odd: set[int]) -> None:
        # A row with a note is an odd one, and not decided on by columns.
        values.pop("clock_change_note", None)


def _rule(rule: NotBefore) -> Callable[[Cells, Values], None]:
    def apply(_cells: Cells, values: Values) -> None:
        later, earlier = values.get(rule.later), values.get(rule.earlier)
        if later is not None and earlier is not None and later < earlier:
            raise BadValue(f"lies before {rule.earlier}", f"the same as {rule.earlier}, or later")

    return apply


def _limits_rule(rule: LimitsFit) -> Callable[[Cells, Values], None]:
    def apply(_cells: Cells, values: Values) -> None:
        kind, reference, *four = (
            values.get(f"{rule.prefix}{name}")
            for name in ("limit_kind", "reference", "act_low", "tol_low", "tol_high", "act_high")
        )
        problem = limits_problem(kind, reference, four)
        if problem:
            raise BadValue(
                problem, "limits in ascending order, and a percentage only of a reference other than 0"
            )

    return apply


def _rule_on_columns(rule: NotBefore) -> Callable[[Columns, Columns, set[int]], None]:
    def apply(_cells: Columns, values: Columns, odd: set[int]) -> None:
        if rule.later in values and rule.earlier in values:
            pairs = zip(values[rule.later], values[rule.earlier], strict=True)
            odd.update(
                row
                for row, (later, earlier) in enumerate(pairs)
                if later is not None and earlier is not None and later < earlier
            )

    return apply


def _ages(field: AgeFromBirthDate) -> Callable[[Columns, Columns, set[int]], None]:
    def apply(_cells: Columns, values: Columns, odd: set[int]) -> None:
        ages: list[float | None] = []
        births = values[field.column]
        days = values.get(field.on, [None] * len(births))
        for row, (born, on) in enumerate(zip(births, days, strict=True)):
            years = None if born is None or on is None else (on - born).days / _DAYS_A_YEAR
            if years is not None and not 0 <= years <= field.high_years:
                odd.add(row)
            ages.append(None if years is None else round(years, 2))
        values[field.column] = ages

    return apply


def _age(field: AgeFromBirthDate) -> Callable[[Cells, Values], None]:
    def apply(_cells: Cells, values: Values) -> None:
        born, on = values.get(field.column), values.get(field.on)
        # The birth date leaves the row here, whatever comes of it.
        values[field.column] = None
        if born is None or on is None:
            return
        years = (on - born).days / _DAYS_A_YEAR
        if not 0 <= years <= field.high_years:
            raise BadValue(f"an age not between 0 and {field.high_years:g} years", "the birth date, or blank")
        # To the hundredth: from exact years and the day of the exam the birth date could be worked out again.
        values[field.column] = round(years, 2)

    return apply
