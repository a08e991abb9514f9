"""A terminal cleaning stands in the log and counts for its schedule: one fact, whichever way it was told.

Told to the log, by a file or a person, it is a result of the check `terminal_cleaning` where a unit has that check.
Told as a result that passed, it stands in the log.
"""

from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, and_, insert, or_, select

from db.schema.equipment import cleaning_log, qc_result, qc_schedule

TERMINAL_CHECK = "terminal_cleaning"
DONE = "done"


def cleaned(connection: Connection, unit: str, done_at: datetime, done_by: str | None) -> None:
    """Put a terminal cleaning (naive UTC) into the log, unless it stands there."""
    log = cleaning_log.c
    known = select(log.id).where(log.unit == unit, log.done_at == done_at, log.cleaning == "terminal")
    if connection.scalar(known) is None:
        connection.execute(
            insert(cleaning_log).values(unit=unit, done_at=done_at, cleaning="terminal", done_by=done_by)
        )


def told_by_log(connection: Connection, zone: tzinfo, file_id: int | None = None) -> list[int]:
    """Make results of the terminal cleanings that are logged of units that have the check; returns the new ones.

    Those of one file, or all: what was logged before the unit had the check counts once it has.
    """
    scheduled = select(qc_schedule.c.unit).where(qc_schedule.c.test == TERMINAL_CHECK)
    log, result = cleaning_log.c, qc_result.c
    same = and_(result.unit == log.unit, result.test == TERMINAL_CHECK, result.performed_at == log.done_at)
    logged = (
        select(cleaning_log)
        .outerjoin(qc_result, same)
        .where(log.cleaning == "terminal", log.unit.in_(scheduled), result.id.is_(None))
        .order_by(log.id)
    )
    rows = connection.execute(logged if file_id is None else logged.where(log.file_id == file_id)).all()
    return [
        connection.execute(insert(qc_result).values(_as_result(row, zone)).returning(result.id)).scalar_one()
        for row in rows
    ]


def told_by_results(connection: Connection, file_id: int | None = None) -> None:
    """Log the terminal cleanings that results tell of as done: those of one file, or all."""
    result = qc_result.c
    done = select(result.unit, result.performed_at, result.performed_by).where(
        result.test == TERMINAL_CHECK,
        result.verdict == "ok",
        or_(result.is_complete.is_(None), result.is_complete),
    )
    for row in connection.execute(done if file_id is None else done.where(result.file_id == file_id)).all():
        cleaned(connection, row.unit, row.performed_at, row.performed_by)


def _as_result(row: Any, zone: tzinfo) -> dict[str, Any]:
    return {
        "unit": row.unit,
        "test": TERMINAL_CHECK,
        "performed_at": row.done_at,
        "local_date": row.done_at.replace(tzinfo=UTC).astimezone(zone).date(),
        "value_text": DONE,
        "performed_by": row.done_by,
        "is_complete": True,
        "file_id": row.file_id,
        "line_number": row.line_number,
        "source_order": row.source_order,
    }
