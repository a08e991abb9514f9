"""a value for each tube

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("irradiation_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kvp_by_source_kv", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("tube_current_by_source_ma", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("max_tube_current_by_source_ma", sa.String(length=60), nullable=True))
        batch_op.add_column(
            sa.Column("exposure_time_per_rotation_by_source_s", sa.String(length=60), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("irradiation_event", schema=None) as batch_op:
        batch_op.drop_column("exposure_time_per_rotation_by_source_s")
        batch_op.drop_column("max_tube_current_by_source_ma")
        batch_op.drop_column("tube_current_by_source_ma")
        batch_op.drop_column("kvp_by_source_kv")
