"""Where do the columns of a month stand, and how are those of several months read as one? Only what is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.dialects import postgresql

from db.columns import Array, Columns, Lazy, code_kind
from db.exam_columns import KINDS as EXAM_KINDS
from db.exposure_columns import ACCEPTED_KINDS, LOGGED_KINDS
from db.schema.column_store import column_month, month_column

EXAMS, ACCEPTED, LOGGED = "exams", "accepted", "logged"
# How each column is held, by the kind of rows.
HELD: Mapping[str, Mapping[str, str]] = {EXAMS: EXAM_KINDS, ACCEPTED: ACCEPTED_KINDS, LOGGED: LOGGED_KINDS}


@dataclass(frozen=True)
class Month:
    """What is known of a month's rows without reading them."""

    month: date
    rows: int
    first_day: date
    last_day: date


def months_on_file(connection: Connection, kind: str) -> list[Month]:
    """The months that have rows of a kind, in order."""
    row = column_month.c
    query = select(row.month, row.rows, row.first_day, row.last_day).where(row.kind == kind)
    return [Month(*found) for found in connection.execute(query.order_by(row.month))]


def read_between(connection: Connection, kind: str, start: date, end: date) -> Columns:
    """The rows of a kind from one local day to another; a column is read when it is asked for."""
    months = [
        one for one in months_on_file(connection, kind) if one.last_day >= start and one.first_day <= end
    ]
    columns = _Stored.of(connection, kind, months)
    if all(start <= one.first_day and one.last_day <= end for one in months):
        return columns
    days = columns["day"]
    return columns.where((days >= start.toordinal()) & (days <= end.toordinal()))


def forget(connection: Connection, kind: str, months: Sequence[date] | None = None) -> None:
    """Take out the columns of these months, or of all."""
    for table in (column_month, month_column):
        gone = delete(table).where(table.c.kind == kind)
        connection.execute(gone if months is None else gone.where(table.c.month.in_(months)))


def keep(connection: Connection, kind: str, month: date, columns: Columns) -> None:
    """Keep the columns of a month; one without a row is not kept. Those of before must have been taken out."""
    if not len(columns):
        return
    days = columns["day"]
    first, last = (date.fromordinal(int(day)) for day in (days.min(), days.max()))
    connection.execute(
        insert(column_month),
        [{"kind": kind, "month": month, "rows": len(columns), "first_day": first, "last_day": last}],
    )
    connection.execute(insert(month_column), [
        {"kind": kind, "month": month, "part": name, **_words(columns, name), "numbers": columns[name].tobytes()}
        for name in HELD[kind]
    ])  # fmt: skip


def _coded(kind: str) -> list[str]:
    return [name for name, held in HELD[kind].items() if held == "<i2"]


def _words(columns: Columns, name: str) -> dict[str, Any]:
    words = columns.words.get(name)
    if words is None:
        return {"words": None, "counts": None}
    counts = np.bincount(columns[name].astype(np.int64) + 1, minlength=len(words) + 1)
    return {"words": list(words), "counts": counts.tolist()}


class _Stored(Lazy):
    """Columns of some months, one after the other, under one numbering of words."""

    def __init__(
        self, connection: Connection, kind: str, months: Sequence[Month], heads: Mapping[str, list[Any]]
    ) -> None:
        super().__init__(HELD[kind], sum(one.rows for one in months))
        self._connection, self._kind, self._months, self._heads = connection, kind, months, heads
        self.words: dict[str, tuple[str, ...]] = {
            name: tuple(sorted({word for head in parts for word in head.words}))
            for name, parts in heads.items()
        }

    @classmethod
    def of(cls, connection: Connection, kind: str, months: Sequence[Month]) -> Columns:
        row = month_column.c
        wanted = select(row.part, row.words, row.counts).where(
            row.kind == kind, row.month.in_([one.month for one in months]), row.part.in_(_coded(kind))
        )
        heads: dict[str, list[Any]] = {name: [] for name in _coded(kind)}
        for found in connection.execute(wanted.order_by(row.month)) if months else ():
            heads[found.part].append(found)
        stored = cls(connection, kind, months, heads)
        return Columns(stored, stored.words)

    def make(self, name: str) -> Array:
        kinds = self._kinds(name)
        parts = [np.frombuffer(data, kind) for data, kind in zip(self._read(name), kinds, strict=True)]
        if not parts:
            return np.zeros(0, dtype=HELD[self._kind][name])
        if name in self.words:
            # The last place is for -1: what nobody said stays so.
            parts = [places[part] for places, part in zip(self._places(name), parts, strict=True)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def counted(self, name: str) -> Array | None:
        if name not in self.words:
            return None
        found = np.zeros(len(self.words[name]) + 1, dtype=np.int64)
        for places, head in zip(self._places(name), self._heads[name], strict=True):
            found[places.astype(np.int64)[np.arange(-1, len(head.words))] + 1] += head.counts
        return found

    def months(self) -> dict[int, int]:
        return {one.month.toordinal(): one.rows for one in self._months}

    def _places(self, name: str) -> list[Array]:
        codes = {word: code for code, word in enumerate(self.words[name])}
        return [
            np.array([*(codes[word] for word in head.words), -1], dtype=code_kind(len(codes)))
            for head in self._heads[name]
        ]

    def _kinds(self, name: str) -> list[str]:
        """How each month holds a column: codes as wide as its own words need."""
        if name in self.words:
            return [code_kind(len(head.words)) for head in self._heads[name]]
        return [HELD[self._kind][name]] * len(self._months)

    def _read(self, name: str) -> list[bytes]:
        if not self._months:
            return []
        row = month_column.c
        query = select(row.numbers).where(
            row.kind == self._kind,
            row.part == name,
            row.month >= self._months[0].month,
            row.month <= self._months[-1].month,
        )
        query = query.order_by(row.month)
        if self._connection.dialect.name == "sqlite":
            return list(self._connection.scalars(query))
        # As bytes over the wire: written out as text they are twice as long, and read at a tenth of the speed.
        text = query.compile(dialect=postgresql.dialect(paramstyle="pyformat"))
        driver = self._connection.connection.driver_connection
        assert driver is not None
        with driver.cursor(binary=True) as cursor:
            return [found[0] for found in cursor.execute(str(text), text.params)]
