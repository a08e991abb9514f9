"""How do a file's rows come in? Staged, compared, and put in with one statement a table, by the natural key.

A row comes in when its key is new or its values differ and nothing newer is there; the old values go to `row_history`.
A row that says the same is unchanged, one that is older than what is there is superseded, and two rows of one file that
contradict each other are both set aside: which of them is true is not for a program to guess.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError

from db.bulk_indexes import made_anew
from db.comparison import CHANGED, SUPERSEDED, Verdicts, compare
from db.ledger import Counts, SetAside
from db.row_history import keep_history
from db.schema import metadata, natural_key
from db.staging import content_columns, is_known_single, key_without_file, stage_of

_LINES_AT_ONCE = 10_000


class RowRefused(Exception):
    """The database refuses a row that validation let pass; `rule` names the constraint, never a value."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True)
class Derived:
    """Columns whose values stand in another table, which is joined to the staged rows."""

    table: Table
    on: ColumnElement[bool]
    columns: Mapping[str, ColumnElement[Any]]


@contextmanager
def refusals_named() -> Iterator[None]:
    """Turn the database's refusal of a row into RowRefused: the driver's own words may quote the row."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        diagnosis = getattr(error.orig, "diag", None)
        rule = getattr(diagnosis, "constraint_name", None) or str(error.orig).split("\n")[0]
        raise RowRefused(rule[:100]) from error


def insert_rows(connection: Connection, table_name: str, rows: Sequence[dict[str, Any]]) -> None:
    """Put rows in that no row of the table can have the key of; each has its provenance."""
    table = metadata.tables[table_name]
    columns = [column.name for column in table.columns if column.name != "id"]
    # One statement for all rows wants the same columns in each.
    connection.execute(insert(table), [{name: row.get(name) for name in columns} for row in rows])


def next_place(connection: Connection, table_name: str, column: str, file_id: int) -> int:
    """The first number that no row of this file has in a column that counts its rows."""
    table = metadata.tables[table_name]
    highest = connection.scalar(select(func.max(table.c[column])).where(table.c.file_id == file_id))
    return 0 if highest is None else int(highest) + 1


def merge(
    connection: Connection,
    file_id: int,
    table_names: Sequence[str],
    now: datetime,
    derived: Mapping[str, Derived] | None = None,
) -> tuple[Counts, list[SetAside]]:
    """Bring the staged rows of one file in; the last table is the one whose rows are counted.

    `derived` says by table what is worked out from its rows on the way. Returns the counts (without the rows that
    validation had set aside) and the contradictions found.
    """
    faults: list[SetAside] = []
    doubles = Counts()
    for name in table_names:
        table = metadata.tables[name]
        counts, contradictions = _settle_doubles(connection, table)
        if name == table_names[-1]:
            doubles = counts
        faults.extend(contradictions)
    lines = {fault.line_number for fault in faults}
    # A row that is set aside is set aside in every table that it would have written to.
    for name in table_names:
        _leave_out(connection, stage_of(name), sorted(lines))
    counted = Verdicts()
    for name in table_names:
        table = metadata.tables[name]
        counted = compare(connection, table)
        if counted.changed:
            keep_history(connection, table, file_id, now)
        with made_anew(connection, table, counted.new) as without_keys:
            _bring_in(connection, table, file_id, (derived or {}).get(name), without_keys=without_keys)
    return Counts(
        loaded=counted.new + counted.changed,
        unchanged=counted.unchanged + doubles.unchanged,
        superseded=counted.superseded + doubles.superseded,
        quarantined=len(lines),
    ), faults


def _settle_doubles(connection: Connection, table: Table) -> tuple[Counts, list[SetAside]]:
    """Leave one row per key in the staged rows of a table, or none where rows of the same order contradict."""
    stage = stage_of(table.name)
    key = [stage.c[name] for name in key_without_file(table)]
    counts = Counts()
    faults: list[SetAside] = []
    if not key or is_known_single(connection, table.name):
        return counts, faults
    doubled = select(*key).group_by(*key).having(func.count() > 1).subquery()
    same = and_(*(doubled.c[column.name] == column for column in key))
    groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in connection.execute(select(stage).join(doubled, same).order_by(stage.c.line_number)):
        groups[tuple(row._mapping[column.name] for column in key)].append(row._mapping)
    content = content_columns(table)
    losers: list[int] = []
    for rows in groups.values():
        newest = max(row["source_order"] for row in rows)
        best = [row for row in rows if row["source_order"] == newest]
        contents = {tuple(row[name] for name in content) for row in best}
        older = [row["line_number"] for row in rows if row["source_order"] < newest]
        counts.superseded += len(older)
        losers.extend(older)
        if len(contents) > 1 and not table.info.get("descriptive"):
            others = ", ".join(str(row["line_number"]) for row in best[:5])
            faults.extend(
                SetAside(
                    row["line_number"],
                    ", ".join(column.name for column in key),
                    f"lines {others} have the same key and different values",
                    "one row per key, or rows that agree",
                )
                for row in best
            )
            continue
        # Within one order the last line of a description is as good as the first; equal rows say nothing new.
        counts.unchanged += len(best) - 1
        losers.extend(row["line_number"] for row in best[:-1])
    _leave_out(connection, stage, losers)
    return counts, faults


def _leave_out(connection: Connection, stage: Table, lines: Sequence[int]) -> None:
    """Take lines out of the staged rows: many at once, since no index knows them and each statement reads all rows."""
    for start in range(0, len(lines), _LINES_AT_ONCE):
        portion = lines[start : start + _LINES_AT_ONCE]
        connection.execute(delete(stage).where(stage.c.line_number.in_(portion)))


def _bring_in(
    connection: Connection, table: Table, file_id: int, derived: Derived | None, *, without_keys: bool
) -> None:
    stage, key = stage_of(table.name), natural_key(table)
    in_file = [*key_without_file(table), *content_columns(table), "line_number", "source_order"]
    names = ["file_id", *in_file, *(derived.columns if derived else ())]
    rows = select(
        literal(file_id),
        *(stage.c[name] for name in in_file),
        *(derived.columns.values() if derived else ()),
    ).where(or_(stage.c.verdict.is_(None), stage.c.verdict == CHANGED))
    if derived:
        rows = rows.select_from(stage.outerjoin(derived.table, derived.on))
    make: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    if without_keys or "file_id" in key:
        connection.execute(make(table).from_select(names, rows))
        return
    # In the order of the key: the index grows at its end instead of everywhere.
    statement = make(table).from_select(names, rows.order_by(*(stage.c[name] for name in key)))
    statement = statement.on_conflict_do_update(
        index_elements=list(key),
        set_={name: _new_value(table, statement.excluded, name) for name in names if name not in key},
    )
    connection.execute(statement)
    if table.info.get("descriptive"):
        _fill_gaps(connection, table)


def _fill_gaps(connection: Connection, table: Table) -> None:
    """Let an older description say what no newer one has said: a list that comes late is not lost altogether."""
    stage = stage_of(table.name)
    older = and_(
        *(table.c[name] == stage.c[name] for name in natural_key(table)), stage.c.verdict == SUPERSEDED
    )
    missing = {
        name: func.coalesce(table.c[name], select(stage.c[name]).where(older).limit(1).scalar_subquery())
        for name in content_columns(table)
    }
    if missing:
        connection.execute(update(table).where(exists().where(older)).values(**missing))


def _new_value(table: Table, excluded: Any, name: str) -> Any:
    if table.info.get("descriptive"):
        return func.coalesce(excluded[name], table.c[name])
    if table.c[name].info.get("first"):
        return case((table.c[name] < excluded[name], table.c[name]), else_=excluded[name])
    return excluded[name]
