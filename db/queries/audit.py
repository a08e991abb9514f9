"""Who did what, to which object, when, from where, and how did it end?"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Column, ColumnElement, Connection, Select, func, or_, select

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
        _narrowed(connection, select(*(audit_event.c[name] for name in ("id", *_SHOWN))), wanted)
        .order_by(audit_event.c.happened_at.desc(), audit_event.c.id.desc())
        .limit(limit)
        .offset(skip),
    )


def number_of_events(connection: Connection, wanted: Wanted) -> int:
    """How many events are asked for."""
    counted = select(func.count()).select_from(audit_event)
    return int(connection.scalar(_narrowed(connection, counted, wanted)) or 0)


def actions(connection: Connection) -> list[str]:
    """The names of all actions that were ever recorded."""
    return _different(connection, audit_event.c.action)


def object_kinds(connection: Connection) -> list[str]:
    """The kinds of object that anything was ever done to."""
    return _different(connection, audit_event.c.object_kind)


def actors(connection: Connection) -> list[str]:
    """Everybody who ever did something that was recorded."""
    return _different(connection, audit_event.c.actor)


def _different(connection: Connection, column: Column[str]) -> list[str]:
    """The different values of a column that an index begins with: one step of the index for each, not for each row."""
    step = select(func.min(column).label("value")).cte("step", recursive=True)
    following = select(func.min(column)).where(column > step.c.value).scalar_subquery()
    step = step.union_all(select(following).where(step.c.value.is_not(None)))
    # Sorted here: each engine has an order of its own.
    return sorted(connection.scalars(select(step.c.value).where(step.c.value.is_not(None))))


def audit_trail() -> Select[Any]:
    """The whole trail, oldest first, for the export of that name."""
    return select(*(audit_event.c[name] for name in _SHOWN)).order_by(
        audit_event.c.happened_at, audit_event.c.id
    )


def _narrowed(connection: Connection, query: Select[Any], wanted: Wanted) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.actor is not None:
        conditions.append(audit_event.c.actor == wanted.actor)
    if wanted.action is not None:
        # By whole names, which an index finds; few of them begin alike.
        names = [name for name in actions(connection) if name.startswith(wanted.action)]
        conditions.append(audit_event.c.action.in_(names))
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
        if connection.dialect.name == "sqlite":
            # Its LIKE minds no capital letters, and so no index; its order is that of the bytes.
            conditions.append(audit_event.c.address.between(wanted.address, f"{wanted.address}\U0010ffff"))
    if wanted.text:
        conditions.append(
            or_(
                audit_event.c.object_id.icontains(wanted.text, autoescape=True),
                audit_event.c.detail.icontains(wanted.text, autoescape=True),
            )
        )
    return query.where(*conditions)
