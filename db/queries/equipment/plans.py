"""By what has a check of a unit been judged, and when has it been due: now, before, and from a later day on?"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from db.schema.equipment import qc_limit, qc_schedule, qc_test


@dataclass(frozen=True, slots=True)
class PlanHistory:
    """The check as the list of checks has it (None: it is not in the list), limits and schedules, newest first."""

    listed: Any
    limits: list[Any]
    schedules: list[Any]


def scheduled_of(connection: Connection, unit: str) -> frozenset[str]:
    """The checks of a unit for which a schedule is set."""
    return frozenset(connection.scalars(select(qc_schedule.c.test).where(qc_schedule.c.unit == unit)))


def plan_of(connection: Connection, unit: str, test: str) -> PlanHistory:
    """The plan of one check of one unit."""
    listed = connection.execute(
        select(qc_test).where(qc_test.c.test == test).order_by(qc_test.c.valid_from.desc()).limit(1)
    ).first()
    found = [
        list(
            connection.execute(
                select(table)
                .where(table.c.unit == unit, table.c.test == test)
                .order_by(table.c.valid_from.desc())
            )
        )
        for table in (qc_limit, qc_schedule)
    ]
    return PlanHistory(listed, *found)
