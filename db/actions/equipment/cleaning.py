"""Log a cleaning, or an isolation case that asks for one."""

from datetime import datetime, tzinfo

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from db.actions.equipment.checks import record_check
from db.actions.equipment.refused import EquipmentRefused
from db.audit import Actor, in_utc, record
from db.schema.equipment import cleaning_log, qc_standing

CLEANINGS = ("between", "terminal", "isolation")
_TERMINAL = "terminal_cleaning"


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
