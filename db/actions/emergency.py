"""A way in for an emergency: an account for some hours, made on the server itself, of which the officer is told.

45 CFR 164.312(a)(2)(ii) asks for a procedure to get at what is needed in an emergency. It needs neither mail nor
anybody who is signed in: whoever may work on the server runs a command, gives a reason, and reads the password once.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, insert

from db.audit import Actor, in_utc, record
from db.outbox import ALERT, Line, write
from db.passwords import hash_password
from db.schema.accounts import ROLES, account

ACTION, TOPIC = "account.emergency", "access.emergency"
LASTS = timedelta(hours=8)
_SHORTEST_REASON, _LONGEST_REASON = 10, 400


class EmergencyRefused(ValueError):
    """Nobody is let in; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """The account as whoever opened it is told, once: the password is kept nowhere. `until` is aware."""

    username: str
    password: str
    until: datetime


def open_emergency(
    connection: Connection, role: str, person: str, reason: str, *, actor: Actor, now: datetime
) -> Emergency:
    """Let somebody in for eight hours in a role, with an event and one alert. Raises EmergencyRefused."""
    why, who = " ".join(reason.split()), " ".join(person.split())
    if not _SHORTEST_REASON <= len(why) <= _LONGEST_REASON:
        raise EmergencyRefused(
            f"Say why, in {_SHORTEST_REASON} to {_LONGEST_REASON} characters, naming no patient."
        )
    if role not in ROLES:
        raise EmergencyRefused(f"There is no role {role}; the roles are {', '.join(ROLES)}.")
    if not who:
        raise EmergencyRefused("Say who it is for.")
    until, password = now + LASTS, secrets.token_urlsafe(18)
    username = f"emergency-{now.astimezone(UTC):%Y%m%d-%H%M%S}"
    ends = f"{until.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    connection.execute(
        insert(account).values(
            username=username,
            display_name=f"{who[:70]} (emergency until {ends})",
            role=role,
            password_hash=hash_password(password),
            disabled=False,
            created_at=in_utc(now),
            password_changed_at=in_utc(now),
            valid_until=in_utc(until),
        )
    )
    record(
        connection, actor, ACTION, now=now, object_kind="account", object_id=username,
        detail=f"role {role} until {ends}: {why}",
    )  # fmt: skip
    told = f"{actor.username} opened {username} in the role {role} until {ends}; the audit trail says what it does."
    write(
        connection, ALERT, TOPIC, "An account was opened for an emergency", [Line(told, "/outbox")],
        f"{TOPIC} {username}", now=now,
    )  # fmt: skip
    return Emergency(username, password, until)
