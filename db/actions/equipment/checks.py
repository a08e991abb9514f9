"""Record a check: judged at once by the limits of today, and never without a word where it is past them."""

from datetime import date, datetime, tzinfo

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from db.actions.equipment.refused import EquipmentRefused
from db.audit import Actor, in_utc, record
from db.once import claim
from db.qc.cleaning import TERMINAL_CHECK, cleaned
from db.qc.judging import judge_one, limits_of
from db.qc.limits import Verdict, verdict
from db.qc.standing import settle
from db.schema.equipment import qc_result, qc_standing


def judged_now(
    connection: Connection, unit: str, test: str, value: float | None, word: str | None, today: date
) -> Verdict:
    """What a value would be judged as today, before it is recorded."""
    limits, _ = limits_of(connection, unit, test, today)
    return verdict(limits, value, word)


def record_check(
    connection: Connection,
    unit: str,
    test: str,
    value: float | None,
    word: str | None,
    comment: str,
    *,
    actor: Actor,
    now: datetime,
    zone: tzinfo,
    key: str | None = None,
) -> tuple[int, Verdict]:
    """Record a check that was done now. Returns the result and its verdict; a terminal cleaning is logged as well.

    Raises EquipmentRefused: unknown check, nothing entered, or past the action limit without a comment. Raises
    SentBefore where the form of this key has counted.
    """
    claim(connection, key, "check", actor=actor, now=now)
    today = now.astimezone(zone).date()
    known = connection.scalar(
        select(qc_standing.c.id).where(qc_standing.c.unit == unit, qc_standing.c.test == test)
    )
    if known is None:
        raise EquipmentRefused("This unit has no such check.")
    text = (word or "").strip()[:200] or None
    if value is None and text is None:
        raise EquipmentRefused("Enter the value, or the answer.")
    found = judged_now(connection, unit, test, value, text, today)
    if found == "action" and not comment.strip():
        raise EquipmentRefused("Past the action limit: say in the comment what was seen and done.")
    values = {
        "unit": unit,
        "test": test,
        "performed_at": in_utc(now),
        "local_date": today,
        "value": value,
        "value_text": text,
        "performed_by": actor.username,
        "comment": comment.strip()[:500] or None,
        "is_complete": True,
    }
    try:
        with connection.begin_nested():
            result_id: int = connection.execute(
                insert(qc_result).values(values).returning(qc_result.c.id)
            ).scalar_one()
    except IntegrityError:
        raise EquipmentRefused("This check was recorded a moment ago.") from None
    if test == TERMINAL_CHECK and found == "ok":
        cleaned(connection, unit, in_utc(now), actor.username)
    settle(connection, [judge_one(connection, result_id)], today)
    record(
        connection, actor, "qc.record", now=now, object_kind="qc_result", object_id=str(result_id),
        detail=f"{unit}, {test}: {found}",
    )  # fmt: skip
    return result_id, found
