"""events found by object and address: six years of them are millions

Revision ID: 0025
Revises: 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_event_object_kind", "audit_event", ["object_kind", "happened_at"])
    op.create_index("ix_audit_event_object_id", "audit_event", ["object_id", "object_kind", "happened_at"])
    op.create_index(
        "ix_audit_event_address",
        "audit_event",
        ["address", "happened_at"],
        postgresql_ops={"address": "varchar_pattern_ops"},
    )


def downgrade() -> None:
    for name in ("object_kind", "object_id", "address"):
        op.drop_index(f"ix_audit_event_{name}", table_name="audit_event")
