"""What is a summary? A table, what touches it, and the query that is its definition."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, select

Keys = FromClause


@dataclass(frozen=True)
class Summary:
    """One summary table.

    `touched_by`: the tables whose changed rows change its cells ("exam_dose": exams whose doses changed).
    `by`: by which of month, room and exam_type its cells are made anew; "month" is always among them. The finer, the
    less is worked out again; the columns of that name lead the table's primary key. What is unknown is ''.
    `cells`: the definition. Given the keys that are wanted (a table with `month`, `next_month` and the columns of `by`)
    it selects the cells of those keys and no others, its columns named as the table's.
    """

    table: Table
    touched_by: tuple[str, ...]
    by: tuple[str, ...]
    cells: Callable[[Keys], Select[Any]]


def in_month(keys: Keys, day: ColumnElement[Any]) -> ColumnElement[bool]:
    """A condition: the day lies in the key's month. As a range, so that an index finds it."""
    return (day >= keys.c.month) & (day < keys.c.next_month)


def grouped(rows: FromClause, by: Iterable[str], **values: ColumnElement[Any]) -> Select[Any]:
    """Cells from rows: one for each combination of these columns, with its values."""
    columns = [rows.c[name] for name in by]
    return select(*columns, *(value.label(name) for name, value in values.items())).group_by(*columns)
