"""How does each unit stand with each check: the latest result that counts, and the day on which it is due next?

Kept in `qc_standing`, one row per unit and check, and worked out anew whenever a result, a review or a schedule of that
unit and check changes. It holds no word that depends on today: the board compares its days with today.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select

from db.qc.schedule import due_on
from db.schema.equipment import qc_result, qc_schedule, qc_standing

Pair = tuple[str, str]
# More pairs than this are worked out from whole tables at once.
_FEW = 400


def settle(connection: Connection, pairs: Collection[Pair], today: date) -> None:
    """Work the standing of these units and checks out anew."""
    if len(pairs) > _FEW:
        connection.execute(delete(qc_standing))
        rows = standings(connection, today)
    else:
        for unit, test in pairs:
            connection.execute(
                delete(qc_standing).where(qc_standing.c.unit == unit, qc_standing.c.test == test)
            )
        rows = standings(connection, today, pairs)
    if rows:
        connection.execute(insert(qc_standing), rows)


def standings(
    connection: Connection, today: date, pairs: Iterable[Pair] | None = None, until: date | None = None
) -> list[dict[str, Any]]:
    """The rows of `qc_standing` as they are on a day; of all units and checks, or of these.

    `until`: results after this day are left out, for what was true then. A result counts when it is finished and not
    rejected; the latest that counts moves the due day. Schedules: the latest that is in force on `today`, else the
    first that will be.
    """
    results: dict[Pair, Any] = {}
    schedules: dict[Pair, list[Any]] = {}
    if pairs is None:
        results = {(row.unit, row.test): row for row in connection.execute(_latest(until))}
        for row in connection.execute(select(qc_schedule).order_by(qc_schedule.c.valid_from)):
            schedules.setdefault((row.unit, row.test), []).append(row)
    for unit, test in pairs or ():
        found = connection.execute(
            _counting(until)
            .where(qc_result.c.unit == unit, qc_result.c.test == test)
            .order_by(qc_result.c.performed_at.desc())
            .limit(1)
        ).first()
        own = connection.execute(
            select(qc_schedule)
            .where(qc_schedule.c.unit == unit, qc_schedule.c.test == test)
            .order_by(qc_schedule.c.valid_from)
        ).all()
        if found is not None:
            results[unit, test] = found
        if own:
            schedules[unit, test] = list(own)
    return [
        _standing(pair, results.get(pair), schedules.get(pair, []), today)
        for pair in sorted(results.keys() | schedules.keys())
    ]


def _counting(until: date | None) -> Any:
    """Results that count: finished, and not rejected by their latest review."""
    table = qc_result
    query = select(table).where(
        or_(table.c.is_complete.is_(None), table.c.is_complete),
        or_(table.c.review_state.is_(None), table.c.review_state != "rejected"),
    )
    return query if until is None else query.where(table.c.local_date <= until)


def _latest(until: date | None) -> Any:
    counting = _counting(until).subquery()
    place = (
        func.row_number()
        .over(partition_by=(counting.c.unit, counting.c.test), order_by=counting.c.performed_at.desc())
        .label("place")
    )
    ranked = select(counting, place).subquery()
    return select(ranked).where(ranked.c.place == 1)


def _standing(pair: Pair, result: Any, schedules: list[Any], today: date) -> dict[str, Any]:
    in_force = [row for row in schedules if row.valid_from <= today]
    coming = [row for row in schedules if row.valid_from > today]
    schedule = in_force[-1] if in_force else coming[0] if coming else None
    later = coming if in_force else coming[1:]
    day = None
    lead = grace = timedelta(0)
    if schedule is not None:
        lead, grace = timedelta(days=schedule.lead_days), timedelta(days=schedule.grace_after_days)
        done = result.local_date if result is not None else None
        day = due_on(schedule.rule, schedule.anchor, schedule.grace_before_days, done)
    return {
        "unit": pair[0],
        "test": pair[1],
        "result_id": None if result is None else result.id,
        "performed_at": None if result is None else result.performed_at,
        "local_date": None if result is None else result.local_date,
        "value": None if result is None else result.value,
        "value_text": None if result is None else result.value_text,
        "verdict": "not_done" if result is None else result.verdict or "no_tol",
        "is_scheduled": schedule is not None,
        "soon_from": None if day is None else day - lead,
        "due_on": day,
        "late_after": None if day is None else day + grace,
        "next_change_on": later[0].valid_from if later else None,
    }
