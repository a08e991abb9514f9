"""Is the database reachable, durable, and known to this version? What `radops check` asks of it."""

from contextlib import closing

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from db import migrations
from db.database import Database
from db.schema.feeds import feed_file

DatabaseFault = SQLAlchemyError


def engine_name(url: str) -> str:
    """Name of the engine behind an address that answers. Raises DatabaseFault when it does not."""
    with closing(Database(url)) as database, database.read() as connection:
        connection.execute(text("SELECT 1"))
        return database.engine.dialect.name


def durability_fault(url: str) -> str | None:
    """Why data that were said to be stored might be lost in a power cut; None where they would not."""
    with closing(Database(url)) as database, database.read() as connection:
        if not database.is_sqlite:
            unsafe = connection.scalar(text("SHOW fsync")) != "on"
            return "PostgreSQL runs with fsync off: a power cut may lose or damage data" if unsafe else None
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
        if mode == "wal":
            return None
        return f"SQLite's journal mode is {mode}; the folder must be a local disk, not a network share"


def tables_are_current(url: str) -> bool:
    """Whether the tables are those that this version expects."""
    with closing(Database(url)) as database:
        return migrations.is_current(database)


def files_by_source(connection: Connection) -> dict[str, int]:
    """How many files are loaded from each source."""
    counted = (
        select(feed_file.c.source, func.count())
        .where(feed_file.c.outcome == "loaded")
        .group_by(feed_file.c.source)
    )
    return {str(source): number for source, number in connection.execute(counted)}
