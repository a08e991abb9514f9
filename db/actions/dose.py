"""What does a person decide about doses? Outliers are closed with a reason; what happened is noted, or withdrawn."""

from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from db.audit import Actor, in_utc, record
from db.schema.dose_outliers import REASONS, annotation, dose_outlier, dose_outlier_closing

_LEAST_WORDS = 5
_MOST_WORDS, _MOST_NOTE = 500, 120


class DoseRefused(ValueError):
    """The entry cannot be taken as asked; the message says what would be right."""


def close_outlier(
    connection: Connection, outlier_id: int, reason: str, words: str, *, actor: Actor, now: datetime
) -> None:
    """Close one outlier with a reason and a sentence. Raises DoseRefused; nothing else ever closes one."""
    words = " ".join((words or "").split())
    if reason not in REASONS:
        raise DoseRefused("Choose a reason.")
    if not _LEAST_WORDS <= len(words) <= _MOST_WORDS:
        raise DoseRefused(f"Say in {_LEAST_WORDS} to {_MOST_WORDS} characters what explains this dose.")
    table = dose_outlier_closing
    # Whoever comes second waits here for the first, and is told what the first has said.
    known = connection.scalar(
        select(dose_outlier.c.id).where(dose_outlier.c.id == outlier_id).with_for_update()
    )
    if known is None:
        raise DoseRefused("This outlier is not on file.")
    closed = connection.execute(select(table.c.actor).where(table.c.outlier_id == outlier_id)).first()
    if closed is not None:
        raise DoseRefused(f"{closed.actor} has closed this outlier already.")
    connection.execute(
        insert(table).values(
            outlier_id=outlier_id, reason=reason, words=words, closed_at=in_utc(now), actor=actor.username,
            account_id=actor.account_id,
        )
    )  # fmt: skip
    record(
        connection,
        actor,
        "dose.close",
        now=now,
        object_kind="dose_outlier",
        object_id=str(outlier_id),
        detail=reason,
    )


def annotate(
    connection: Connection,
    happened_on: date | None,
    words: str,
    room: str = "",
    exam_type: str = "",
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> int:
    """Note what happened on a day; returns its number. `room` and `exam_type` empty: it concerns all. Raises
    DoseRefused."""
    words = " ".join((words or "").split())
    if happened_on is None or happened_on > today or happened_on.year < today.year - 20:
        raise DoseRefused("Give the day on which it happened, today or before.")
    if not _LEAST_WORDS <= len(words) <= _MOST_NOTE:
        raise DoseRefused(
            f"Say in {_LEAST_WORDS} to {_MOST_NOTE} characters what happened; no patient's data."
        )
    made = connection.scalar(
        insert(annotation)
        .values(
            happened_on=happened_on, words=words, room=room, exam_type=exam_type, written_at=in_utc(now),
            actor=actor.username, account_id=actor.account_id,
        )
        .returning(annotation.c.id)
    )  # fmt: skip
    assert made is not None
    record(connection, actor, "dose.annotate", now=now, object_kind="annotation", object_id=str(made))
    return int(made)


def withdraw_annotation(connection: Connection, number: int, *, actor: Actor, now: datetime) -> None:
    """Take a note off the charts; it stays on file. Raises DoseRefused."""
    changed = connection.execute(
        update(annotation)
        .where(annotation.c.id == number, annotation.c.withdrawn_at.is_(None))
        .values(withdrawn_at=in_utc(now), withdrawn_by=actor.username)
    )
    if changed.rowcount != 1:
        raise DoseRefused("This note is withdrawn already.")
    record(connection, actor, "dose.withdraw", now=now, object_kind="annotation", object_id=str(number))
