"""When are a table's indexes made anew? When a load brings more rows than are there: that takes half as long.

On SQLite alone, where nobody else writes meanwhile and readers go on seeing the state before. PostgreSQL would keep
everybody from the table until the load ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Table, func, literal, select
from sqlalchemy.schema import CreateIndex, DropIndex

MANY_ROWS = 20_000


@contextmanager
def made_anew(connection: Connection, table: Table, new_rows: int) -> Iterator[None]:
    """Drop a table's indexes while many rows come in, and make them when they are in; keys stay, which rows meet by.

    To be used within the transaction of the load, which brings the indexes back where it is rolled back.
    """
    if not _is_worth_it(connection, table, new_rows):
        yield
        return
    indexes = sorted(table.indexes, key=lambda index: str(index.name))
    for index in indexes:
        connection.execute(DropIndex(index))
    yield
    for index in indexes:
        connection.execute(CreateIndex(index))


def _is_worth_it(connection: Connection, table: Table, new_rows: int) -> bool:
    if connection.dialect.name != "sqlite" or new_rows < MANY_ROWS:
        return False
    some = select(literal(1)).select_from(table).limit(new_rows).subquery()
    return (connection.scalar(select(func.count()).select_from(some)) or 0) < new_rows
