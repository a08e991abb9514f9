"""What does a supervisor sign? Logged procedures, and competencies judged; each with name, time and meaning.

Whose records somebody may touch is worked out inside the transaction (`db.queries.interns.scope_of`), never taken from
the browser. Signing asks for the password again. Nothing is overwritten: a correction is a row that names another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from db.attempts import forget_failures, try_password
from db.audit import FAILED, Actor, in_utc, record
from db.competency.entries import InternRefused, check_requirement, order_of, own_number
from db.competency.standing import settle
from db.database import Database
from db.privacy import Keyring
from db.queries.interns import Scope, scope_of
from db.schema.accounts import account
from db.schema.interns import (
    clinical_hours,
    competency_record,
    competency_standing,
    exam_log,
    intern,
    training_signature,
)
from db.training_settings import read_settings

LOG_MEANING = "I supervised this procedure as it is written here."
HOURS_MEANING = "The intern was there at these times, under my supervision or that of my department."
JUDGE_MEANING = "I judged this competency myself; the intern performed as it is written here."
OUTCOMES = ("passed", "attempted")
_MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Judged:
    """What a supervisor judged."""

    requirement: str
    outcome: str
    score_percent: float | None
    is_simulated: bool
    comment: str


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs, with the password as it was typed again."""

    keyring: Keyring
    password: str
    actor: Actor
    now: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        """The hospital's day."""
        return self.now.astimezone(self.zone).date()


def sign_logs(database: Database, numbers: Sequence[int], signing: Signing) -> int:
    """Sign logged procedures of assigned interns; they count from then on. Returns how many. Raises InternRefused."""
    if not numbers or len(numbers) > _MOST_AT_ONCE:
        raise InternRefused("Choose what you sign.")
    _check_password(database, signing, "interns.sign")
    with database.write() as connection:
        signer = _signer(connection, signing)
        scope = _supervisor(connection, signing)
        rows = connection.execute(select(exam_log).where(exam_log.c.id.in_(set(numbers)))).all()
        corrected = set(
            connection.scalars(select(exam_log.c.corrects_id).where(exam_log.c.corrects_id.in_(set(numbers))))
        )
        rows = [
            row
            for row in rows
            if scope.holds(row.intern) and row.is_approved is False and row.id not in corrected
        ]
        if len(rows) != len(set(numbers)):
            raise InternRefused(
                "One of these is signed or corrected already, or not yours to sign. Look again."
            )
        for row in rows:
            changed = connection.execute(
                update(exam_log)
                .where(exam_log.c.id == row.id, exam_log.c.is_approved.is_(False))
                .values(is_approved=True)
            )
            if not changed.rowcount:
                raise InternRefused("Somebody else signed one of these just now. Look again.")
            _sign(connection, "exam_log", row.id, signer, LOG_MEANING, signing)
        settle(connection, signing.today, {row.intern for row in rows})
        return len(rows)


def sign_hours(database: Database, numbers: Sequence[int], signing: Signing) -> int:
    """Sign stays that assigned interns logged; their hours count from then on. Raises InternRefused."""
    if not numbers or len(numbers) > _MOST_AT_ONCE:
        raise InternRefused("Choose what you sign.")
    _check_password(database, signing, "interns.sign")
    with database.write() as connection:
        signer = _signer(connection, signing)
        scope = _supervisor(connection, signing)
        table = clinical_hours.c
        rows = connection.execute(select(clinical_hours).where(table.id.in_(set(numbers)))).all()
        waiting = (table.file_id.is_(None), table.approved_by.is_(None))
        if len(rows) != len(set(numbers)) or not all(scope.holds(row.intern) for row in rows):
            raise InternRefused("One of these is not yours to sign. Look again.")
        for row in rows:
            changed = connection.execute(
                update(clinical_hours).where(table.id == row.id, *waiting).values(approved_by=signer[:80])
            )
            if not changed.rowcount:
                raise InternRefused("One of these is signed already. Look again.")
            _sign(connection, "clinical_hours", row.id, signer, HOURS_MEANING, signing)
        return len(rows)


def judge(database: Database, number: int, told: Judged, signing: Signing) -> int:
    """Judge and sign a competency of an assigned intern (`number` of its roster row). Raises InternRefused.

    It must have been offered: as many procedures logged as the list asks for.
    """
    _check_judgement(database, told, signing.today)
    _check_password(database, signing, "interns.judge")
    with database.write() as connection:
        signer = _signer(connection, signing)
        scope = _supervisor(connection, signing)
        person = connection.execute(select(intern).where(intern.c.id == number)).first()
        if person is None or not scope.holds(person.intern):
            raise InternRefused("This intern is not assigned to you.")
        check_requirement(connection, person.intern, told.requirement)
        standing = competency_standing.c
        state = connection.scalar(
            select(standing.state).where(
                standing.intern == person.intern,
                standing.requirement == told.requirement,
                standing.requirement_kind != "rule",
            )
        )
        if state != "offered":
            raise InternRefused(
                "This competency is not offered: it is done already, or too few procedures are logged."
            )
        made = _insert_judgement(connection, person.intern, told, signer, signing)
        settle(connection, signing.today, {person.intern})
        return made


def correct_judgement(database: Database, record_id: int, told: Judged, signing: Signing) -> int:
    """Correct a judgement of an assigned intern by a new, signed row; the old one stays and counts no longer."""
    _check_judgement(database, told, signing.today)
    if not told.comment.strip():
        raise InternRefused("Say in the comment what was wrong.")
    _check_password(database, signing, "interns.judge")
    with database.write() as connection:
        signer = _signer(connection, signing)
        scope = _supervisor(connection, signing)
        old = connection.execute(select(competency_record).where(competency_record.c.id == record_id)).first()
        if old is None or not scope.holds(old.intern) or old.requirement != told.requirement:
            raise InternRefused("This judgement is not yours to correct.")
        corrected = select(func.count()).where(competency_record.c.corrects_id == record_id)
        if connection.scalar(corrected):
            raise InternRefused("It was corrected already; correct the correction.")
        made = _insert_judgement(connection, old.intern, told, signer, signing, corrects=old)
        settle(connection, signing.today, {old.intern})
        return made


def _check_judgement(database: Database, told: Judged, today: date) -> None:
    if told.outcome not in OUTCOMES:
        raise InternRefused("Say whether it was passed or attempted.")
    if told.score_percent is not None and not 0 <= told.score_percent <= 100:
        raise InternRefused("The score is a percentage from 0 to 100.")
    with database.read() as connection:
        comment_below = read_settings(connection, today)["comment_below"]
    low = told.score_percent is not None and told.score_percent < comment_below
    if (low or told.outcome == "attempted") and not told.comment.strip():
        raise InternRefused(f"An attempt, and a score below {comment_below:g}, needs a comment.")


def _insert_judgement(
    connection: Connection, name: str, told: Judged, signer: str, signing: Signing, corrects: Any = None
) -> int:
    made = connection.scalar(
        insert(competency_record)
        .values(
            intern=name,
            requirement=told.requirement,
            record_number=own_number(),
            # A correction speaks of the day that it corrects.
            evaluated_on=signing.today if corrects is None else corrects.evaluated_on,
            outcome=told.outcome,
            score_percent=told.score_percent,
            is_simulated=told.is_simulated,
            evaluator=signer[:80],
            comment=told.comment.strip()[:500] or None,
            corrects_id=None if corrects is None else corrects.id,
            source_order=order_of(signing.now),
        )
        .returning(competency_record.c.id)
    )
    assert made is not None
    _sign(connection, "competency_record", made, signer, JUDGE_MEANING, signing)
    return made


def _supervisor(connection: Connection, signing: Signing) -> Scope:
    scope = scope_of(connection, signing.actor.role, signing.actor.account_id, signing.today)
    if scope.supervisor is None:
        raise InternRefused("Your account is not tied to a supervisor; ask the clinical coordinator.")
    return scope


def _signer(connection: Connection, signing: Signing) -> str:
    found = connection.scalar(select(account.c.display_name).where(account.c.id == signing.actor.account_id))
    return str(found or signing.actor.username)


def _check_password(database: Database, signing: Signing, action: str) -> None:
    actor, now = signing.actor, signing.now
    verdict = try_password(
        database, signing.keyring, actor.username, signing.password, address=actor.address or "", now=now
    )
    if verdict.wait:
        raise InternRefused(f"Too many tries. Try again in {max(1, round(verdict.wait.total_seconds()))} s.")
    with database.write() as connection:
        if verdict.right and verdict.account_id == actor.account_id:
            forget_failures(connection, signing.keyring, actor.username)
            return
        record(connection, actor, action, now=now, outcome=FAILED, detail="wrong password")
    raise InternRefused("The password is not right; nothing was signed.")


def _sign(
    connection: Connection, table: str, number: int, signer: str, meaning: str, signing: Signing
) -> None:
    connection.execute(
        insert(training_signature).values(
            signed_table=table, signed_id=number, signer=signer, meaning=meaning,
            entered_by=signing.actor.username, entered_at=in_utc(signing.now),
        )
    )  # fmt: skip
    action = "interns.judge" if table == "competency_record" else "interns.sign"
    record(connection, signing.actor, action, now=signing.now, object_kind=table, object_id=str(number))
