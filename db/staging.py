"""How do rows wait before they come in? In temporary tables of the connection, outside anybody's write lock."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from psycopg import sql
from sqlalchemy import (
    Column,
    Connection,
    Index,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

from db.packing import Packed
from db.schema import metadata, natural_key
from db.schema.base import PROVENANCE

Row = dict[str, Any]


@lru_cache(maxsize=64)
def stage_of(table_name: str) -> Table:
    """The temporary twin of a table: its columns, the line that each row came from, and a verdict yet to be given."""
    table = metadata.tables[table_name]
    # A registry apart, so that the temporary tables never enter the migrations.
    stage = Table(
        f"stage_{table_name}",
        MetaData(),
        *(
            Column(c.name, c.type)
            for c in table.columns
            if c.name not in ("id", "file_id") and not c.info.get("derived")
        ),
        Column("verdict", String(12)),
        prefixes=["TEMPORARY"],
    )
    if key := key_without_file(table):
        Index(f"ix_stage_{table_name}_key", *(stage.c[name] for name in key))
    return stage


def key_without_file(table: Table) -> tuple[str, ...]:
    """The natural key's columns that stand in the file itself."""
    return tuple(name for name in natural_key(table) if name != "file_id")


def content_columns(table: Table) -> tuple[str, ...]:
    """The columns that say something: neither the key, nor where the row came from, nor what is worked out from it."""
    key = natural_key(table)
    return tuple(
        c.name
        for c in table.columns
        if c.name not in key and c.name not in PROVENANCE and not c.info.get("derived")
    )


def prepare(connection: Connection, table_names: Iterable[str]) -> None:
    """Make the temporary tables that this connection lacks. To be called outside a transaction."""
    ready: set[str] = connection.info.setdefault("stages", set())
    missing = [name for name in table_names if name not in ready]
    for name in missing:
        stage_of(name).create(connection)
    # Made for good before anything is staged: a load that is rolled back must not take the tables along.
    connection.commit()
    ready.update(missing)


def clear(connection: Connection, table_names: Iterable[str]) -> None:
    """Empty the temporary tables for the next file."""
    for name in table_names:
        connection.execute(delete(stage_of(name)))


def order_as_one(connection: Connection, table_name: str, at_least: int) -> None:
    """Give all staged rows of a table the order of the newest, or `at_least` this."""
    stage = stage_of(table_name)
    newest = connection.scalar(select(func.max(stage.c.source_order)))
    connection.execute(update(stage).values(source_order=max(newest or at_least, at_least)))


def put(connection: Connection, table_name: str, rows: Sequence[Row]) -> None:
    """Add rows to a temporary table; each has `line_number`, `source_order` and values of the table's columns."""
    if not rows:
        return
    names = [c.name for c in stage_of(table_name).columns if c.name != "verdict"]
    # One statement for all rows wants the same columns in each.
    connection.execute(
        insert(stage_of(table_name)),
        [{name: row.get(name) for name in names} for row in rows],
    )


def begin(connection: Connection) -> None:
    """Begin to stage many rows outside the transaction that will bring them in."""
    connection.commit()
    if connection.dialect.name == "sqlite":
        # Without a transaction each row would be one. Only the temporary database is locked by it.
        connection.exec_driver_sql("BEGIN")


def renew(connection: Connection, table_names: Iterable[str]) -> None:
    """Make empty temporary tables for many rows: without indexes, which are made once the rows are in."""
    for name in table_names:
        connection.execute(DropTable(stage_of(name), if_exists=True))
        connection.execute(CreateTable(stage_of(name)))
        _singles(connection).discard(name)


def put_packed(connection: Connection, table_name: str, packed: Packed) -> None:
    """Add packed rows to a temporary table that was made anew."""
    stage, driver = stage_of(table_name), connection.connection.driver_connection
    assert driver is not None
    if isinstance(packed.rows, str):
        names = sql.SQL(", ").join(map(sql.Identifier, packed.columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(stage.name), names)
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(packed.rows)
    else:
        driver.executemany(_insert_of(table_name, packed.columns), packed.rows)


@lru_cache(maxsize=256)
def _insert_of(table_name: str, columns: tuple[str, ...]) -> str:
    adding = insert(stage_of(table_name)).compile(dialect=sqlite.dialect(), column_keys=columns)
    assert tuple(adding.positiontup or ()) == columns
    return str(adding)


def finish(connection: Connection, table_names: Iterable[str]) -> None:
    """Make the indexes of temporary tables that are full now, and note which of them hold one row per key."""
    for name in table_names:
        stage = stage_of(name)
        if not _has_one_row_per_key(connection, name):
            for index in stage.indexes:
                connection.execute(CreateIndex(index))
        if connection.dialect.name == "postgresql":
            # Nobody else does it for a temporary table, and the plan of the merge depends on it.
            connection.execute(text("ANALYZE " + connection.dialect.identifier_preparer.format_table(stage)))
    connection.commit()


def is_known_single(connection: Connection, table_name: str) -> bool:
    """Whether no two rows of a temporary table have the same key, as was found when its index was made."""
    return table_name in _singles(connection)


def _singles(connection: Connection) -> set[str]:
    singles: set[str] = connection.info.setdefault("single stages", set())
    return singles


def _has_one_row_per_key(connection: Connection, table_name: str) -> bool:
    """Make the index of the key as one that refuses a second row; false where it does."""
    table = metadata.tables[table_name]
    key = key_without_file(table)
    # To an index two unknown values differ, to the merge they are the same.
    if not key or any(table.c[name].nullable for name in key):
        return False
    # A copy, or every later table of this name would get a unique index.
    (index,) = stage_of(table_name).to_metadata(MetaData()).indexes
    index.unique = True
    try:
        with connection.begin_nested():
            connection.execute(CreateIndex(index))
    except IntegrityError:
        return False
    _singles(connection).add(table_name)
    return True


def drop(connection: Connection, table_names: Iterable[str]) -> None:
    """Give back the room that many rows took."""
    for name in table_names:
        connection.execute(DropTable(stage_of(name), if_exists=True))
        connection.info.setdefault("stages", set()).discard(name)
        _singles(connection).discard(name)
    connection.commit()
