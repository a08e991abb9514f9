"""add targets and traits of exams

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exam_trait",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trait", sa.String(length=20), nullable=False),
        sa.Column("found_in", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_exam_trait_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_trait")),
        sa.UniqueConstraint(
            "trait",
            "found_in",
            "text",
            "edition",
            "valid_from",
            name=op.f("uq_exam_trait_trait_found_in_text_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("exam_trait", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_trait_file_id"), ["file_id"], unique=False)

    op.create_table(
        "operations_target",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("population", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.String(length=20), nullable=False),
        sa.Column("patient_class", sa.String(length=20), nullable=False),
        sa.Column("target_value", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("wanted_percent", sa.Double(), nullable=True),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_operations_target_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations_target")),
        sa.UniqueConstraint(
            "jurisdiction",
            "measure",
            "level",
            "population",
            "priority",
            "patient_class",
            "edition",
            "valid_from",
            name=op.f(
                "uq_operations_target_jurisdiction_measure_level_population_priority_patient_class_edition_valid_from"
            ),
        ),
    )
    with op.batch_alter_table("operations_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_operations_target_file_id"), ["file_id"], unique=False)

    # Of all exams only those without a report: they are few, however many years are on file.
    op.create_index(
        "ix_exam_unread",
        "exam",
        ["status"],
        sqlite_where=sa.text("reported_at IS NULL"),
        postgresql_where=sa.text("reported_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_exam_unread", table_name="exam")
    with op.batch_alter_table("operations_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_operations_target_file_id"))

    op.drop_table("operations_target")
    with op.batch_alter_table("exam_trait", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_trait_file_id"))

    op.drop_table("exam_trait")
