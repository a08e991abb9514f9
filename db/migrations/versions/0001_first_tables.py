"""first tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "role IN ('manager', 'rso', 'physicist', 'clerk', 'coordinator', 'intern', 'technologist', "
            "'display', 'admin')",
            name=op.f("ck_account_role"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("actor_role", sa.String(length=20), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=True),
        sa.Column("object_id", sa.String(length=120), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=60), nullable=True),
        sa.Column("detail", sa.String(length=500), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_happened_at"), ["happened_at"], unique=False)

    op.create_table(
        "dose_study",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("study_key", sa.String(length=32), nullable=False),
        sa.Column("exam_key", sa.String(length=32), nullable=True),
        sa.Column("modality", sa.String(length=8), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=True),
        sa.Column("exam_description", sa.String(length=200), nullable=True),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("report_count", sa.Integer(), nullable=False),
        sa.Column("total_dap_gy_cm2", sa.Double(), nullable=True),
        sa.Column("total_dlp_mgy_cm", sa.Double(), nullable=True),
        sa.Column("total_dose_rp_mgy", sa.Double(), nullable=True),
        sa.Column("total_agd_left_mgy", sa.Double(), nullable=True),
        sa.Column("total_agd_right_mgy", sa.Double(), nullable=True),
        sa.Column("total_fluoro_time_s", sa.Double(), nullable=True),
        sa.Column("number_of_axial", sa.Integer(), nullable=True),
        sa.Column("number_of_const_angle", sa.Integer(), nullable=True),
        sa.Column("number_of_spiral", sa.Integer(), nullable=True),
        sa.Column("number_of_stationary", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dose_study")),
        sa.UniqueConstraint("study_key", name=op.f("uq_dose_study_study_key")),
    )
    op.create_table(
        "feed_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("rows_in", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_loaded", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_unchanged", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_superseded", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "rows_quarantined",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("blank_lines", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("data_as_of", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "outcome = 'loaded' OR (rows_in = 0 AND reason IS NOT NULL)",
            name=op.f("ck_feed_file_only_loaded_files_have_rows"),
        ),
        sa.CheckConstraint(
            "outcome IN ('loaded', 'quarantined', 'refused')",
            name=op.f("ck_feed_file_outcome"),
        ),
        sa.CheckConstraint(
            "rows_in = rows_loaded + rows_unchanged + rows_superseded + rows_quarantined",
            name=op.f("ck_feed_file_every_row_accounted_for"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_feed_file_sha256")),
    )
    with op.batch_alter_table("feed_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_file_source"), ["source"], unique=False)

    op.create_table(
        "login_failure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("username_key", sa.String(length=32), nullable=False),
        sa.Column("address_key", sa.String(length=32), nullable=False),
        sa.Column("failed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
    )
    with op.batch_alter_table("login_failure", schema=None) as batch_op:
        batch_op.create_index(
            "ix_login_failure_address_key_failed_at",
            ["address_key", "failed_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_login_failure_username_key_failed_at",
            ["username_key", "failed_at"],
            unique=False,
        )

    op.create_table(
        "site_fact",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site_fact")),
    )
    op.create_table(
        "alara_level",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("programme", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=60), nullable=False),
        sa.Column("level_value", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_alara_level_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alara_level")),
        sa.UniqueConstraint(
            "programme",
            "quantity",
            "level",
            "period",
            "edition",
            "valid_from",
            name=op.f("uq_alara_level_programme_quantity_level_period_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("alara_level", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alara_level_file_id"), ["file_id"], unique=False)

    op.create_table(
        "badge_reading",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("participant_number", sa.String(length=40), nullable=False),
        sa.Column("serial_number", sa.String(length=40), nullable=False),
        sa.Column("wear_start", sa.Date(), nullable=False),
        sa.Column("wear_end", sa.Date(), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("is_control", sa.Boolean(), nullable=False),
        sa.Column("dosimeter", sa.String(length=20), nullable=True),
        sa.Column("radiation_quality", sa.String(length=20), nullable=True),
        sa.Column("dde_text", sa.String(length=40), nullable=True),
        sa.Column("dde_flag", sa.String(length=12), nullable=False),
        sa.Column("dde_usv", sa.Integer(), nullable=True),
        sa.Column("lde_text", sa.String(length=40), nullable=True),
        sa.Column("lde_flag", sa.String(length=12), nullable=False),
        sa.Column("lde_usv", sa.Integer(), nullable=True),
        sa.Column("sde_text", sa.String(length=40), nullable=True),
        sa.Column("sde_flag", sa.String(length=12), nullable=False),
        sa.Column("sde_usv", sa.Integer(), nullable=True),
        sa.Column("vendor_quarter_dde_text", sa.String(length=20), nullable=True),
        sa.Column("vendor_quarter_lde_text", sa.String(length=20), nullable=True),
        sa.Column("vendor_quarter_sde_text", sa.String(length=20), nullable=True),
        sa.Column("vendor_year_dde_text", sa.String(length=20), nullable=True),
        sa.Column("vendor_year_lde_text", sa.String(length=20), nullable=True),
        sa.Column("vendor_year_sde_text", sa.String(length=20), nullable=True),
        sa.Column("vendor_life_dde_text", sa.String(length=20), nullable=True),
        sa.Column("vendor_life_lde_text", sa.String(length=20), nullable=True),
        sa.Column("vendor_life_sde_text", sa.String(length=20), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(dde_usv IS NOT NULL) = (dde_flag IN ('value', 'estimated'))",
            name=op.f("ck_badge_reading_dde_only_values_have_numbers"),
        ),
        sa.CheckConstraint(
            "(lde_usv IS NOT NULL) = (lde_flag IN ('value', 'estimated'))",
            name=op.f("ck_badge_reading_lde_only_values_have_numbers"),
        ),
        sa.CheckConstraint(
            "(sde_usv IS NOT NULL) = (sde_flag IN ('value', 'estimated'))",
            name=op.f("ck_badge_reading_sde_only_values_have_numbers"),
        ),
        sa.CheckConstraint(
            "dde_flag IN ('value', 'M', 'unused', 'not_measured', 'absent', 'damaged', 'estimated')",
            name=op.f("ck_badge_reading_dde_flag"),
        ),
        sa.CheckConstraint(
            "lde_flag IN ('value', 'M', 'unused', 'not_measured', 'absent', 'damaged', 'estimated')",
            name=op.f("ck_badge_reading_lde_flag"),
        ),
        sa.CheckConstraint(
            "sde_flag IN ('value', 'M', 'unused', 'not_measured', 'absent', 'damaged', 'estimated')",
            name=op.f("ck_badge_reading_sde_flag"),
        ),
        sa.CheckConstraint("wear_end >= wear_start", name=op.f("ck_badge_reading_wear_period")),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_badge_reading_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_reading")),
        sa.UniqueConstraint(
            "account_number",
            "participant_number",
            "serial_number",
            "wear_start",
            name=op.f("uq_badge_reading_account_number_participant_number_serial_number_wear_start"),
        ),
    )
    with op.batch_alter_table("badge_reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_reading_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_badge_reading_wear_end", ["wear_end"], unique=False)

    op.create_table(
        "dose_limit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("population", sa.String(length=80), nullable=False),
        sa.Column("quantity", sa.String(length=120), nullable=False),
        sa.Column("period", sa.String(length=60), nullable=False),
        sa.Column("limit_value", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_dose_limit_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dose_limit")),
        sa.UniqueConstraint(
            "jurisdiction",
            "population",
            "quantity",
            "period",
            "edition",
            "valid_from",
            name=op.f("uq_dose_limit_jurisdiction_population_quantity_period_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("dose_limit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dose_limit_file_id"), ["file_id"], unique=False)

    op.create_table(
        "dose_report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("report_kind", sa.String(length=12), nullable=False),
        sa.Column("study_key", sa.String(length=32), nullable=False),
        sa.Column("object_key", sa.String(length=32), nullable=True),
        sa.Column("exam_key", sa.String(length=32), nullable=True),
        sa.Column("patient_key", sa.String(length=32), nullable=True),
        sa.Column("modality", sa.String(length=8), nullable=False),
        sa.Column("content_at", sa.DateTime(), nullable=True),
        sa.Column("study_at", sa.DateTime(), nullable=True),
        sa.Column("study_date", sa.Date(), nullable=True),
        sa.Column("exam_description", sa.String(length=200), nullable=True),
        sa.Column("procedure_text", sa.String(length=200), nullable=True),
        sa.Column("manufacturer", sa.String(length=120), nullable=True),
        sa.Column("model_name", sa.String(length=120), nullable=True),
        sa.Column("station_name", sa.String(length=80), nullable=True),
        sa.Column("device_serial_number", sa.String(length=80), nullable=True),
        sa.Column("patient_age_years", sa.Double(), nullable=True),
        sa.Column("patient_sex", sa.String(length=10), nullable=True),
        sa.Column("patient_size_m", sa.Double(), nullable=True),
        sa.Column("patient_weight_kg", sa.Double(), nullable=True),
        sa.Column("is_quality_control", sa.Boolean(), nullable=True),
        sa.Column("event_count", sa.Integer(), nullable=True),
        sa.Column("ct_irradiation_event_count", sa.Integer(), nullable=True),
        sa.Column("number_of_axial", sa.Integer(), nullable=True),
        sa.Column("number_of_const_angle", sa.Integer(), nullable=True),
        sa.Column("number_of_spiral", sa.Integer(), nullable=True),
        sa.Column("number_of_stationary", sa.Integer(), nullable=True),
        sa.Column("number_of_radiographic_frames", sa.Integer(), nullable=True),
        sa.Column("sum_event_dap_gy_cm2", sa.Double(), nullable=True),
        sa.Column("sum_event_dlp_mgy_cm", sa.Double(), nullable=True),
        sa.Column("sum_event_dose_rp_mgy", sa.Double(), nullable=True),
        sa.Column("total_dap_gy_cm2", sa.Double(), nullable=True),
        sa.Column("total_dlp_mgy_cm", sa.Double(), nullable=True),
        sa.Column("total_dose_rp_mgy", sa.Double(), nullable=True),
        sa.Column("total_agd_left_mgy", sa.Double(), nullable=True),
        sa.Column("total_agd_right_mgy", sa.Double(), nullable=True),
        sa.Column("total_acquisition_dap_gy_cm2", sa.Double(), nullable=True),
        sa.Column("total_acquisition_dose_rp_mgy", sa.Double(), nullable=True),
        sa.Column("total_acquisition_time_s", sa.Double(), nullable=True),
        sa.Column("total_fluoro_dap_gy_cm2", sa.Double(), nullable=True),
        sa.Column("total_fluoro_dose_rp_mgy", sa.Double(), nullable=True),
        sa.Column("total_fluoro_time_s", sa.Double(), nullable=True),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_dose_report_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dose_report")),
        sa.UniqueConstraint("file_id", name=op.f("uq_dose_report_file_id")),
    )
    with op.batch_alter_table("dose_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dose_report_exam_key"), ["exam_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_dose_report_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dose_report_study_key"), ["study_key"], unique=False)

    op.create_table(
        "drl",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exam_type", sa.String(length=80), nullable=False),
        sa.Column("projection", sa.String(length=40), nullable=False),
        sa.Column("metric", sa.String(length=80), nullable=False),
        sa.Column("population", sa.String(length=80), nullable=False),
        sa.Column("drl_value", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_drl_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drl")),
        sa.UniqueConstraint(
            "jurisdiction",
            "exam_type",
            "projection",
            "metric",
            "population",
            "edition",
            "valid_from",
            name=op.f("uq_drl_jurisdiction_exam_type_projection_metric_population_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("drl", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drl_file_id"), ["file_id"], unique=False)

    op.create_table(
        "exam",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exam_key", sa.String(length=32), nullable=False),
        sa.Column("study_key", sa.String(length=32), nullable=True),
        sa.Column("patient_key", sa.String(length=32), nullable=True),
        sa.Column("exam_code", sa.String(length=40), nullable=True),
        sa.Column("exam_description", sa.String(length=200), nullable=True),
        sa.Column("exam_type", sa.String(length=80), nullable=True),
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
        sa.Column("ordered_at", sa.DateTime(), nullable=True),
        sa.Column("scheduled_at", sa.DateTime(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("preliminary_at", sa.DateTime(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=True),
        sa.Column("clock_change_note", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("cancel_reason", sa.String(length=200), nullable=True),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_exam_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam")),
        sa.UniqueConstraint("exam_key", name=op.f("uq_exam_exam_key")),
    )
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_exam_local_date", ["local_date"], unique=False)
        batch_op.create_index(batch_op.f("ix_exam_study_key"), ["study_key"], unique=False)

    op.create_table(
        "exam_name",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("match", sa.String(length=10), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("exam_type", sa.String(length=80), nullable=False),
        sa.Column("projection", sa.String(length=40), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_exam_name_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_name")),
        sa.UniqueConstraint(
            "match",
            "text",
            "edition",
            "valid_from",
            name=op.f("uq_exam_name_match_text_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("exam_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_name_file_id"), ["file_id"], unique=False)

    op.create_table(
        "exam_reference",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exam_key", sa.String(length=32), nullable=False),
        sa.Column("sealed_accession_number", sa.LargeBinary(), nullable=False),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_exam_reference_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_reference")),
        sa.UniqueConstraint("exam_key", name=op.f("uq_exam_reference_exam_key")),
    )
    with op.batch_alter_table("exam_reference", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_reference_file_id"), ["file_id"], unique=False)

    op.create_table(
        "irradiation_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_index", sa.Integer(), nullable=False),
        sa.Column("report_kind", sa.String(length=12), nullable=False),
        sa.Column("study_key", sa.String(length=32), nullable=False),
        sa.Column("event_key", sa.String(length=32), nullable=False),
        sa.Column("image_key", sa.String(length=32), nullable=True),
        sa.Column("exam_key", sa.String(length=32), nullable=True),
        sa.Column("modality", sa.String(length=8), nullable=False),
        sa.Column("room", sa.String(length=80), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=True),
        sa.Column("exam_type", sa.String(length=80), nullable=True),
        sa.Column("projection", sa.String(length=40), nullable=True),
        sa.Column("patient_age_years", sa.Double(), nullable=True),
        sa.Column("event_type", sa.String(length=80), nullable=True),
        sa.Column("protocol", sa.String(length=200), nullable=True),
        sa.Column("target_region", sa.String(length=120), nullable=True),
        sa.Column("view", sa.String(length=80), nullable=True),
        sa.Column("laterality", sa.String(length=40), nullable=True),
        sa.Column("dap_gy_cm2", sa.Double(), nullable=True),
        sa.Column("dose_rp_mgy", sa.Double(), nullable=True),
        sa.Column("entrance_exposure_rp_mgy", sa.Double(), nullable=True),
        sa.Column("agd_mgy", sa.Double(), nullable=True),
        sa.Column("ctdivol_mgy", sa.Double(), nullable=True),
        sa.Column("dlp_mgy_cm", sa.Double(), nullable=True),
        sa.Column("kvp_kv", sa.Double(), nullable=True),
        sa.Column("tube_current_ma", sa.Double(), nullable=True),
        sa.Column("max_tube_current_ma", sa.Double(), nullable=True),
        sa.Column("exposure_mas", sa.Double(), nullable=True),
        sa.Column("exposure_derived", sa.Boolean(), nullable=True),
        sa.Column("exposure_time_ms", sa.Double(), nullable=True),
        sa.Column("exposure_time_per_rotation_s", sa.Double(), nullable=True),
        sa.Column("irradiation_duration_ms", sa.Double(), nullable=True),
        sa.Column("pulse_width_ms", sa.Double(), nullable=True),
        sa.Column("number_of_pulses", sa.Double(), nullable=True),
        sa.Column("exposure_index", sa.Double(), nullable=True),
        sa.Column("target_exposure_index", sa.Double(), nullable=True),
        sa.Column("deviation_index", sa.Double(), nullable=True),
        sa.Column("relative_exposure", sa.Double(), nullable=True),
        sa.Column("filter_material", sa.String(length=200), nullable=True),
        sa.Column("filter_thickness_min_mm", sa.String(length=60), nullable=True),
        sa.Column("filter_thickness_max_mm", sa.String(length=60), nullable=True),
        sa.Column("focal_spot_size_mm", sa.Double(), nullable=True),
        sa.Column("half_value_layer_mm", sa.Double(), nullable=True),
        sa.Column("ii_field_size_mm", sa.Double(), nullable=True),
        sa.Column("source_to_detector_mm", sa.Double(), nullable=True),
        sa.Column("collimated_field_height_mm", sa.Double(), nullable=True),
        sa.Column("collimated_field_width_mm", sa.Double(), nullable=True),
        sa.Column("compressed_thickness_mm", sa.Double(), nullable=True),
        sa.Column("ct_acquisition_type", sa.String(length=80), nullable=True),
        sa.Column("ctdi_phantom", sa.String(length=80), nullable=True),
        sa.Column("pitch_factor", sa.Double(), nullable=True),
        sa.Column("scanning_length_mm", sa.Double(), nullable=True),
        sa.Column("nominal_single_collimation_width_mm", sa.Double(), nullable=True),
        sa.Column("nominal_total_collimation_width_mm", sa.Double(), nullable=True),
        sa.Column("number_of_xray_sources", sa.Integer(), nullable=True),
        sa.Column("dose_check_ctdivol_alert_mgy", sa.Double(), nullable=True),
        sa.Column("dose_check_dlp_alert_mgy_cm", sa.Double(), nullable=True),
        sa.Column("dose_check_accum_ctdivol_forward_estimate_mgy", sa.Double(), nullable=True),
        sa.Column("dose_check_accum_dlp_forward_estimate_mgy_cm", sa.Double(), nullable=True),
        sa.Column("rejected", sa.Boolean(), nullable=True),
        sa.Column("is_quality_control", sa.Boolean(), nullable=True),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_irradiation_event_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_irradiation_event")),
        sa.UniqueConstraint(
            "file_id",
            "event_index",
            name=op.f("uq_irradiation_event_file_id_event_index"),
        ),
    )
    with op.batch_alter_table("irradiation_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_irradiation_event_exam_key"), ["exam_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_irradiation_event_file_id"), ["file_id"], unique=False)
        batch_op.create_index(
            "ix_irradiation_event_local_date_exam_type",
            ["local_date", "exam_type"],
            unique=False,
        )
        batch_op.create_index(
            "ix_irradiation_event_study_key_event_key",
            ["study_key", "event_key"],
            unique=False,
        )

    op.create_table(
        "item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("item_name", sa.String(length=250), nullable=True),
        sa.Column("item_class", sa.String(length=60), nullable=True),
        sa.Column("unit_price", sa.Double(), nullable=True),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_item_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("item_code", name=op.f("uq_item_item_code")),
        info={"descriptive": True},
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_file_id"), ["file_id"], unique=False)

    op.create_table(
        "lot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("lot_number", sa.String(length=60), nullable=False),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_lot_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("item_code", "lot_number", name=op.f("uq_lot_item_code_lot_number")),
    )
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.create_index("ix_lot_expiry", ["expiry"], unique=False)
        batch_op.create_index(batch_op.f("ix_lot_file_id"), ["file_id"], unique=False)

    op.create_table(
        "quarantined_row",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=False),
        sa.Column("expected", sa.String(length=300), nullable=False),
        sa.Column("sealed_row", sa.LargeBinary(), nullable=True),
        sa.Column("is_first", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_quarantined_row_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantined_row")),
    )
    with op.batch_alter_table("quarantined_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quarantined_row_file_id"), ["file_id"], unique=False)

    op.create_table(
        "reject_reason",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("reason_group", sa.String(length=80), nullable=False),
        sa.Column("counts_as_reject", sa.Boolean(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_reject_reason_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reject_reason")),
        sa.UniqueConstraint(
            "scheme",
            "code",
            "edition",
            "valid_from",
            name=op.f("uq_reject_reason_scheme_code_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("reject_reason", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reject_reason_file_id"), ["file_id"], unique=False)

    op.create_table(
        "row_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("old_values", sa.JSON(), nullable=False),
        sa.Column(
            "replaced_by_file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["replaced_by_file_id"],
            ["feed_file.id"],
            name=op.f("fk_row_history_replaced_by_file_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_history")),
    )
    with op.batch_alter_table("row_history", schema=None) as batch_op:
        batch_op.create_index("ix_row_history_table_name_row_id", ["table_name", "row_id"], unique=False)

    op.create_table(
        "session",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_reason", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "stock_count",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("lot_number", sa.String(length=60), nullable=False),
        sa.Column("location", sa.String(length=120), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("snapshot", sa.String(length=10), nullable=False),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("snapshot IN ('complete', 'partial')", name=op.f("ck_stock_count_snapshot")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_stock_count_quantity")),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_stock_count_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_count")),
        sa.UniqueConstraint(
            "item_code",
            "lot_number",
            "location",
            "counted_at",
            name=op.f("uq_stock_count_item_code_lot_number_location_counted_at"),
        ),
    )
    with op.batch_alter_table("stock_count", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_count_file_id"), ["file_id"], unique=False)

    op.create_table(
        "wearer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("participant_number", sa.String(length=40), nullable=False),
        sa.Column("participant_name", sa.String(length=120), nullable=True),
        sa.Column("series_code", sa.String(length=40), nullable=True),
        sa.Column("account_name", sa.String(length=120), nullable=True),
        sa.Column(
            "file_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_wearer_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wearer")),
        sa.UniqueConstraint(
            "account_number",
            "participant_number",
            name=op.f("uq_wearer_account_number_participant_number"),
        ),
        info={"descriptive": True},
    )
    with op.batch_alter_table("wearer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wearer_file_id"), ["file_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("wearer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wearer_file_id"))

    op.drop_table("wearer")
    with op.batch_alter_table("stock_count", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_count_file_id"))

    op.drop_table("stock_count")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_account_id"))

    op.drop_table("session")
    with op.batch_alter_table("row_history", schema=None) as batch_op:
        batch_op.drop_index("ix_row_history_table_name_row_id")

    op.drop_table("row_history")
    with op.batch_alter_table("reject_reason", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reject_reason_file_id"))

    op.drop_table("reject_reason")
    with op.batch_alter_table("quarantined_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quarantined_row_file_id"))

    op.drop_table("quarantined_row")
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_file_id"))
        batch_op.drop_index("ix_lot_expiry")

    op.drop_table("lot")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_file_id"))

    op.drop_table("item")
    with op.batch_alter_table("irradiation_event", schema=None) as batch_op:
        batch_op.drop_index("ix_irradiation_event_study_key_event_key")
        batch_op.drop_index("ix_irradiation_event_local_date_exam_type")
        batch_op.drop_index(batch_op.f("ix_irradiation_event_file_id"))
        batch_op.drop_index(batch_op.f("ix_irradiation_event_exam_key"))

    op.drop_table("irradiation_event")
    with op.batch_alter_table("exam_reference", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_reference_file_id"))

    op.drop_table("exam_reference")
    with op.batch_alter_table("exam_name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_name_file_id"))

    op.drop_table("exam_name")
    with op.batch_alter_table("exam", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_study_key"))
        batch_op.drop_index("ix_exam_local_date")
        batch_op.drop_index(batch_op.f("ix_exam_file_id"))

    op.drop_table("exam")
    with op.batch_alter_table("drl", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drl_file_id"))

    op.drop_table("drl")
    with op.batch_alter_table("dose_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dose_report_study_key"))
        batch_op.drop_index(batch_op.f("ix_dose_report_file_id"))
        batch_op.drop_index(batch_op.f("ix_dose_report_exam_key"))

    op.drop_table("dose_report")
    with op.batch_alter_table("dose_limit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dose_limit_file_id"))

    op.drop_table("dose_limit")
    with op.batch_alter_table("badge_reading", schema=None) as batch_op:
        batch_op.drop_index("ix_badge_reading_wear_end")
        batch_op.drop_index(batch_op.f("ix_badge_reading_file_id"))

    op.drop_table("badge_reading")
    with op.batch_alter_table("alara_level", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alara_level_file_id"))

    op.drop_table("alara_level")
    op.drop_table("site_fact")
    with op.batch_alter_table("login_failure", schema=None) as batch_op:
        batch_op.drop_index("ix_login_failure_username_key_failed_at")
        batch_op.drop_index("ix_login_failure_address_key_failed_at")

    op.drop_table("login_failure")
    with op.batch_alter_table("feed_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_file_source"))

    op.drop_table("feed_file")
    op.drop_table("dose_study")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_event_happened_at"))

    op.drop_table("audit_event")
    op.drop_table("account")
