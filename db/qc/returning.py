"""May a repaired unit return to service? Only after each check of its list was passed and reviewed since the repair."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from db.schema.equipment import fault, fault_check, qc_result


@dataclass(frozen=True, slots=True)
class ReturnCheck:
    """A check of the list: `state` is missing, failed, waiting (for its review) or done."""

    test: str
    state: str
    result_id: int | None


def return_checks(connection: Connection, fault_id: int) -> list[ReturnCheck]:
    """The list of a fault, by name. The latest finished result since the repair decides; a rejected one is none.

    Before the repair everything is missing: what was measured on a broken unit says nothing of the repaired one.
    """
    about = connection.execute(select(fault).where(fault.c.id == fault_id)).first()
    if about is None:
        return []
    tests = connection.scalars(
        select(fault_check.c.test).where(fault_check.c.fault_id == fault_id).order_by(fault_check.c.test)
    ).all()
    return [_checked(connection, about, test) for test in tests]


def _checked(connection: Connection, about: Any, test: str) -> ReturnCheck:
    if about.repaired_at is None:
        return ReturnCheck(test, "missing", None)
    table = qc_result
    row = connection.execute(
        select(table)
        .where(
            table.c.unit == about.unit,
            table.c.test == test,
            table.c.performed_at >= about.repaired_at,
            or_(table.c.is_complete.is_(None), table.c.is_complete),
            or_(table.c.review_state.is_(None), table.c.review_state != "rejected"),
        )
        .order_by(table.c.performed_at.desc())
        .limit(1)
    ).first()
    if row is None:
        return ReturnCheck(test, "missing", None)
    if row.verdict not in ("ok", "tolerance"):
        return ReturnCheck(test, "failed", row.id)
    return ReturnCheck(test, "done" if row.review_state == "approved" else "waiting", row.id)
