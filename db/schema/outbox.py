"""What is to be told to people, to whom does it go, did it arrive, and who has chosen to receive what?"""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
)

from db.schema.base import identity, metadata

outbox_message = Table(
    "outbox_message",
    metadata,
    identity(),
    Column("kind", String(10), nullable=False),
    Column("topic", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    # A list of {"text", "path"}: each line leads to the rows that it tells of.
    Column("lines", JSON, nullable=False),
    Column("lines_left_out", Integer, nullable=False),
    # What is said once: the same key a second time is not written.
    Column("dedupe_key", String(160), nullable=False, unique=True),
    Column("written_at", DateTime, nullable=False, index=True),
    Column("acknowledged_at", DateTime),
    Column("acknowledged_by", String(60)),
    CheckConstraint("kind IN ('alert', 'notice')", name="kind"),
)

outbox_delivery = Table(
    "outbox_delivery",
    metadata,
    identity(),
    Column("message_id", ForeignKey("outbox_message.id"), nullable=False, index=True),
    Column("channel", String(10), nullable=False),
    # A mail address, or a webhook's name in the settings; never a web address.
    Column("address", String(200)),
    Column("account_id", ForeignKey("account.id"), index=True),
    Column("state", String(10), nullable=False),
    # When it is tried (again), or, while it is being sent, when it was taken in hand.
    Column("due_at", DateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("sent_at", DateTime),
    # Why it was not sent, in a few words of radops; never what a server answered, which may repeat anything.
    Column("reason", String(200)),
    CheckConstraint("channel IN ('mail', 'webhook', 'page')", name="channel"),
    CheckConstraint("state IN ('here', 'waiting', 'sending', 'sent', 'failed', 'unsent')", name="state"),
    Index("ix_outbox_delivery_state_due_at", "state", "due_at"),
)

outbox_subscription = Table(
    "outbox_subscription",
    metadata,
    identity(),
    Column("topic", String(40), nullable=False, index=True),
    Column("account_id", ForeignKey("account.id"), index=True),
    Column("channel", String(10), nullable=False),
    Column("address", String(200)),
    Column("begun_at", DateTime, nullable=False),
    Column("begun_by", String(60), nullable=False),
    Column("ended_at", DateTime),
    Column("ended_by", String(60)),
    CheckConstraint("channel IN ('mail', 'webhook')", name="channel"),
)
