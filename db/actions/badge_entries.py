"""What the RSO enters about wearers: estimates, dose elsewhere, assignments, links to accounts, notices.

Each is a new row beside the earlier ones, with who said it, when and why; the verdicts that it touches are taken anew
in the same transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from db.audit import Actor, in_utc, record
from db.badge_cases import own_wearers
from db.badge_verdicts import Programme, settle
from db.database import Database
from db.schema.accounts import ROLES, account
from db.schema.badge_desk import (
    badge_assignment_entry,
    badge_notice,
    dose_adjustment,
    external_dose,
    wearer_link,
)
from db.schema.badges import wearer

WearerKey = tuple[str, str]
_MOST_USV = 20_000_000


class EntryRefused(ValueError):
    """The entry cannot be right; the message says what would be."""


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge of one period; without a serial number it never came."""

    use: str
    serial_number: str
    wear_start: date
    wear_end: date


def adjust(
    database: Database,
    key: WearerKey,
    badge: Badge,
    doses_usv: Mapping[str, int | None],
    reason: str,
    *,
    programme: Programme,
    actor: Actor,
    now: datetime,
    withdraws: bool = False,
) -> None:
    """Set doses (`dde`, `lde`, `sde` in whole µSv) of a badge by decision, or take the earlier decisions back.

    The service's reading stays. Raises EntryRefused: no reason, no dose, or one's own badge.
    """
    given = {name: usv for name, usv in doses_usv.items() if usv is not None}
    if not reason.strip():
        raise EntryRefused("Give the reason: it stands beside the dose for ever.")
    if not given and not withdraws:
        raise EntryRefused("Give at least one dose.")
    if any(not 0 <= usv <= _MOST_USV for usv in given.values()):
        raise EntryRefused(f"A dose lies between 0 and {_MOST_USV // 1000} mSv.")
    if badge.wear_end < badge.wear_start:
        raise EntryRefused("The period ends before it begins.")
    with database.write() as connection:
        _not_ones_own(connection, key, actor)
        connection.execute(
            insert(dose_adjustment).values(
                account_number=key[0], participant_number=key[1], use=badge.use, serial_number=badge.serial_number,
                wear_start=badge.wear_start, wear_end=badge.wear_end, reason=reason.strip()[:500],
                withdraws=withdraws, **{f"{name}_usv": given.get(name) for name in ("dde", "lde", "sde")},
                **_author(actor, now),
            )
        )  # fmt: skip
        _note(connection, "badges.adjust", key, actor, now)
        settle(connection, {key: badge.wear_end}, programme, in_utc(now))


def enter_external_dose(
    database: Database,
    key: WearerKey,
    *,
    employer: str,
    starts_on: date,
    ends_on: date,
    quantity: str,
    usv: int | None,
    document: str,
    programme: Programme,
    actor: Actor,
    now: datetime,
) -> None:
    """Enter dose at another or an earlier employer; None where there is no record, which cuts the limit by quarters."""
    if not employer.strip() or not document.strip():
        raise EntryRefused("Give the employer, and the document that says so.")
    if ends_on < starts_on:
        raise EntryRefused("The period ends before it begins.")
    if quantity not in ("body", "lens", "skin", "extremity"):
        raise EntryRefused("The quantity is one of body, lens, skin and extremity.")
    if usv is not None and not 0 <= usv <= _MOST_USV:
        raise EntryRefused(f"A dose lies between 0 and {_MOST_USV // 1000} mSv.")
    first, last = (day.year * 4 + (day.month - 1) // 3 for day in (starts_on, ends_on))
    with database.write() as connection:
        _not_ones_own(connection, key, actor)
        connection.execute(
            insert(external_dose).values(
                account_number=key[0], participant_number=key[1], employer=employer.strip()[:120],
                starts_on=starts_on, ends_on=ends_on, quantity=quantity, usv=usv,
                quarters_without_record=0 if usv is not None else last - first + 1,
                document=document.strip()[:200], **_author(actor, now),
            )
        )  # fmt: skip
        _note(connection, "badges.external", key, actor, now)
        settle(connection, {key: date(ends_on.year, 1, 1)}, programme, in_utc(now))


def withdraw_external_dose(
    database: Database, key: WearerKey, dose_id: int, *, programme: Programme, actor: Actor, now: datetime
) -> None:
    """Take an entry back; it stays as history."""
    with database.write() as connection:
        _not_ones_own(connection, key, actor)
        columns = external_dose.c
        old = connection.execute(
            select(external_dose).where(
                columns.id == dose_id, columns.account_number == key[0], columns.participant_number == key[1]
            )
        ).mappings().first()  # fmt: skip
        gone = connection.scalar(select(columns.id).where(columns.withdraws_id == dose_id))
        if old is None or gone is not None:
            raise EntryRefused("There is no such entry any more.")
        copy = {name: value for name, value in old.items() if name != "id"}
        connection.execute(
            insert(external_dose).values(copy | {"withdraws_id": dose_id} | _author(actor, now))
        )
        _note(connection, "badges.external", key, actor, now)
        settle(connection, {key: date(old["ends_on"].year, 1, 1)}, programme, in_utc(now))


def assign(
    database: Database, key: WearerKey, assignment: Mapping[str, Any], *, actor: Actor, now: datetime
) -> None:
    """Enter who is to wear which badge; the last entry on a badge from one day on counts."""
    if not key[0].strip() or not key[1].strip() or not str(assignment.get("use") or "").strip():
        raise EntryRefused("Give the account, the participant number and the badge.")
    starts_on, ends_on = assignment["starts_on"], assignment.get("ends_on")
    if starts_on is None or (ends_on is not None and ends_on < starts_on):
        raise EntryRefused("Give the first day; the last day does not lie before it.")
    with database.write() as connection:
        _not_ones_own(connection, key, actor)
        connection.execute(
            insert(badge_assignment_entry).values(
                account_number=key[0], participant_number=key[1], **assignment, **_author(actor, now)
            )
        )
        _note(connection, "badges.assign", key, actor, now)


def link_account(database: Database, key: WearerKey, username: str, *, actor: Actor, now: datetime) -> None:
    """Tie an account to a wearer: that person then sees their own doses of signed reports. Ends with an empty name.

    Nobody unties their own: they could decide on their own badge after that.
    """
    with database.write() as connection:
        _not_ones_own(connection, key, actor)
        columns = wearer_link.c
        connection.execute(
            update(wearer_link)
            .where(columns.account_number == key[0], columns.participant_number == key[1], columns.ended_at.is_(None))
            .values(ended_at=in_utc(now))
        )  # fmt: skip
        if username:
            found = connection.scalar(
                select(account.c.id).where(account.c.username == username, account.c.role.in_(ROLES))
            )
            if found is None:
                raise EntryRefused("There is no such account.")
            connection.execute(
                insert(wearer_link).values(
                    account_number=key[0], participant_number=key[1], linked_account_id=found, **_author(actor, now)
                )
            )  # fmt: skip
        _note(connection, "badges.link", key, actor, now)


def note_told(
    database: Database, key: WearerKey, month_end: date, told_on: date, *, actor: Actor, now: datetime
) -> None:
    """Note that an intern was told the dose of a report."""
    if told_on > now.date():
        raise EntryRefused("The day lies in the future.")
    with database.write() as connection:
        connection.execute(
            insert(badge_notice).values(
                account_number=key[0], participant_number=key[1], month_end=month_end, told_on=told_on,
                **_author(actor, now),
            )
        )  # fmt: skip
        _note(connection, "badges.notice", key, actor, now)


def note_view(
    database: Database, action: str, object_kind: str, object_id: str, *, actor: Actor, now: datetime
) -> None:
    """Write down that somebody looked at doses of persons: an event of its own for each look."""
    with database.write() as connection:
        record(connection, actor, action, now=now, object_kind=object_kind, object_id=object_id)


def wearer_id(connection: Connection, key: WearerKey) -> str:
    """The number by which the audit trail names a wearer: it says nothing of a person."""
    found = connection.scalar(
        select(wearer.c.id).where(wearer.c.account_number == key[0], wearer.c.participant_number == key[1])
    )
    return str(found or "unknown")


def _not_ones_own(connection: Connection, key: WearerKey, actor: Actor) -> None:
    if key in own_wearers(connection, actor.account_id):
        raise EntryRefused("This is your own badge: a deputy has to decide on it.")


def _author(actor: Actor, now: datetime) -> dict[str, Any]:
    return {"entered_by": actor.username, "account_id": actor.account_id, "entered_at": in_utc(now)}


def _note(connection: Connection, action: str, key: WearerKey, actor: Actor, now: datetime) -> None:
    record(connection, actor, action, now=now, object_kind="wearer", object_id=wearer_id(connection, key))
