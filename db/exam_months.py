"""The exams and exposures of some months as columns, whole or narrowed to a selection."""

from datetime import date

import numpy as np
from sqlalchemy import Connection

from db.columns import Array, Columns, joined
from db.exam_columns import months_of, no_exams, read_month
from db.exposure_columns import no_accepted, no_rejected, read_accepted, read_rejected, technologist_groups
from db.selection import Selection


def exams_between(connection: Connection, start: date, end: date) -> Columns:
    """All exams done from one local day to another."""
    columns = joined([read_month(connection, month) for month in months_of(start, end)], no_exams())
    return _between(columns, start, end)


def exposures_between(connection: Connection, start: date, end: date) -> tuple[Columns, Columns]:
    """The radiographs accepted from one local day to another, and the rows of the reject log."""
    months, groups = months_of(start, end), technologist_groups(connection)
    accepted = joined([read_accepted(connection, month, groups) for month in months], no_accepted())
    logged = joined([read_rejected(connection, month, groups) for month in months], no_rejected())
    return _between(accepted, start, end), _between(logged, start, end)


def _between(columns: Columns, start: date, end: date) -> Columns:
    days = columns["day"]
    return columns.where((days >= start.toordinal()) & (days <= end.toordinal()))


def fits(columns: Columns, selection: Selection, *names: str) -> Array:
    """Which rows are of the selection's words; `names` are those of its parts that count, all when none is given."""
    mask = np.ones(len(columns), dtype=bool)
    for name in names or ("room", "exam_type", "patient_class", "age_band"):
        if word := getattr(selection, name):
            mask &= columns.says(name, word)
    return mask
