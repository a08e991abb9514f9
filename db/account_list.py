"""Who may sign in, as whoever keeps the accounts sees them: seen when, barred or waiting, tied to whom?"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from db.attempts import waits_until
from db.audit import in_utc
from db.privacy import Keyring
from db.queries.accounts import Account, accounts
from db.schema.accounts import session
from db.schema.interns import training_link


@dataclass(frozen=True, slots=True)
class Listed:
    """One account; moments are aware. `seen_at`: a person last used a session of it (noted once a minute).

    `waits_until`: too many wrong passwords, so the next try has to wait. `tied_to` is the intern or the supervisor
    whose records the account opens.
    """

    account: Account
    seen_at: datetime | None
    open_sessions: int
    waits_until: datetime | None
    tied_to: str | None

    @property
    def state(self) -> str:
        """`disabled`, `waiting` or `open`."""
        if self.account.disabled:
            return "disabled"
        return "open" if self.waits_until is None else "waiting"


def listed_accounts(connection: Connection, keyring: Keyring, now: datetime) -> list[Listed]:
    """All accounts by user name, disabled ones too; `now` is aware."""
    moment = in_utc(now)
    held = session.c
    seen = {
        row.account_id: row.seen_at
        for row in connection.execute(
            select(held.account_id, func.max(held.last_seen_at).label("seen_at")).group_by(held.account_id)
        )
    }
    in_force = select(held.account_id, func.count().label("number")).where(
        held.ended_at.is_(None), held.expires_at > moment
    )
    numbers = {
        row.account_id: int(row.number) for row in connection.execute(in_force.group_by(held.account_id))
    }
    link = training_link.c
    ties = {
        row.linked_account_id: row.intern or row.supervisor
        for row in connection.execute(
            select(link.linked_account_id, link.intern, link.supervisor)
            .where(link.ended_at.is_(None))
            .order_by(link.id)
        )
    }
    found = accounts(connection)
    waiting = waits_until(connection, keyring, [one.username for one in found], now)
    return [
        Listed(
            one,
            seen[one.id].replace(tzinfo=UTC) if one.id in seen else None,
            0 if one.disabled else numbers.get(one.id, 0),
            waiting.get(one.username),
            ties.get(one.id),
        )
        for one in found
    ]
