"""What follows from a file of checks, limits, schedules or cleanings? Verdicts, then the standing of its units."""

from collections.abc import Collection, Iterable
from datetime import date, tzinfo

from sqlalchemy import Connection, select

from db.qc import cleaning
from db.qc.judging import Pair, judge_file, judge_one, judge_unjudged
from db.qc.standing import settle
from db.schema.equipment import qc_schedule

TABLES = frozenset({"qc_result", "qc_limit", "qc_schedule", "cleaning_log"})


def settle_file(
    connection: Connection, file_id: int, written: Collection[str], today: date, zone: tzinfo
) -> None:
    """Bring verdicts and standings up to date after a file that wrote to these tables; `today` is local."""
    touched: set[Pair] = set()
    if "qc_result" in written:
        touched |= judge_file(connection, file_id)
        cleaning.told_by_results(connection, file_id)
    if "cleaning_log" in written:
        touched |= _judged(connection, cleaning.told_by_log(connection, zone, file_id))
    if "qc_limit" in written:
        judged = judge_unjudged(connection)
        touched |= judged
        if any(test == cleaning.TERMINAL_CHECK for _, test in judged):
            cleaning.told_by_results(connection)
    if "qc_schedule" in written:
        found = connection.execute(
            select(qc_schedule.c.unit, qc_schedule.c.test).where(qc_schedule.c.file_id == file_id)
        )
        scheduled = {(row.unit, row.test) for row in found}
        touched |= scheduled
        if any(test == cleaning.TERMINAL_CHECK for _, test in scheduled):
            # What was logged before the unit had the check counts from now on.
            touched |= _judged(connection, cleaning.told_by_log(connection, zone))
    if touched:
        settle(connection, touched, today)


def _judged(connection: Connection, results: Iterable[int]) -> set[Pair]:
    return {judge_one(connection, result) for result in results}
