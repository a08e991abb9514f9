"""rows of exams and exposures as columns, a month at a time

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "column_month",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "month", name=op.f("pk_column_month")),
    )
    op.create_table(
        "month_column",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("words", sa.JSON(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("numbers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "month", "part", name=op.f("pk_month_column")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Numbers hardly shrink, and trying costs more than the room that it saves.
        op.execute("ALTER TABLE month_column ALTER COLUMN numbers SET STORAGE EXTERNAL")
    op.drop_index("ix_feed_file_source", "feed_file")
    op.create_index(
        "ix_feed_file_source_outcome_data_as_of", "feed_file", ["source", "outcome", "data_as_of"]
    )
    set_aside = sa.text("(rows_quarantined > 0 OR outcome = 'quarantined')")
    op.create_index(
        "ix_feed_file_set_aside",
        "feed_file",
        ["ended_at"],
        sqlite_where=set_aside,
        postgresql_where=set_aside,
    )


def downgrade() -> None:
    op.drop_index("ix_feed_file_set_aside", "feed_file")
    op.drop_index("ix_feed_file_source_outcome_data_as_of", "feed_file")
    op.create_index("ix_feed_file_source", "feed_file", ["source"])
    op.drop_table("month_column")
    op.drop_table("column_month")
