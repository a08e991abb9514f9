"""May a password be tried now, and is it the right one? Guessing is slowed down; no account is ever locked.

Per account: five tries are free, then each failure doubles the wait, from one second to fifteen minutes.
Per address: twenty failures a minute. Names and addresses are kept as keyed hashes only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, or_, select

from db.audit import NOBODY, Actor, in_utc
from db.database import Database
from db.passwords import is_right
from db.privacy import Keyring
from db.queries.accounts import folded
from db.schema.accounts import account, login_failure

FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)
# A try of the day before yesterday says nothing of an attack of today.
_REMEMBERED = timedelta(hours=24)
TRIES_PER_ADDRESS = 20
_ADDRESS_WINDOW = timedelta(minutes=1)
# While a large file is written nobody else writes on SQLite: whoever signs in is told so instead of left waiting.
PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one try. Right: the account's id and the hash that matched. Too early: how long to wait."""

    actor: Actor
    account_id: int | None = None
    password_hash: str | None = None
    wait: timedelta | None = None
    disabled: bool = False

    @property
    def right(self) -> bool:
        """Whether this is the password of an account that may sign in."""
        return self.account_id is not None


def try_password(
    database: Database, keyring: Keyring, username: str, password: str, *, address: str, now: datetime
) -> Verdict:
    """Try a password. The same work is done, and the same said, whether the account exists, is disabled, or not.

    Raises Busy, with nothing tried, where the database is being written to for longer than five seconds.
    """
    name = folded(username)
    name_key, address_key = keyring.hash_id("user name", name), keyring.hash_id("address", address)
    somebody = Actor(NOBODY, address=address)
    with database.write(PATIENCE_S) as connection:
        _take_turns(connection, name_key, address_key)
        wait = _wait(connection, name_key, address_key, now)
        if wait:
            return Verdict(somebody, wait=wait)
        # Counted as a failure until it proves right: a hundred tries sent at once must not all be the first.
        connection.execute(
            insert(login_failure).values(
                username_key=name_key, address_key=address_key, failed_at=in_utc(now)
            )
        )
        known = connection.execute(
            select(
                account.c.id,
                account.c.role,
                or_(account.c.disabled, account.c.valid_until <= in_utc(now)).label("disabled"),
                account.c.password_hash,
            ).where(
                # No name has a NUL, and PostgreSQL refuses to look for one.
                account.c.username == ("" if "\0" in name else name)
            )
        ).first()
    right = is_right(known.password_hash if known else None, password)
    if known is None:
        return Verdict(somebody)
    actor = Actor(name, known.role, known.id, address)
    if not right or known.disabled:
        return Verdict(actor, disabled=right)
    return Verdict(actor, known.id, known.password_hash)


def waits_until(
    connection: Connection, keyring: Keyring, usernames: Sequence[str], now: datetime
) -> dict[str, datetime]:
    """Which of these accounts have to wait for their next try, and until when (aware): nobody is locked for longer."""
    names = {keyring.hash_id("user name", folded(name)): name for name in usernames}
    failed = login_failure.c
    found = connection.execute(
        select(failed.username_key, func.count(), func.max(failed.failed_at))
        .where(failed.failed_at > in_utc(now) - _REMEMBERED)
        .group_by(failed.username_key)
    )
    until = {names[key]: latest + _pause(count) for key, count, latest in found if key in names}
    return {name: moment.replace(tzinfo=UTC) for name, moment in until.items() if moment > in_utc(now)}


def forget_failures(connection: Connection, keyring: Keyring, username: str) -> None:
    """Forget an account's failures, because the right password was given."""
    key = keyring.hash_id("user name", folded(username))
    connection.execute(delete(login_failure).where(login_failure.c.username_key == key))


def _wait(connection: Connection, name_key: str, address_key: str, now: datetime) -> timedelta | None:
    moment = in_utc(now)
    connection.execute(delete(login_failure).where(login_failure.c.failed_at <= moment - _REMEMBERED))
    count, latest = connection.execute(
        select(func.count(), func.max(login_failure.c.failed_at)).where(
            login_failure.c.username_key == name_key
        )
    ).one()
    waits = [timedelta(0)]
    if count >= FREE_TRIES:
        waits.append(latest + _pause(count) - moment)
    recent = connection.scalars(
        select(login_failure.c.failed_at)
        .where(
            login_failure.c.address_key == address_key, login_failure.c.failed_at > moment - _ADDRESS_WINDOW
        )
        .order_by(login_failure.c.failed_at.desc())
        .limit(TRIES_PER_ADDRESS)
    ).all()
    if len(recent) == TRIES_PER_ADDRESS:
        waits.append(recent[-1] + _ADDRESS_WINDOW - moment)
    longest = max(waits)
    return longest if longest > timedelta(0) else None


def _pause(failures: int) -> timedelta:
    """How long after so many failures the next try has to wait."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_TRIES, 20)), LONGEST_WAIT)


def _take_turns(connection: Connection, *keys: str) -> None:
    """Let tries at the same account or from the same address count each other, on PostgreSQL too.

    On SQLite the write transaction does it. The locks end with the transaction; one order keeps two from waiting
    for each other.
    """
    if connection.dialect.name == "postgresql":
        for key in sorted(keys):
            connection.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))
