"""credentials, learning and the numbers of training

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "development_record",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("person_group", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("record_number", sa.String(length=60), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=True),
        sa.Column("file_id", _BIG, nullable=True),
        sa.Column("line_number", sa.Integer(), nullable=True),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "person_group IN ('intern', 'staff')", name=op.f("ck_development_record_person_group")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_development_record_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_development_record")),
        sa.UniqueConstraint(
            "person_group",
            "person",
            "kind",
            "title",
            "done_on",
            "record_number",
            name=op.f("uq_development_record_person_group_person_kind_title_done_on_record_number"),
        ),
    )
    with op.batch_alter_table("development_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_development_record_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_index("ix_development_record_expires_on", ["expires_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_development_record_file_id"), ["file_id"], unique=False)

    op.create_table(
        "training_setting",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("setting", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("applies_to", sa.String(length=10), nullable=False),
        sa.Column("setting_value", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", _BIG, nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_training_setting_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_setting")),
        sa.UniqueConstraint(
            "jurisdiction",
            "setting",
            "title",
            "applies_to",
            "edition",
            "valid_from",
            name=op.f("uq_training_setting_jurisdiction_setting_title_applies_to_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("training_setting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_training_setting_file_id"), ["file_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("training_setting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_training_setting_file_id"))

    op.drop_table("training_setting")
    with op.batch_alter_table("development_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_development_record_file_id"))
        batch_op.drop_index("ix_development_record_expires_on")
        batch_op.drop_index(batch_op.f("ix_development_record_corrects_id"))

    op.drop_table("development_record")
