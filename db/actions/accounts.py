"""Decisions about accounts: create, give a password or a role, disable, enable. Each writes its audit event.

Whatever changes what an account may do ends its sessions in the same transaction.
"""

import re
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from db.attempts import forget_failures, try_password
from db.audit import FAILED, Actor, in_utc, record
from db.database import Database
from db.passwords import hash_password, password_problem
from db.privacy import Keyring
from db.queries.accounts import Account, account_named, folded
from db.schema.accounts import ROLES, account, session

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


class AccountRefused(ValueError):
    """The account or password cannot be as asked; the message says what would be right."""

    def __init__(self, message: str, wait: timedelta | None = None) -> None:
        super().__init__(message)
        self.wait = wait


def create_account(
    connection: Connection,
    username: str,
    display_name: str,
    role: str,
    password: str,
    *,
    actor: Actor,
    now: datetime,
    site: str = "",
) -> None:
    """Create an account. Raises AccountRefused: name taken or malformed, unknown role, password no good."""
    name = folded(username)
    if not _USERNAME.fullmatch(name):
        raise AccountRefused(
            "A user name has 1 to 60 letters a to z, digits, dots, dashes or underscores, "
            "and begins with a letter or digit."
        )
    if account_named(connection, name) is not None:
        raise AccountRefused(f"There is an account {name} already.")
    _require_role(role)
    moment = in_utc(now)
    connection.execute(
        insert(account).values(
            username=name,
            display_name=display_name.strip() or name,
            role=role,
            password_hash=_good_hash(password, name, site),
            disabled=False,
            created_at=moment,
            password_changed_at=moment,
        )
    )
    _record(connection, "account.create", name, actor, now, f"role {role}")


def set_password(
    connection: Connection, username: str, password: str, *, actor: Actor, now: datetime, site: str = ""
) -> None:
    """Give an account a new password; its sessions end. Raises AccountRefused."""
    target = _existing(connection, username)
    connection.execute(
        update(account)
        .where(account.c.id == target.id)
        .values(password_hash=_good_hash(password, target.username, site), password_changed_at=in_utc(now))
    )
    end_sessions(connection, target.id, "password changed", now)
    _record(connection, "account.password", target.username, actor, now)


def confirm(
    database: Database,
    keyring: Keyring,
    password: str,
    action: str,
    username: str,
    *,
    actor: Actor,
    now: datetime,
    refusal: str = "Your own password is not right; nothing was changed.",
) -> None:
    """Let the actor give their own password again before they decide about an account. Raises AccountRefused.

    It is throttled like a sign-in, so that an unguarded screen is no place to guess it; a wrong one is an event.
    """
    verdict = try_password(database, keyring, actor.username, password, address=actor.address or "", now=now)
    if verdict.wait:
        raise AccountRefused("Too many tries.", verdict.wait)
    right = verdict.right and verdict.account_id == actor.account_id
    with database.write() as connection:
        if right:
            # Apart from the decision: one that is refused must not count as a wrong password.
            forget_failures(connection, keyring, actor.username)
        else:
            _record(connection, action, username, actor, now, "wrong password", FAILED)
    if not right:
        raise AccountRefused(refusal)


def change_own_password(
    database: Database,
    keyring: Keyring,
    old: str,
    new: str,
    *,
    actor: Actor,
    now: datetime,
    site: str = "",
) -> None:
    """Change the actor's own password; all its sessions end, this one too. Raises AccountRefused."""
    refusal = "The present password is not right."
    confirm(database, keyring, old, "account.password", actor.username, actor=actor, now=now, refusal=refusal)
    if new == old:
        raise AccountRefused("The new password is the present one.")
    with database.write() as connection:
        set_password(connection, actor.username, new, actor=actor, now=now, site=site)


def set_role(connection: Connection, username: str, role: str, *, actor: Actor, now: datetime) -> None:
    """Give an account another role; its sessions end. Raises AccountRefused."""
    target = _existing(connection, username)
    _require_role(role)
    if role != "admin":
        _require_another_admin(connection, target)
    connection.execute(update(account).where(account.c.id == target.id).values(role=role))
    end_sessions(connection, target.id, "role changed", now)
    _record(connection, "account.role", target.username, actor, now, f"from {target.role} to {role}")


def disable_account(connection: Connection, username: str, *, actor: Actor, now: datetime) -> None:
    """Bar an account from signing in; its sessions end. Raises AccountRefused."""
    target = _existing(connection, username)
    _require_another_admin(connection, target)
    connection.execute(update(account).where(account.c.id == target.id).values(disabled=True))
    end_sessions(connection, target.id, "account disabled", now)
    _record(connection, "account.disable", target.username, actor, now)


def enable_account(connection: Connection, username: str, *, actor: Actor, now: datetime) -> None:
    """Let a disabled account sign in again; sessions that ended stay ended. Raises AccountRefused.

    One whose role there is no more needs another one first.
    """
    target = _existing(connection, username)
    _require_role(target.role)
    connection.execute(update(account).where(account.c.id == target.id).values(disabled=False))
    _record(connection, "account.enable", target.username, actor, now)


def end_sessions(connection: Connection, account_id: int, reason: str, now: datetime) -> None:
    """End all sessions of an account; the next request with one of them is refused."""
    connection.execute(
        update(session)
        .where(session.c.account_id == account_id, session.c.ended_at.is_(None))
        .values(ended_at=in_utc(now), ended_reason=reason)
    )


def _existing(connection: Connection, username: str) -> Account:
    found = account_named(connection, username)
    if found is None:
        raise AccountRefused("There is no such account; `radops user list` shows them.")
    return found


def _require_another_admin(connection: Connection, target: Account) -> None:
    """Without an administrator nobody could give the role back in the app. Two who bar each other wait for the lock."""
    admins = connection.execute(
        select(account.c.id)
        .where(account.c.role == "admin", account.c.disabled.is_(False))
        .order_by(account.c.id)
        .with_for_update()
    ).scalars()
    if set(admins) == {target.id}:
        raise AccountRefused(
            f"{target.username} is the last administrator who can sign in. Make another one first: "
            "`radops user add` with `--role admin`."
        )


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise AccountRefused(f"There is no role {role}; the roles are {', '.join(ROLES)}.")


def _good_hash(password: str, username: str, site: str) -> str:
    problem = password_problem(password, username, site)
    if problem:
        raise AccountRefused(problem)
    return hash_password(password)


def _record(
    connection: Connection,
    action: str,
    username: str,
    actor: Actor,
    now: datetime,
    detail: str | None = None,
    outcome: str = "success",
) -> None:
    record(
        connection,
        actor,
        action,
        now=now,
        object_kind="account",
        object_id=username,
        outcome=outcome,
        detail=detail,
    )
