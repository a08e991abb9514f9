"""Review a result and document the correction of a failed one; neither overwrites what was found."""

from datetime import datetime, tzinfo

from sqlalchemy import Connection, insert, select, update

from db.actions.equipment.refused import EquipmentRefused
from db.audit import Actor, in_utc, record
from db.qc.standing import settle
from db.schema.accounts import account
from db.schema.equipment import qc_correction, qc_result, qc_review


def review_result(
    connection: Connection,
    result_id: int,
    decision: str,
    comment: str,
    *,
    actor: Actor,
    now: datetime,
    zone: tzinfo,
) -> None:
    """Approve or reject a result. Raises EquipmentRefused: one's own, unknown, decided already, or without a reason.

    A review says whether the result can be trusted, not whether it passed. A rejected result counts for no schedule.
    """
    row = connection.execute(select(qc_result).where(qc_result.c.id == result_id).with_for_update()).first()
    if row is None:
        raise EquipmentRefused("There is no such result.")
    # Files name people as they are called, entries by their user name.
    own_name = connection.scalar(select(account.c.display_name).where(account.c.username == actor.username))
    if row.performed_by is not None and row.performed_by in (actor.username, own_name):
        raise EquipmentRefused("Nobody reviews their own result.")
    if decision not in ("approved", "rejected"):
        raise EquipmentRefused("A result is approved or rejected.")
    if row.review_state is not None:
        raise EquipmentRefused("Somebody has reviewed this result already.")
    if decision == "rejected" and not comment.strip():
        raise EquipmentRefused("Say why the result is rejected.")
    connection.execute(
        insert(qc_review).values(
            result_id=result_id,
            decision=decision,
            comment=comment.strip()[:500] or None,
            reviewed_by=actor.username,
            reviewed_at=in_utc(now),
        )
    )
    connection.execute(update(qc_result).where(qc_result.c.id == result_id).values(review_state=decision))
    settle(connection, [(row.unit, row.test)], now.astimezone(zone).date())
    record(
        connection,
        actor,
        "qc.review",
        now=now,
        object_kind="qc_result",
        object_id=str(result_id),
        detail=decision,
    )


def document_correction(
    connection: Connection, result_id: int, what: str, *, actor: Actor, now: datetime, zone: tzinfo
) -> None:
    """Write down what was done about a failure; stops its clock. Raises EquipmentRefused."""
    row = connection.execute(select(qc_result).where(qc_result.c.id == result_id)).first()
    if row is None or row.verdict != "action":
        raise EquipmentRefused("There is no such failure.")
    if not what.strip():
        raise EquipmentRefused("Say what was corrected.")
    if connection.scalar(select(qc_correction.c.id).where(qc_correction.c.result_id == result_id)):
        raise EquipmentRefused("Its correction is written down already.")
    passed = connection.scalar(
        select(qc_result.c.id).where(
            qc_result.c.unit == row.unit,
            qc_result.c.test == row.test,
            qc_result.c.performed_at > row.performed_at,
            qc_result.c.verdict.in_(("ok", "tolerance")),
        )
    )
    if passed is None:
        raise EquipmentRefused("The check has not passed since: repeat it first.")
    connection.execute(
        insert(qc_correction).values(
            result_id=result_id,
            what=what.strip()[:500],
            corrected_on=now.astimezone(zone).date(),
            corrected_by=actor.username,
            recorded_at=in_utc(now),
        )
    )
    record(connection, actor, "qc.correct", now=now, object_kind="qc_result", object_id=str(result_id))
