"""rejects and findings

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quality_control_pattern",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("match", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("patient_key", sa.String(length=32), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["feed_file.id"], name=op.f("fk_quality_control_pattern_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_control_pattern")),
        sa.UniqueConstraint(
            "match",
            "text",
            "edition",
            "valid_from",
            name=op.f("uq_quality_control_pattern_match_text_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("quality_control_pattern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quality_control_pattern_file_id"), ["file_id"], unique=False)

    op.create_table(
        "reject_reason_name",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_reject_reason_name_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reject_reason_name")),
        sa.UniqueConstraint(
            "text", "edition", "valid_from", name=op.f("uq_reject_reason_name_text_edition_valid_from")
        ),
    )
    with op.batch_alter_table("reject_reason_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reject_reason_name_file_id"), ["file_id"], unique=False)

    op.create_table(
        "rejected_exposure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("room", sa.String(length=80), nullable=False),
        sa.Column("rejected_at", sa.DateTime(), nullable=False),
        sa.Column("image_number", sa.String(length=60), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("exam_key", sa.String(length=32), nullable=True),
        sa.Column("study_key", sa.String(length=32), nullable=True),
        sa.Column("event_key", sa.String(length=32), nullable=True),
        sa.Column("modality", sa.String(length=16), nullable=True),
        sa.Column("exam_description", sa.String(length=200), nullable=True),
        sa.Column("protocol", sa.String(length=200), nullable=True),
        sa.Column("exam_type", sa.String(length=80), nullable=True),
        sa.Column("projection", sa.String(length=40), nullable=True),
        sa.Column("reason_text", sa.String(length=200), nullable=True),
        sa.Column("reason_scheme", sa.String(length=40), nullable=True),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("technologist", sa.String(length=80), nullable=True),
        sa.Column("student", sa.String(length=80), nullable=True),
        sa.Column("supervisor", sa.String(length=80), nullable=True),
        sa.Column("supervision", sa.String(length=20), nullable=True),
        sa.Column("repeated", sa.Boolean(), nullable=True),
        sa.Column("clock_change_note", sa.String(length=200), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_rejected_exposure_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_exposure")),
        sa.UniqueConstraint(
            "room",
            "rejected_at",
            "image_number",
            name=op.f("uq_rejected_exposure_room_rejected_at_image_number"),
        ),
    )
    with op.batch_alter_table("rejected_exposure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rejected_exposure_event_key"), ["event_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_rejected_exposure_exam_key"), ["exam_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_rejected_exposure_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_rejected_exposure_local_date", ["local_date"], unique=False)

    op.create_table(
        "row_correction",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("changed_columns", sa.String(length=500), nullable=False),
        sa.Column("sealed_before", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_after", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('loaded', 'unchanged', 'superseded', 'set aside')",
            name=op.f("ck_row_correction_outcome"),
        ),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_row_correction_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_correction")),
    )
    with op.batch_alter_table("row_correction", schema=None) as batch_op:
        batch_op.create_index(
            "ix_row_correction_file_id_line_number", ["file_id", "line_number"], unique=False
        )

    with op.batch_alter_table("feed_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("as_of", sa.DateTime(), nullable=True))

    with op.batch_alter_table("irradiation_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quality_control_by", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("joined_by", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("computed_deviation_index", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("deviation_index_differs", sa.Boolean(), nullable=True))

    with op.batch_alter_table("quarantined_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrected_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("quarantined_row", schema=None) as batch_op:
        batch_op.drop_column("corrected_at")

    with op.batch_alter_table("irradiation_event", schema=None) as batch_op:
        batch_op.drop_column("deviation_index_differs")
        batch_op.drop_column("computed_deviation_index")
        batch_op.drop_column("joined_by")
        batch_op.drop_column("quality_control_by")

    with op.batch_alter_table("feed_file", schema=None) as batch_op:
        batch_op.drop_column("as_of")

    with op.batch_alter_table("row_correction", schema=None) as batch_op:
        batch_op.drop_index("ix_row_correction_file_id_line_number")

    op.drop_table("row_correction")
    with op.batch_alter_table("rejected_exposure", schema=None) as batch_op:
        batch_op.drop_index("ix_rejected_exposure_local_date")
        batch_op.drop_index(batch_op.f("ix_rejected_exposure_file_id"))
        batch_op.drop_index(batch_op.f("ix_rejected_exposure_exam_key"))
        batch_op.drop_index(batch_op.f("ix_rejected_exposure_event_key"))

    op.drop_table("rejected_exposure")
    with op.batch_alter_table("reject_reason_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reject_reason_name_file_id"))

    op.drop_table("reject_reason_name")
    with op.batch_alter_table("quality_control_pattern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quality_control_pattern_file_id"))

    op.drop_table("quality_control_pattern")
