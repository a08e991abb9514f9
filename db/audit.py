"""Who did what, to which object, when, from where, and how did it end? Events are added, never changed.

An event stands in the transaction of what it tells of: if it cannot be written, the action does not happen.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from db.schema.accounts import audit_event

SUCCEEDED = "success"
FAILED = "failure"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account in its role, from an address; or radops itself, from the command line."""

    username: str
    role: str | None = None
    account_id: int | None = None
    address: str | None = None


COMMAND_LINE = Actor("command line")
# What radops does by itself, where nothing says more.
SYSTEM = Actor("system job")
# Somebody without an account. What was typed is not kept: it may be a password in the wrong field.
NOBODY = "unknown"


def in_utc(moment: datetime) -> datetime:
    """The moment as it is stored: in UTC, without a zone. Raises ValueError for one that names no zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone; take it from db.clock.now_utc")
    return moment.astimezone(UTC).replace(tzinfo=None)


def record(
    connection: Connection,
    actor: Actor,
    action: str,
    *,
    now: datetime,
    object_kind: str | None = None,
    object_id: str | None = None,
    outcome: str = SUCCEEDED,
    detail: str | None = None,
) -> None:
    """Add one event to the caller's transaction. `detail` never carries a private value."""
    connection.execute(
        insert(audit_event).values(
            happened_at=in_utc(now),
            actor=actor.username,
            actor_role=actor.role,
            account_id=actor.account_id,
            address=actor.address,
            action=action,
            object_kind=object_kind,
            object_id=object_id,
            outcome=outcome,
            detail=detail,
        )
    )
