"""Wall displays: added, paired with a screen, given another playlist, revoked. Each leaves its audit event.

Two secrets open a wall, and the database holds hashes of both alone: a pairing code, which works once and not for long,
and the token that the screen gets for it.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlalchemy.exc import OperationalError

from db.audit import Actor, in_utc, record
from db.database import Database
from db.playlist import Turn, as_rows, write_playlist
from db.schema.displays import display

PAIRING_LIFETIME = timedelta(hours=1)
# No letter or digit that is taken for another one when it is read off a sheet: 31 signs, 12 of them, 59 bits.
_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_GROUPS, _SIGNS_IN_GROUP = 3, 4
_LONGEST_NAME = 40
_USED = "This pairing address has been used, or it is too old."
_SEEN_AT_MOST_EVERY = timedelta(minutes=1)


class DisplayRefused(Exception):
    """A display cannot be added, paired or changed; the message says why."""


def add_display(
    connection: Connection, name: str, playlist: Sequence[Turn], *, actor: Actor, now: datetime,
    lifetime: timedelta = PAIRING_LIFETIME,
) -> str:  # fmt: skip
    """Add a display and return its pairing code, kept nowhere. Raises DisplayRefused."""
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME:
        raise DisplayRefused(f"A display has a name of 1 to {_LONGEST_NAME} characters, such as CT corridor.")
    if not name.isprintable():
        raise DisplayRefused("A name has no signs that cannot be seen.")
    if _id_of(connection, name) is not None:
        raise DisplayRefused(f"There is a display {name} already.")
    code = _new_code()
    number = connection.scalar(
        insert(display)
        .values(
            name=name,
            playlist=as_rows(playlist),
            pairing_hash=_hash(code),
            pairing_expires_at=in_utc(now + lifetime),
            created_at=in_utc(now),
            created_by=actor.username,
        )
        .returning(display.c.id)
    )
    _record(connection, actor, "display.add", number, now, f"{name}: {write_playlist(playlist)}")
    return code


def new_pairing(
    connection: Connection, name: str, *, actor: Actor, now: datetime, lifetime: timedelta = PAIRING_LIFETIME
) -> str:
    """Another pairing code for a display; the screen that it has goes on until the code is used."""
    number = _required(connection, name)
    code = _new_code()
    connection.execute(
        update(display)
        .where(display.c.id == number)
        .values(pairing_hash=_hash(code), pairing_expires_at=in_utc(now + lifetime))
    )
    _record(connection, actor, "display.pairing", number, now, name)
    return code


def require_offered(connection: Connection, code: str, *, now: datetime) -> None:
    """Raise DisplayRefused unless this pairing code would do; nothing is written."""
    if connection.scalar(select(display.c.id).where(*_offered(code, now))) is None:
        raise DisplayRefused(_USED)


def pair(connection: Connection, code: str, *, address: str | None, now: datetime) -> str:
    """Take a pairing code and return the screen's token, kept nowhere. Raises DisplayRefused.

    A code works once: of two screens that use it at the same moment one is refused. A screen that the display had
    before loses its place.
    """
    token = secrets.token_urlsafe(32)
    found = connection.execute(
        update(display)
        .where(*_offered(code, now))
        .values(
            token_hash=token_hash(token), paired_at=in_utc(now), pairing_hash=None, pairing_expires_at=None
        )
        .returning(display.c.id, display.c.name)
    ).first()
    if found is None:
        raise DisplayRefused(_USED)
    actor = Actor(f"display {found.name}", "display", None, address)
    _record(connection, actor, "display.pair", found.id, now, found.name)
    return token


def _offered(code: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    row = display.c
    return row.pairing_hash == _hash(code), row.pairing_expires_at > in_utc(now), row.revoked_at.is_(None)


def revoke_display(connection: Connection, name: str, *, actor: Actor, now: datetime) -> None:
    """Let a display show nothing any more, from its next request on. Raises DisplayRefused."""
    number = _required(connection, name)
    connection.execute(
        update(display)
        .where(display.c.id == number)
        .values(revoked_at=in_utc(now), revoked_by=actor.username, pairing_hash=None, pairing_expires_at=None)
    )
    _record(connection, actor, "display.revoke", number, now, name)


def set_playlist(
    connection: Connection, name: str, playlist: Sequence[Turn], *, actor: Actor, now: datetime
) -> None:
    """Give a display another playlist; its screen follows at its next request. Raises DisplayRefused."""
    number = _required(connection, name)
    connection.execute(update(display).where(display.c.id == number).values(playlist=as_rows(playlist)))
    _record(connection, actor, "display.playlist", number, now, f"{name}: {write_playlist(playlist)}")


def seen(database: Database, display_id: int, last_seen_at: datetime | None, now: datetime) -> None:
    """Note that a screen asked, at most once a minute; where the database is busy, the next request notes it."""
    if last_seen_at is not None and now - last_seen_at < _SEEN_AT_MOST_EVERY:
        return
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        try:
            connection.execute(
                update(display).where(display.c.id == display_id).values(last_seen_at=in_utc(now))
            )
            connection.commit()
        except OperationalError:
            connection.rollback()


def token_hash(token: str) -> str:
    """What the database keeps of a token: it is random and long, so that a plain hash cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _hash(code: str) -> str:
    """What the database keeps of a code, however it was typed: small letters, without its dashes."""
    return token_hash("".join(sign for sign in code.upper() if sign in _SIGNS))


def _new_code() -> str:
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_SIGNS_IN_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _id_of(connection: Connection, name: str) -> int | None:
    return connection.scalar(
        select(display.c.id).where(display.c.name == name, display.c.revoked_at.is_(None))
    )


def _required(connection: Connection, name: str) -> int:
    number = _id_of(connection, name)
    if number is None:
        raise DisplayRefused(f"There is no display {name[:60]}, or it is revoked already.")
    return number


def _record(
    connection: Connection, actor: Actor, action: str, number: int | None, now: datetime, detail: str
) -> None:
    record(
        connection, actor, action, now=now, object_kind="display", object_id=str(number), detail=detail[:500]
    )
