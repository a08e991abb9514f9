"""How far is the audit trail sealed, what came of going through it last, and does somebody wait for that?"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, exists, func, select

from db.audit import Actor
from db.audit_seal import LATE_NUMBERS
from db.schema.accounts import audit_event
from db.schema.audit import audit_seal, audit_sealed
from db.site import fact

VERIFY = "audit.verify"
# Asked for on the page; the process that seals goes through the trail then, since a large one takes minutes.
ASK = "audit.ask"
# When that process began, and of which event, as `note_fact` keeps it.
BEGUN = "audit_verify_begun"


@dataclass(frozen=True, slots=True)
class Verified:
    """One time that somebody went through the whole trail. `at` is aware."""

    at: datetime
    by: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class Asked:
    """That somebody waits for a verification: the event that asked, by whom, and since when it runs, if it does."""

    event_id: int
    at: datetime
    by: Actor
    begun_at: datetime | None


@dataclass(frozen=True, slots=True)
class SealState:
    """Moments are aware; `sealed_until` is when the newest sealed event happened, None before the first seal."""

    seals: int
    sealed_until: datetime | None
    sealed_at: datetime | None
    unsealed: int
    verified: Verified | None
    asked: Asked | None = None


def asked_for(connection: Connection) -> Asked | None:
    """The verification that was asked for and has not ended yet; None where nobody waits for one."""
    asked, verified = _newest(connection, ASK), _newest(connection, VERIFY)
    if asked is None or (verified is not None and verified.id > asked.id):
        return None
    of, _, since = (fact(connection, BEGUN) or "").partition(" ")
    begun = datetime.fromisoformat(since) if of == str(asked.id) else None
    by = Actor(asked.actor, asked.actor_role, asked.account_id, asked.address)
    return Asked(asked.id, asked.happened_at.replace(tzinfo=UTC), by, begun)


def _newest(connection: Connection, action: str) -> Any:
    newest = select(audit_event).where(audit_event.c.action == action)
    return connection.execute(
        newest.order_by(audit_event.c.happened_at.desc(), audit_event.c.id.desc()).limit(1)
    ).first()


def seal_state(connection: Connection) -> SealState:
    """The seals so far, the events that wait for theirs, and the last verification."""
    newest = connection.execute(select(audit_seal).order_by(audit_seal.c.number.desc()).limit(1)).first()
    highest = connection.scalar(select(func.max(audit_sealed.c.event_id))) or 0
    waiting = connection.scalar(
        select(func.count())
        .select_from(audit_event)
        .where(
            audit_event.c.id > highest - LATE_NUMBERS,
            ~exists().where(audit_sealed.c.event_id == audit_event.c.id),
        )
    )
    row, asked = _newest(connection, VERIFY), asked_for(connection)
    verified = row and Verified(row.happened_at.replace(tzinfo=UTC), row.actor, row.outcome, row.detail or "")
    if newest is None:
        return SealState(0, None, None, int(waiting or 0), verified or None, asked)
    return SealState(
        newest.number,
        newest.newest_at.replace(tzinfo=UTC),
        newest.sealed_at.replace(tzinfo=UTC),
        int(waiting or 0),
        verified or None,
        asked,
    )
