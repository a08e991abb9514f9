"""How do the summaries stay exact? The cells that a transaction touched are taken out and made anew before it ends."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable, DropTable

from db.dose_described import describe
from db.site import fact, note_fact
from db.summaries.declared import SUMMARIES
from db.summaries.summary import Summary
from db.summaries.touched import clear, prepare, touch_everything, touched

_FACT = "summaries"
# Any number that no other lock has; the second half of each lock is its month.
_LOCK = 7_402_114


def settle(connection: Connection) -> None:
    """Make anew what the transaction touched so far; once, at its end. Costs nothing where nothing was touched."""
    prepare(connection)
    places = [dict(row) for row in connection.execute(select(touched).distinct()).mappings()]
    if not places:
        return
    _lock(connection, sorted({place["month"] for place in places}))
    _remake(connection, SUMMARIES, places)
    clear(connection)


def rebuild(connection: Connection, summaries: Iterable[Summary] = ()) -> None:
    """Make these summaries, or all, from nothing."""
    prepare(connection)
    clear(connection)
    touch_everything(connection)
    wanted = tuple(summaries) or SUMMARIES
    for summary in wanted:
        connection.execute(delete(summary.table))
    _remake(
        connection, wanted, [dict(row) for row in connection.execute(select(touched).distinct()).mappings()]
    )
    clear(connection)


def are_current(connection: Connection) -> bool:
    """Whether the summaries were made by the definitions that are in force now."""
    return fact(connection, _FACT) == definitions()


def bring_up_to_date(connection: Connection) -> bool:
    """Make all summaries anew where a new version of radops defines one otherwise; returns whether it did."""
    if are_current(connection):
        return False
    describe(connection)
    rebuild(connection)
    note_fact(connection, _FACT, definitions())
    return True


def definitions() -> str:
    """What all definitions say, as a short text that changes with any of them."""
    said = [
        str(
            summary.cells(_keys(summary.by)).compile(
                dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
            )
        )
        for summary in SUMMARIES
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def _lock(connection: Connection, months: Iterable[date]) -> None:
    """Let one transaction at a time make the cells of a month, in the order of the months, so that none waits for
    another that waits for it. SQLite has a single writer anyway."""
    if connection.dialect.name == "postgresql":
        for month in months:
            number = month.year * 12 + month.month
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK, number)))


def _keys(by: tuple[str, ...]) -> Table:
    columns: list[Column[Any]] = [Column("month", Date), Column("next_month", Date)]
    columns += [Column(name, String) for name in by if name != "month"]
    return Table("keys_of_cells", MetaData(), *columns, prefixes=["TEMPORARY"])


def _remake(connection: Connection, summaries: Iterable[Summary], places: list[dict[str, Any]]) -> None:
    """Make the cells of these places anew; the keys are written once for all summaries that have the same."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Summary]] = {}
    for summary in summaries:
        groups.setdefault((summary.touched_by, summary.by), []).append(summary)
    for (raws, by), alike in groups.items():
        found = sorted({tuple(place[name] for name in by) for place in places if place["raw"] in raws})
        if found:
            keys = _keys(by)
            connection.execute(DropTable(keys, if_exists=True))
            connection.execute(CreateTable(keys))
            rows = [dict(zip(by, key, strict=True)) for key in found]
            connection.execute(insert(keys), [row | {"next_month": _after(row["month"])} for row in rows])
            if connection.dialect.name == "postgresql":
                # Without it PostgreSQL takes the keys for many, and reads all rows instead of a few.
                connection.execute(text("ANALYZE keys_of_cells"))
            for summary in alike:
                _remake_cells(connection, summary, keys)


def _remake_cells(connection: Connection, summary: Summary, keys: Table) -> None:
    table, cells = summary.table, summary.cells(keys)
    place = tuple_(*(table.c[name] for name in summary.by))
    connection.execute(delete(table).where(place.in_(select(*(keys.c[name] for name in summary.by)))))
    connection.execute(insert(table).from_select([column.name for column in cells.selected_columns], cells))


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
