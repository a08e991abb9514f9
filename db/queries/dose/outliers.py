"""Which outliers wait for an explanation, and how were the others closed?"""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, case, func, not_, select

from db.database import frame
from db.dose_measures import MEASURES, exam_label
from db.dose_outliers import FOUND_LATE_DAYS
from db.schema.dose_outliers import REASONS, dose_outlier, dose_outlier_closing, outlier_rule
from db.selection import Selection
from db.stats import days_after

_row, _closing = dose_outlier.c, dose_outlier_closing.c
_UNITS = {measure.name: measure.unit for measure in MEASURES}


def open_outliers(
    connection: Connection,
    today: date,
    of: Selection | None = None,
    group: str = "",
    most: int | None = None,
    late: bool | None = None,
) -> pd.DataFrame:
    """Exams that a rule found and nobody has closed, furthest over first: id, exam_key (a keyed hash), local_date,
    exam_type, projection, label, measure, unit, room, dose, threshold, rule_kind, rule_value, `times` (dose /
    threshold), found_late and days_open (from the day on which it was found to today). Of the room and exam type of
    `of` and the exam group; of any day, since none is done with because time has passed. `late`: only those that were
    older than FOUND_LATE_DAYS when they were found, or only the others."""
    query = (
        select(dose_outlier, _found_late().label("found_late"))
        .outerjoin(dose_outlier_closing, _closing.outlier_id == _row.id)
        .where(_closing.id.is_(None), *_narrowed(of, group), *_of_age(late))
        .order_by((_row.dose / _row.threshold).desc(), _row.id)
    )
    found = _described(frame(connection, query if most is None else query.limit(most)))
    found["days_open"] = [max((today - day).days, 0) for day in pd.to_datetime(found["found_on"]).dt.date]
    return found


def count_by_room(connection: Connection, of: Selection, group: str = "") -> pd.DataFrame:
    """How many are open in each room, the most first: room, n (found in time), n_late; narrowed as open_outliers."""
    late = func.sum(case((_found_late(), 1), else_=0))
    found = frame(
        connection,
        select(_row.room, (func.count() - late).label("n"), late.label("n_late"))
        .outerjoin(dose_outlier_closing, _closing.outlier_id == _row.id)
        .where(_closing.id.is_(None), *_narrowed(of, group))
        .group_by(_row.room),
    )
    return found.sort_values(["n", "n_late", "room"], ascending=[False, False, True], ignore_index=True)


def open_count(connection: Connection) -> tuple[int, int, date | None]:
    """How many are open that were found in time, how many that were found late, and on which day the oldest was."""
    count, late, oldest = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((_found_late(), 1), else_=0)), 0),
            func.min(_row.found_on),
        )
        .select_from(dose_outlier)
        .outerjoin(dose_outlier_closing, _closing.outlier_id == _row.id)
        .where(_closing.id.is_(None))
    ).one()
    return int(count - late), int(late), oldest


def closed_outliers(connection: Connection, most: int | None = 50) -> pd.DataFrame:
    """The last ones that were closed, newest first: the same columns, reason, reason_text, words, closed_at, actor."""
    query = (
        select(dose_outlier, _closing.reason, _closing.words, _closing.closed_at, _closing.actor)
        .join(dose_outlier_closing, _closing.outlier_id == _row.id)
        .order_by(_closing.closed_at.desc(), _closing.id.desc())
        .limit(most)
    )
    found = _described(frame(connection, query))
    found["reason_text"] = found["reason"].map(REASONS)
    return found


def outlier_rules(connection: Connection, on: date) -> pd.DataFrame:
    """The rules in force on a day: exam_type (`*`: all without one of their own), measure, rule_kind, rule_value, unit,
    edition, source, confirmed."""
    rule = outlier_rule.c
    rows = frame(
        connection,
        select(outlier_rule).where(rule.valid_from <= on).order_by(rule.valid_from, rule.edition, rule.id),
    )
    rows = rows.drop_duplicates(["exam_type", "measure", "rule_kind"], keep="last")
    rows["unit"] = rows["measure"].map(_UNITS)
    return rows.sort_values(["measure", "rule_kind", "exam_type"], ignore_index=True)


def _found_late() -> ColumnElement[bool]:
    return _row.found_on > days_after(_row.local_date, FOUND_LATE_DAYS)


def _of_age(late: bool | None) -> list[ColumnElement[bool]]:
    return [] if late is None else [_found_late() if late else not_(_found_late())]


def _narrowed(of: Selection | None, group: str) -> list[Any]:
    if of is None:
        return []
    names = [one.name for one in MEASURES if one.exam_group == group]
    return [
        *([_row.room == of.room] if of.room else []),
        *([_row.exam_type == of.exam_type] if of.exam_type else []),
        *([_row.measure.in_(names)] if group else []),
    ]


def _described(found: pd.DataFrame) -> pd.DataFrame:
    return found.assign(
        unit=found["measure"].map(_UNITS),
        times=found["dose"] / found["threshold"],
        label=[
            exam_label(kind, view) for kind, view in zip(found["exam_type"], found["projection"], strict=True)
        ],
    )
