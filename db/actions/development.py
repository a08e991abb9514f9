"""What is recorded of somebody's credentials, onboarding and learning, and taken back: each with its event.

The coordinator records for interns and staff, a manager for staff alone, an intern what they themselves learned: such a
row says that nobody has checked it. Nothing is overwritten: what is taken back stays, and a row that names it says so.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from db.audit import Actor, record
from db.competency.entries import order_of, own_number
from db.once import claim
from db.queries.interns import scope_of
from db.schema.development import GROUPS, KINDS, development_record
from db.schema.interns import intern

# Which groups a role may record for.
_GROUPS_OF = {"coordinator": frozenset(GROUPS), "manager": frozenset({"staff"})}
# What interns may say of themselves; credentials and onboarding are seen by somebody else.
LEARNED = ("shadowing", "meeting", "education")
_OLDEST, _LONGEST = timedelta(days=366 * 20), timedelta(days=366 * 20)
_MOST_HOURS = 200.0


class DevelopmentRefused(ValueError):
    """The record cannot be taken as asked; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be recorded of one person. `expires_on` None: it does not end; `hours` None: nobody counted."""

    group: str
    person: str
    kind: str
    title: str
    done_on: date | None
    expires_on: date | None = None
    hours: float | None = None
    note: str = ""


def record_development(
    connection: Connection, told: Told, *, today: date, actor: Actor, now: datetime, key: str | None = None
) -> int:
    """Record it. Raises DevelopmentRefused, or SentBefore where the form of this key has counted."""
    claim(connection, key, "development", actor=actor, now=now)
    _check(connection, told, today, actor)
    return _write(connection, told, "development.record", actor=actor, now=now)


def record_own(
    connection: Connection, told: Told, *, today: date, actor: Actor, now: datetime, key: str | None = None
) -> int:
    """Record what the intern who asks says of their own learning, of whomever `told` speaks.

    Raises DevelopmentRefused, or SentBefore where the form of this key has counted.
    """
    claim(connection, key, "own learning", actor=actor, now=now)
    own = scope_of(connection, actor.role, actor.account_id, today).own
    if own is None:
        raise DevelopmentRefused("Your account is not tied to an intern; ask the clinical coordinator.")
    if told.kind not in LEARNED:
        raise DevelopmentRefused("Choose what it was: shadowing, a meeting or education.")
    told = replace(told, group="intern", person=own, expires_on=None)
    _check_words(told, today)
    return _write(connection, told, "development.own", actor=actor, now=now, is_own_word=True)


def _write(
    connection: Connection,
    told: Told,
    action: str,
    *,
    actor: Actor,
    now: datetime,
    is_own_word: bool | None = None,
) -> int:
    assert told.done_on is not None
    number = connection.scalar(
        insert(development_record)
        .values(
            person=told.person.strip()[:80],
            person_group=told.group,
            kind=told.kind,
            title=told.title.strip()[:160],
            record_number=own_number(),
            done_on=told.done_on,
            expires_on=told.expires_on,
            hours=told.hours,
            note=told.note.strip()[:500] or None,
            is_own_word=is_own_word,
            source_order=order_of(now),
        )
        .returning(development_record.c.id)
    )
    assert number is not None
    record(connection, actor, action, now=now, object_kind=told.kind, object_id=str(number))
    return number


def take_back(connection: Connection, number: int, *, actor: Actor, now: datetime) -> None:
    """Take back what was recorded here: the row stays, counts no longer, and one that names it says so.

    An intern takes back what they said themselves. What came in a file is corrected where the file comes from.
    Raises DevelopmentRefused.
    """
    table = development_record.c
    old = connection.execute(select(development_record).where(table.id == number).with_for_update()).first()
    taken = select(table.id).where(table.corrects_id == number)
    if (
        old is None
        or old.file_id is not None
        or old.is_withdrawn
        or not _may_take_back(connection, old, actor, now)
        or connection.scalar(taken.limit(1)) is not None
    ):
        raise DevelopmentRefused("This record is not there any more, or not yours to take back. Look again.")
    connection.execute(
        insert(development_record).values(
            person=old.person, person_group=old.person_group, kind=old.kind, title=old.title,
            record_number=own_number(), done_on=old.done_on, corrects_id=old.id, is_withdrawn=True,
            source_order=order_of(now),
        )
    )  # fmt: skip
    record(connection, actor, "development.withdraw", now=now, object_kind=old.kind, object_id=str(number))


def _may_take_back(connection: Connection, old: Any, actor: Actor, now: datetime) -> bool:
    if old.person_group in _GROUPS_OF.get(actor.role or "", frozenset()):
        return True
    # Whose account it is does not hang on the day; which interns a supervisor has would.
    own = scope_of(connection, actor.role, actor.account_id, now.date()).own
    return own is not None and bool(old.is_own_word) and (old.person_group, old.person) == ("intern", own)


def _check(connection: Connection, told: Told, today: date, actor: Actor) -> None:
    if told.group not in _GROUPS_OF.get(actor.role or "", frozenset()):
        raise DevelopmentRefused("Choose of whom it is.")
    if not told.person.strip():
        raise DevelopmentRefused("Choose of whom it is, or write the name of somebody new of the staff.")
    if told.group == "intern":
        known = select(intern.c.id).where(intern.c.intern == told.person)
        if connection.scalar(known) is None:
            raise DevelopmentRefused("The roster names no such intern.")
    _check_words(told, today)


def _check_words(told: Told, today: date) -> None:
    if told.kind not in KINDS or not told.title.strip():
        raise DevelopmentRefused("Say what it is, by its name.")
    if told.done_on is None or not today - _OLDEST <= told.done_on <= today:
        raise DevelopmentRefused("Say on which day it was done or issued; it cannot lie ahead.")
    if told.expires_on is not None and not told.done_on <= told.expires_on <= today + _LONGEST:
        raise DevelopmentRefused("It cannot end before it was issued, nor in more than 20 years.")
    if told.kind == "credential" and told.expires_on is None:
        raise DevelopmentRefused("Say until which day the credential holds.")
    if told.hours is not None and not 0 < told.hours <= _MOST_HOURS:
        raise DevelopmentRefused(f"The hours are a number up to {_MOST_HOURS:.0f}.")
