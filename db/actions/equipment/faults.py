"""Report a fault, see it through, and give the unit back once its checks were passed and reviewed."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from sqlalchemy import Connection, insert, select, update

from db.actions.equipment.refused import EquipmentRefused
from db.audit import Actor, in_utc, record
from db.once import claim
from db.outbox import ALERT, Line, write
from db.qc.escalating import TOPIC, key_of, told_on
from db.qc.returning import return_checks
from db.schema.equipment import EFFECTS, fault, fault_check, fault_step, qc_standing, qc_test

_EFFECT_WORDS = {"down": "the unit is down", "limited": "of limited use", "usable": "still usable"}
# What a fault can be, in three taps; anything else is other.
FAULT_KINDS = ("No exposure", "Image quality", "Detector", "Mechanical", "Collimator", "Network", "Other")


def report_fault(
    connection: Connection,
    unit: str,
    kind: str,
    effect: str,
    description: str,
    *,
    actor: Actor,
    now: datetime,
    key: str | None = None,
) -> int:
    """Report a fault; a unit that is down is down from now on. Returns its number.

    Its list for the return to service: the unit's checks that belong after a service, and those that fail now; where
    there are neither, all of its checks. A unit that stayed usable was never out of service: it has no list.
    Raises EquipmentRefused, or SentBefore where the form of this key has counted.
    """
    claim(connection, key, "fault", actor=actor, now=now)
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
    wanted = sorted({row.test for row in tests if row.verdict == "action" or row.after_service})
    wanted = wanted or sorted({row.test for row in tests})
    if effect != "usable":
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


def escalate_fault(
    connection: Connection, fault_id: int, version: int, *, actor: Actor, now: datetime, zone: tzinfo
) -> None:
    """Tell biomedical engineering: an alert to whoever receives the topic. Raises EquipmentRefused.

    Once a local day: more alerts on one fault are no more urgent. One that reached nobody may be sent again.
    It names the unit and the kind of fault, never what somebody wrote about it: free text stays within radops.
    """
    about = connection.execute(select(fault).where(fault.c.id == fault_id)).first()
    if about is None:
        raise EquipmentRefused("There is no such fault.")
    _change(connection, fault_id, version, ("open",), {})
    today = now.astimezone(zone).date()
    earlier, reached = told_on(connection, fault_id, today)
    if reached:
        raise EquipmentRefused(
            "Biomedical engineering was told of this fault today; call them, or tell them tomorrow."
        )
    text = f"{about.unit}: {about.fault_kind}, {_EFFECT_WORDS[about.effect]}"
    message = write(
        connection,
        ALERT,
        TOPIC,
        f"Fault of {about.unit}: {about.fault_kind}",
        [Line(text, f"/equipment?view=fault&fault={fault_id}")],
        key_of(fault_id, today, earlier),
        now=now,
    )
    if message is None:
        raise EquipmentRefused("Somebody else has told them at this moment.")
    _step(connection, fault_id, "escalated", "to biomedical engineering", actor, now)
    record(
        connection, actor, "fault.escalate", now=now, object_kind="fault", object_id=str(fault_id),
        detail=f"message {message}",
    )  # fmt: skip


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
    """Give the unit back, or close a fault that left it usable.

    Raises EquipmentRefused unless each check of its list was passed and reviewed since the repair.
    """
    missing = [check.test for check in return_checks(connection, fault_id) if check.state != "done"]
    if missing:
        raise EquipmentRefused(f"Not passed and reviewed since the repair: {', '.join(missing)}.")
    _change(connection, fault_id, version, ("repaired",), {"state": "returned", "returned_at": in_utc(now)})
    _step(connection, fault_id, "returned", None, actor, now)
    record(connection, actor, "fault.return", now=now, object_kind="fault", object_id=str(fault_id))


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
