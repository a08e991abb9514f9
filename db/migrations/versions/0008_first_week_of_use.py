"""find the first week of use at once

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_stock_week_week", "stock_week", ["week"])


def downgrade() -> None:
    op.drop_index("ix_stock_week_week", "stock_week")
