"""What did interns and staff do to be fit for their work, and when does it end? By which numbers is training judged?

A record comes from a file, or from a person at a page: then it names nobody's file. A correction is a row of its own
that names the row it corrects; a row that is corrected counts no longer.
"""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Double, Index, Integer, String, Table

from db.schema.base import also_entered, identity, metadata, natural_key_on, provenance
from db.schema.reference import sourced

GROUPS = ("intern", "staff")
# credential: ends on a day; onboarding: an item of the checklist; shadowing: of image interpretation; meeting;
# education: continuing education.
KINDS = ("credential", "onboarding", "shadowing", "meeting", "education")
# What training is judged by: numbers, and the items of the onboarding checklist.
SETTINGS = (
    "most_a_day", "most_a_week", "evening_share", "comment_below", "behind_after", "pace", "expires_soon", "education",
    "onboarding",
)  # fmt: skip

development_record = Table(
    "development_record",
    metadata,
    identity(),
    # An intern as the roster names them; staff as the list that tells of them does.
    Column("person", String(80), nullable=False),
    Column("person_group", String(10), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title", String(160), nullable=False),
    # The sender's own number; blank where it gives none.
    Column("record_number", String(60), nullable=False),
    Column("done_on", Date, nullable=False),
    # Null: it does not end.
    Column("expires_on", Date),
    Column("hours", Double),
    Column("note", String(500)),
    Column("corrects_id", Integer, index=True),
    # True: the row that it corrects never was so, and this one says nothing in its place.
    Column("is_withdrawn", Boolean(create_constraint=False)),
    # True: the intern says so of themselves, and nobody has checked it.
    Column("is_own_word", Boolean(create_constraint=False)),
    *also_entered(),
    CheckConstraint("person_group IN ('intern', 'staff')", name="person_group"),
    natural_key_on("person_group", "person", "kind", "title", "done_on", "record_number"),
    Index("ix_development_record_expires_on", "expires_on"),
)

training_setting = Table(
    "training_setting",
    metadata,
    identity(),
    Column("setting", String(40), nullable=False),
    # What a page says of it; of the checklist: the item.
    Column("title", String(160), nullable=False),
    # intern, staff or all.
    Column("applies_to", String(10), nullable=False),
    # An item of the checklist is out of force with 0.
    Column("setting_value", Double),
    Column("unit", String(20)),
    *sourced(),
    *provenance(),
    natural_key_on("jurisdiction", "setting", "title", "applies_to", "edition", "valid_from"),
)
