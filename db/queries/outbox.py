"""Which messages were written, to whom did they go, did they arrive, and who receives what?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, func, select

from db.attention import AttentionRow
from db.audit import in_utc
from db.outbox import ALERT, TOPICS
from db.schema.accounts import account
from db.schema.outbox import outbox_delivery, outbox_message, outbox_subscription
from db.wording import many

PATH = "/outbox"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One copy of a message. `who` is a user name, a mail address or a webhook's name; times are naive UTC."""

    who: str
    channel: str
    state: str
    due_at: datetime
    tries: int
    sent_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it was written; lines are (text, path)."""

    id: int
    kind: str
    topic: str
    subject: str
    lines: tuple[tuple[str, str], ...]
    lines_left_out: int
    written_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who receives a topic; `mail_address` of an account is None where it has none."""

    id: int
    topic: str
    channel: str
    who: str
    is_account: bool
    mail_address: str | None


def messages(connection: Connection, account_id: int | None, most: int) -> tuple[list[Message], int]:
    """The newest messages and how many there are: those of one account with its own copies alone, or all (None).

    Alerts that nobody has acknowledged come first.
    """
    said, row = outbox_message.c, outbox_delivery.c
    wanted = select(outbox_message)
    if account_id is not None:
        wanted = wanted.where(said.id.in_(select(row.message_id).where(row.account_id == account_id)))
    total = connection.scalar(select(func.count()).select_from(wanted.subquery()))
    is_open = (said.kind == ALERT) & said.acknowledged_at.is_(None)
    found = connection.execute(
        wanted.order_by(is_open.desc(), said.written_at.desc(), said.id.desc()).limit(most)
    ).all()
    copies = _deliveries(connection, [one.id for one in found], account_id)
    return [
        Message(
            one.id, one.kind, one.topic, one.subject,
            tuple((line["text"], line["path"]) for line in one.lines), one.lines_left_out,
            one.written_at, one.acknowledged_at, one.acknowledged_by, tuple(copies[one.id]),
        )
        for one in found
    ], int(total or 0)  # fmt: skip


def _deliveries(
    connection: Connection, message_ids: Sequence[int], account_id: int | None
) -> dict[int, list[Delivery]]:
    row = outbox_delivery.c
    query = (
        select(outbox_delivery, account.c.username)
        .outerjoin(account, account.c.id == row.account_id)
        .where(row.message_id.in_(message_ids))
        .order_by(row.id)
    )
    if account_id is not None:
        query = query.where(row.account_id == account_id)
    found: dict[int, list[Delivery]] = defaultdict(list)
    for one in connection.execute(query):
        found[one.message_id].append(
            Delivery(
                one.username or one.address or "", one.channel, one.state, one.due_at, one.tries,
                one.sent_at, one.reason,
            )
        )  # fmt: skip
    return found


def subscriptions(connection: Connection, account_id: int | None = None) -> list[Subscription]:
    """Who receives what, by topic and name; of one account, or all (None)."""
    row = outbox_subscription.c
    query = (
        select(row.id, row.topic, row.channel, row.address, account.c.username, account.c.mail_address)
        .outerjoin(account, account.c.id == row.account_id)
        .where(row.ended_at.is_(None))
    )
    if account_id is not None:
        query = query.where(row.account_id == account_id)
    found = [
        Subscription(
            one.id, one.topic, one.channel, one.username or one.address, one.username is not None,
            one.mail_address,
        )
        for one in connection.execute(query)
    ]  # fmt: skip
    return sorted(
        found, key=lambda one: (list(TOPICS).index(one.topic) if one.topic in TOPICS else 99, one.who)
    )


def may_receive(connection: Connection) -> list[tuple[str, str, str | None]]:
    """The accounts that can be chosen, as (user name, role, mail address)."""
    rows = connection.execute(
        select(account.c.username, account.c.role, account.c.mail_address)
        .where(account.c.disabled.is_(False))
        .order_by(account.c.username)
    )
    return [(row.username, row.role, row.mail_address) for row in rows]


def attention(connection: Connection, now: datetime, zone: tzinfo) -> list[AttentionRow]:
    """Alerts that nobody has acknowledged, and letters that were given up, as home should show them."""
    said, row = outbox_message.c, outbox_delivery.c
    open_alerts, since = connection.execute(
        select(func.count(), func.min(said.written_at)).where(
            said.kind == ALERT, said.acknowledged_at.is_(None), said.written_at <= in_utc(now)
        )
    ).one()
    failed = connection.scalar(select(func.count()).where(row.state == "failed")) or 0
    found: list[AttentionRow] = []
    if open_alerts:
        found.append(
            _line("warn", "Not acknowledged", f"{many(open_alerts, 'alert')} not acknowledged",
                  "Nobody has said that they are dealt with.", _day(since, now, zone), open_alerts)
        )  # fmt: skip
    if failed:
        found.append(
            _line("warn", "Not delivered", f"{many(failed, 'message')} could not be delivered",
                  "Given up after several tries, or refused by the server.", None, failed)
        )  # fmt: skip
    return found


def _line(
    state: Any, word: str, finding: str, detail: str, since: date | None, weight: float
) -> AttentionRow:
    return AttentionRow("outbox", state, word, finding, detail, since, PATH, "outbox.all", weight)


def _day(moment: datetime, now: datetime, zone: tzinfo) -> date:
    return moment.replace(tzinfo=now.tzinfo).astimezone(zone).date()
