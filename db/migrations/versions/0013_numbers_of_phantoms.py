"""keep which pattern of phantoms' numbers a dose object fitted

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # What was read before was held against exact numbers alone: null, until it is sent again.
    op.add_column("dose_report", sa.Column("patient_pattern", sa.String(200)))


def downgrade() -> None:
    op.drop_column("dose_report", "patient_pattern")
