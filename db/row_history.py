"""What did a row say before another replaced it? Its old values, kept with the file that brought the new ones."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, insert, select

from db.comparison import CHANGED
from db.schema import natural_key
from db.schema.feeds import row_history
from db.staging import stage_of

_HISTORY_ROWS = 2_000


def keep_history(connection: Connection, table: Table, file_id: int, now: datetime) -> None:
    """Copy the rows that are about to be replaced, some at a time."""
    stage = stage_of(table.name)
    same_key = and_(*(table.c[name] == stage.c[name] for name in natural_key(table)))
    changed = select(table).join(stage, same_key).where(stage.c.verdict == CHANGED)
    found = connection.execute(changed, execution_options={"yield_per": _HISTORY_ROWS})
    for some in found.partitions():
        rows = [
            {
                "table_name": table.name,
                "row_id": row._mapping["id"],
                "old_values": {
                    name: plain_value(value) for name, value in row._mapping.items() if name != "id"
                },
                "replaced_by_file_id": file_id,
                "replaced_at": now,
            }
            for row in some
        ]
        connection.execute(insert(row_history), rows)


def plain_value(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value
