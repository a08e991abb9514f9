"""How are those called who entered something here, and when was anything entered last?"""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from db.schema.accounts import account
from db.schema.equipment import cleaning_log, qc_result


def people(connection: Connection) -> dict[str, str]:
    """User name -> the name that is shown; a file's own names are no user names and stay as they are."""
    return {
        row.username: row.display_name
        for row in connection.execute(select(account.c.username, account.c.display_name))
    }


def entered_last(connection: Connection) -> Mapping[str, datetime]:
    """The newest moments (aware) of checks and cleanings that were entered here, by the feed of the same kind."""
    found = {}
    for feed, table, moment in (
        ("qc_results", qc_result, qc_result.c.performed_at),
        ("cleaning_log", cleaning_log, cleaning_log.c.done_at),
    ):
        newest = connection.scalar(select(func.max(moment)).where(table.c.file_id.is_(None)))
        if newest is not None:
            found[feed] = newest.replace(tzinfo=UTC)
    return found
