"""badge desk

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "435b3e831c41"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "badge_verdict",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("participant_number", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.String(length=12), nullable=False),
        sa.Column("position", sa.String(length=20), nullable=False),
        sa.Column("wear_start", sa.Date(), nullable=False),
        sa.Column("wear_end", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("flag", sa.String(length=12), nullable=False),
        sa.Column("dose_usv", sa.Integer(), nullable=True),
        sa.Column("year_usv", sa.Integer(), nullable=False),
        sa.Column("year_unknown", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("level_name", sa.String(length=40), nullable=True),
        sa.Column("level_usv", sa.Integer(), nullable=True),
        sa.Column("level_programme", sa.String(length=120), nullable=True),
        sa.Column("level_source", sa.String(length=300), nullable=True),
        sa.Column("limit_usv", sa.Integer(), nullable=True),
        sa.Column("limit_source", sa.String(length=400), nullable=True),
        sa.Column("judged_at", sa.DateTime(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('below', 'unknown', 'unjudged', 'level_1', 'level_2', 'over_limit')",
            name=op.f("ck_badge_verdict_verdict"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_verdict")),
        sa.UniqueConstraint(
            "account_number",
            "participant_number",
            "quantity",
            "position",
            "wear_end",
            "sequence",
            name="uq_badge_verdict_reading",
        ),
    )
    with op.batch_alter_table("badge_verdict", schema=None) as batch_op:
        batch_op.create_index("ix_badge_verdict_verdict", ["verdict"], unique=False)
        batch_op.create_index("ix_badge_verdict_wear_end", ["wear_end"], unique=False)

    op.create_table(
        "pregnancy_declaration",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pregnancy_declaration")),
    )
    op.create_table(
        "badge_assignment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("participant_number", sa.String(length=40), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("wear_months", sa.Integer(), nullable=True),
        sa.Column("department", sa.String(length=80), nullable=True),
        sa.Column("work_group", sa.String(length=60), nullable=True),
        sa.Column("ris_name", sa.String(length=80), nullable=True),
        sa.Column("is_intern", sa.Boolean(), nullable=True),
        sa.Column("adult_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_badge_assignment_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_assignment")),
        sa.UniqueConstraint(
            "account_number",
            "participant_number",
            "use",
            "starts_on",
            name=op.f("uq_badge_assignment_account_number_participant_number_use_starts_on"),
        ),
    )
    with op.batch_alter_table("badge_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_assignment_file_id"), ["file_id"], unique=False)

    op.create_table(
        "badge_assignment_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("participant_number", sa.String(length=40), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("wear_months", sa.Integer(), nullable=True),
        sa.Column("department", sa.String(length=80), nullable=True),
        sa.Column("work_group", sa.String(length=60), nullable=True),
        sa.Column("ris_name", sa.String(length=80), nullable=True),
        sa.Column("is_intern", sa.Boolean(), nullable=True),
        sa.Column("adult_on", sa.Date(), nullable=True),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_badge_assignment_entry_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_assignment_entry")),
    )
    op.create_table(
        "badge_decision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("verdict_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("is_real", sa.String(length=10), nullable=True),
        sa.Column("cause", sa.String(length=500), nullable=True),
        sa.Column("corrective_action", sa.String(length=500), nullable=True),
        sa.Column("informed_on", sa.Date(), nullable=True),
        sa.Column("committee_on", sa.Date(), nullable=True),
        sa.Column("clock", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('acknowledged', 'investigated', 'reported')", name=op.f("ck_badge_decision_kind")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_badge_decision_account_id")),
        sa.ForeignKeyConstraint(
            ["verdict_id"], ["badge_verdict.id"], name=op.f("fk_badge_decision_verdict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_decision")),
    )
    with op.batch_alter_table("badge_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_decision_verdict_id"), ["verdict_id"], unique=False)

    op.create_table(
        "badge_notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("participant_number", sa.String(length=40), nullable=False),
        sa.Column("month_end", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_badge_notice_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_notice")),
    )
    op.create_table(
        "badge_signature",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month_end", sa.Date(), nullable=False),
        sa.Column("signer", sa.String(length=120), nullable=False),
        sa.Column("meaning", sa.String(length=500), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_badge_signature_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_signature")),
    )
    with op.batch_alter_table("badge_signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_signature_month_end"), ["month_end"], unique=False)

    op.create_table(
        "dose_adjustment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("participant_number", sa.String(length=40), nullable=False),
        sa.Column("use", sa.String(length=20), nullable=False),
        sa.Column("serial_number", sa.String(length=40), nullable=False),
        sa.Column("wear_start", sa.Date(), nullable=False),
        sa.Column("wear_end", sa.Date(), nullable=False),
        sa.Column("dde_usv", sa.Integer(), nullable=True),
        sa.Column("lde_usv", sa.Integer(), nullable=True),
        sa.Column("sde_usv", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("withdraws", sa.Boolean(), nullable=False),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("wear_end >= wear_start", name=op.f("ck_dose_adjustment_wear_period")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_dose_adjustment_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dose_adjustment")),
    )
    with op.batch_alter_table("dose_adjustment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_dose_adjustment_wearer", ["account_number", "participant_number"], unique=False
        )

    op.create_table(
        "effective_dose_rule",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("collar_factor", sa.Double(), nullable=False),
        sa.Column("waist_factor", sa.Double(), nullable=True),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_effective_dose_rule_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effective_dose_rule")),
        sa.UniqueConstraint(
            "rule",
            "jurisdiction",
            "edition",
            "valid_from",
            name=op.f("uq_effective_dose_rule_rule_jurisdiction_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("effective_dose_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_effective_dose_rule_file_id"), ["file_id"], unique=False)

    op.create_table(
        "external_dose",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("participant_number", sa.String(length=40), nullable=False),
        sa.Column("employer", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("quantity", sa.String(length=12), nullable=False),
        sa.Column("usv", sa.Integer(), nullable=True),
        sa.Column("quarters_without_record", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("withdraws_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_external_dose_period")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_external_dose_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_dose")),
    )
    with op.batch_alter_table("external_dose", schema=None) as batch_op:
        batch_op.create_index(
            "ix_external_dose_wearer", ["account_number", "participant_number"], unique=False
        )

    op.create_table(
        "reporting_clock",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("clock", sa.String(length=40), nullable=False),
        sa.Column("within_hours", sa.Double(), nullable=False),
        sa.Column("starts_by", sa.String(length=10), nullable=False),
        sa.Column("quantity", sa.String(length=80), nullable=False),
        sa.Column("threshold_value", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("condition", sa.String(length=300), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_reporting_clock_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_clock")),
        sa.UniqueConstraint(
            "jurisdiction",
            "clock",
            "quantity",
            "edition",
            "valid_from",
            name=op.f("uq_reporting_clock_jurisdiction_clock_quantity_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("reporting_clock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reporting_clock_file_id"), ["file_id"], unique=False)

    op.create_table(
        "wearer_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("participant_number", sa.String(length=40), nullable=False),
        sa.Column("linked_account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("entered_by", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_wearer_link_account_id")),
        sa.ForeignKeyConstraint(
            ["linked_account_id"], ["account.id"], name=op.f("fk_wearer_link_linked_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wearer_link")),
    )
    with op.batch_alter_table("wearer_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wearer_link_linked_account_id"), ["linked_account_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("wearer_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wearer_link_linked_account_id"))

    op.drop_table("wearer_link")
    with op.batch_alter_table("reporting_clock", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reporting_clock_file_id"))

    op.drop_table("reporting_clock")
    with op.batch_alter_table("external_dose", schema=None) as batch_op:
        batch_op.drop_index("ix_external_dose_wearer")

    op.drop_table("external_dose")
    with op.batch_alter_table("effective_dose_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_effective_dose_rule_file_id"))

    op.drop_table("effective_dose_rule")
    with op.batch_alter_table("dose_adjustment", schema=None) as batch_op:
        batch_op.drop_index("ix_dose_adjustment_wearer")

    op.drop_table("dose_adjustment")
    with op.batch_alter_table("badge_signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_badge_signature_month_end"))

    op.drop_table("badge_signature")
    op.drop_table("badge_notice")
    with op.batch_alter_table("badge_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_badge_decision_verdict_id"))

    op.drop_table("badge_decision")
    op.drop_table("badge_assignment_entry")
    with op.batch_alter_table("badge_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_badge_assignment_file_id"))

    op.drop_table("badge_assignment")
    op.drop_table("pregnancy_declaration")
    with op.batch_alter_table("badge_verdict", schema=None) as batch_op:
        batch_op.drop_index("ix_badge_verdict_wear_end")
        batch_op.drop_index("ix_badge_verdict_verdict")

    op.drop_table("badge_verdict")
