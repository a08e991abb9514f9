"""exams from messages

Revision ID: 0004
Revises: 435b3e831c41
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "435b3e831c41"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exam_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exam_key", sa.String(length=32), nullable=False),
        sa.Column("message_key", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("study_key", sa.String(length=32), nullable=True),
        sa.Column("patient_key", sa.String(length=32), nullable=True),
        sa.Column("exam_code", sa.String(length=40), nullable=True),
        sa.Column("exam_description", sa.String(length=200), nullable=True),
        sa.Column("modality", sa.String(length=16), nullable=True),
        sa.Column("body_part", sa.String(length=60), nullable=True),
        sa.Column("room", sa.String(length=60), nullable=True),
        sa.Column("priority", sa.String(length=20), nullable=True),
        sa.Column("patient_class", sa.String(length=20), nullable=True),
        sa.Column("patient_sex", sa.String(length=10), nullable=True),
        sa.Column("patient_age_years", sa.Double(), nullable=True),
        sa.Column("technologist", sa.String(length=80), nullable=True),
        sa.Column("student", sa.String(length=80), nullable=True),
        sa.Column("supervisor", sa.String(length=80), nullable=True),
        sa.Column("contrast_agent", sa.String(length=80), nullable=True),
        sa.Column("contrast_volume_ml", sa.Double(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(), nullable=True),
        sa.Column("scheduled_at", sa.DateTime(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("preliminary_at", sa.DateTime(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=True),
        sa.Column("clock_change_note", sa.String(length=200), nullable=True),
        sa.Column("cancel_reason", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_exam_account_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_account")),
        sa.UniqueConstraint(
            "exam_key", "message_key", "place", name=op.f("uq_exam_account_exam_key_message_key_place")
        ),
    )
    with op.batch_alter_table("exam_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_account_file_id"), ["file_id"], unique=False)

    op.create_table(
        "patient_merge",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("old_patient_key", sa.String(length=32), nullable=False),
        sa.Column("patient_key", sa.String(length=32), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_patient_merge_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_merge")),
        sa.UniqueConstraint("old_patient_key", name=op.f("uq_patient_merge_old_patient_key")),
    )
    with op.batch_alter_table("patient_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_merge_file_id"), ["file_id"], unique=False)

    op.create_table(
        "patient_visit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("patient_key", sa.String(length=32), nullable=False),
        sa.Column("message_key", sa.String(length=32), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("patient_class", sa.String(length=20), nullable=True),
        sa.Column("is_end", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_patient_visit_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_visit")),
        sa.UniqueConstraint("message_key", name=op.f("uq_patient_visit_message_key")),
    )
    with op.batch_alter_table("patient_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_visit_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_patient_visit_patient_key"), ["patient_key"], unique=False)

    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contrast_agent", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("contrast_volume_ml", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("message_count", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_column("message_count")
        batch_op.drop_column("contrast_volume_ml")
        batch_op.drop_column("contrast_agent")

    with op.batch_alter_table("patient_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patient_visit_patient_key"))
        batch_op.drop_index(batch_op.f("ix_patient_visit_file_id"))

    op.drop_table("patient_visit")
    with op.batch_alter_table("patient_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_patient_merge_file_id"))

    op.drop_table("patient_merge")
    with op.batch_alter_table("exam_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_account_file_id"))

    op.drop_table("exam_account")
