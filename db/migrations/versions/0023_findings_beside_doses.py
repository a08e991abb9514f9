"""findings beside the doses: strays, doubtful indices and disagreeing totals without reading a year's rows

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_DISAGREES = (
    "(abs(total_dap_gy_cm2 - sum_event_dap_gy_cm2) > 0.005 * abs(total_dap_gy_cm2)"
    " OR abs(total_dlp_mgy_cm - sum_event_dlp_mgy_cm) > 0.005 * abs(total_dlp_mgy_cm)"
    " OR abs(total_dose_rp_mgy - sum_event_dose_rp_mgy) > 0.005 * abs(total_dose_rp_mgy))"
)


def upgrade() -> None:
    op.create_table(
        "dose_stray",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("studies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_dose_stray")),
    )
    op.create_table(
        "doubtful_index",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("room", sa.String(length=80), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "room", name=op.f("pk_doubtful_index")),
    )
    for name, table, column, rows in (
        ("ix_dose_report_disagrees", "dose_report", "study_date", _DISAGREES),
        ("ix_irradiation_event_unmatched", "irradiation_event", "local_date", "joined_by = 'unmatched'"),
    ):
        op.create_index(name, table, [column], sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def downgrade() -> None:
    op.drop_index("ix_irradiation_event_unmatched", "irradiation_event")
    op.drop_index("ix_dose_report_disagrees", "dose_report")
    op.drop_table("doubtful_index")
    op.drop_table("dose_stray")
