"""Log a cleaning, or an isolation case that asks for one."""

from datetime import datetime, tzinfo

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from db.actions.equipment.checks import record_check
from db.actions.equipment.refused import EquipmentRefused
from db.audit import Actor, in_utc, record
from db.once import claim
from db.qc.cleaning import DONE, TERMINAL_CHECK
from db.schema.equipment import cleaning_log, qc_standing

CLEANINGS = ("between", "terminal", "isolation")
PRECAUTIONS = ("contact", "droplet", "airborne")


def log_cleaning(
    connection: Connection,
    unit: str,
    cleaning: str,
    precaution: str,
    *,
    actor: Actor,
    now: datetime,
    zone: tzinfo,
    key: str | None = None,
) -> None:
    """Log a cleaning or an isolation case; a terminal cleaning counts for its schedule.

    Raises EquipmentRefused, or SentBefore where the form of this key has counted.
    """
    claim(connection, key, "cleaning", actor=actor, now=now)
    if cleaning not in CLEANINGS:
        raise EquipmentRefused("Say which cleaning.")
    if connection.scalar(select(qc_standing.c.id).where(qc_standing.c.unit == unit).limit(1)) is None:
        raise EquipmentRefused("There is no such unit, or it has no checks.")
    if cleaning == "isolation" and precaution not in PRECAUTIONS:
        raise EquipmentRefused("Say which precaution: contact, droplet or airborne.")
    try:
        with connection.begin_nested():
            connection.execute(
                insert(cleaning_log).values(
                    unit=unit,
                    done_at=in_utc(now),
                    cleaning=cleaning,
                    # Of a cleaning it says nothing, whatever was chosen before.
                    precaution=precaution if cleaning == "isolation" else None,
                    done_by=actor.username,
                )
            )
    except IntegrityError:
        raise EquipmentRefused("This was logged a moment ago.") from None
    record(connection, actor, "cleaning.log", now=now, object_kind="unit", object_id=unit, detail=cleaning)
    scheduled = connection.scalar(
        select(qc_standing.c.id).where(qc_standing.c.unit == unit, qc_standing.c.test == TERMINAL_CHECK)
    )
    if cleaning == "terminal" and scheduled is not None:
        record_check(connection, unit, TERMINAL_CHECK, None, DONE, "", actor=actor, now=now, zone=zone)
