"""How do many rows travel to a temporary table? As its driver takes them fastest: tuples, or text for COPY."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Date, DateTime, Float, Integer, LargeBinary, String, Table

_NULL = "\\N"
_KINDS = (Boolean, Date, DateTime, Float, Integer, LargeBinary, String)
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


class Packed(NamedTuple):
    """Rows of one table: the columns in which any has a value, in the table's order; rows as tuples or COPY text."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] | str


def moment_text(moment: datetime) -> str:
    """A moment as SQLAlchemy's own type writes it for SQLite; PostgreSQL reads it as well."""
    return moment.isoformat(" ", "microseconds")


def can_pack(table: Table) -> bool:
    """Whether it is known for each column of a table how its values are written."""
    return all(isinstance(column.type, _KINDS) for column in table.columns)


def pack(table: Table, values: Mapping[str, Sequence[Any]], dialect: str) -> Packed:
    """Pack what a table takes of these columns, all of the same length; `dialect` is SQLAlchemy's name of it.

    Moments come as `moment_text` writes them.
    """
    # Nothing is sent of a column that is blank in all rows, as many are in most files.
    names = tuple(
        column.name for column in table.columns if column.name in values and _has_any(values[column.name])
    )
    write = _for_sqlite if dialect == "sqlite" else _for_copy
    columns = [write(table.columns[name].type, values[name]) for name in names]
    rows = zip(*columns, strict=True)
    if dialect == "sqlite":
        return Packed(names, list(rows))
    return Packed(names, "".join([line + "\n" for line in map("\t".join, rows)]))


def _has_any(values: Sequence[Any]) -> bool:
    # Most columns show at their first row that they are not blank.
    return values[0] is not None or any(value is not None for value in values)


def _for_sqlite(kind: Any, values: Sequence[Any]) -> Sequence[Any]:
    """As SQLAlchemy's own types write them there."""
    return _days(values) if isinstance(kind, Date) and not isinstance(kind, DateTime) else values


def _days(values: Sequence[Any]) -> list[Any]:
    # Many rows are of few days.
    texts = {day: None if day is None else day.isoformat() for day in set(values)}
    return [texts[day] for day in values]


def _for_copy(kind: Any, values: Sequence[Any]) -> Sequence[str]:
    if isinstance(kind, DateTime | Date):
        return _texts(values if isinstance(kind, DateTime) else _days(values))
    if isinstance(kind, LargeBinary):
        return [_NULL if value is None else "\\\\x" + value.hex() for value in values]
    if not isinstance(kind, String):
        return [_NULL if value is None else str(value) for value in values]
    # One look at the whole column: hardly any text holds what means something to COPY.
    if _SPECIAL.search("".join([value for value in values if value is not None])):
        return [_NULL if value is None else _SPECIAL.sub(_escape, value) for value in values]
    return _texts(values)


def _texts(values: Sequence[Any]) -> Sequence[str]:
    return [_NULL if value is None else value for value in values] if None in values else values


def _escape(match: re.Match[str]) -> str:
    return _ESCAPED[match[0]]
