"""How does each check of each unit stand on a day? The rows behind the board, for other programs."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from db.qc.limits import Limits
from db.qc.schedule import due_state
from db.qc.standing import standings
from db.schema.equipment import equipment, qc_result

_NAMES = (
    "unit", "test", "due_on", "due_state", "result_state", "value", "reference", "act_low", "tol_low", "tol_high",
    "act_high", "performed_at",
)  # fmt: skip
_PIECE = 500


def qc_status(connection: Connection, today: date) -> pd.DataFrame:
    """One row per unit in use and check with a schedule or a result, as it stood on `today`, without later results.

    `result_state`: ok, tolerance, action, no_tol (nobody can judge it) or not_done. `due_state`: not_due, due_soon,
    due, overdue or not_scheduled. The four limits are in the unit of the value, however they were set, as they were
    copied on to the result. `performed_at` is in UTC.
    """
    retired = set(connection.scalars(select(equipment.c.unit).where(equipment.c.is_active.is_(False))))
    rows = [row for row in standings(connection, today, until=today) if row["unit"] not in retired]
    wanted = [row["result_id"] for row in rows if row["result_id"] is not None]
    judged: dict[int, Limits] = {}
    for start in range(0, len(wanted), _PIECE):
        found = select(qc_result).where(qc_result.c.id.in_(wanted[start : start + _PIECE]))
        judged |= {row.id: Limits.of(row._mapping) for row in connection.execute(found)}
    made = [_row(row, judged.get(row["result_id"], Limits()), today) for row in rows]
    return pd.DataFrame(made, columns=list(_NAMES), dtype=object)


def _row(row: dict[str, Any], limits: Limits, today: date) -> tuple[Any, ...]:
    due = row["due_on"]
    state = (
        "not_scheduled"
        if due is None
        else due_state(today, due, (due - row["soon_from"]).days, (row["late_after"] - due).days)
    )
    return (
        row["unit"], row["test"], due, state, row["verdict"], row["value"], limits.reference,
        *limits.as_values(), row["performed_at"],
    )  # fmt: skip
