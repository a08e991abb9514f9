"""Which tables are there? One module per noun; names carry units, times (`*_at`) are UTC without a zone."""

from db.schema import (
    accounts,
    badge_desk,
    badges,
    competency,
    dose,
    dose_summaries,
    equipment,
    exams,
    feeds,
    garments,
    interns,
    outbox,
    reference,
    rejects,
    site,
    stock,
    supplies,
)
from db.schema.base import metadata, natural_key

__all__ = [
    "accounts",
    "badge_desk",
    "badges",
    "competency",
    "dose",
    "dose_summaries",
    "equipment",
    "exams",
    "feeds",
    "garments",
    "interns",
    "metadata",
    "natural_key",
    "outbox",
    "reference",
    "rejects",
    "site",
    "stock",
    "supplies",
]
