"""Send what is due, once: take it in hand, hand it over, note what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from db.database import Database
from db.outbox.letter import mail_of, payload_of
from db.outbox.queue import Parcel, put_back, settle, take
from db.outbox.transport import NotTaken, send_mail, send_webhook
from db.post import Post


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one look: letters that were sent, that wait for another try, and that go nowhere."""

    sent: int = 0
    again: int = 0
    gone: int = 0


class _NoWay(Exception):
    """Nothing is set that could take it: it is not sent, and not tried again."""


def send_due(database: Database, post: Post, site: str, zone: tzinfo, now: Callable[[], datetime]) -> Sent:
    """Send what is due; `site` is the name that stands in subjects. Never raises for a server that takes nothing."""
    with database.write() as connection:
        parcels = take(connection, post, now(), zone)
    sent = again = gone = 0
    for parcel in parcels:
        try:
            _hand_over(parcel, post, site, now())
        except _NoWay as reason:
            gone += 1
            with database.write() as connection:
                settle(connection, parcel.delivery_ids, "unsent", reason=str(reason))
        except NotTaken as error:
            with database.write() as connection:
                if not error.passing:
                    gone += 1
                    settle(connection, parcel.delivery_ids, "failed", reason=str(error))
                elif put_back(connection, parcel, str(error), now()):
                    again += 1
                else:
                    gone += 1
        else:
            sent += 1
            with database.write() as connection:
                settle(connection, parcel.delivery_ids, "sent", sent_at=now())
    return Sent(sent, again, gone)


def _hand_over(parcel: Parcel, post: Post, site: str, now: datetime) -> None:
    if parcel.channel == "mail":
        if not post.host:
            raise _NoWay("no mail server is set")
        send_mail(post, mail_of(parcel, post, site, now))
        return
    url = post.webhooks.get(parcel.address)
    if url is None:
        raise _NoWay(f"no webhook {parcel.address} is set")
    send_webhook(url, payload_of(parcel, post, site))
