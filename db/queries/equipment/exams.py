"""What does a detector's calibration look like from its real exams? The deviation index by week, room by room."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Connection, select

from db.database import frame
from db.schema.dose import irradiation_event
from db.schema.equipment import equipment

FEWEST = 10


def deviation_by_week(connection: Connection, unit: str, since: date) -> pd.DataFrame:
    """Median deviation index (IEC 62494-1: 10 log10 EI/EI_T) of a unit's real exposures by week, from a local day on.

    Columns: week (its Monday), median, low and high (quartiles), n. Weeks with fewer than 10 values are left out, and
    so are exposures that give no index. One row per exposure in force: a drift of the detector moves the median of all
    its exams, while the phantom is only measured now and then.
    """
    room = connection.scalar(select(equipment.c.room).where(equipment.c.unit == unit)) or unit
    events = irradiation_event
    rows = frame(
        connection,
        select(events.c.event_key, events.c.local_date, events.c.deviation_index).where(
            events.c.room == room,
            events.c.local_date >= since,
            events.c.deviation_index.is_not(None),
            events.c.in_force,
        ),
    ).drop_duplicates("event_key")
    if rows.empty:
        return pd.DataFrame(columns=["week", "median", "low", "high", "n"])
    days = pd.to_datetime(rows["local_date"])
    rows["week"] = days - pd.to_timedelta(days.dt.weekday, unit="D")
    grouped = rows.groupby("week")["deviation_index"]
    made = grouped.agg(
        median="median", low=lambda v: v.quantile(0.25), high=lambda v: v.quantile(0.75), n="size"
    ).reset_index()
    return made[made["n"] >= FEWEST].reset_index(drop=True)


def weeks_before(today: date, weeks: int) -> date:
    """The Monday that many weeks before this one."""
    return today - timedelta(days=today.weekday(), weeks=weeks)
