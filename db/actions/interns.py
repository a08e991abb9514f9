"""Whose account is it, and what does an intern log? Each in one transaction with its event.

What is logged waits until a supervisor has signed it (`db.actions.intern_signing`), and counts for nothing before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import Connection, insert, select, update

from db.audit import Actor, in_utc, record
from db.competency.entries import InternRefused, check_requirement, order_of, own_number
from db.competency.standing import settle
from db.once import claim
from db.queries.interns import OWN_DAYS, correctable, scope_of, supervisors_of
from db.schema.accounts import account
from db.schema.competency import LEVELS
from db.schema.interns import clinical_hours, exam_log, intern, intern_supervisor, training_link

SUPERVISIONS = ("direct", "indirect")
ACTIVITIES = ("clinic", "class")
# An intern logs what was done lately; older procedures come from the tracker.
_OLDEST = timedelta(days=OWN_DAYS)
_LONGEST_STAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Logged:
    """What an intern says of a procedure. Supervision blank: nobody has said, and it stays its own state."""

    requirement: str
    performed_at: datetime | None
    participation: str
    supervision: str = ""
    supervisor: str = ""
    repeats: int = 0
    repeat_supervision: str = ""
    room: str = ""
    comment: str = ""
    # The number of an own entry that this one corrects; that one counts no longer.
    corrects: int | None = None


def link_account(
    connection: Connection, username: str, *, name: str, kind: str, actor: Actor, now: datetime
) -> None:
    """Tie an account to an intern or a supervisor (`kind`); its earlier link ends. Raises InternRefused."""
    role = {"intern": "intern", "supervisor": "technologist"}[kind]
    found = connection.scalar(
        select(account.c.id).where(account.c.username == username, account.c.role == role)
    )
    if found is None:
        raise InternRefused(f"There is no account {username} in the role {role}.")
    known = intern.c.intern if kind == "intern" else intern_supervisor.c.supervisor
    if connection.scalar(select(known).where(known == name).limit(1)) is None:
        raise InternRefused(f"The {'roster' if kind == 'intern' else 'list of supervisors'} names no {name}.")
    columns = training_link.c
    connection.execute(
        update(training_link)
        .where(columns.linked_account_id == found, columns.ended_at.is_(None))
        .values(ended_at=in_utc(now))
    )
    connection.execute(
        insert(training_link).values(
            linked_account_id=found, **{kind: name}, entered_by=actor.username, entered_at=in_utc(now)
        )
    )
    record(
        connection,
        actor,
        "interns.link",
        now=now,
        object_kind=kind,
        object_id=name,
        detail=f"account {username}",
    )


def log_hours(
    connection: Connection,
    began: datetime | None,
    ended: datetime | None,
    activity: str,
    *,
    zone: tzinfo,
    actor: Actor,
    now: datetime,
    key: str | None = None,
) -> int:
    """Log a stay for the intern who asks; its hours count once a supervisor has signed it.

    Raises InternRefused, or SentBefore where the form of this key has counted.
    """
    claim(connection, key, "stay", actor=actor, now=now)
    scope = scope_of(connection, actor.role, actor.account_id, now.astimezone(zone).date())
    if scope.own is None:
        raise InternRefused("Your account is not tied to an intern; ask the clinical coordinator.")
    if activity not in ACTIVITIES:
        raise InternRefused("Say whether it was clinic or class.")
    if began is None or ended is None or not now - _OLDEST <= began < ended <= now:
        raise InternRefused("Say from when to when, within the last 14 days; the end comes after the start.")
    if ended - began > _LONGEST_STAY:
        raise InternRefused("A stay of more than 24 hours is not possible.")
    table = clinical_hours.c
    overlaps = select(table.id).where(
        table.intern == scope.own, table.started_at < in_utc(ended), table.ended_at > in_utc(began)
    )
    same = select(table.id).where(table.intern == scope.own, table.started_at == in_utc(began))
    if connection.scalar(overlaps.limit(1)) is not None or connection.scalar(same.limit(1)) is not None:
        raise InternRefused("You were somewhere else in these hours, by what is recorded.")
    number = connection.scalar(
        insert(clinical_hours)
        .values(
            intern=scope.own,
            started_at=in_utc(began),
            ended_at=in_utc(ended),
            local_date=began.astimezone(zone).date(),
            activity=activity,
            source_order=order_of(now),
        )
        .returning(table.id)
    )
    assert number is not None
    record(connection, actor, "interns.hours", now=now, object_kind="stay", object_id=str(number))
    return number


def log_exam(
    connection: Connection,
    told: Logged,
    *,
    zone: tzinfo,
    actor: Actor,
    now: datetime,
    key: str | None = None,
) -> int:
    """Log a procedure for the intern who asks, or correct an own entry by a new one; it counts once it is signed.

    Raises InternRefused, or SentBefore where the form of this key has counted.
    """
    claim(connection, key, "logged procedure", actor=actor, now=now)
    scope = scope_of(connection, actor.role, actor.account_id, now.astimezone(zone).date())
    if scope.own is None:
        raise InternRefused("Your account is not tied to an intern; ask the clinical coordinator.")
    check_requirement(connection, scope.own, told.requirement)
    if told.participation not in LEVELS:
        raise InternRefused("Say whether you observed, assisted or performed.")
    if told.performed_at is None or not now - _OLDEST <= told.performed_at <= now:
        raise InternRefused("Say when it was, within the last 14 days.")
    if told.supervision not in ("", *SUPERVISIONS) or told.repeat_supervision not in ("", *SUPERVISIONS):
        raise InternRefused("Supervision is direct or indirect, or not recorded.")
    today = now.astimezone(zone).date()
    if told.supervisor and told.supervisor not in supervisors_of(connection, scope.own, today):
        raise InternRefused("Choose one of those who supervise you, or leave it blank: not recorded.")
    if told.repeats < 0 or told.repeats > 100:
        raise InternRefused("The number of repeats is not possible.")
    if told.repeats and not told.repeat_supervision:
        raise InternRefused("Say how the repeat was supervised: repeats need direct supervision.")
    if told.corrects is not None and told.corrects not in {
        row.id for row in correctable(connection, scope.own, now, zone)
    }:
        raise InternRefused("This entry is not yours to correct, or it was corrected already.")
    number = connection.scalar(
        insert(exam_log)
        .values(
            intern=scope.own,
            requirement=told.requirement,
            record_number=own_number(),
            performed_at=in_utc(told.performed_at),
            local_date=told.performed_at.astimezone(zone).date(),
            participation=told.participation,
            supervision=told.supervision or None,
            supervisor=told.supervisor or None,
            repeats=told.repeats,
            repeat_supervision=told.repeat_supervision or None,
            room=told.room.strip()[:60] or None,
            comment=told.comment.strip()[:500] or None,
            is_approved=False,
            corrects_id=told.corrects,
            source_order=order_of(now),
        )
        .returning(exam_log.c.id)
    )
    assert number is not None
    detail = None if told.corrects is None else f"corrects {told.corrects}"
    record(
        connection,
        actor,
        "interns.log",
        now=now,
        object_kind="logged procedure",
        object_id=str(number),
        detail=detail,
    )
    if told.corrects is not None:
        # What was signed and is corrected counts no longer, until the correction is signed.
        settle(connection, today, {scope.own})
    return number
