"""A row set aside, corrected by a person: how does it take the line once more? Validated and merged like any row.

The file is not needed: the quarantine keeps the cells that its source reads.
"""

from collections.abc import Callable, Mapping
from typing import Any

from db import ledger, load, staging
from db.actions import quarantine
from db.actions.quarantine import STILL_SET_ASIDE, Cell, Fault, Form, RowSetAside, Verdict
from db.audit import Actor
from db.database import Connection
from etl.fields import AgeFromBirthDate, RowIndex
from etl.headers import match_headers, plain
from etl.readers.hl7_rows import as_table
from etl.source import FileRejected, RawRow, RejectedRow, Source, ValidRow, tables_of
from etl.sources import layouts, source_named
from etl.validate import validate
from etl.write import Line, derive, finish, found_on_the_way


class Replay:
    """Corrects rows set aside. `line` gives the line anew each time: its clock goes on, and feeds.toml may change."""

    def __init__(self, line: Callable[[], Line]) -> None:
        self._line = line

    def form(self, file_id: int, line_number: int) -> Form:
        """The faulty cells of a row. Raises CorrectionRefused."""
        line = self._line()
        with line.database.read() as connection:
            row = quarantine.row_set_aside(connection, line.site.keyring, file_id, line_number)
            history = quarantine.corrections(connection, file_id, line_number)
        private = _private_headers(_layout_of(row, row.cells, line))
        cells = tuple(
            Cell(
                fault.column,
                None if plain(fault.column) in private else row.cells.get(fault.column, ""),
                fault,
            )
            for fault in row.faults
            if fault.column
        )
        return Form(row.file_name, row.source, line_number, cells, history)

    def correct(self, file_id: int, line_number: int, changes: Mapping[str, str], actor: Actor) -> Verdict:
        """Try the row with other cells. Raises CorrectionRefused."""
        line = self._line()
        keyring = line.site.keyring
        with line.database.read() as connection:
            row = quarantine.row_set_aside(connection, keyring, file_id, line_number)
            source = source_named(row.source)
            tables = sorted({name for names in source.writes.values() for name in names})
            connection.commit()
            staging.prepare(connection, tables)

            def check(waiting: RowSetAside, cells: Mapping[str, str]) -> Verdict:
                return _bring_in(connection, waiting, cells, line, tables)

            with line.database.transaction(connection):
                ledger.take_turn(connection)
                return quarantine.correct_row(
                    connection, keyring, check, file_id, line_number, changes, actor=actor, now=line.clock()
                )


def _bring_in(
    connection: Connection, row: RowSetAside, cells: Mapping[str, str], line: Line, tables: list[str]
) -> Verdict:
    layout = _layout_of(row, cells, line)
    kept = {name: text for name, text in cells.items() if plain(name) not in _birth_dates(layout)}
    try:
        (checked,) = validate(layout, [RawRow(row.kind, row.line_number, cells)], line.site, row.as_of)
    except FileRejected as rejected:
        return Verdict(STILL_SET_ASIDE, (Fault("", rejected.reason, "the columns of its source"),), kept)
    if isinstance(checked, RejectedRow):
        faults = tuple(Fault(one.column, one.rule, one.expected) for one in checked.rejects)
        return Verdict(STILL_SET_ASIDE, faults, kept)
    try:
        with load.refusals_named(), connection.begin_nested():
            outcome = _merge(connection, row, checked, layout, line, tables)
    except load.RowRefused as refused:
        return Verdict(STILL_SET_ASIDE, (Fault("", refused.rule, "a row that the database takes"),), kept)
    return Verdict(outcome, (), kept, checked.as_of)


def _merge(
    connection: Connection, row: RowSetAside, checked: ValidRow, source: Source, line: Line, tables: list[str]
) -> str:
    staging.clear(connection, tables)
    names = tables_of(source, checked.kind, line.site.vault)
    values: dict[str, Any] = dict(checked.values)
    for field in source.fields:
        if isinstance(field, RowIndex):
            # Its own place is not known any more, and another row's must not be taken.
            values[field.column] = load.next_place(connection, names[-1], field.column, row.file_id)
    for name in names:
        staged = {**values, "line_number": checked.line, "source_order": checked.source_order}
        staging.put(connection, name, [staged])
    on_the_way = found_on_the_way(connection, names)
    counts, _ = load.merge(connection, row.file_id, names, line.now(), on_the_way)
    studies: set[str] = set()
    derive(connection, row.file_id, source, studies, line)
    finish(connection, studies, line)
    return next(name for name in ("loaded", "unchanged", "superseded") if getattr(counts, name))


def _layout_of(row: RowSetAside, cells: Mapping[str, str], line: Line) -> Source:
    """The layout in which the row's columns are known best: the site's own comes first, where it says as much."""
    source = source_named(row.source)
    known = [
        as_table(layout) if layout.messages is not None else layout
        for layout in layouts(source, line.feeds, row.file_name)
    ]
    return max(known, key=lambda layout: len(match_headers(layout, list(cells)).found))


def _private_headers(source: Source) -> frozenset[str]:
    return frozenset(plain(header) for field in source.fields if field.private for header in field.headers)


def _birth_dates(source: Source) -> frozenset[str]:
    return frozenset(
        plain(header)
        for field in source.fields
        if isinstance(field, AgeFromBirthDate)
        for header in field.headers
    )
