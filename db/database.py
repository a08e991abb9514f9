"""How does the database open, on SQLite and on PostgreSQL? Reads and writes, and frames from queries."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, Select, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from db import stats
from db.settings import SettingsError

__all__ = ["Busy", "Connection", "Database", "frame"]

# How long a load, a command or a worker waits for whoever writes: nobody looks at it meanwhile.
PATIENCE_S = 30.0
_CACHE_KB = 64_000


class Busy(SQLAlchemyError):
    """Somebody else writes, a large file for instance, and did not end in the time that was to be waited."""


class Database:
    """One database. `read()` gives a connection that sees one state; `write()` a transaction that holds or vanishes.

    `patience_s` is how long a write waits for another one to end, where it does not say so itself.
    """

    def __init__(self, url: str, patience_s: float = PATIENCE_S) -> None:
        self.url = url
        self.engine = _open(url, patience_s)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the one-file default."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading: all statements in it see the same state, that of the first."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def write(self, patience_s: float | None = None) -> Iterator[Connection]:
        """A transaction: everything in it becomes true together, or nothing does.

        With `patience_s` it waits no longer than that for somebody else who writes. Raises Busy then.
        """
        try:
            with self.engine.connect() as connection:
                if patience_s is not None and self.is_sqlite:
                    connection.exec_driver_sql(f"PRAGMA busy_timeout = {patience_s * 1000:.0f}")
                with self.transaction(connection):
                    if patience_s is not None and not self.is_sqlite:
                        waits_ms = f"{patience_s * 1000:.0f}"
                        connection.execute(select(func.set_config("lock_timeout", waits_ms, True)))
                    yield connection
        except OperationalError as error:
            if _is_busy(error):
                raise Busy("somebody else writes") from error
            raise

    @contextmanager
    def transaction(self, connection: Connection) -> Iterator[None]:
        """The same on a connection that is open already, for instance one that holds staged rows."""
        connection.commit()
        if not self.is_sqlite:
            # The connection may have been opened to read, all of one state; who writes waits for others and then sees
            # what they wrote, instead of failing because they did.
            connection.execution_options(isolation_level="READ COMMITTED")
        with connection.begin():
            if self.is_sqlite:
                # Taking the write lock at once: a transaction that reads first and writes later may find that
                # another has written in between, which SQLite answers with an error instead of waiting.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def frame(connection: Connection, query: Select[Any]) -> pd.DataFrame:
    """Run a query and return its rows as a DataFrame, one column per selected column (times are naive UTC).

    Raises SQLAlchemyError when the database fails, as any other query does.
    """
    try:
        return pd.read_sql_query(query, connection)
    except pd.errors.DatabaseError as error:
        # pandas wraps the database's own error in one of its own, which nobody who waits for the former would catch.
        if isinstance(error.__cause__, SQLAlchemyError):
            raise error.__cause__ from None
        raise


def _is_busy(error: OperationalError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    # The low byte is the kind of error, the rest of it tells more.
    return isinstance(error.orig, LockNotAvailable) or code & 0xFF == sqlite3.SQLITE_BUSY


def _open(url: str, patience_s: float) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            # Closed to others from the start: the file will hold what patients and staff would not tell everybody.
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Python's own transaction handling begins late and commits by surprise; ours is explicit (see write).
        engine = create_engine(
            parsed,
            poolclass=NullPool if parsed.database else None,
            connect_args={"isolation_level": None, "timeout": patience_s},
            # An error's message would otherwise quote what was asked for, and stand in a log.
            hide_parameters=True,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True
        )
    raise SettingsError(f"DATABASE_URL names {parsed.get_backend_name()}; expected sqlite or postgresql.")


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # A million staged rows do not fit into memory; what is small stays in its cache anyhow.
    cursor.execute("PRAGMA temp_store = FILE")
    cursor.execute(f"PRAGMA cache_size = -{_CACHE_KB:d}")
    cursor.close()
    stats.teach_sqlite(connection)
