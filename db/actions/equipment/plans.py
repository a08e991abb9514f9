"""Set by what a check of a unit is judged, and when it is due: each from a day on, with its source; the past stays.

A plan of an earlier day is never changed. One that a person has set for today or later may be set again, because
nothing before today stands on it; the audit event says what it was.
"""

from dataclasses import asdict
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from db.actions.equipment.refused import EquipmentRefused
from db.audit import Actor, record
from db.qc.judging import judge_unjudged
from db.qc.limits import Limits, limits_problem
from db.qc.schedule import BadRule, checked_rule, due_on
from db.qc.standing import settle
from db.schema.equipment import LIMIT_KINDS, equipment, qc_limit, qc_schedule, qc_standing, qc_test

_FARTHEST = timedelta(days=3 * 366)
_MOST_DAYS = 366
# What lies outside is a slip, and dates end near it.
_EARLIEST, _LATEST = date(1990, 1, 1), date(2199, 12, 31)
_LARGEST = 1e12


def set_limits(
    connection: Connection,
    unit: str,
    test: str,
    valid_from: date,
    limits: Limits,
    source: str,
    *,
    actor: Actor,
    now: datetime,
    zone: tzinfo,
) -> None:
    """Set reference and limits of a check of a unit from a day on. Raises EquipmentRefused.

    What was judged keeps the limits that it was judged by; results that nobody could judge are judged now.
    """
    today = now.astimezone(zone).date()
    _refuse_unknown(connection, unit, test)
    _refuse_limits(limits)
    answers = set(connection.scalars(select(qc_test.c.answer).where(qc_test.c.test == test)))
    if answers and ("words" if limits.limit_kind == "category" else "number") not in answers:
        said = "in words" if "words" in answers else "with a number"
        raise EquipmentRefused(f"This check is answered {said}: its limits are too.")
    values = asdict(limits)
    _set(
        connection, qc_limit, (unit, test, valid_from), values, ("limit_source", source), today,
        actor=actor, now=now, action="qc.limits",
    )  # fmt: skip
    settle(connection, judge_unjudged(connection, (unit, test)) | {(unit, test)}, today)


def set_schedule(
    connection: Connection,
    unit: str,
    test: str,
    valid_from: date,
    anchor: date,
    rule: str,
    grace_before_days: int,
    grace_after_days: int,
    lead_days: int,
    source: str,
    *,
    actor: Actor,
    now: datetime,
    zone: tzinfo,
) -> None:
    """Set when a check of a unit is due, from a day on; its due day is worked out anew. Raises EquipmentRefused."""
    today = now.astimezone(zone).date()
    _refuse_unknown(connection, unit, test)
    try:
        checked_rule(rule)
    except BadRule as fault:
        raise EquipmentRefused(
            f"The rule has {fault}; write one such as FREQ=MONTHLY;BYMONTHDAY=1."
        ) from None
    for days in (grace_before_days, grace_after_days, lead_days):
        if not 0 <= days <= _MOST_DAYS:
            raise EquipmentRefused("Grace and notice are 0 to 366 days.")
    if not _EARLIEST <= anchor <= _LATEST:
        raise EquipmentRefused(f"The first day lies between {_EARLIEST} and {_LATEST}.")
    if due_on(rule, anchor, 0, None) is None:
        raise EquipmentRefused("The rule has no day from its first day on.")
    values = {
        "anchor": anchor,
        "rule": rule,
        "grace_before_days": grace_before_days,
        "grace_after_days": grace_after_days,
        "lead_days": lead_days,
    }
    _set(
        connection, qc_schedule, (unit, test, valid_from), values, ("schedule_source", source), today,
        actor=actor, now=now, action="qc.schedule",
    )  # fmt: skip
    settle(connection, [(unit, test)], today)


def _refuse_unknown(connection: Connection, unit: str, test: str) -> None:
    listed = connection.scalar(select(equipment.c.id).where(equipment.c.unit == unit))
    checked = connection.scalar(select(qc_standing.c.id).where(qc_standing.c.unit == unit).limit(1))
    if listed is None and checked is None:
        raise EquipmentRefused("There is no such unit.")
    in_list = connection.scalar(select(qc_test.c.id).where(qc_test.c.test == test).limit(1))
    done = connection.scalar(
        select(qc_standing.c.id).where(qc_standing.c.unit == unit, qc_standing.c.test == test)
    )
    if in_list is None and done is None:
        raise EquipmentRefused("There is no such check.")


def _refuse_limits(limits: Limits) -> None:
    kind, reference = limits.limit_kind, limits.reference
    four = (limits.act_low, limits.tol_low, limits.tol_high, limits.act_high)
    if kind not in LIMIT_KINDS:
        raise EquipmentRefused(
            "Say how it is judged: by its value, its distance from the reference, or words."
        )
    if kind == "category":
        if not (limits.pass_words or "").strip():
            raise EquipmentRefused("Say which answers pass.")
        if len(limits.pass_words or "") > 200 or len(limits.tolerated_words or "") > 200:
            raise EquipmentRefused("The answers are longer than 200 characters.")
        return
    if any(bound is not None and abs(bound) > _LARGEST for bound in (*four, reference)):
        raise EquipmentRefused("A limit lies between -10^12 and 10^12.")
    if all(bound is None for bound in four):
        raise EquipmentRefused("Enter at least one of the four limits.")
    if kind != "value" and reference is None:
        raise EquipmentRefused("Enter the reference: these limits are distances from it.")
    problem = limits_problem(kind, reference, four)
    if problem:
        raise EquipmentRefused(
            f"These are {problem}." if problem.startswith("limits") else f"This is {problem}."
        )


def _set(
    connection: Connection,
    table: Table,
    key: tuple[str, str, date],
    values: dict[str, Any],
    source: tuple[str, str],
    today: date,
    *,
    actor: Actor,
    now: datetime,
    action: str,
) -> None:
    unit, test, valid_from = key
    name, said = source[0], source[1].strip()[:300]
    if not said:
        raise EquipmentRefused("Say where this comes from: a regulation, the maker, the acceptance test.")
    earlier = connection.execute(
        select(table)
        .where(table.c.unit == unit, table.c.test == test)
        .order_by(table.c.valid_from)
        .with_for_update()
    ).all()
    if valid_from < today and earlier:
        raise EquipmentRefused("What was in force before today stays as it was: choose today or a later day.")
    if not today - _FARTHEST <= valid_from <= today + _FARTHEST:
        raise EquipmentRefused("The day lies more than three years away.")
    same = next((row for row in earlier if row.valid_from == valid_from), None)
    was = ""
    if same is None:
        connection.execute(
            insert(table).values(
                unit=unit, test=test, valid_from=valid_from, set_by=actor.username, **values, **{name: said}
            )
        )
    else:
        if same.file_id is not None:
            raise EquipmentRefused("A file says what holds from this day: choose a later day.")
        was = "; was: " + _told({column: same._mapping[column] for column in values})
        connection.execute(
            update(table).where(table.c.id == same.id).values(set_by=actor.username, **values, **{name: said})
        )
    record(
        connection, actor, action, now=now, object_kind="unit", object_id=unit,
        detail=f"{test} from {valid_from}: {_told(values)}{was}"[:500],
    )  # fmt: skip


def _told(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items() if value is not None)
