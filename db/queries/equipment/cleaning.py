"""When was each unit cleaned, and after which isolation case is a terminal cleaning still to come?"""

from datetime import date, timedelta, tzinfo
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from db.database import frame
from db.queries.equipment.checks import due_word
from db.queries.equipment.downtime import day_begin
from db.schema.equipment import cleaning_log as log
from db.schema.equipment import qc_standing, qc_test


def cleaning_log(connection: Connection, most: int = 100) -> pd.DataFrame:
    """The latest cleanings and isolation cases, newest first."""
    return frame(connection, select(log).order_by(log.c.done_at.desc(), log.c.id.desc()).limit(most))


def cleanings_due(connection: Connection, today: date) -> list[dict[str, Any]]:
    """The cleanings of all units that are due or overdue, most urgent first."""
    rows = connection.execute(
        select(qc_standing, qc_test.c.test_title)
        .join(qc_test, qc_test.c.test == qc_standing.c.test)
        .where(qc_test.c.category == "Cleaning", qc_standing.c.due_on <= today)
    )
    found = {(row.unit, row.test): {**row._mapping, "due_state": due_word(row, today)} for row in rows}
    return sorted(found.values(), key=lambda row: (row["late_after"] >= today, row["due_on"], row["unit"]))


def cleanings_by_unit(
    connection: Connection, today: date, zone: tzinfo, days: int = 7
) -> list[dict[str, Any]]:
    """How many cleanings between patients were logged by unit in the last days, today included."""
    since = day_begin(today - timedelta(days=days - 1), zone).replace(tzinfo=None)
    rows = connection.execute(
        select(log.c.unit, func.count().label("between"))
        .where(log.c.cleaning == "between", log.c.done_at >= since)
        .group_by(log.c.unit)
        .order_by(log.c.unit)
    )
    return [dict(row._mapping) for row in rows]


def isolation_open(connection: Connection) -> pd.DataFrame:
    """Isolation cases that no terminal cleaning of the unit has followed, oldest first."""
    terminal = (
        select(log.c.unit, func.max(log.c.done_at).label("cleaned_at"))
        .where(log.c.cleaning == "terminal")
        .group_by(log.c.unit)
        .subquery()
    )
    return frame(
        connection,
        select(log)
        .outerjoin(terminal, terminal.c.unit == log.c.unit)
        .where(
            log.c.cleaning == "isolation",
            (terminal.c.cleaned_at.is_(None)) | (terminal.c.cleaned_at < log.c.done_at),
        )
        .order_by(log.c.done_at),
    )
