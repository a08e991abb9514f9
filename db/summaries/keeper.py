"""How do the summaries stay exact? The cells that a transaction touched are taken out and made anew before it ends."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, text
from sqlalchemy.schema import CreateTable, DropTable

from db.dose_described import describe
from db.selection import month_after
from db.site import fact, note_fact
from db.summaries.declared import SUMMARIES
from db.summaries.summary import Remade, keys_table
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


def rebuild(connection: Connection, summaries: Iterable[Remade] = ()) -> None:
    """Make these summaries, or all, from nothing."""
    prepare(connection)
    clear(connection)
    touch_everything(connection)
    wanted = tuple(summaries) or SUMMARIES
    for summary in wanted:
        summary.clear(connection)
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
    said = [summary.definition() for summary in SUMMARIES]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def _lock(connection: Connection, months: Iterable[date]) -> None:
    """Let one transaction at a time make the cells of a month, in the order of the months, so that none waits for
    another that waits for it. SQLite has a single writer anyway."""
    if connection.dialect.name == "postgresql":
        for month in months:
            number = month.year * 12 + month.month
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK, number)))


def _remake(connection: Connection, summaries: Iterable[Remade], places: list[dict[str, Any]]) -> None:
    """Make the cells of these places anew; the keys are written once for all summaries that have the same."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Remade]] = {}
    for summary in summaries:
        groups.setdefault((summary.touched_by, summary.by), []).append(summary)
    for (raws, by), alike in groups.items():
        found = sorted({tuple(place[name] for name in by) for place in places if place["raw"] in raws})
        if found:
            keys = keys_table(by)
            connection.execute(DropTable(keys, if_exists=True))
            connection.execute(CreateTable(keys))
            named = [dict(zip(by, key, strict=True)) for key in found]
            rows = [row | {"next_month": month_after(row["month"])} for row in named]
            connection.execute(insert(keys), rows)
            if connection.dialect.name == "postgresql":
                # Without it PostgreSQL takes the keys for many, and reads all rows instead of a few.
                connection.execute(text("ANALYZE keys_of_cells"))
            for summary in alike:
                summary.remake(connection, keys, rows)
