"""What follows from a file of checks, limits or schedules? Verdicts, then the standing of what it touched."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, select

from db.qc.judging import Pair, judge_file, judge_unjudged
from db.qc.standing import settle
from db.schema.equipment import qc_schedule

TABLES = frozenset({"qc_result", "qc_limit", "qc_schedule"})


def settle_file(connection: Connection, file_id: int, written: Collection[str], today: date) -> None:
    """Bring verdicts and standings up to date after a file that wrote to these tables; `today` is local."""
    touched: set[Pair] = set()
    if "qc_result" in written:
        touched |= judge_file(connection, file_id)
    if "qc_limit" in written:
        touched |= judge_unjudged(connection)
    if "qc_schedule" in written:
        found = connection.execute(
            select(qc_schedule.c.unit, qc_schedule.c.test).where(qc_schedule.c.file_id == file_id)
        )
        touched |= {(row.unit, row.test) for row in found}
    if touched:
        settle(connection, touched, today)
