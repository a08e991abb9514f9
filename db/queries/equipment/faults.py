"""Which faults are open, what was done about each, and what must be passed before the unit returns?"""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from db.database import frame
from db.qc.returning import return_checks
from db.schema.equipment import fault, fault_step, service_event

__all__ = ["fault_of", "fault_steps", "faults_open", "return_checks", "service_of"]


def faults_open(connection: Connection, unit: str | None = None) -> pd.DataFrame:
    """Faults of units that have not returned to service, oldest first."""
    query = select(fault).where(fault.c.state != "returned").order_by(fault.c.reported_at)
    return frame(connection, query if unit is None else query.where(fault.c.unit == unit))


def fault_of(connection: Connection, fault_id: int) -> Any:
    """One fault; None when there is none of this number."""
    return connection.execute(select(fault).where(fault.c.id == fault_id)).first()


def fault_steps(connection: Connection, fault_id: int) -> pd.DataFrame:
    """What was done about a fault, in order."""
    return frame(
        connection, select(fault_step).where(fault_step.c.fault_id == fault_id).order_by(fault_step.c.id)
    )


def service_of(connection: Connection, unit: str) -> pd.DataFrame:
    """The service events of a unit, oldest first."""
    return frame(
        connection,
        select(service_event).where(service_event.c.unit == unit).order_by(service_event.c.started_at),
    )
