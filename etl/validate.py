"""Is a row what its source says? Pure: raw rows in, rows ready for the tables and rejected rows out, one for one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from etl.convert import BadValue
from etl.plan import Plan
from etl.source import FILE_AS_OF, RawRow, Reject, RejectedRow, Site, Source, ValidRow, as_order

RowReader = Callable[[RawRow, int], ValidRow | RejectedRow]


def validate(
    source: Source, raw_rows: Iterable[RawRow | Reject], site: Site, file_as_of: datetime
) -> Iterator[ValidRow | RejectedRow]:
    """Yield one ValidRow or RejectedRow per raw row; a RejectedRow names every fault of its row.

    `file_as_of` is naive UTC. A Reject among the raw rows (a row that its reader could not take apart) passes through.
    Raises FileRejected when the rows lack a column that every row needs.
    """
    read: dict[str, RowReader] = {}
    for index, raw in enumerate(raw_rows):
        if isinstance(raw, Reject):
            yield RejectedRow(raw.line, "", (raw,), None)
            continue
        if raw.kind not in read:
            plan = Plan(source, raw.kind, tuple(raw.values), site, file_as_of)
            read[raw.kind] = row_reader(source, plan, site, file_as_of)
        yield read[raw.kind](raw, index)


def row_reader(source: Source, plan: Plan, site: Site, file_as_of: datetime) -> RowReader:
    """Return the function that reads one raw row, which is the index-th of its file."""
    ordered, dated = order_of(source, file_as_of), _as_of(source, site, file_as_of)
    cells, rows, derived, constants = plan.cells, plan.rows, plan.derived, plan.constants
    index_columns, notes = plan.index_columns, plan.notes

    def read(raw: RawRow, index: int) -> ValidRow | RejectedRow:
        texts = raw.values
        values: dict[str, Any] = constants.copy()
        faults: list[tuple[str, BadValue]] = []
        if notes:
            notes.clear()
        for column, header, convert in cells:
            try:
                values[column] = convert(texts[header])
            except BadValue as fault:
                faults.append((header, fault))
        for step in rows:
            try:
                step.apply(texts, values)
            except BadValue as fault:
                faults.append((step.header, fault))
        # What follows from several cells is only asked of cells that are right by themselves.
        for step in derived if not faults else ():
            try:
                step.apply(texts, values)
            except BadValue as fault:
                faults.append((step.header, fault))
        if faults:
            rejects = tuple(Reject(raw.line, header, fault.rule, fault.expected) for header, fault in faults)
            return RejectedRow(raw.line, raw.kind, rejects, plan.keepable(texts))
        for column in index_columns:
            values[column] = index
        return ValidRow(raw.line, raw.kind, values, ordered(values), dated(values))

    return read


def order_of(source: Source, file_as_of: datetime) -> Callable[[Mapping[str, Any]], int]:
    """Return the function that gives a row's order by its values."""
    of_file = as_order(file_as_of)
    if source.order == FILE_AS_OF:
        return lambda values: of_file
    name = source.order

    def order(values: Mapping[str, Any]) -> int:
        value = values.get(name)
        return of_file if value is None else as_order(value)

    return order


def _as_of(source: Source, site: Site, file_as_of: datetime) -> Callable[[Mapping[str, Any]], datetime]:
    now = site.now_naive
    of_file = min(file_as_of, now)
    names = source.as_of
    if not names:
        return lambda values: of_file

    def as_of(values: Mapping[str, Any]) -> datetime:
        for name in names:
            value = values.get(name)
            if value is not None:
                moment = (
                    value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
                )
                # A mistyped year must not make the feed look fresh for ever.
                return min(moment, now)
        return of_file

    return as_of
