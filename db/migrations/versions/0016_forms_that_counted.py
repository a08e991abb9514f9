"""forms that counted, each once

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form_key", sa.String(length=32), nullable=False),
        sa.Column("entered", sa.String(length=40), nullable=False),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_entry")),
        sa.UniqueConstraint("form_key", name=op.f("uq_form_entry_form_key")),
    )


def downgrade() -> None:
    op.drop_table("form_entry")
