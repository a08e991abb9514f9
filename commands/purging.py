"""`radops purge`: what is past its retention is given up; the daily worker does the same."""

from datetime import datetime

from commands.opening import Opened
from db.actions.quarantine_retention import Overdue, give_up_old, overdue
from db.audit import Actor


def purge_quarantine(hospital: Opened, now: datetime, actor: Actor, *, dry: bool = False) -> Overdue:
    """Give up the cells of rows set aside that are older than the setting says; `dry` only counts them."""
    days = hospital.settings.quarantine_days
    if dry:
        with hospital.database.read() as connection:
            return overdue(connection, days, now)
    with hospital.database.write() as connection:
        return give_up_old(connection, days, actor=actor, now=now)


def as_line(found: Overdue, days: int, *, dry: bool) -> str:
    """What was, or would be, given up."""
    did = "would be given up" if dry else "given up"
    return f"Cells older than {days} days of {found.rows} rows set aside and {found.corrections} corrections {did}"
