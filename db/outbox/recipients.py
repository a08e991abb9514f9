"""Who receives a message, and where? An account at its mail address, a bare address, or a webhook by its name."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from db.outbox.topics import TOPICS
from db.schema.accounts import account
from db.schema.outbox import outbox_subscription


@dataclass(frozen=True, slots=True)
class Recipient:
    """`channel` is mail, webhook or page (somebody without a mail address, who reads it in radops alone)."""

    channel: str
    address: str | None
    account_id: int | None


def recipients_of(
    connection: Connection, topic: str, *, account_id: int | None = None, role: str | None = None
) -> list[Recipient]:
    """The one account, the accounts of the role, or else whoever receives the topic: each once, none disabled.

    Where nobody has subscribed to it, the accounts of the topic's own role receive it: nothing is said to nobody.
    """
    enabled = select(account.c.id, account.c.mail_address).where(account.c.disabled.is_(False))
    enabled = enabled.order_by(account.c.username)
    if account_id is not None:
        return [_person(row) for row in connection.execute(enabled.where(account.c.id == account_id))]
    if role is None:
        held = outbox_subscription.c
        active = list(
            connection.execute(
                select(held.account_id, held.channel, held.address)
                .where(held.topic == topic, held.ended_at.is_(None))
                .order_by(held.id)
            )
        )
        if active:
            chosen = [row.account_id for row in active if row.account_id is not None]
            # A person whose role may no longer know of it is no longer told.
            people = enabled.where(account.c.id.in_(chosen), account.c.role.in_(TOPICS[topic].roles))
            found = [_person(row) for row in connection.execute(people)] if chosen else []
            found += [Recipient(row.channel, row.address, None) for row in active if row.account_id is None]
            return list({(to.channel, to.address or to.account_id): to for to in found}.values())
        role = TOPICS[topic].role
    return [_person(row) for row in connection.execute(enabled.where(account.c.role == role))]


def _person(row: Any) -> Recipient:
    return Recipient("mail" if row.mail_address else "page", row.mail_address, row.id)
