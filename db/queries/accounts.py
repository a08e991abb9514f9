"""Which accounts are there, and who holds this session?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, or_, select

from db.audit import in_utc
from db.schema.accounts import account, session


@dataclass(frozen=True, slots=True)
class Account:
    """One account as it may be listed: everything but the password's hash."""

    id: int
    username: str
    display_name: str
    role: str
    disabled: bool
    created_at: datetime
    password_changed_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session in force, and the account behind it as it is now, not as it was at sign-in."""

    id: int
    account_id: int
    username: str
    display_name: str
    role: str
    last_seen_at: datetime
    expires_at: datetime


_LISTED = [account.c[field] for field in Account.__slots__]


def accounts(connection: Connection) -> list[Account]:
    """All accounts, disabled ones too, by user name."""
    return [_account(row) for row in connection.execute(select(*_LISTED).order_by(account.c.username))]


def account_named(connection: Connection, username: str) -> Account | None:
    """The account with this user name, however it is written, or None."""
    row = connection.execute(select(*_LISTED).where(account.c.username == folded(username))).first()
    return _account(row) if row else None


def open_session(
    connection: Connection, token_hash: str, now: datetime, idle_limit: timedelta | None = None
) -> OpenSession | None:
    """The session of this token: not ended, not expired, not idle for too long, its account not disabled; or None."""
    moment = in_utc(now)
    in_force = [
        session.c.token_hash == token_hash,
        session.c.ended_at.is_(None),
        session.c.expires_at > moment,
        account.c.disabled.is_(False),
        or_(account.c.valid_until.is_(None), account.c.valid_until > moment),
    ]
    if idle_limit is not None:
        in_force.append(session.c.last_seen_at > moment - idle_limit)
    row = connection.execute(
        select(
            session.c.id,
            session.c.account_id,
            account.c.username,
            account.c.display_name,
            account.c.role,
            session.c.last_seen_at,
            session.c.expires_at,
        )
        .join(account, account.c.id == session.c.account_id)
        .where(*in_force)
    ).first()
    return OpenSession(*row) if row else None


def folded(username: str) -> str:
    """A user name as it is stored and compared."""
    return username.strip().casefold()


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(**row._mapping)
