"""A declared pregnancy: written down and withdrawn by the RSO. The trail says that a record was kept, never whose.

The declaration itself holds who entered it and when, sealed like the rest of it.
"""

from datetime import date, datetime, timedelta

from db.audit import Actor, in_utc, record
from db.badge_pregnancy import LONGEST, Declaration, declarations, ended, in_force, put
from db.database import Database
from db.privacy import Keyring

WearerKey = tuple[str, str]


class DeclarationRefused(ValueError):
    """The declaration cannot be right; the message says what would be."""


def declare(
    database: Database,
    keyring: Keyring,
    key: WearerKey,
    declared_on: date | None,
    conception_on: date | None,
    *,
    today: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Enter a written declaration with its estimated date of conception. Raises DeclarationRefused."""
    if declared_on is None or conception_on is None:
        raise DeclarationRefused(
            "Give the day of the written declaration and the estimated day of conception."
        )
    if not conception_on <= declared_on <= today:
        raise DeclarationRefused(
            "The conception lies before the declaration, and neither lies in the future."
        )
    if declared_on - conception_on > LONGEST:
        raise DeclarationRefused(f"The conception lies more than {LONGEST // timedelta(days=1)} days back.")
    with database.write() as connection:
        if in_force(declarations(connection, keyring).get(key, []), today):
            raise DeclarationRefused("A declaration is in force already; withdraw it first.")
        put(
            connection, keyring,
            Declaration(*key, declared_on, conception_on, actor.username, now.isoformat()), in_utc(now),
        )  # fmt: skip
        record(connection, actor, "badges.record", now=now)


def end(
    database: Database,
    keyring: Keyring,
    key: WearerKey,
    ended_on: date | None,
    because: str,
    *,
    today: date,
    actor: Actor,
    now: datetime,
) -> None:
    """Withdraw a declaration in writing, or note that the pregnancy is over. Raises DeclarationRefused."""
    if ended_on is None or ended_on > today:
        raise DeclarationRefused("Give the day; it does not lie in the future.")
    with database.write() as connection:
        current = in_force(declarations(connection, keyring).get(key, []), today)
        if current is None:
            raise DeclarationRefused("There is no declaration in force.")
        put(
            connection, keyring,
            ended(current, ended_on, because.strip()[:200], actor.username, now.isoformat()), in_utc(now),
        )  # fmt: skip
        record(connection, actor, "badges.record", now=now)
