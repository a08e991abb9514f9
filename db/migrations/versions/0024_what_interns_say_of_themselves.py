"""what interns say of themselves: recorded by the intern, checked by nobody

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("development_record", sa.Column("is_own_word", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("development_record") as batch:
        batch.drop_column("is_own_word")
