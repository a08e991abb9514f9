"""an account for an emergency ends by itself

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("valid_until", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "valid_until")
