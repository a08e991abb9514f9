"""How are rows kept as columns? A month at a time, made anew from the raw rows of that month (`db.column_store`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table
from sqlalchemy.dialects import sqlite

from db import column_store
from db.column_store import ACCEPTED, EXAMS, HELD, LOGGED
from db.columns import Columns
from db.exam_columns import columns_of, query_of
from db.exposure_columns import accepted_of, accepted_query, logged_of, logged_query
from db.schema.column_store import column_month, month_column
from db.summaries.summary import Keys
from db.summaries.touched import EVENT, EXAM, REJECT

# To be counted up when what is made of the same query changes.
_EDITION = 1


@dataclass(frozen=True)
class PackedRows:
    """Rows of one kind as columns. `query` selects those from one day up to another, `columns` makes them of it."""

    kind: str
    touched_by: tuple[str, ...]
    query: Callable[[date, date], Select[Any]]
    columns: Callable[[Connection, Sequence[tuple[Any, ...]]], Columns]
    by: tuple[str, ...] = ("month",)

    @property
    def tables(self) -> tuple[Table, ...]:
        return column_month, month_column

    def definition(self) -> str:
        """What it says, as a text that changes with it."""
        query = self.query(date(2000, 1, 1), date(2000, 2, 1))
        said = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
        return f"{self.kind} {_EDITION} {HELD[self.kind]}: {said}"

    def clear(self, connection: Connection) -> None:
        """Take all of it out."""
        column_store.forget(connection, self.kind)

    def remake(self, connection: Connection, _: Keys, rows: Sequence[dict[str, Any]]) -> None:
        """Make the months of these keys anew."""
        column_store.forget(connection, self.kind, [row["month"] for row in rows])
        for row in rows:
            with connection.execute(self.query(row["month"], row["next_month"])) as result:
                # As the driver gives them: numbers and texts, by the hundred thousand.
                found = result.cursor.fetchall()
            column_store.keep(connection, self.kind, row["month"], self.columns(connection, found))


PACKED_ROWS = (
    PackedRows(EXAMS, (EXAM,), query_of, columns_of),
    PackedRows(ACCEPTED, (EVENT,), accepted_query, accepted_of),
    PackedRows(LOGGED, (REJECT,), logged_query, logged_of),
)
