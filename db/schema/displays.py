"""Which screens hang on a wall, what does each show, and what do people want everybody to read there?"""

from sqlalchemy import JSON, CheckConstraint, Column, DateTime, Index, String, Table

from db.schema.base import identity, metadata

display = Table(
    "display",
    metadata,
    identity(),
    Column("name", String(60), nullable=False),
    # A list of {"scene", "seconds"}, in the order in which they are shown.
    Column("playlist", JSON, nullable=False),
    # Only hashes of what opens the wall: who reads the database cannot show it anywhere.
    Column("pairing_hash", String(64), unique=True),
    Column("pairing_expires_at", DateTime),
    Column("token_hash", String(64), unique=True),
    Column("created_at", DateTime, nullable=False),
    Column("created_by", String(60), nullable=False),
    Column("paired_at", DateTime),
    Column("last_seen_at", DateTime),
    Column("revoked_at", DateTime),
    Column("revoked_by", String(60)),
)

announcement = Table(
    "announcement",
    metadata,
    identity(),
    Column("kind", String(12), nullable=False),
    Column("text", String(200), nullable=False),
    Column("written_at", DateTime, nullable=False),
    Column("written_by", String(60), nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("ended_by", String(60)),
    CheckConstraint("kind IN ('handover', 'announcement')", name="kind"),
    Index("ix_announcement_expires_at", "expires_at"),
)
