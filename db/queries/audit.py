"""Who did what, to which object, when, from where, and how did it end?"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from db.database import frame
from db.schema.accounts import audit_event

_SHOWN = (
    "happened_at",
    "actor",
    "actor_role",
    "action",
    "object_kind",
    "object_id",
    "outcome",
    "address",
    "detail",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events are asked for; what is None narrows nothing. Moments are UTC without a zone, `until` excluded."""

    actor: str | None = None
    # The beginning of an action's name: `badges` means all that begins with it.
    action: str | None = None
    # The object itself, whole: wearer 7 is not wearer 17.
    object_kind: str | None = None
    object_id: str | None = None
    outcome: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    # The beginning of the address that the request came from.
    address: str | None = None
    # A part of the object or the detail, in any case.
    text: str | None = None

    @property
    def words(self) -> str | None:
        """What narrows the events, in words, for the event of an export of them; None where nothing does."""
        said = [
            f"{field.name} {value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else f"{field.name} {value}"
            for field in fields(self)
            if (value := getattr(self, field.name)) is not None
        ]
        return "; ".join(said)[:500] or None


def events(connection: Connection, wanted: Wanted, limit: int, skip: int = 0) -> pd.DataFrame:
    """The events that are asked for, newest first: `happened_at` (UTC) and who, what, which, outcome, from where."""
    return frame(
        connection,
        _narrowed(select(*(audit_event.c[name] for name in ("id", *_SHOWN))), wanted)
        .order_by(audit_event.c.happened_at.desc(), audit_event.c.id.desc())
        .limit(limit)
        .offset(skip),
    )


def number_of_events(connection: Connection, wanted: Wanted) -> int:
    """How many events are asked for."""
    return int(connection.scalar(_narrowed(select(func.count()).select_from(audit_event), wanted)) or 0)


def actions(connection: Connection) -> list[str]:
    """The names of all actions that were ever recorded."""
    return list(connection.scalars(select(audit_event.c.action).distinct().order_by(audit_event.c.action)))


def object_kinds(connection: Connection) -> list[str]:
    """The kinds of object that anything was ever done to."""
    kind = audit_event.c.object_kind
    return list(connection.scalars(select(kind).where(kind.is_not(None)).distinct().order_by(kind)))


def actors(connection: Connection) -> list[str]:
    """Everybody who ever did something that was recorded."""
    return list(connection.scalars(select(audit_event.c.actor).distinct().order_by(audit_event.c.actor)))


def audit_trail() -> Select[Any]:
    """The whole trail, oldest first, for the export of that name."""
    return select(*(audit_event.c[name] for name in _SHOWN)).order_by(
        audit_event.c.happened_at, audit_event.c.id
    )


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.actor is not None:
        conditions.append(audit_event.c.actor == wanted.actor)
    if wanted.action is not None:
        conditions.append(audit_event.c.action.startswith(wanted.action, autoescape=True))
    for column, value in (
        (audit_event.c.object_kind, wanted.object_kind),
        (audit_event.c.object_id, wanted.object_id),
        (audit_event.c.outcome, wanted.outcome),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.since is not None:
        conditions.append(audit_event.c.happened_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit_event.c.happened_at < wanted.until)
    if wanted.address:
        conditions.append(audit_event.c.address.startswith(wanted.address, autoescape=True))
    if wanted.text:
        conditions.append(
            or_(
                audit_event.c.object_id.icontains(wanted.text, autoescape=True),
                audit_event.c.detail.icontains(wanted.text, autoescape=True),
            )
        )
    return query.where(*conditions)
