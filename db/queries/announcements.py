"""What is to be read on the wall now, and what was?"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from db.audit import in_utc
from db.schema.displays import announcement


@dataclass(frozen=True, slots=True)
class Announcement:
    """One text on the wall; moments are aware. Who wrote it is for staff, never for the wall."""

    id: int
    kind: str
    text: str
    written_at: datetime
    written_by: str
    expires_at: datetime


def announcements(connection: Connection, now: datetime) -> list[Announcement]:
    """What stands on the wall at this moment (aware): shift handovers first, of each kind the newest first."""
    moment = in_utc(now)
    row = announcement.c
    found = connection.execute(
        select(announcement)
        .where(row.expires_at > moment, row.written_at <= moment, row.ended_at.is_(None))
        .order_by(row.kind.desc(), row.written_at.desc(), row.id.desc())
    )
    return [
        Announcement(
            one.id,
            one.kind,
            one.text,
            one.written_at.replace(tzinfo=UTC),
            one.written_by,
            one.expires_at.replace(tzinfo=UTC),
        )
        for one in found
    ]
