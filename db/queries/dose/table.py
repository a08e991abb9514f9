"""The table behind the dose page, for other programs."""

import pandas as pd
from sqlalchemy import Connection

from db.queries.dose.levels import reference_levels
from db.queries.dose.medians import MEDIAN_COLUMNS, median_by_month
from db.queries.dose.periods import default_period, usual

COLUMNS = (*MEDIAN_COLUMNS, "drl", "jurisdiction", "edition", "source", "confirmed")


def dose_medians(connection: Connection, jurisdiction: str) -> pd.DataFrame:
    """Monthly medians of adults in the default period (see median_by_month) with the reference level in force.

    Sorted by measure, exam type, projection and month; `month` is its first day. Without a level drl is missing.
    """
    period = default_period(connection)
    if period is None:
        return pd.DataFrame(columns=list(COLUMNS))
    _, end = period
    medians = median_by_month(connection, usual(period))
    medians["month"] = [month.date() for month in pd.to_datetime(medians["month"])]
    levels = reference_levels(connection, jurisdiction, end)
    joined = medians.merge(levels, on=["measure", "exam_type", "projection"], how="left")
    return joined[list(COLUMNS)].sort_values(
        ["measure", "exam_type", "projection", "month"], ignore_index=True
    )
