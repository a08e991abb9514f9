"""The exams and exposures of some days as columns, whole or narrowed to a selection."""

from datetime import date

import numpy as np
from sqlalchemy import Connection

from db.column_store import ACCEPTED, EXAMS, LOGGED, Month, months_on_file, read_between
from db.columns import Array, Columns
from db.exposure_columns import technologist_groups, with_groups, with_reasons
from db.selection import Selection


def months_of_exams(connection: Connection) -> list[Month]:
    """The months in which exams were done, with their first and last day."""
    return months_on_file(connection, EXAMS)


def exams_between(connection: Connection, start: date, end: date) -> Columns:
    """All exams done from one local day to another."""
    return read_between(connection, EXAMS, start, end)


def exposures_between(connection: Connection, start: date, end: date) -> tuple[Columns, Columns]:
    """The radiographs accepted from one local day to another, and the rows of the reject log."""
    groups = technologist_groups(connection)
    logged = with_reasons(connection, read_between(connection, LOGGED, start, end))
    return with_groups(read_between(connection, ACCEPTED, start, end), groups), with_groups(logged, groups)


def fits(columns: Columns, selection: Selection, *names: str) -> Array:
    """Which rows are of the selection's words; `names` are those of its parts that count, all when none is given."""
    mask = np.ones(len(columns), dtype=bool)
    for name in names or ("room", "exam_type", "patient_class", "age_band"):
        if word := getattr(selection, name):
            mask &= columns.says(name, word)
    return mask
