"""How is the audit trail kept from being altered? Seals over its events, each bound to the one before."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, String, Table

from db.schema.base import identity, metadata

audit_seal = Table(
    "audit_seal",
    metadata,
    identity(),
    # 1, 2, 3 and so on without a gap: of two that seal at once, one is refused.
    Column("number", Integer, nullable=False, unique=True),
    Column("sealed_at", DateTime, nullable=False),
    Column("event_count", Integer, nullable=False),
    # When the newest of its events happened: they may be given up once this is longer ago than the retention.
    Column("newest_at", DateTime, nullable=False),
    # SHA-256 of its events; HMAC-SHA256 of that and of the seal before. Both as 64 hex digits.
    Column("content_hash", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)

# Which seal an event stands under. The event itself is never written to again.
audit_sealed = Table(
    "audit_sealed",
    metadata,
    Column("event_id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("seal_number", ForeignKey("audit_seal.number"), nullable=False, index=True),
)
