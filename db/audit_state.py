"""How far is the audit trail sealed, and what came of going through it last?"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, exists, func, select

from db.audit_seal import LATE_NUMBERS
from db.schema.accounts import audit_event
from db.schema.audit import audit_seal, audit_sealed

VERIFY = "audit.verify"


@dataclass(frozen=True, slots=True)
class Verified:
    """One time that somebody went through the whole trail. `at` is aware."""

    at: datetime
    by: str
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class SealState:
    """Moments are aware; `sealed_until` is when the newest sealed event happened, None before the first seal."""

    seals: int
    sealed_until: datetime | None
    sealed_at: datetime | None
    unsealed: int
    verified: Verified | None


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
    row = connection.execute(
        select(audit_event)
        .where(audit_event.c.action == VERIFY)
        .order_by(audit_event.c.happened_at.desc(), audit_event.c.id.desc())
        .limit(1)
    ).first()
    verified = row and Verified(row.happened_at.replace(tzinfo=UTC), row.actor, row.outcome, row.detail or "")
    if newest is None:
        return SealState(0, None, None, int(waiting or 0), verified or None)
    return SealState(
        newest.number,
        newest.newest_at.replace(tzinfo=UTC),
        newest.sealed_at.replace(tzinfo=UTC),
        int(waiting or 0),
        verified or None,
    )
