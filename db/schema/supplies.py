"""Which items are in stock, in which lots, where, and how many?"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    String,
    Table,
)

from db.schema.base import identity, metadata, natural_key_on, provenance

item = Table(
    "item",
    metadata,
    identity(),
    Column("item_code", String(60), nullable=False),
    Column("item_name", String(250)),
    Column("item_class", String(60)),
    Column("unit_price", Double),
    *provenance(),
    natural_key_on("item_code"),
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
    *provenance(),
    natural_key_on("item_code", "lot_number"),
    Index("ix_lot_expiry", "expiry"),
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
    *provenance(),
    natural_key_on("item_code", "lot_number", "location", "counted_at"),
    CheckConstraint("quantity >= 0", name="quantity"),
    CheckConstraint("snapshot IN ('complete', 'partial')", name="snapshot"),
)
