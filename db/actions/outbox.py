"""Decisions about messages: acknowledge an alert, choose who receives what, say where a person's mail goes."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from db.audit import Actor, in_utc, record
from db.outbox import ALERT, TOPICS
from db.post import is_mail_address
from db.queries.accounts import Account, account_named
from db.schema.accounts import account
from db.schema.outbox import outbox_delivery, outbox_message, outbox_subscription


class OutboxRefused(Exception):
    """What was asked for cannot be done; the message says what would be right."""


def acknowledge(
    connection: Connection, message_id: int, *, actor: Actor, now: datetime, anybodys: bool = False
) -> None:
    """Say that an alert was seen and is dealt with. The first to say so is kept.

    Whoever received it may, and with `anybodys` (an administrator) anybody. Raises OutboxRefused.
    """
    said, row = outbox_message.c, outbox_delivery.c
    mine = select(row.message_id).where(row.account_id == actor.account_id)
    found = select(said.kind, said.acknowledged_at, said.topic).where(said.id == message_id)
    one = connection.execute(found if anybodys else found.where(said.id.in_(mine))).one_or_none()
    if one is None or one.kind != ALERT:
        raise OutboxRefused("There is no such alert among your messages.")
    changed = connection.execute(
        update(outbox_message)
        .where(said.id == message_id, said.acknowledged_at.is_(None))
        .values(acknowledged_at=in_utc(now), acknowledged_by=actor.username)
    )
    if not changed.rowcount:
        raise OutboxRefused("Somebody has acknowledged it already.")
    record(
        connection, actor, "outbox.acknowledge", now=now, object_kind="message", object_id=str(message_id),
        detail=one.topic,
    )  # fmt: skip


def subscribe(
    connection: Connection,
    topic: str,
    *,
    username: str | None = None,
    address: str | None = None,
    webhook: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Let an account, a mail address or a webhook (by its name in the settings) receive a topic.

    Raises OutboxRefused.
    """
    if topic not in TOPICS:
        raise OutboxRefused(f"There is no topic {topic}; the topics are {', '.join(TOPICS)}.")
    if sum(bool(one) for one in (username, address, webhook)) != 1:
        raise OutboxRefused("Name one: a user, a mail address or a webhook.")
    account_id = None
    if username:
        held = _existing(connection, username)
        if held.role not in TOPICS[topic].roles:
            raise OutboxRefused(
                f"{held.username} is {held.role}; this topic is for {', '.join(sorted(TOPICS[topic].roles))}."
            )
        account_id = held.id
    if address is not None and not is_mail_address(address):
        raise OutboxRefused("That is no mail address, such as store@clinic.org.")
    to = address or webhook
    row = outbox_subscription.c
    same = (row.account_id == account_id) if account_id is not None else (row.address == to)
    channel = "webhook" if webhook else "mail"
    running = select(row.id).where(row.topic == topic, row.ended_at.is_(None), row.channel == channel, same)
    if connection.scalar(running) is not None:
        raise OutboxRefused(f"{username or to} receives it already.")
    connection.execute(
        insert(outbox_subscription).values(
            topic=topic, account_id=account_id, channel=channel, address=to,
            begun_at=in_utc(now), begun_by=actor.username,
        )
    )  # fmt: skip
    record(
        connection, actor, "outbox.subscribe", now=now, object_kind="topic", object_id=topic,
        detail=f"{channel} {username or to}",
    )  # fmt: skip


def unsubscribe(connection: Connection, subscription_id: int, *, actor: Actor, now: datetime) -> None:
    """End a subscription; what was written before still goes out. Raises OutboxRefused."""
    row = outbox_subscription.c
    topic = connection.scalar(
        update(outbox_subscription)
        .where(row.id == subscription_id, row.ended_at.is_(None))
        .values(ended_at=in_utc(now), ended_by=actor.username)
        .returning(row.topic)
    )
    if topic is None:
        raise OutboxRefused("There is no such subscription any more.")
    record(
        connection, actor, "outbox.unsubscribe", now=now, object_kind="topic", object_id=topic,
        detail=f"subscription {subscription_id}",
    )  # fmt: skip


def set_mail_address(
    connection: Connection, username: str, address: str, *, actor: Actor, now: datetime
) -> None:
    """Say where an account's messages go; an empty address: nowhere, they are read in radops. Raises OutboxRefused."""
    held = _existing(connection, username)
    if address and not is_mail_address(address):
        raise OutboxRefused("That is no mail address, such as name@clinic.org.")
    connection.execute(update(account).where(account.c.id == held.id).values(mail_address=address or None))
    record(
        connection, actor, "account.mail", now=now, object_kind="account", object_id=held.username,
        detail="set" if address else "removed",
    )  # fmt: skip


def _existing(connection: Connection, username: str) -> Account:
    found = account_named(connection, username)
    if found is None:
        raise OutboxRefused("There is no such account.")
    return found
