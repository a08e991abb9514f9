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


def downgrade() -> None:
    op.drop_column("badge_signature", "unknown_doses")
