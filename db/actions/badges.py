"""The RSO's decisions on readings: acknowledge, investigate, report, sign; each in one transaction with its event.

Nobody decides on their own badge: a deputy, which is any other account with the permission, does.
"""

from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from db.attempts import forget_failures, try_password
from db.audit import FAILED, Actor, in_utc, record
from db.badge_cases import Case, cases, own_wearers
from db.badge_signatures import ReportState, report_state
from db.badge_unknown import unknown_of
from db.database import Database
from db.privacy import Keyring
from db.schema.accounts import account
from db.schema.badge_desk import badge_decision, badge_signature
from db.wording import many

# What somebody says by signing; it stands beside the signature for ever.
MEANING = (
    "I have reviewed every reading of this report, decided on each at or over a level, and release the doses to the "
    "wearers."
)
_REAL = ("yes", "no", "unclear")


class BadgeRefused(ValueError):
    """The decision cannot be taken as asked; the message says what would be right."""


def acknowledge(
    database: Database, case_id: int, note: str, *, jurisdiction: str, actor: Actor, now: datetime
) -> None:
    """Acknowledge a reading at Level I. Raises BadgeRefused."""
    with database.write() as connection:
        case = _open_case(connection, case_id, jurisdiction, actor)
        if case.verdict != "level_1":
            raise BadgeRefused(
                "Only a reading at Level I can be acknowledged; this one needs an investigation."
            )
        _decide(connection, case, "acknowledged", actor, now, note=note.strip()[:500] or None)


def investigate(
    database: Database,
    case_id: int,
    *,
    is_real: str,
    cause: str,
    corrective_action: str,
    informed_on: date | None,
    committee_on: date | None,
    jurisdiction: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Record what an investigation found. Raises BadgeRefused where a part of it is missing."""
    if is_real not in _REAL:
        raise BadgeRefused("Say whether the reading is real: yes, no or unclear.")
    if not cause.strip():
        raise BadgeRefused("Say what the finding and its cause are.")
    if not corrective_action.strip():
        raise BadgeRefused("Say what is done about it; where nothing is, write that.")
    if informed_on is None:
        raise BadgeRefused("Say on which day the person was informed.")
    with database.write() as connection:
        case = _open_case(connection, case_id, jurisdiction, actor)
        _decide(
            connection, case, "investigated", actor, now,
            is_real=is_real, cause=cause.strip()[:500], corrective_action=corrective_action.strip()[:500],
            informed_on=informed_on, committee_on=committee_on,
        )  # fmt: skip


def report(
    database: Database,
    case_id: int,
    clock: str,
    note: str,
    *,
    jurisdiction: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Note that a dose over a limit was reported to the authority, in answer to one of its clocks."""
    with database.write() as connection:
        case = _open_case(connection, case_id, jurisdiction, actor)
        if case.verdict != "over_limit":
            raise BadgeRefused("Only a dose over a legal limit is reported.")
        if clock not in {one.clock for one in case.unreported}:
            raise BadgeRefused("No such clock runs for this dose, or it was answered already.")
        if not note.strip():
            raise BadgeRefused("Say to whom and how it was reported.")
        _decide(connection, case, "reported", actor, now, clock=clock, note=note.strip()[:500])


def sign(
    database: Database,
    keyring: Keyring,
    month_end: date,
    digest: str,
    password: str,
    *,
    unknown: int,
    jurisdiction: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Sign a report as it was shown (`digest`). The password is asked for again, and throttled like a sign-in.

    `unknown` is the number of unknown doses that the signer acknowledged: it stands in the meaning of the signature.
    Raises BadgeRefused: a case is open, the readings or the unknown doses are not those shown, the password is wrong.
    """
    verdict = try_password(database, keyring, actor.username, password, address=actor.address or "", now=now)
    if verdict.wait:
        seconds = max(1, round(verdict.wait.total_seconds()))
        raise BadgeRefused(f"Too many tries. Try again in {seconds} s.")
    if not verdict.right or verdict.account_id != actor.account_id:
        with database.write() as connection:
            record(
                connection, actor, "badges.sign", now=now, object_kind="badge report",
                object_id=month_end.isoformat(), outcome=FAILED, detail="wrong password",
            )  # fmt: skip
        raise BadgeRefused("The password is not right; nothing was signed.")
    with database.write() as connection:
        forget_failures(connection, keyring, actor.username)
        state = signable(connection, month_end, digest, jurisdiction)
        _acknowledged(connection, month_end, unknown)
        signer = connection.scalar(select(account.c.display_name).where(account.c.id == actor.account_id))
        connection.execute(
            insert(badge_signature).values(
                month_end=state.month_end, signer=signer or actor.username, meaning=meaning(unknown),
                readings=state.readings, digest=state.digest, unknown_doses=unknown, entered_by=actor.username,
                account_id=actor.account_id, entered_at=in_utc(now),
            )
        )  # fmt: skip
        record(
            connection, actor, "badges.sign", now=now, object_kind="badge report",
            object_id=state.month_end.isoformat(), detail=f"{state.readings} readings, {unknown} unknown doses",
        )  # fmt: skip


def signable(connection: Connection, month_end: date, digest: str, jurisdiction: str) -> ReportState:
    """The report, if it can be signed now. Raises BadgeRefused saying what stands against it."""
    state = report_state(connection, month_end)
    if not state.readings:
        raise BadgeRefused("There is no reading in this report.")
    if state.digest != digest:
        raise BadgeRefused("The readings changed since this page was shown; look at them again, then sign.")
    if state.signed:
        raise BadgeRefused(f"This report is signed already, by {state.signed.signer}.")
    waiting = [case for case in cases(connection, jurisdiction, month_end) if not case.is_closed]
    if waiting:
        raise BadgeRefused(
            f"{len(waiting)} reading{'' if len(waiting) == 1 else 's'} at or over a level still "
            f"wait{'s' if len(waiting) == 1 else ''} for a decision."
        )
    return state


def meaning(unknown: int) -> str:
    """What the signature of a report with so many unknown doses says."""
    if not unknown:
        return MEANING
    one = unknown == 1
    return (
        f"{MEANING} I know that {many(unknown, 'dose')} of it {'is' if one else 'are'} unknown: "
        f"{'it counts' if one else 'they count'} as unknown and not as zero, and sums with {'it' if one else 'them'} "
        f'read "at least".'
    )


def _acknowledged(connection: Connection, month_end: date, unknown: int) -> None:
    number = unknown_of(connection, month_end)
    if number != unknown:
        raise BadgeRefused(
            f"{many(number, 'dose')} of this report {'is' if number == 1 else 'are'} unknown, and not {unknown}: "
            "look at them again, then sign."
        )


def _open_case(connection: Connection, case_id: int, jurisdiction: str, actor: Actor) -> Case:
    found = cases(connection, jurisdiction, case_id=case_id)
    if not found:
        raise BadgeRefused("The reading has changed, or it was judged anew: look at it again.")
    (case,) = found
    if case.wearer_key in own_wearers(connection, actor.account_id):
        raise BadgeRefused("This is your own badge: a deputy has to review it.")
    if case.is_closed:
        raise BadgeRefused("This reading was decided on already; the page shows by whom.")
    return case


def _decide(
    connection: Connection, case: Case, kind: str, actor: Actor, now: datetime, **said: object
) -> None:
    connection.execute(
        insert(badge_decision).values(
            verdict_id=case.id, kind=kind, entered_by=actor.username, account_id=actor.account_id,
            entered_at=in_utc(now), **said,
        )
    )  # fmt: skip
    record(connection, actor, f"badges.{kind}", now=now, object_kind="badge case", object_id=str(case.id))
