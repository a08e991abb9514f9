"""movements, bookings and levels of the stock; codes, prices, targets, recalls; garments

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cycle_count",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("location", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("started_by", sa.String(length=60), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_count")),
    )
    with op.batch_alter_table("cycle_count", schema=None) as batch_op:
        batch_op.create_index("ix_cycle_count_location", ["location"], unique=False)

    op.create_table(
        "stock_keeping",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("location", sa.String(length=120), nullable=False),
        sa.Column("kept_since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_keeping")),
        sa.UniqueConstraint("location", name=op.f("uq_stock_keeping_location")),
    )
    op.create_table(
        "stock_level",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("lot_number", sa.String(length=60), nullable=False),
        sa.Column("location", sa.String(length=120), nullable=False),
        sa.Column("counted_units", sa.Double(), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=True),
        sa.Column("on_hand", sa.Double(), nullable=False),
        sa.Column("opened_units", sa.Double(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("first_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_level")),
        sa.UniqueConstraint(
            "item_code", "lot_number", "location", name=op.f("uq_stock_level_item_code_lot_number_location")
        ),
    )
    with op.batch_alter_table("stock_level", schema=None) as batch_op:
        batch_op.create_index("ix_stock_level_location", ["location"], unique=False)
        batch_op.create_index("ix_stock_level_lot_number", ["lot_number"], unique=False)

    op.create_table(
        "stock_week",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("location", sa.String(length=120), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("movements", sa.Integer(), nullable=False),
        sa.Column("used_units", sa.Double(), nullable=False),
        sa.Column("counts", sa.Integer(), nullable=False),
        sa.Column("fallen_units", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_week")),
        sa.UniqueConstraint(
            "item_code", "location", "week", name=op.f("uq_stock_week_item_code_location_week")
        ),
    )
    op.create_table(
        "garment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("serial_number", sa.String(length=60), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=True),
        sa.Column("garment_name", sa.String(length=250), nullable=True),
        sa.Column("garment_kind", sa.String(length=20), nullable=False),
        sa.Column("location", sa.String(length=120), nullable=True),
        sa.Column("lead_mm", sa.Double(), nullable=True),
        sa.Column("in_use_since", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("line_number", sa.Integer(), nullable=True),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "garment_kind IN ('apron', 'thyroid shield', 'gloves', 'glasses', 'other')",
            name=op.f("ck_garment_garment_kind"),
        ),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_garment_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_garment")),
        sa.UniqueConstraint("serial_number", name=op.f("uq_garment_serial_number")),
        info={"descriptive": True},
    )
    with op.batch_alter_table("garment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_garment_file_id"), ["file_id"], unique=False)

    op.create_table(
        "garment_criterion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("garment_kind", sa.String(length=20), nullable=False),
        sa.Column("defect_zone", sa.String(length=60), nullable=False),
        sa.Column("max_defect_area_mm2", sa.Double(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_garment_criterion_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_garment_criterion")),
        sa.UniqueConstraint(
            "jurisdiction",
            "garment_kind",
            "defect_zone",
            "edition",
            "valid_from",
            name=op.f("uq_garment_criterion_jurisdiction_garment_kind_defect_zone_edition_valid_from"),
        ),
    )
    with op.batch_alter_table("garment_criterion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_garment_criterion_file_id"), ["file_id"], unique=False)

    op.create_table(
        "garment_inspection",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("serial_number", sa.String(length=60), nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("visual_ok", sa.Boolean(), nullable=True),
        sa.Column("tactile_ok", sa.Boolean(), nullable=True),
        sa.Column("defect_zone", sa.String(length=60), nullable=True),
        sa.Column("defect_area_mm2", sa.Double(), nullable=True),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("criterion_mm2", sa.Double(), nullable=True),
        sa.Column("criterion_source", sa.String(length=300), nullable=True),
        sa.Column("inspector", sa.String(length=60), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("line_number", sa.Integer(), nullable=True),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("result IN ('pass', 'reject')", name=op.f("ck_garment_inspection_result")),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_garment_inspection_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_garment_inspection")),
        sa.UniqueConstraint(
            "serial_number", "inspected_on", name=op.f("uq_garment_inspection_serial_number_inspected_on")
        ),
    )
    with op.batch_alter_table("garment_inspection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_garment_inspection_file_id"), ["file_id"], unique=False)

    op.create_table(
        "item_barcode",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("barcode", sa.String(length=80), nullable=False),
        sa.Column("units_per_pack", sa.Double(), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("line_number", sa.Integer(), nullable=True),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_item_barcode_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_barcode")),
        sa.UniqueConstraint("item_code", "barcode", name=op.f("uq_item_barcode_item_code_barcode")),
        info={"descriptive": True},
    )
    with op.batch_alter_table("item_barcode", schema=None) as batch_op:
        batch_op.create_index("ix_item_barcode_barcode", ["barcode"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_barcode_file_id"), ["file_id"], unique=False)

    op.create_table(
        "item_price",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("supplier", sa.String(length=120), nullable=False),
        sa.Column("priced_at", sa.DateTime(), nullable=False),
        sa.Column("unit_price", sa.Double(), nullable=True),
        sa.Column("pack_price", sa.Double(), nullable=True),
        sa.Column("pack_units", sa.Double(), nullable=True),
        sa.Column("supplier_item_code", sa.String(length=80), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_item_price_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_price")),
        sa.UniqueConstraint(
            "item_code", "supplier", "priced_at", name=op.f("uq_item_price_item_code_supplier_priced_at")
        ),
    )
    with op.batch_alter_table("item_price", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_price_file_id"), ["file_id"], unique=False)

    op.create_table(
        "recall",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recall_number", sa.String(length=80), nullable=False),
        sa.Column("barcode", sa.String(length=80), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("lot_number", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=250), nullable=True),
        sa.Column("advice", sa.String(length=500), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_recall_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sa.UniqueConstraint(
            "recall_number",
            "barcode",
            "item_code",
            "lot_number",
            name=op.f("uq_recall_recall_number_barcode_item_code_lot_number"),
        ),
    )
    with op.batch_alter_table("recall", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recall_file_id"), ["file_id"], unique=False)

    op.create_table(
        "stock_booking",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("lot_number", sa.String(length=60), nullable=False),
        sa.Column("location", sa.String(length=120), nullable=False),
        sa.Column("to_location", sa.String(length=120), nullable=True),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("expected_units", sa.Double(), nullable=True),
        sa.Column("counted_units", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("booked_at", sa.DateTime(), nullable=False),
        sa.Column("booked_by", sa.String(length=60), nullable=False),
        sa.Column("cycle_count_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "action IN ('receive', 'use', 'move', 'count', 'discard', 'open', 'undo')",
            name=op.f("ck_stock_booking_action"),
        ),
        sa.ForeignKeyConstraint(
            ["cycle_count_id"], ["cycle_count.id"], name=op.f("fk_stock_booking_cycle_count_id")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["stock_booking.id"], name=op.f("fk_stock_booking_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_booking")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_stock_booking_reverses_id")),
    )
    with op.batch_alter_table("stock_booking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_booking_cycle_count_id"), ["cycle_count_id"], unique=False)
        batch_op.create_index(
            "ix_stock_booking_item_code_booked_at", ["item_code", "booked_at"], unique=False
        )
        batch_op.create_index("ix_stock_booking_location_booked_at", ["location", "booked_at"], unique=False)

    op.create_table(
        "stock_target",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("min_units", sa.Double(), nullable=True),
        sa.Column("reorder_units", sa.Double(), nullable=True),
        sa.Column("max_units", sa.Double(), nullable=True),
        sa.Column("lead_time_days", sa.Double(), nullable=True),
        sa.Column("order_pack_units", sa.Double(), nullable=True),
        sa.Column("on_order_units", sa.Double(), nullable=True),
        sa.Column("preferred_location", sa.String(length=120), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_number", sa.Integer(), nullable=False),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_stock_target_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_target")),
        sa.UniqueConstraint("item_code", name=op.f("uq_stock_target_item_code")),
    )
    with op.batch_alter_table("stock_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_target_file_id"), ["file_id"], unique=False)

    op.create_table(
        "stock_movement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("movement_id", sa.String(length=80), nullable=False),
        sa.Column("item_code", sa.String(length=60), nullable=False),
        sa.Column("lot_number", sa.String(length=60), nullable=False),
        sa.Column("location", sa.String(length=120), nullable=False),
        sa.Column("moved_at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("quantity", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("booking_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("line_number", sa.Integer(), nullable=True),
        sa.Column("source_order", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('receive', 'return', 'move_in', 'found', 'use', 'move_out', 'discard', 'missing')",
            name=op.f("ck_stock_movement_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["stock_booking.id"], name=op.f("fk_stock_movement_booking_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["feed_file.id"], name=op.f("fk_stock_movement_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movement")),
        sa.UniqueConstraint("movement_id", name=op.f("uq_stock_movement_movement_id")),
    )
    with op.batch_alter_table("stock_movement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stock_movement_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stock_movement_file_id"), ["file_id"], unique=False)
        batch_op.create_index(
            "ix_stock_movement_key", ["item_code", "lot_number", "location", "moved_at"], unique=False
        )

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("item_kind", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("open_days", sa.Integer(), nullable=True))
        batch_op.alter_column("file_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("line_number", existing_type=sa.INTEGER(), nullable=True)

    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.alter_column("file_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("line_number", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index("ix_lot_lot_number", ["lot_number"], unique=False)

    with op.batch_alter_table("stock_count", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_on", sa.Date(), nullable=True))
        batch_op.create_index(
            "ix_stock_count_snapshot_location_source_order",
            ["snapshot", "location", "source_order"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("stock_count", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_count_snapshot_location_source_order")
        batch_op.drop_column("opened_on")

    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_index("ix_lot_lot_number")
        batch_op.alter_column("line_number", existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column("file_id", existing_type=sa.INTEGER(), nullable=False)

    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.alter_column("line_number", existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column("file_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("open_days")
        batch_op.drop_column("item_kind")

    with op.batch_alter_table("stock_movement", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_movement_key")
        batch_op.drop_index(batch_op.f("ix_stock_movement_file_id"))
        batch_op.drop_index(batch_op.f("ix_stock_movement_booking_id"))

    op.drop_table("stock_movement")
    with op.batch_alter_table("stock_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stock_target_file_id"))

    op.drop_table("stock_target")
    with op.batch_alter_table("stock_booking", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_booking_location_booked_at")
        batch_op.drop_index("ix_stock_booking_item_code_booked_at")
        batch_op.drop_index(batch_op.f("ix_stock_booking_cycle_count_id"))

    op.drop_table("stock_booking")
    with op.batch_alter_table("recall", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recall_file_id"))

    op.drop_table("recall")
    with op.batch_alter_table("item_price", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_price_file_id"))

    op.drop_table("item_price")
    with op.batch_alter_table("item_barcode", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_barcode_file_id"))
        batch_op.drop_index("ix_item_barcode_barcode")

    op.drop_table("item_barcode")
    with op.batch_alter_table("garment_inspection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_garment_inspection_file_id"))

    op.drop_table("garment_inspection")
    with op.batch_alter_table("garment_criterion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_garment_criterion_file_id"))

    op.drop_table("garment_criterion")
    with op.batch_alter_table("garment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_garment_file_id"))

    op.drop_table("garment")
    op.drop_table("stock_week")
    with op.batch_alter_table("stock_level", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_level_lot_number")
        batch_op.drop_index("ix_stock_level_location")

    op.drop_table("stock_level")
    op.drop_table("stock_keeping")
    with op.batch_alter_table("cycle_count", schema=None) as batch_op:
        batch_op.drop_index("ix_cycle_count_location")

    op.drop_table("cycle_count")
