"""When are a table's indexes made anew? When a load brings more rows than are there: that takes half as long.

SQLite: whenever a load brings more rows than the table has; nobody else writes meanwhile, and readers go on seeing the
state before. PostgreSQL would keep everybody from the table until the load ends, so there it is done for a table that
is empty, as at a site's first load of its history, and if nobody is reading it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, UniqueConstraint, func, literal, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import AddConstraint, CreateIndex, DropConstraint, DropIndex

MANY_ROWS = 20_000


@contextmanager
def made_anew(connection: Connection, table: Table, new_rows: int) -> Iterator[bool]:
    """Drop what a table is looked up by while many rows come in, and make it when they are in.

    To be used within the transaction of the load, which brings it all back where it is rolled back. Yields whether the
    keys are dropped too: then no row can meet another.
    """
    if new_rows < MANY_ROWS or not _is_worth_it(connection, table, new_rows):
        yield False
        return
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    keys = [key for key in table.constraints if isinstance(key, UniqueConstraint)]
    if connection.dialect.name == "sqlite":
        # Its keys are part of the table and stay.
        keys = []
    for index in indexes:
        connection.execute(DropIndex(index))
    for key in keys:
        connection.execute(DropConstraint(key))
    yield bool(keys)
    for key in keys:
        connection.execute(AddConstraint(key))
    for index in indexes:
        connection.execute(CreateIndex(index))


def _is_worth_it(connection: Connection, table: Table, new_rows: int) -> bool:
    if connection.dialect.name == "sqlite":
        return _rows_up_to(connection, table, new_rows) < new_rows
    return not _rows_up_to(connection, table, 1) and _is_ours_alone(connection, table)


def _rows_up_to(connection: Connection, table: Table, most: int) -> int:
    some = select(literal(1)).select_from(table).limit(most).subquery()
    return connection.scalar(select(func.count()).select_from(some)) or 0


def _is_ours_alone(connection: Connection, table: Table) -> bool:
    """Keep everybody else from a table that is empty; not where somebody has been reading it for a while."""
    name = connection.dialect.identifier_preparer.format_table(table)
    try:
        with connection.begin_nested():
            connection.execute(text("SET LOCAL lock_timeout = '2s'"))
            connection.execute(text("LOCK TABLE " + name + " IN ACCESS EXCLUSIVE MODE"))
            connection.execute(text("SET LOCAL lock_timeout = DEFAULT"))
    except OperationalError:
        return False
    # Somebody may have written to it while we waited.
    return not _rows_up_to(connection, table, 1)
