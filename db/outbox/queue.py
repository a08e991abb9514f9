"""Which messages are to be sent now, to whom, and what became of them?

A delivery is taken in hand before it is sent, so that two senders at once send it once. One that was in hand when its
sender was killed is taken up again after a while: it may arrive twice, which is better than never.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update

from db.audit import in_utc
from db.outbox.writing import ALERT
from db.post import Post
from db.schema.accounts import account
from db.schema.outbox import outbox_delivery, outbox_message

_FORGOTTEN_AFTER = timedelta(minutes=15)
# After so many tries in vain, how long until the next; after the last it is given up.
_WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240, 720))


@dataclass(frozen=True, slots=True)
class Told:
    """One message as it is sent: its lines are (text, path)."""

    kind: str
    subject: str
    lines: tuple[tuple[str, str], ...]
    lines_left_out: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one recipient at once: an alert alone, or the notices that have gathered."""

    channel: str
    address: str
    delivery_ids: tuple[int, ...]
    tries: int
    messages: tuple[Told, ...]


def take(connection: Connection, post: Post, now: datetime, zone: tzinfo) -> list[Parcel]:
    """Take what is due in hand, in the caller's transaction. Notices wait through quiet hours and until gathered."""
    moment = in_utc(now)
    row, said = outbox_delivery.c, outbox_message.c
    due = connection.execute(
        select(
            row.id, row.channel, row.address, row.account_id, row.tries, row.due_at,
            said.kind, said.subject, said.lines, said.lines_left_out, account.c.disabled,
        )
        .join(outbox_message, said.id == row.message_id)
        .outerjoin(account, account.c.id == row.account_id)
        .where(
            or_(
                and_(row.state == "waiting", row.due_at <= moment),
                and_(row.state == "sending", row.due_at <= moment - _FORGOTTEN_AFTER),
            )
        )
        .order_by(row.channel, row.address, row.id)
    ).all()  # fmt: skip
    settle(connection, [one.id for one in due if one.disabled], "unsent", reason="the account is disabled")
    open_ = [one for one in due if not one.disabled]
    parcels: list[Parcel] = []
    for (channel, address), group in groupby(open_, key=lambda one: (one.channel, one.address)):
        rows = list(group)
        alerts = [[one] for one in rows if one.kind == ALERT]
        notices = [one for one in rows if one.kind != ALERT]
        waits = post.is_quiet(now, zone) or not _gathered(notices, post, moment)
        # What cannot leave has nothing to wait for: it is said at once that it is not sent.
        if waits and (post.host if channel == "mail" else address in post.webhooks):
            notices = []
        for together in [*alerts, *([notices] if notices else [])]:
            ids = _claimed(connection, [one.id for one in together], moment)
            held = [one for one in together if one.id in ids]
            if held:
                parcels.append(_parcel(channel, address, held))
    return parcels


def settle(
    connection: Connection,
    delivery_ids: Sequence[int],
    state: str,
    *,
    reason: str | None = None,
    sent_at: datetime | None = None,
) -> None:
    """Note what became of deliveries for good: sent, unsent (nobody to take them) or failed."""
    if delivery_ids:
        connection.execute(
            update(outbox_delivery)
            .where(outbox_delivery.c.id.in_(delivery_ids))
            .values(state=state, reason=reason, sent_at=in_utc(sent_at) if sent_at else None)
        )


def put_back(connection: Connection, parcel: Parcel, reason: str, now: datetime) -> bool:
    """Note a try in vain: later again, or given up. Returns whether it is tried again."""
    tries = parcel.tries + 1
    again = tries <= len(_WAITS)
    row = outbox_delivery.c
    connection.execute(
        update(outbox_delivery)
        .where(row.id.in_(parcel.delivery_ids))
        .values(
            state="waiting" if again else "failed",
            tries=tries,
            reason=reason,
            due_at=in_utc(now) + (_WAITS[tries - 1] if again else timedelta(0)),
        )
    )
    return again


def _gathered(notices: Sequence[Any], post: Post, moment: datetime) -> bool:
    return any(one.tries > 0 or one.due_at + post.gather <= moment for one in notices)


def _claimed(connection: Connection, ids: Sequence[int], moment: datetime) -> set[int]:
    """Those that nobody else took meanwhile."""
    row = outbox_delivery.c
    still = or_(
        and_(row.state == "waiting", row.due_at <= moment),
        and_(row.state == "sending", row.due_at <= moment - _FORGOTTEN_AFTER),
    )
    taken = connection.execute(
        update(outbox_delivery)
        .where(row.id.in_(ids), still)
        .values(state="sending", due_at=moment)
        .returning(row.id)
    )
    return {int(one.id) for one in taken}


def _parcel(channel: str, address: str, rows: Sequence[Any]) -> Parcel:
    told = tuple(
        Told(
            one.kind,
            one.subject,
            tuple((line["text"], line["path"]) for line in one.lines),
            one.lines_left_out,
        )
        for one in rows
    )
    return Parcel(channel, address, tuple(one.id for one in rows), max(one.tries for one in rows), told)
