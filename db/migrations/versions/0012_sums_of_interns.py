"""sums of an intern beside the progress

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("competency_standing", schema=None) as batch_op:
        batch_op.create_index("ix_competency_standing_completed_on", ["completed_on"], unique=False)

    with op.batch_alter_table("intern_progress", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offered", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(sa.Column("simulated", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(
            sa.Column("open_rules", sa.String(length=1000), server_default=sa.text("''"), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("intern_progress", schema=None) as batch_op:
        batch_op.drop_column("open_rules")
        batch_op.drop_column("simulated")
        batch_op.drop_column("offered")

    with op.batch_alter_table("competency_standing", schema=None) as batch_op:
        batch_op.drop_index("ix_competency_standing_completed_on")
