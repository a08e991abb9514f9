"""What was done to the stock, and what is therefore on hand? Movements and bookings; levels worked out from them."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from db.schema.base import also_entered, identity, metadata, natural_key_on

# What a movement does to the stock at its place, in units: +1 adds, -1 takes away. A counter-booking has the kind of
# what it takes back, and its quantity below 0.
SIGN_OF_KIND = {
    "receive": 1,
    "return": 1,
    "move_in": 1,
    "found": 1,
    "use": -1,
    "move_out": -1,
    "discard": -1,
    "missing": -1,
}
BOOKINGS = ("receive", "use", "move", "count", "discard", "open", "undo")

cycle_count = Table(
    "cycle_count",
    metadata,
    identity(),
    Column("location", String(120), nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("started_by", String(60), nullable=False),
    Column("closed_at", DateTime),
    Column("closed_by", String(60)),
    Index("ix_cycle_count_location", "location"),
)

stock_booking = Table(
    "stock_booking",
    metadata,
    identity(),
    Column("action", String(10), nullable=False),
    Column("item_code", String(60), nullable=False),
    Column("lot_number", String(60), nullable=False),
    Column("location", String(120), nullable=False),
    Column("to_location", String(120)),
    Column("quantity", Double, nullable=False),
    # Of a count: what was expected when it was booked, and what was found.
    Column("expected_units", Double),
    Column("counted_units", Double),
    Column("reason", String(200)),
    Column("booked_at", DateTime, nullable=False),
    Column("booked_by", String(60), nullable=False),
    Column("cycle_count_id", ForeignKey("cycle_count.id"), index=True),
    # The booking that this one takes back; nothing is taken back twice.
    Column("reverses_id", ForeignKey("stock_booking.id")),
    UniqueConstraint("reverses_id"),
    CheckConstraint("action IN (" + ", ".join(f"'{name}'" for name in BOOKINGS) + ")", name="action"),
    Index("ix_stock_booking_location_booked_at", "location", "booked_at"),
    Index("ix_stock_booking_item_code_booked_at", "item_code", "booked_at"),
)

stock_movement = Table(
    "stock_movement",
    metadata,
    identity(),
    # The sender's own number of the movement: two equal uses in the same minute are two.
    Column("movement_id", String(80), nullable=False),
    Column("item_code", String(60), nullable=False),
    Column("lot_number", String(60), nullable=False),
    Column("location", String(120), nullable=False),
    Column("moved_at", DateTime, nullable=False),
    Column("kind", String(10), nullable=False),
    Column("quantity", Double, nullable=False),
    Column("reason", String(200)),
    # Null for a movement that a file reports.
    Column("booking_id", ForeignKey("stock_booking.id"), index=True),
    *also_entered(),
    natural_key_on("movement_id"),
    CheckConstraint("kind IN (" + ", ".join(f"'{kind}'" for kind in SIGN_OF_KIND) + ")", name="kind"),
    Index("ix_stock_movement_key", "item_code", "lot_number", "location", "moved_at"),
)

# Since when the stock of a place is kept by bookings here: what files say of later moments does not count there.
stock_keeping = Table(
    "stock_keeping",
    metadata,
    identity(),
    Column("location", String(120), nullable=False, unique=True),
    Column("kept_since", DateTime, nullable=False),
)

# Worked out from counts, movements and bookings in the transaction that changes them; see db/stock_levels.py.
stock_level = Table(
    "stock_level",
    metadata,
    identity(),
    Column("item_code", String(60), nullable=False),
    Column("lot_number", String(60), nullable=False),
    Column("location", String(120), nullable=False),
    # The count in force, and what has moved since.
    Column("counted_units", Double, nullable=False),
    Column("counted_at", DateTime),
    Column("on_hand", Double, nullable=False),
    # How many of those on hand are opened, and since when the oldest of them.
    Column("opened_units", Double, nullable=False),
    Column("opened_on", Date),
    Column("first_at", DateTime),
    UniqueConstraint("item_code", "lot_number", "location"),
    Index("ix_stock_level_location", "location"),
    Index("ix_stock_level_lot_number", "lot_number"),
)

# What was used in each week (Monday to Sunday, UTC; counted from the week of 1 January 1970), by place.
stock_week = Table(
    "stock_week",
    metadata,
    identity(),
    Column("item_code", String(60), nullable=False),
    Column("location", String(120), nullable=False),
    Column("week", Integer, nullable=False),
    Column("movements", Integer, nullable=False),
    Column("used_units", Double, nullable=False),
    # From counts: by how much the lots have fallen from one count to the next.
    Column("counts", Integer, nullable=False),
    Column("fallen_units", Double, nullable=False),
    UniqueConstraint("item_code", "location", "week"),
    # The first week of all, which every rate asks for.
    Index("ix_stock_week_week", "week"),
)

stock_keeper = Table(
    "stock_keeper",
    metadata,
    identity(),
    # Of what an account is told: of everything, or, where it has rows here, of these places and classes alone.
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("location", String(120)),
    Column("item_class", String(120)),
    Column("begun_at", DateTime, nullable=False),
)
