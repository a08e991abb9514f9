"""Which checks has a unit, how does each stand, and what did they find?"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from db.database import frame
from db.qc.limits import Limits
from db.qc.schedule import due_state
from db.schema.equipment import qc_correction, qc_limit, qc_result, qc_standing, qc_test


def check_titles(connection: Connection) -> dict[str, str]:
    """Check -> its title in the list of checks; a check that is not in the list has none."""
    return {
        row.test: row.test_title for row in connection.execute(select(qc_test.c.test, qc_test.c.test_title))
    }


def starter_list(connection: Connection) -> pd.DataFrame:
    """The list of checks with frequency, limits, source and whether it is confirmed."""
    return frame(connection, select(qc_test).order_by(qc_test.c.category, qc_test.c.test_title))


def due_word(row: Any, today: date) -> str:
    """not_due, due_soon, due, overdue or not_scheduled, of a standing on a day."""
    if row.due_on is None:
        return "not_scheduled"
    return due_state(today, row.due_on, (row.due_on - row.soon_from).days, (row.late_after - row.due_on).days)


def checks_of(connection: Connection, unit: str, today: date) -> list[dict[str, Any]]:
    """All checks of a unit, most urgent first: due day and due state, and apart from them the latest result.

    `limits` are those in force today, for whoever records the check now.
    """
    rows = connection.execute(
        select(
            qc_standing,
            qc_test.c.test_title,
            qc_test.c.category,
            qc_test.c.answer,
            qc_test.c.value_unit,
            qc_test.c.pass_words.label("listed_pass"),
            qc_test.c.tolerated_words.label("listed_tolerated"),
        )
        .outerjoin(qc_test, qc_test.c.test == qc_standing.c.test)
        .where(qc_standing.c.unit == unit)
    )
    limits: dict[str, Any] = {}
    for row in connection.execute(
        select(qc_limit)
        .where(qc_limit.c.unit == unit, qc_limit.c.valid_from <= today)
        .order_by(qc_limit.c.valid_from)
    ):
        limits[row.test] = row
    found = []
    for row in rows:
        own = limits.get(row.test)
        made = dict(row._mapping)
        made["due_state"] = due_word(row, today)
        made["limits"] = Limits() if own is None else Limits.of(own._mapping)
        made["test_title"] = row.test_title or row.test
        found.append(made)
    order = {"overdue": 0, "due": 1, "due_soon": 2, "not_due": 3, "not_scheduled": 4}
    return sorted(found, key=lambda row: (order[row["due_state"]], row["due_on"] or date.max, row["test"]))


def results_of(connection: Connection, unit: str, test: str, most: int = 400) -> pd.DataFrame:
    """The latest results of a check of a unit, oldest first, each with the limits that it was judged by."""
    latest = (
        select(qc_result)
        .where(qc_result.c.unit == unit, qc_result.c.test == test)
        .order_by(qc_result.c.performed_at.desc())
        .limit(most)
        .subquery()
    )
    return frame(connection, select(latest).order_by(latest.c.performed_at))


def results_by_unit(
    connection: Connection, test: str, units: Collection[str], most: int = 60
) -> dict[str, pd.DataFrame]:
    """The latest results of one check of each of these units, oldest first; one question for all of them."""
    place = (
        func.row_number()
        .over(partition_by=qc_result.c.unit, order_by=qc_result.c.performed_at.desc())
        .label("place")
    )
    ranked = select(qc_result, place).where(qc_result.c.test == test, qc_result.c.unit.in_(units)).subquery()
    rows = frame(
        connection,
        select(ranked).where(ranked.c.place <= most).order_by(ranked.c.unit, ranked.c.performed_at),
    )
    return {str(unit): part.reset_index(drop=True) for unit, part in rows.groupby("unit")}


def unreviewed(connection: Connection, unit: str | None = None, most: int = 100) -> pd.DataFrame:
    """Results past a limit, or without one, that nobody has reviewed, newest first; passed ones need no review."""
    query = (
        select(qc_result)
        .where(
            qc_result.c.verdict.in_(("action", "tolerance", "no_tol")),
            qc_result.c.review_state.is_(None),
        )
        .order_by(qc_result.c.performed_at.desc())
        .limit(most)
    )
    return frame(connection, query if unit is None else query.where(qc_result.c.unit == unit))


def failures_open(connection: Connection, today: date, days: int) -> list[dict[str, Any]]:
    """Results past their action limit that are not corrected and documented, oldest first, with the days left.

    The clock begins on the day of the result. A rejected result is no failure: the check itself was wrong.
    """
    corrected = select(qc_correction.c.result_id)
    rows = connection.execute(
        select(qc_result)
        .where(
            qc_result.c.verdict == "action",
            qc_result.c.id.not_in(corrected),
            func.coalesce(qc_result.c.review_state, "") != "rejected",
        )
        .order_by(qc_result.c.local_date, qc_result.c.id)
    )
    return [
        {**row._mapping, "until": row.local_date + timedelta(days=days),
         "days_left": (row.local_date + timedelta(days=days) - today).days}
        for row in rows
    ]  # fmt: skip


def corrections(connection: Connection, today: date) -> list[dict[str, Any]]:
    """Failures of the last year that were corrected and documented, newest first: what, by whom, after what days."""
    rows = connection.execute(
        select(
            qc_result.c.unit,
            qc_result.c.test,
            qc_result.c.local_date,
            qc_correction.c.what,
            qc_correction.c.corrected_on,
            qc_correction.c.corrected_by,
        )
        .join(qc_result, qc_result.c.id == qc_correction.c.result_id)
        .where(qc_result.c.local_date >= today - timedelta(days=365))
        .order_by(qc_correction.c.recorded_at.desc(), qc_correction.c.id.desc())
    )
    return [{**row._mapping, "days": (row.corrected_on - row.local_date).days} for row in rows]


def result_of(connection: Connection, result_id: int) -> dict[str, Any] | None:
    """One result; None when there is none of this number."""
    row = connection.execute(select(qc_result).where(qc_result.c.id == result_id)).first()
    return None if row is None else dict(row._mapping)
