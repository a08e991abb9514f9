"""keep with a signature how many doses of the report were unknown

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Earlier signatures did not say it: null, and not 0.
    op.add_column("badge_signature", sa.Column("unknown_doses", sa.Integer()))
    # Counted for each look at the page: without it all verdicts of twenty years are gone through.
    ended = sa.text("superseded_at IS NOT NULL")
    op.create_index(
        "ix_badge_verdict_ended",
        "badge_verdict",
        ["superseded_at"],
        sqlite_where=ended,
        postgresql_where=ended,
    )


def downgrade() -> None:
    op.drop_index("ix_badge_verdict_ended", "badge_verdict")
    op.drop_column("badge_signature", "unknown_doses")
