"""Signing in, being seen, signing out: sessions live here, and a browser only holds the key to one."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import OperationalError

from db.attempts import PATIENCE_S, Verdict, forget_failures, try_password
from db.audit import FAILED, Actor, in_utc, record
from db.database import Database
from db.passwords import hash_password, is_outdated
from db.privacy import Keyring
from db.schema.accounts import account, session

# Whoever forgets to sign out is signed out within a working day, however busy the screen was.
SESSION_LIFETIME = timedelta(hours=8)
_SEEN_AT_MOST_EVERY = timedelta(minutes=1)


class SignInRefused(Exception):
    """Wrong name or password, or a disabled account: nobody learns which. `wait`: too many tries, none was made."""

    def __init__(self, wait: timedelta | None = None) -> None:
        super().__init__("The user name or the password is not right.")
        self.wait = wait


def sign_in(
    database: Database, keyring: Keyring, username: str, password: str, *, address: str, now: datetime
) -> str:
    """Check a password and start a session. Returns the session's token, kept nowhere else. Raises SignInRefused.

    Raises Busy where the database is being written to for too long: nobody was signed in then.
    """
    verdict = try_password(database, keyring, username, password, address=address, now=now)
    if verdict.wait:
        # Not an event: what an attacker sends while waiting would only fill the trail.
        raise SignInRefused(verdict.wait)
    token = secrets.token_urlsafe(32) if verdict.right else None
    with database.write(PATIENCE_S) as connection:
        if token and _start(connection, verdict, token, password, now):
            forget_failures(connection, keyring, username)
            record(connection, verdict.actor, "login", now=now)
            return token
        detail = "account disabled" if verdict.disabled else None
        record(connection, verdict.actor, "login", now=now, outcome=FAILED, detail=detail)
    raise SignInRefused


def sign_out(database: Database, session_id: int, *, actor: Actor, now: datetime) -> None:
    """End one session."""
    with database.write(PATIENCE_S) as connection:
        connection.execute(
            update(session)
            .where(session.c.id == session_id, session.c.ended_at.is_(None))
            .values(ended_at=in_utc(now), ended_reason="signed out")
        )
        record(connection, actor, "logout", now=now)


def seen(database: Database, session_id: int, last_seen_at: datetime, now: datetime) -> datetime:
    """Note that a person used this session, at most once a minute. Returns when it now counts as last used (UTC).

    A page must not wait for a file that is being loaded: when the database is busy the next request notes it.
    """
    moment = in_utc(now)
    if moment - last_seen_at < _SEEN_AT_MOST_EVERY:
        return last_seen_at
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA busy_timeout = 0")
        try:
            connection.execute(update(session).where(session.c.id == session_id).values(last_seen_at=moment))
            connection.commit()
        except OperationalError:
            connection.rollback()
            return last_seen_at
    return moment


def token_hash(token: str) -> str:
    """What the database keeps of a token. It is random and long, so a plain hash cannot be reversed by guessing."""
    return hashlib.sha256(token.encode()).hexdigest()


def _start(connection: Connection, verdict: Verdict, token: str, password: str, now: datetime) -> bool:
    """Start the session, unless the account was disabled or got another password while this one was being checked."""
    current = connection.execute(
        select(account.c.password_hash, account.c.disabled)
        .where(account.c.id == verdict.account_id)
        .with_for_update()
    ).first()
    if current is None or current.disabled or current.password_hash != verdict.password_hash:
        return False
    if is_outdated(current.password_hash):
        connection.execute(
            update(account)
            .where(account.c.id == verdict.account_id)
            .values(password_hash=hash_password(password))
        )
    moment = in_utc(now)
    connection.execute(
        insert(session).values(
            token_hash=token_hash(token),
            account_id=verdict.account_id,
            created_at=moment,
            last_seen_at=moment,
            expires_at=moment + SESSION_LIFETIME,
        )
    )
    return True
