"""summaries of doses

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deviation_cell",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("exam_type", sa.String(length=80), nullable=False),
        sa.Column("projection", sa.String(length=40), nullable=False),
        sa.Column("room", sa.String(length=80), nullable=False),
        sa.Column("detector", sa.String(length=250), nullable=False),
        sa.Column("age_band", sa.String(length=12), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "exam_type", "projection", "room", "detector", "age_band", name=op.f("pk_deviation_cell")
        ),
    )
    op.create_table(
        "dose_cell",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("exam_type", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("projection", sa.String(length=40), nullable=False),
        sa.Column("room", sa.String(length=80), nullable=False),
        sa.Column("patient_class", sa.String(length=20), nullable=False),
        sa.Column("age_band", sa.String(length=12), nullable=False),
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
    op.create_table(
        "dose_completeness",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("room", sa.String(length=60), nullable=False),
        sa.Column("modality", sa.String(length=16), nullable=False),
        sa.Column("exams", sa.Integer(), nullable=False),
        sa.Column("with_dose", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "room", "modality", name=op.f("pk_dose_completeness")),
    )
    op.create_table(
        "dose_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("exam_type", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("projection", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("n_unknown", sa.Integer(), nullable=False),
        sa.Column("p25", sa.Double(), nullable=True),
        sa.Column("median", sa.Double(), nullable=True),
        sa.Column("p75", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("month", "exam_type", "measure", "projection", name=op.f("pk_dose_month")),
    )
    op.create_table(
        "exposure_count",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("room", sa.String(length=80), nullable=False),
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
    )
    with op.batch_alter_table("dose_study", schema=None) as batch_op:
        batch_op.add_column(sa.Column("exam_type", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("room", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("patient_age_years", sa.Double(), nullable=True))
        batch_op.create_index("ix_dose_study_exam_key", ["exam_key"], unique=False)
        batch_op.create_index("ix_dose_study_exam_type_local_date", ["exam_type", "local_date"], unique=False)
        batch_op.create_index("ix_dose_study_local_date", ["local_date"], unique=False)

    with op.batch_alter_table("irradiation_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_irradiation_event_exam_type_local_date", ["exam_type", "local_date"], unique=False
        )

    with op.batch_alter_table("row_history", schema=None) as batch_op:
        batch_op.create_index("ix_row_history_replaced_by_file_id", ["replaced_by_file_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("row_history", schema=None) as batch_op:
        batch_op.drop_index("ix_row_history_replaced_by_file_id")

    with op.batch_alter_table("irradiation_event", schema=None) as batch_op:
        batch_op.drop_index("ix_irradiation_event_exam_type_local_date")

    with op.batch_alter_table("dose_study", schema=None) as batch_op:
        batch_op.drop_index("ix_dose_study_local_date")
        batch_op.drop_index("ix_dose_study_exam_type_local_date")
        batch_op.drop_index("ix_dose_study_exam_key")
        batch_op.drop_column("patient_age_years")
        batch_op.drop_column("room")
        batch_op.drop_column("exam_type")

    op.drop_table("exposure_count")
    op.drop_table("dose_month")
    op.drop_table("dose_completeness")
    op.drop_table("dose_cell")
    op.drop_table("deviation_cell")
