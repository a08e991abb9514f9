"""What follows from a file of interns' records, rosters or lists? The standing of the interns that it touched."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, select

from db.competency.standing import settle
from db.schema import metadata

_OF_INTERNS = ("competency_record", "exam_log", "intern")
# A list changes what is asked of everybody.
_OF_ALL = frozenset({"competency_requirement", "competency_rule"})
TABLES = frozenset({*_OF_INTERNS, *_OF_ALL})


def settle_file(connection: Connection, file_id: int, written: Collection[str], today: date) -> None:
    """Bring the standings up to date after a file that wrote to these tables; `today` is local."""
    if not _OF_ALL.isdisjoint(written):
        settle(connection, today)
        return
    touched: set[str] = set()
    for name in _OF_INTERNS:
        if name in written:
            table = metadata.tables[name]
            touched |= set(
                connection.scalars(select(table.c.intern).where(table.c.file_id == file_id).distinct())
            )
    if touched:
        settle(connection, today, touched)
