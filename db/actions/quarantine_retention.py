"""How long are the cells of rows set aside kept? Until the days of the site's setting are over, then they are given up.

What was wrong stays (line, column, rule), and so do the ledger's counts: only what a sender wrote goes. The row can
then be corrected at its source alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, func, select, update

from db.audit import Actor, in_utc, record
from db.schema.feeds import feed_file, quarantined_row, row_correction

# What stands where a correction's row before and after stood.
_GIVEN_UP = b""


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is older than it may be: rows set aside with their cells, and tries to correct one."""

    rows: int
    corrections: int

    def __bool__(self) -> bool:
        return self.rows + self.corrections > 0


def overdue(connection: Connection, days: int, now: datetime) -> Overdue:
    """How many rows set aside, and tries to correct one, have cells that are older than so many days."""

    def number(table: Table, which: ColumnElement[bool]) -> int:
        return connection.scalar(select(func.count()).select_from(table).where(which)) or 0

    return Overdue(
        number(quarantined_row, _old_rows(days, now)), number(row_correction, _old_corrections(days, now))
    )


def give_up_old(connection: Connection, days: int, *, actor: Actor, now: datetime) -> Overdue:
    """Give up the cells that are older than so many days, with an event that says how many; nothing, no event."""
    found = overdue(connection, days, now)
    if not found:
        return found
    connection.execute(update(quarantined_row).where(_old_rows(days, now)).values(sealed_row=None))
    connection.execute(
        update(row_correction)
        .where(_old_corrections(days, now))
        .values(sealed_before=_GIVEN_UP, sealed_after=_GIVEN_UP)
    )
    record(
        connection,
        actor,
        "quarantine.purge",
        now=now,
        object_kind="quarantine",
        detail=f"cells older than {days} days: {found.rows} rows set aside, {found.corrections} corrections",
    )
    return found


def _old_rows(days: int, now: datetime) -> ColumnElement[bool]:
    """Set aside when their file was last tried: the same file tried again is read anew, and counts from then on."""
    old = select(feed_file.c.id).where(feed_file.c.ended_at <= _before(days, now))
    return quarantined_row.c.sealed_row.is_not(None) & quarantined_row.c.file_id.in_(old)


def _old_corrections(days: int, now: datetime) -> ColumnElement[bool]:
    return (row_correction.c.corrected_at <= _before(days, now)) & (
        row_correction.c.sealed_before != _GIVEN_UP
    )


def _before(days: int, now: datetime) -> datetime:
    return in_utc(now) - timedelta(days=days)
