"""Who may sign in, who is signed in, who tried in vain, and who did what?"""

from sqlalchemy import (
    Boolean,
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

ROLES = (
    "manager",
    "rso",
    "physicist",
    "clerk",
    "coordinator",
    "intern",
    "technologist",
    "admin",
)
# Once a role, of accounts for screens; a display has a token now and is no user. Who had it is disabled for good, and
# stays for the audit trail.
_WAS_ONE = "display"

account = Table(
    "account",
    metadata,
    identity(),
    Column("username", String(60), nullable=False, unique=True),
    Column("display_name", String(120), nullable=False),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("disabled", Boolean(create_constraint=False), nullable=False),
    Column("created_at", DateTime, nullable=False),
    Column("password_changed_at", DateTime, nullable=False),
    # Where messages of the outbox go; without one they are read in radops alone.
    Column("mail_address", String(200)),
    # An account for an emergency ends by itself; the others have no end.
    Column("valid_until", DateTime),
    CheckConstraint("role IN (" + ", ".join(f"'{role}'" for role in (*ROLES, _WAS_ONE)) + ")", name="role"),
)

session = Table(
    "session",
    metadata,
    identity(),
    # Only the hash of the token that the browser holds: who reads the database cannot sign in with it.
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("created_at", DateTime, nullable=False),
    Column("last_seen_at", DateTime, nullable=False),
    Column("expires_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("ended_reason", String(40)),
)

login_failure = Table(
    "login_failure",
    metadata,
    identity(),
    # Hashes of what was typed and of the address: unknown names may be passwords typed into the wrong field.
    Column("username_key", String(32), nullable=False),
    Column("address_key", String(32), nullable=False),
    Column("failed_at", DateTime, nullable=False),
    Index("ix_login_failure_username_key_failed_at", "username_key", "failed_at"),
    Index("ix_login_failure_address_key_failed_at", "address_key", "failed_at"),
)

audit_event = Table(
    "audit_event",
    metadata,
    identity(),
    Column("happened_at", DateTime, nullable=False, index=True),
    Column("actor", String(60), nullable=False),
    Column("actor_role", String(20)),
    Column("action", String(60), nullable=False),
    Column("object_kind", String(40)),
    Column("object_id", String(120)),
    Column("outcome", String(20), nullable=False),
    Column("address", String(60)),
    Column("detail", String(500)),
    Column("account_id", Integer),
    Index("ix_audit_event_action", "action", "happened_at"),
    Index("ix_audit_event_actor", "actor", "happened_at"),
    # Six years of events are millions: what the page of the trail asks for must not read them all.
    Index("ix_audit_event_object_kind", "object_kind", "happened_at"),
    Index("ix_audit_event_object_id", "object_id", "object_kind", "happened_at"),
    # Addresses are looked for by how they begin, which PostgreSQL's own order of a language does not serve.
    Index(
        "ix_audit_event_address",
        "address",
        "happened_at",
        postgresql_ops={"address": "varchar_pattern_ops"},
    ),
)
