"""Which items are there, under which codes, in which lots, and what do they cost?"""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Double, Index, Integer, String, Table

from db.schema.base import also_entered, identity, metadata, natural_key_on, provenance

# What an item is, for the rules that it is kept by: contrast media are medications, garments are inspected.
ITEM_KINDS = ("supply", "medication", "contrast", "garment")

item = Table(
    "item",
    metadata,
    identity(),
    Column("item_code", String(60), nullable=False),
    Column("item_name", String(250)),
    Column("item_class", String(60)),
    Column("item_kind", String(20)),
    Column("unit_price", Double),
    # How many days an item may be used once it is opened; null: until the date on its label.
    Column("open_days", Integer),
    *also_entered(),
    natural_key_on("item_code"),
    info={"descriptive": True},
)

# Which item a code on a box means: a GTIN in 14 digits, a HIBC primary code, or a code of the site's own.
item_barcode = Table(
    "item_barcode",
    metadata,
    identity(),
    Column("item_code", String(60), nullable=False),
    # Empty for an item of the list that has no code.
    Column("barcode", String(80), nullable=False),
    # Units in the package that bears this code; null: one.
    Column("units_per_pack", Double),
    *also_entered(),
    natural_key_on("item_code", "barcode"),
    Index("ix_item_barcode_barcode", "barcode"),
    info={"descriptive": True},
)

lot = Table(
    "lot",
    metadata,
    identity(),
    Column("item_code", String(60), nullable=False),
    # Empty means that the file gives no lot: a gap to be seen, not a lot of that name.
    Column("lot_number", String(60), nullable=False),
    # Usable through this day. Null means that the file gives none. Expired is computed, never stored.
    Column("expiry", Date),
    *also_entered(),
    natural_key_on("item_code", "lot_number"),
    Index("ix_lot_expiry", "expiry"),
    Index("ix_lot_lot_number", "lot_number"),
)

stock_count = Table(
    "stock_count",
    metadata,
    identity(),
    Column("item_code", String(60), nullable=False),
    Column("lot_number", String(60), nullable=False),
    Column("location", String(120), nullable=False),
    Column("counted_at", DateTime, nullable=False),
    Column("quantity", Double, nullable=False),
    # complete: what the file does not name at this location is gone; partial: it says nothing of the rest.
    Column("snapshot", String(10), nullable=False),
    # The day on which what lies here was opened, where the file says so.
    Column("opened_on", Date),
    *provenance(),
    natural_key_on("item_code", "lot_number", "location", "counted_at"),
    CheckConstraint("quantity >= 0", name="quantity"),
    CheckConstraint("snapshot IN ('complete', 'partial')", name="snapshot"),
    Index("ix_stock_count_snapshot_location_source_order", "snapshot", "location", "source_order"),
)

stock_target = Table(
    "stock_target",
    metadata,
    identity(),
    Column("item_code", String(60), nullable=False),
    Column("min_units", Double),
    # Order when what is usable falls below this; null: below the minimum.
    Column("reorder_units", Double),
    Column("max_units", Double),
    Column("lead_time_days", Double),
    # Units in the package that is ordered.
    Column("order_pack_units", Double),
    Column("on_order_units", Double),
    Column("preferred_location", String(120)),
    *provenance(),
    natural_key_on("item_code"),
)

item_price = Table(
    "item_price",
    metadata,
    identity(),
    Column("item_code", String(60), nullable=False),
    Column("supplier", String(120), nullable=False),
    Column("priced_at", DateTime, nullable=False),
    Column("unit_price", Double),
    # The price of a package and the units in it, where the file gives no price of one unit.
    Column("pack_price", Double),
    Column("pack_units", Double),
    Column("supplier_item_code", String(80)),
    *provenance(),
    natural_key_on("item_code", "supplier", "priced_at"),
)

recall = Table(
    "recall",
    metadata,
    identity(),
    Column("recall_number", String(80), nullable=False),
    # Of these one is given: the code on the box, or the item's own code.
    Column("barcode", String(80), nullable=False),
    Column("item_code", String(60), nullable=False),
    # Empty: all lots.
    Column("lot_number", String(60), nullable=False),
    Column("issued_on", Date),
    Column("title", String(250)),
    Column("advice", String(500)),
    *provenance(),
    natural_key_on("recall_number", "barcode", "item_code", "lot_number"),
)
