"""Words for the wall: written with an expiry, taken down by hand or by time; each leaves its audit event."""

import re
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from db.audit import Actor, in_utc, record
from db.schema.displays import announcement
from db.turns import Turn, take_turn

KINDS = ("handover", "announcement")
LONGEST_TEXT = 140
# What the scene holds: a wall with more is read by nobody.
MOST_AT_ONCE = 6
LONGEST = timedelta(days=14)
# Numbers of patients and exams have more digits than a room, a phone or an hour; so have days of birth.
_LIKE_A_PATIENTS_NUMBER = re.compile(r"(?:\d[ ./-]?){5,}\d")


class AnnouncementRefused(Exception):
    """A text cannot go on the wall; the message says why."""


def announce(
    connection: Connection, kind: str, text: str, until: datetime, *, actor: Actor, now: datetime
) -> int:
    """Put a text on the wall until a moment (aware). Raises AnnouncementRefused."""
    text = " ".join(text.split())
    if kind not in KINDS:
        raise AnnouncementRefused("Choose shift handover or announcement.")
    if not text or len(text) > LONGEST_TEXT:
        raise AnnouncementRefused(f"Write 1 to {LONGEST_TEXT} characters; more is not read in passing.")
    if not text.isprintable():
        raise AnnouncementRefused("The text has signs that cannot be shown.")
    if _LIKE_A_PATIENTS_NUMBER.search(text):
        raise AnnouncementRefused(
            "This looks like the number of a patient or exam, or a day of birth. Everybody in the corridor reads the "
            "wall: leave it out, and write a day as 24 November."
        )
    if not now < until <= now + LONGEST:
        raise AnnouncementRefused(f"It must end later than now, and within {LONGEST.days} days.")
    row = announcement.c
    take_turn(connection, Turn.ANNOUNCING)
    standing = (row.kind == kind, row.expires_at > in_utc(now), row.ended_at.is_(None))
    if connection.scalar(select(row.id).where(*standing, row.text == text).limit(1)) is not None:
        raise AnnouncementRefused(
            "The same words stand on the wall already; take them down to change their end."
        )
    held = connection.scalar(select(func.count()).where(*standing))
    if (held or 0) >= MOST_AT_ONCE // 2:
        raise AnnouncementRefused(
            f"{MOST_AT_ONCE // 2} of this kind stand on the wall already; take one down first."
        )
    number = connection.scalar(
        insert(announcement)
        .values(
            kind=kind,
            text=text,
            written_at=in_utc(now),
            written_by=actor.username,
            expires_at=in_utc(until),
        )
        .returning(row.id)
    )
    assert number is not None
    # The text itself stays in its own table, which keeps it after its end.
    record(
        connection, actor, "announcement.write", now=now, object_kind="announcement", object_id=str(number),
        detail=f"{kind} until {in_utc(until):%Y-%m-%d %H:%M} UTC",
    )  # fmt: skip
    return number


def take_down(connection: Connection, number: int, *, actor: Actor, now: datetime) -> None:
    """End a text before its time. Raises AnnouncementRefused."""
    row = announcement.c
    ended = connection.scalar(
        update(announcement)
        .where(row.id == number, row.ended_at.is_(None), row.expires_at > in_utc(now))
        .values(ended_at=in_utc(now), ended_by=actor.username)
        .returning(row.id)
    )
    if ended is None:
        raise AnnouncementRefused("This text is no longer on the wall.")
    record(connection, actor, "announcement.end", now=now, object_kind="announcement", object_id=str(number))
