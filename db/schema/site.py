"""What does the database know of itself? Fingerprint of the data key, whether the data are made up, the settings."""

from sqlalchemy import Column, String, Table

from db.schema.base import metadata

site_fact = Table(
    "site_fact",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)
