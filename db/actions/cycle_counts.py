"""Who counts a place, since when, and when is it done? Lines are bookings; see `db.actions.supplies.count`."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from db.audit import Actor, in_utc, record
from db.schema.stock import cycle_count
from db.stock_levels import lock_stock


def start_count(connection: Connection, location: str, *, actor: Actor, now: datetime) -> int:
    """Begin to count a place, or join the count of it that is still open: two people count one shelf together."""
    lock_stock(connection)
    running = connection.scalar(
        select(cycle_count.c.id).where(cycle_count.c.location == location, cycle_count.c.closed_at.is_(None))
    )
    if running is not None:
        return running
    made = connection.execute(
        insert(cycle_count)
        .values(location=location, started_at=in_utc(now), started_by=actor.username)
        .returning(cycle_count.c.id)
    ).scalar_one()
    record(connection, actor, "stock.count.start", now=now, object_kind="location", object_id=location)
    return int(made)


def close_count(connection: Connection, count_id: int, *, actor: Actor, now: datetime) -> None:
    """End a count; what was not counted stays as it was."""
    location = connection.scalar(
        update(cycle_count)
        .where(cycle_count.c.id == count_id, cycle_count.c.closed_at.is_(None))
        .values(closed_at=in_utc(now), closed_by=actor.username)
        .returning(cycle_count.c.location)
    )
    if location is not None:
        record(connection, actor, "stock.count.end", now=now, object_kind="location", object_id=location)
