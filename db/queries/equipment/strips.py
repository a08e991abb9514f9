"""What became of each check of a unit on the last thirty days?"""

from datetime import date, timedelta

from sqlalchemy import Connection, or_, select

from db.qc.strip import DayState, Plan, days_back, strip
from db.schema.equipment import qc_result, qc_schedule

STRIP_DAYS = 30
# A due day may have been done within a grace of up to a year before it.
_LONGEST_GRACE = 366


def strips_of(connection: Connection, unit: str, today: date) -> dict[str, list[DayState]]:
    """Check -> the state of each of the last 30 days, today last; rejected and unfinished results count for none."""
    since = today - timedelta(days=STRIP_DAYS + _LONGEST_GRACE)
    results: dict[str, dict[date, list[str]]] = {}
    table = qc_result
    for row in connection.execute(
        select(table.c.test, table.c.local_date, table.c.verdict).where(
            table.c.unit == unit,
            table.c.local_date >= since,
            table.c.local_date <= today,
            or_(table.c.is_complete.is_(None), table.c.is_complete),
            or_(table.c.review_state.is_(None), table.c.review_state != "rejected"),
        )
    ):
        results.setdefault(row.test, {}).setdefault(row.local_date, []).append(row.verdict or "no_tol")
    plans: dict[str, list[Plan]] = {}
    for row in connection.execute(
        select(qc_schedule).where(qc_schedule.c.unit == unit).order_by(qc_schedule.c.valid_from)
    ):
        plan = Plan(row.valid_from, row.rule, row.anchor, row.grace_before_days, row.grace_after_days)
        plans.setdefault(row.test, []).append(plan)
    days = days_back(today, STRIP_DAYS)
    return {
        test: strip(days, results.get(test, {}), plans.get(test, []), today)
        for test in sorted(results.keys() | plans.keys())
    }
