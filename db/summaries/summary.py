"""What is a summary? A table, what touches it, and the query that is its definition."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Date,
    FromClause,
    MetaData,
    Select,
    String,
    Table,
    delete,
    insert,
    select,
    tuple_,
)
from sqlalchemy.dialects import sqlite

Keys = FromClause


class Remade(Protocol):
    """What the keeper needs to know of a summary, whether a query defines it or a program.

    `touched_by` and `by` as of `Summary`. `tables` are those that it stands in.
    """

    @property
    def touched_by(self) -> tuple[str, ...]: ...

    @property
    def by(self) -> tuple[str, ...]: ...

    @property
    def tables(self) -> tuple[Table, ...]: ...

    def definition(self) -> str:
        """What it says, as a text that changes with it."""
        ...

    def clear(self, connection: Connection) -> None:
        """Take all of it out."""
        ...

    def remake(self, connection: Connection, keys: Keys, rows: Sequence[dict[str, Any]]) -> None:
        """Make the cells of these keys anew; `rows` are the same as the table `keys` holds."""
        ...


def keys_table(by: tuple[str, ...]) -> Table:
    """The temporary table of the keys that are wanted."""
    columns: list[Column[Any]] = [Column("month", Date), Column("next_month", Date)]
    columns += [Column(name, String) for name in by if name != "month"]
    return Table("keys_of_cells", MetaData(), *columns, prefixes=["TEMPORARY"])


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

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.table,)

    def definition(self) -> str:
        """What it says, as a text that changes with it."""
        query = self.cells(keys_table(self.by))
        return str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))

    def clear(self, connection: Connection) -> None:
        """Take all of it out."""
        connection.execute(delete(self.table))

    def remake(self, connection: Connection, keys: Keys, _: Sequence[dict[str, Any]]) -> None:
        """Make the cells of these keys anew."""
        table, cells = self.table, self.cells(keys)
        place = tuple_(*(table.c[name] for name in self.by))
        connection.execute(delete(table).where(place.in_(select(*(keys.c[name] for name in self.by)))))
        connection.execute(
            insert(table).from_select([column.name for column in cells.selected_columns], cells)
        )


def in_month(keys: Keys, day: ColumnElement[Any]) -> ColumnElement[bool]:
    """A condition: the day lies in the key's month. As a range, so that an index finds it."""
    return (day >= keys.c.month) & (day < keys.c.next_month)


def grouped(rows: FromClause, by: Iterable[str], **values: ColumnElement[Any]) -> Select[Any]:
    """Cells from rows: one for each combination of these columns, with its values."""
    columns = [rows.c[name] for name in by]
    return select(*columns, *(value.label(name) for name, value in values.items())).group_by(*columns)
