"""Was a fault told to those who repair it, and did it arrive?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from db.qc.escalating import keys_begin
from db.schema.accounts import account
from db.schema.outbox import outbox_delivery, outbox_message


@dataclass(frozen=True, slots=True)
class Escalation:
    """One copy of the alert. `state` is that of the outbox, none where nobody receives the topic; times naive UTC."""

    written_at: datetime
    who: str | None
    state: str
    sent_at: datetime | None
    reason: str | None
    acknowledged_by: str | None


def escalations(connection: Connection, fault_id: int) -> list[Escalation]:
    """The copies of all alerts of a fault, oldest first."""
    said, copy = outbox_message.c, outbox_delivery.c
    rows = connection.execute(
        select(
            said.written_at,
            said.acknowledged_by,
            copy.address,
            copy.state,
            copy.sent_at,
            copy.reason,
            account.c.username,
        )
        .outerjoin(outbox_delivery, copy.message_id == said.id)
        .outerjoin(account, account.c.id == copy.account_id)
        .where(said.dedupe_key.startswith(keys_begin(fault_id), autoescape=True))
        .order_by(said.id, copy.id)
    )
    return [
        Escalation(row.written_at, row.username or row.address, row.state or "nobody", row.sent_at, row.reason,
                   row.acknowledged_by)
        for row in rows
    ]  # fmt: skip
