"""messages to people

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("lines_left_out", sa.Integer(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=160), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint("kind IN ('alert', 'notice')", name=op.f("ck_outbox_message_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_message_dedupe_key")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_message_written_at"), ["written_at"], unique=False)

    op.create_table(
        "outbox_delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("channel IN ('mail', 'webhook', 'page')", name=op.f("ck_outbox_delivery_channel")),
        sa.CheckConstraint(
            "state IN ('here', 'waiting', 'sending', 'sent', 'failed', 'unsent')",
            name=op.f("ck_outbox_delivery_state"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_outbox_delivery_account_id")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["outbox_message.id"], name=op.f("fk_outbox_delivery_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_delivery")),
    )
    with op.batch_alter_table("outbox_delivery", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_delivery_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_delivery_message_id"), ["message_id"], unique=False)
        batch_op.create_index("ix_outbox_delivery_state_due_at", ["state", "due_at"], unique=False)

    op.create_table(
        "outbox_subscription",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("begun_by", sa.String(length=60), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=True),
        sa.CheckConstraint("channel IN ('mail', 'webhook')", name=op.f("ck_outbox_subscription_channel")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_outbox_subscription_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_subscription")),
    )
    with op.batch_alter_table("outbox_subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_subscription_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_subscription_topic"), ["topic"], unique=False)

    op.create_table(
        "stock_keeper",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("location", sa.String(length=120), nullable=True),
        sa.Column("item_class", sa.String(length=120), nullable=True),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_stock_keeper_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_keeper")),
    )
    op.create_index("ix_stock_keeper_account_id", "stock_keeper", ["account_id"])

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mail_address", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("mail_address")

    op.drop_table("stock_keeper")

    with op.batch_alter_table("outbox_subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_subscription_topic"))
        batch_op.drop_index(batch_op.f("ix_outbox_subscription_account_id"))

    op.drop_table("outbox_subscription")
    with op.batch_alter_table("outbox_delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_delivery_state_due_at")
        batch_op.drop_index(batch_op.f("ix_outbox_delivery_message_id"))
        batch_op.drop_index(batch_op.f("ix_outbox_delivery_account_id"))

    op.drop_table("outbox_delivery")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_written_at"))

    op.drop_table("outbox_message")
