"""Was this very form sent before? A second tap, a slow network or a page sent again must not count twice.

A form has a key of its own from the moment when it is opened. Whatever it enters claims the key in the same
transaction: what is refused gives it back, what was done keeps it.
"""

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from db.audit import Actor, in_utc
from db.schema.entries import form_entry


class SentBefore(Exception):
    """The same form has counted already; nothing more is to be done."""


def claim(connection: Connection, key: str | None, entered: str, *, actor: Actor, now: datetime) -> None:
    """Let the form of this key count, once. Raises SentBefore. Without a key (no form was filled in) all may count.

    Two at once: the second waits for the first one's transaction, and then it was before.
    """
    if key is None:
        return
    into = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(form_entry)
    claimed = connection.scalar(
        into.values(form_key=key, entered=entered, entered_by=actor.username, entered_at=in_utc(now))
        .on_conflict_do_nothing(index_elements=["form_key"])
        .returning(form_entry.c.id)
    )
    if claimed is None:
        raise SentBefore
