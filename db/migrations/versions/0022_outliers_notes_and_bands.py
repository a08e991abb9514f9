"""outliers, notes, bands of the deviation index, protocols

Revision ID: 0022
Revises: 0021
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


_LENGTHS = {
    "exam_type": 80,
    "measure": 40,
    "projection": 40,
    "room": 80,
    "patient_class": 20,
    "age_band": 12,
    "protocol": 200,
}


def _keys(*names: str) -> list[sa.Column[Any]]:
    texts = [sa.Column(name, sa.String(length=_LENGTHS[name]), nullable=False) for name in names]
    return [sa.Column("month", sa.Date(), nullable=False), *texts]


def _counts() -> list[sa.Column[Any] | sa.PrimaryKeyConstraint]:
    return [
        *_keys("room"),
        sa.Column("is_usual", sa.Boolean(), nullable=False),
        sa.Column("age_band", sa.String(length=12), nullable=False),
        sa.Column("has_exam_type", sa.Boolean(), nullable=False),
        sa.Column("has_dose", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month",
            "room",
            "is_usual",
            "age_band",
            "has_exam_type",
            "has_dose",
            name=op.f("pk_exposure_count"),
        ),
    ]


def upgrade() -> None:
    op.create_table(
        "annotation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("room", sa.String(length=80), nullable=False),
        sa.Column("exam_type", sa.String(length=80), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annotation")),
    )
    with op.batch_alter_table("annotation", schema=None) as batch_op:
        batch_op.create_index("ix_annotation_happened_on", ["happened_on"], unique=False)

    op.create_table(
        "dose_outlier",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("study_key", sa.String(length=32), nullable=False),
        sa.Column("exam_key", sa.String(length=32), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("exam_type", sa.String(length=80), nullable=False),
        sa.Column("projection", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("room", sa.String(length=80), nullable=True),
        sa.Column("dose", sa.Double(), nullable=False),
        sa.Column("rule_kind", sa.String(length=10), nullable=False),
        sa.Column("rule_value", sa.Double(), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dose_outlier")),
        sa.UniqueConstraint(
            "study_key",
            "measure",
            "exam_type",
            "projection",
            "rule_kind",
            name=op.f("uq_dose_outlier_study_key_measure_exam_type_projection_rule_kind"),
        ),
    )
    with op.batch_alter_table("dose_outlier", schema=None) as batch_op:
        batch_op.create_index("ix_dose_outlier_local_date", ["local_date"], unique=False)

    op.create_table(
        "deviation_band",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("band", sa.String(length=10), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_deviation_band_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deviation_band")),
        sa.UniqueConstraint(
            "band",
            "jurisdiction",
            "edition",
            "valid_from",
            name=op.f("uq_deviation_band_band_jurisdiction_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("deviation_band", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deviation_band_file_id"), ["file_id"], unique=False)

    op.create_table(
        "dose_outlier_closing",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outlier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["outlier_id"], ["dose_outlier.id"], name=op.f("fk_dose_outlier_closing_outlier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dose_outlier_closing")),
        sa.UniqueConstraint("outlier_id", name=op.f("uq_dose_outlier_closing_outlier_id")),
    )
    op.create_table(
        "outlier_rule",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exam_type", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("rule_kind", sa.String(length=10), nullable=False),
        sa.Column("rule_value", sa.Double(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_outlier_rule_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlier_rule")),
        sa.UniqueConstraint(
            "exam_type",
            "measure",
            "rule_kind",
            "jurisdiction",
            "edition",
            "valid_from",
            name=op.f("uq_outlier_rule_exam_type_measure_rule_kind_jurisdiction_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("outlier_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outlier_rule_file_id"), ["file_id"], unique=False)

    # Summaries are made anew where their definition has changed: nothing is lost with the tables.
    op.drop_table("dose_cell")
    op.create_table(
        "dose_cell",
        *_keys("exam_type", "measure", "projection", "room", "patient_class", "age_band", "protocol"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("n_unknown", sa.Integer(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month",
            "exam_type",
            "measure",
            "projection",
            "room",
            "patient_class",
            "age_band",
            "protocol",
            name=op.f("pk_dose_cell"),
        ),
    )
    op.create_index(
        "ix_dose_cell_exam_type_protocol_month", "dose_cell", ["exam_type", "protocol", "month"], unique=False
    )
    op.drop_table("exposure_count")
    op.create_table("exposure_count", *_counts(), sa.Column("n_vendor_index", sa.Integer(), nullable=False))


def downgrade() -> None:
    op.drop_table("exposure_count")
    op.create_table("exposure_count", *_counts())
    op.drop_table("dose_cell")
    op.create_table(
        "dose_cell",
        *_keys("exam_type", "measure", "projection", "room", "patient_class", "age_band"),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("n_unknown", sa.Integer(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month",
            "exam_type",
            "measure",
            "projection",
            "room",
            "patient_class",
            "age_band",
            name=op.f("pk_dose_cell"),
        ),
    )
    with op.batch_alter_table("outlier_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outlier_rule_file_id"))

    op.drop_table("outlier_rule")
    op.drop_table("dose_outlier_closing")
    with op.batch_alter_table("deviation_band", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deviation_band_file_id"))

    op.drop_table("deviation_band")
    with op.batch_alter_table("dose_outlier", schema=None) as batch_op:
        batch_op.drop_index("ix_dose_outlier_local_date")

    op.drop_table("dose_outlier")
    with op.batch_alter_table("annotation", schema=None) as batch_op:
        batch_op.drop_index("ix_annotation_happened_on")

    op.drop_table("annotation")
    # ### end Alembic commands ###
