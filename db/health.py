"""Is the database reachable, durable, and known to this version? What `radops check` asks of it."""

from contextlib import closing

from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from db import migrations
from db.database import Database
from db.schema.feeds import feed_file
from db.settings import SettingsError

DatabaseFault = SQLAlchemyError


def open_database(url: str) -> Database:
    """Open a database and see whether it answers. Raises SettingsError, in one sentence, when it does not."""
    try:
        database = Database(url)
        with database.read() as connection:
            connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        # What the driver says, without the address: a password may stand in it.
        said = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
        raise SettingsError(
            f"the database cannot be used ({said}); DATABASE_URL says where it is, or where that is empty RADOPS_VAR."
        ) from error
    return database


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
