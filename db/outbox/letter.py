"""How does a message read, as a mail and as what a webhook gets?"""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from db.outbox.queue import Parcel, Told
from db.outbox.writing import ALERT
from db.post import Post


def subject_of(parcel: Parcel, site: str) -> str:
    """`Recalled stock is on the shelf (alert, City clinic)`; several notices are counted."""
    first = parcel.messages[0]
    said = first.subject if len(parcel.messages) == 1 else f"{len(parcel.messages)} notices: {first.subject}"
    about = ", ".join(part for part in (first.kind if first.kind == ALERT else "", site) if part)
    return f"{said} ({about})" if about else said


def text_of(messages: Sequence[Told], base_url: str) -> str:
    """The messages below each other, each line with the address of its rows."""
    parts: list[str] = []
    for told in messages:
        parts.append(told.subject)
        parts += [f"- {text}\n  {base_url}{path}" for text, path in told.lines]
        if told.lines_left_out:
            parts.append(f"- and {told.lines_left_out} more")
        if told.kind == ALERT:
            parts.append(f"Please acknowledge this alert: {base_url}/outbox")
        parts.append("")
    return "\n".join([*parts, f"What you receive: {base_url}/outbox"])


def mail_of(parcel: Parcel, post: Post, site: str, now: datetime) -> EmailMessage:
    """The mail. Its id comes from what is sent: one that arrives twice can be known again."""
    mail = EmailMessage()
    mail["Subject"] = subject_of(parcel, site)
    mail["From"] = post.sender
    mail["To"] = parcel.address
    mail["Date"] = format_datetime(now)
    first, last = min(parcel.delivery_ids), max(parcel.delivery_ids)
    mail["Message-ID"] = (
        f"<radops.{first}.{last}.{len(parcel.delivery_ids)}@{post.sender.rpartition('@')[2]}>"
    )
    # Out-of-office answers to a machine help nobody (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    if parcel.messages[0].kind == ALERT:
        mail["Importance"] = "high"
    mail.set_content(text_of(parcel.messages, post.base_url))
    return mail


def payload_of(parcel: Parcel, post: Post, site: str) -> dict[str, Any]:
    """What a webhook gets: `text` for chat programs, and the same in parts for others."""
    return {
        "text": text_of(parcel.messages, post.base_url),
        "site": site,
        "messages": [
            {
                "kind": told.kind,
                "subject": told.subject,
                "lines": [{"text": text, "url": f"{post.base_url}{path}"} for text, path in told.lines],
                "lines_left_out": told.lines_left_out,
            }
            for told in parcel.messages
        ],
    }
