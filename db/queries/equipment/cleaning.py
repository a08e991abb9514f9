"""When was each unit cleaned, and after which isolation case is a terminal cleaning still to come?"""

import pandas as pd
from sqlalchemy import Connection, func, select

from db.database import frame
from db.schema.equipment import cleaning_log as log


def cleaning_log(connection: Connection, most: int = 100) -> pd.DataFrame:
    """The latest cleanings and isolation cases, newest first."""
    return frame(connection, select(log).order_by(log.c.done_at.desc(), log.c.id.desc()).limit(most))


def isolation_open(connection: Connection) -> pd.DataFrame:
    """Isolation cases that no terminal cleaning of the unit has followed, oldest first."""
    terminal = (
        select(log.c.unit, func.max(log.c.done_at).label("cleaned_at"))
        .where(log.c.cleaning == "terminal")
        .group_by(log.c.unit)
        .subquery()
    )
    return frame(
        connection,
        select(log)
        .outerjoin(terminal, terminal.c.unit == log.c.unit)
        .where(
            log.c.cleaning == "isolation",
            (terminal.c.cleaned_at.is_(None)) | (terminal.c.cleaned_at < log.c.done_at),
        )
        .order_by(log.c.done_at),
    )
