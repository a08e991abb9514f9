"""How does a capability say something? It writes one message, once, in its own transaction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert
from sqlalchemy.dialects import postgresql, sqlite

from db.audit import in_utc
from db.outbox.recipients import recipients_of
from db.outbox.topics import TOPICS
from db.schema.outbox import outbox_delivery, outbox_message

ALERT, NOTICE = "alert", "notice"
KINDS = (ALERT, NOTICE)

_MOST_LINES = 200
_LONGEST_LINE, _LONGEST_SUBJECT = 300, 150
# Whatever ends a line or steers a terminal: in a subject it would begin another header of the mail.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be told, and the page of radops that shows its rows (`/supplies?...`)."""

    text: str
    path: str


def write(
    connection: Connection,
    kind: str,
    topic: str,
    subject: str,
    lines: Sequence[Line],
    dedupe_key: str,
    *,
    now: datetime,
    not_before: datetime | None = None,
    account_id: int | None = None,
    role: str | None = None,
    leaving_out: frozenset[int] = frozenset(),
) -> int | None:
    """Write a message to whoever receives its topic, or else to one account or to the accounts of a role.

    Returns its number, or None where there was nothing to say (no lines) or it was said before (the same `dedupe_key`,
    such as "supplies.digest 2031-11-24"). `not_before` holds it back until then; the accounts in
    `leaving_out` do not get it. Raises ValueError for an unknown kind
    or topic, and for a link that leaves the application.
    """
    if kind not in KINDS or topic not in TOPICS:
        raise ValueError(f"{kind!r} on {topic!r}: no such kind or topic of message.")
    if any(not line.path.startswith("/") or line.path.startswith("//") for line in lines):
        raise ValueError("A line's link is a path of this application, such as /supplies.")
    if not lines:
        return None
    moment = in_utc(now)
    due = max(moment, in_utc(not_before)) if not_before else moment
    into = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(outbox_message)
    message_id = connection.scalar(
        into.values(
            kind=kind,
            topic=topic,
            subject=_plain(subject, _LONGEST_SUBJECT),
            lines=[
                {"text": _plain(line.text, _LONGEST_LINE), "path": line.path} for line in lines[:_MOST_LINES]
            ],
            lines_left_out=max(0, len(lines) - _MOST_LINES),
            dedupe_key=dedupe_key,
            written_at=moment,
        )
        # Two writers at once: the second one's transaction holds, and says nothing.
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
        .returning(outbox_message.c.id)
    )
    if message_id is None:
        return None
    deliveries = [
        {
            "message_id": message_id,
            "channel": to.channel,
            "address": to.address,
            "account_id": to.account_id,
            "state": "here" if to.channel == "page" else "waiting",
            "due_at": due,
            "tries": 0,
        }
        for to in recipients_of(connection, topic, account_id=account_id, role=role)
        if to.account_id is None or to.account_id not in leaving_out
    ]
    if deliveries:
        connection.execute(insert(outbox_delivery), deliveries)
    return int(message_id)


def _plain(text: str, longest: int) -> str:
    cleaned = " ".join(_CONTROL.sub(" ", text).split(" ")).strip()
    return cleaned if len(cleaned) <= longest else cleaned[: longest - 1] + "…"
