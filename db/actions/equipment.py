"""Decisions about equipment: record a check, review it, set limits and schedules, report a fault, return a unit.

Each is one transaction with its audit event. Nothing is overwritten: reviews, corrections and steps are added.
"""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from db.audit import Actor, in_utc, record
from db.qc.judging import judge_one, limits_of
from db.qc.limits import Verdict, verdict
from db.qc.returning import return_checks
from db.qc.standing import settle
from db.schema.equipment import (
    EFFECTS,
    cleaning_log,
    fault,
    fault_check,
    fault_step,
    qc_correction,
    qc_result,
    qc_review,
    qc_standing,
    qc_test,
)

# What a fault can be, in three taps; anything else is other.
FAULT_KINDS = ("No exposure", "Image quality", "Detector", "Mechanical", "Collimator", "Network", "Other")
CLEANINGS = ("between", "terminal", "isolation")
_TERMINAL = "terminal_cleaning"


class EquipmentRefused(ValueError):
    """The decision cannot be taken as asked; the message says what would be right."""


def judged_now(
    connection: Connection, unit: str, test: str, value: float | None, word: str | None, today: date
) -> Verdict:
    """What a value would be judged as today, before it is recorded."""
    limits, _ = limits_of(connection, unit, test, today)
    return verdict(limits, value, word)


def record_check(
    connection: Connection,
    unit: str,
    test: str,
    value: float | None,
    word: str | None,
    comment: str,
    *,
    actor: Actor,
    now: datetime,
    zone: tzinfo,
) -> tuple[int, Verdict]:
    """Record a check that was done now. Returns the result and its verdict.

    Raises EquipmentRefused: unknown check, nothing entered, or past the action limit without a comment.
    """
    today = now.astimezone(zone).date()
    known = connection.scalar(
        select(qc_standing.c.id).where(qc_standing.c.unit == unit, qc_standing.c.test == test)
    )
    if known is None:
        raise EquipmentRefused("This unit has no such check.")
    text = (word or "").strip()[:200] or None
    if value is None and text is None:
        raise EquipmentRefused("Enter the value, or the answer.")
    found = judged_now(connection, unit, test, value, text, today)
    if found == "action" and not comment.strip():
        raise EquipmentRefused("Past the action limit: say in the comment what was seen and done.")
    values = {
        "unit": unit,
        "test": test,
        "performed_at": in_utc(now),
        "local_date": today,
        "value": value,
        "value_text": text,
        "performed_by": actor.username,
        "comment": comment.strip()[:500] or None,
        "is_complete": True,
    }
    try:
        with connection.begin_nested():
            result_id: int = connection.execute(
                insert(qc_result).values(values).returning(qc_result.c.id)
            ).scalar_one()
    except IntegrityError:
        raise EquipmentRefused("This check was recorded a moment ago.") from None
    settle(connection, [judge_one(connection, result_id)], today)
    record(
        connection, actor, "qc.record", now=now, object_kind="qc_result", object_id=str(result_id),
        detail=f"{unit}, {test}: {found}",
    )  # fmt: skip
    return result_id, found


def review_result(
    connection: Connection,
    result_id: int,
    decision: str,
    comment: str,
    *,
    actor: Actor,
    now: datetime,
    zone: tzinfo,
) -> None:
    """Approve or reject a result. Raises EquipmentRefused: one's own, unknown, decided already, or without a reason.

    A review says whether the result can be trusted, not whether it passed. A rejected result counts for no schedule.
    """
    row = connection.execute(select(qc_result).where(qc_result.c.id == result_id).with_for_update()).first()
    if row is None:
        raise EquipmentRefused("There is no such result.")
    if row.performed_by == actor.username:
        raise EquipmentRefused("Nobody reviews their own result.")
    if decision not in ("approved", "rejected"):
        raise EquipmentRefused("A result is approved or rejected.")
    if row.review_state is not None:
        raise EquipmentRefused("Somebody has reviewed this result already.")
    if decision == "rejected" and not comment.strip():
        raise EquipmentRefused("Say why the result is rejected.")
    connection.execute(
        insert(qc_review).values(
            result_id=result_id,
            decision=decision,
            comment=comment.strip()[:500] or None,
            reviewed_by=actor.username,
            reviewed_at=in_utc(now),
        )
    )
    connection.execute(update(qc_result).where(qc_result.c.id == result_id).values(review_state=decision))
    settle(connection, [(row.unit, row.test)], now.astimezone(zone).date())
    record(
        connection,
        actor,
        "qc.review",
        now=now,
        object_kind="qc_result",
        object_id=str(result_id),
        detail=decision,
    )


def document_correction(
    connection: Connection, result_id: int, what: str, *, actor: Actor, now: datetime, zone: tzinfo
) -> None:
    """Write down what was done about a failure; stops its clock. Raises EquipmentRefused."""
    row = connection.execute(select(qc_result).where(qc_result.c.id == result_id)).first()
    if row is None or row.verdict != "action":
        raise EquipmentRefused("There is no such failure.")
    if not what.strip():
        raise EquipmentRefused("Say what was corrected.")
    if connection.scalar(select(qc_correction.c.id).where(qc_correction.c.result_id == result_id)):
        raise EquipmentRefused("Its correction is written down already.")
    passed = connection.scalar(
        select(qc_result.c.id).where(
            qc_result.c.unit == row.unit,
            qc_result.c.test == row.test,
            qc_result.c.performed_at > row.performed_at,
            qc_result.c.verdict.in_(("ok", "tolerance")),
        )
    )
    if passed is None:
        raise EquipmentRefused("The check has not passed since: repeat it first.")
    connection.execute(
        insert(qc_correction).values(
            result_id=result_id,
            what=what.strip()[:500],
            corrected_on=now.astimezone(zone).date(),
            corrected_by=actor.username,
            recorded_at=in_utc(now),
        )
    )
    record(connection, actor, "qc.correct", now=now, object_kind="qc_result", object_id=str(result_id))


def report_fault(
    connection: Connection,
    unit: str,
    kind: str,
    effect: str,
    description: str,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Report a fault; a unit that is down is down from now on. Returns its number. Raises EquipmentRefused.

    Its list for the return to service: the unit's checks that belong after a service, and those that fail now.
    """
    if kind not in FAULT_KINDS or effect not in EFFECTS:
        raise EquipmentRefused("Say what is wrong, and whether the unit can be used.")
    tests = connection.execute(
        select(qc_standing.c.test, qc_standing.c.verdict, qc_test.c.after_service)
        .outerjoin(qc_test, qc_test.c.test == qc_standing.c.test)
        .where(qc_standing.c.unit == unit)
    ).all()
    if not tests:
        raise EquipmentRefused("There is no such unit, or it has no checks.")
    fault_id: int = connection.execute(
        insert(fault)
        .values(
            unit=unit,
            fault_kind=kind,
            effect=effect,
            description=description.strip()[:500] or None,
            reported_by=actor.username,
            reported_at=in_utc(now),
            state="open",
            version=1,
        )
        .returning(fault.c.id)
    ).scalar_one()
    wanted = sorted({row.test for row in tests if row.verdict == "action"})
    # Where nothing fails, what has to be shown is that the unit works: the daily check, or else each after a service.
    wanted = wanted or sorted({row.test for row in tests if row.after_service})[:3]
    if wanted and effect != "usable":
        connection.execute(insert(fault_check), [{"fault_id": fault_id, "test": test} for test in wanted])
    _step(connection, fault_id, "reported", effect, actor, now)
    record(
        connection, actor, "fault.report", now=now, object_kind="fault", object_id=str(fault_id),
        detail=f"{unit}: {kind}, {effect}",
    )  # fmt: skip
    return fault_id


def assign_fault(
    connection: Connection, fault_id: int, version: int, to: str, *, actor: Actor, now: datetime
) -> None:
    """Say who sees to a fault. Raises EquipmentRefused."""
    if not to.strip():
        raise EquipmentRefused("Say who sees to it.")
    _change(connection, fault_id, version, ("open", "repaired"), {"assigned_to": to.strip()[:80]})
    _step(connection, fault_id, "assigned", to.strip()[:80], actor, now)
    record(connection, actor, "fault.assign", now=now, object_kind="fault", object_id=str(fault_id))


def repair_fault(
    connection: Connection,
    fault_id: int,
    version: int,
    cause: str,
    cost: float | None,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Say that a fault is repaired, why it was and what it cost; its checks may begin. Raises EquipmentRefused."""
    if not cause.strip():
        raise EquipmentRefused("Say what the cause was.")
    if cost is not None and not 0 <= cost <= 100_000_000:
        raise EquipmentRefused("A cost is 0 or more.")
    values = {"state": "repaired", "cause": cause.strip()[:200], "cost": cost, "repaired_at": in_utc(now)}
    _change(connection, fault_id, version, ("open",), values)
    _step(connection, fault_id, "repaired", cause.strip()[:200], actor, now)
    record(connection, actor, "fault.repair", now=now, object_kind="fault", object_id=str(fault_id))


def return_to_service(
    connection: Connection, fault_id: int, version: int, *, actor: Actor, now: datetime
) -> None:
    """Give the unit back. Raises EquipmentRefused unless each check of its list was passed and reviewed since."""
    missing = [check.test for check in return_checks(connection, fault_id) if check.state != "done"]
    if missing:
        raise EquipmentRefused(f"Not passed and reviewed since the repair: {', '.join(missing)}.")
    _change(connection, fault_id, version, ("repaired",), {"state": "returned", "returned_at": in_utc(now)})
    _step(connection, fault_id, "returned", None, actor, now)
    record(connection, actor, "fault.return", now=now, object_kind="fault", object_id=str(fault_id))


def log_cleaning(
    connection: Connection,
    unit: str,
    cleaning: str,
    precaution: str,
    *,
    actor: Actor,
    now: datetime,
    zone: tzinfo,
) -> None:
    """Log a cleaning or an isolation case; a terminal cleaning counts for its schedule. Raises EquipmentRefused."""
    if cleaning not in CLEANINGS:
        raise EquipmentRefused("Say which cleaning.")
    if connection.scalar(select(qc_standing.c.id).where(qc_standing.c.unit == unit).limit(1)) is None:
        raise EquipmentRefused("There is no such unit, or it has no checks.")
    if cleaning == "isolation" and not precaution.strip():
        raise EquipmentRefused("Say which precaution: contact, droplet or airborne.")
    try:
        with connection.begin_nested():
            connection.execute(
                insert(cleaning_log).values(
                    unit=unit,
                    done_at=in_utc(now),
                    cleaning=cleaning,
                    precaution=precaution.strip()[:40] or None,
                    done_by=actor.username,
                )
            )
    except IntegrityError:
        raise EquipmentRefused("This was logged a moment ago.") from None
    record(connection, actor, "cleaning.log", now=now, object_kind="unit", object_id=unit, detail=cleaning)
    scheduled = connection.scalar(
        select(qc_standing.c.id).where(qc_standing.c.unit == unit, qc_standing.c.test == _TERMINAL)
    )
    if cleaning == "terminal" and scheduled is not None:
        record_check(connection, unit, _TERMINAL, None, "done", "", actor=actor, now=now, zone=zone)


def _change(
    connection: Connection, fault_id: int, version: int, states: tuple[str, ...], values: Mapping[str, object]
) -> None:
    """Change a fault whose version is still the one that was seen. Raises EquipmentRefused."""
    changed = connection.execute(
        update(fault)
        .where(fault.c.id == fault_id, fault.c.version == version, fault.c.state.in_(states))
        .values(**values, version=version + 1)
    )
    if changed.rowcount != 1:
        raise EquipmentRefused("Somebody else has changed this fault; look at it again.")


def _step(
    connection: Connection, fault_id: int, step: str, detail: str | None, actor: Actor, now: datetime
) -> None:
    connection.execute(
        insert(fault_step).values(
            fault_id=fault_id, step=step, detail=detail, taken_by=actor.username, taken_at=in_utc(now)
        )
    )
