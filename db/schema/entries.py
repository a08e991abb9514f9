"""Which filled-in forms have counted? One row for each, so that the same one sent again counts no second time."""

from sqlalchemy import Column, DateTime, String, Table

from db.schema.base import identity, metadata

form_entry = Table(
    "form_entry",
    metadata,
    identity(),
    # Made when the form was opened, and sent with it.
    Column("form_key", String(32), nullable=False, unique=True),
    # What it entered: a fault, a check, a cleaning, a logged procedure, a stay.
    Column("entered", String(40), nullable=False),
    Column("entered_by", String(60), nullable=False),
    Column("entered_at", DateTime, nullable=False),
)
