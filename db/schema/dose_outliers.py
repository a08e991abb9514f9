"""Which doses must a person explain? Rules as rows, what they found, and how each was closed; what happened when."""

from sqlalchemy import (
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

from db.schema.base import identity, metadata, natural_key_on, provenance
from db.schema.reference import sourced

RULE_KINDS = ("factor", "level")
REASONS = {
    "indicated": "Justified by the indication or a difficult exam",
    "size": "Patient's size or build",
    "technique": "Technique or protocol not as it should be",
    "unit": "Fault or setting of the unit",
    "data": "The number is wrong, not the dose",
    "other": "Another reason",
}

# For one exam type, or `*` for those that have no rule of their own of this kind.
outlier_rule = Table(
    "outlier_rule",
    metadata,
    identity(),
    Column("exam_type", String(80), nullable=False),
    # A measure's name (`db.dose_measures`).
    Column("measure", String(40), nullable=False),
    # factor: so many times the usual median; level: so much, in the measure's unit. A value of 0 is no rule.
    Column("rule_kind", String(10), nullable=False),
    Column("rule_value", Double, nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on("exam_type", "measure", "rule_kind", "jurisdiction", "edition", "valid_from"),
)

# One exam that a rule found. It stays as it was found, whatever its numbers become, until a person closes it.
dose_outlier = Table(
    "dose_outlier",
    metadata,
    identity(),
    Column("study_key", String(32), nullable=False),
    Column("exam_key", String(32)),
    Column("local_date", Date, nullable=False),
    Column("exam_type", String(80), nullable=False),
    Column("projection", String(40), nullable=False),
    Column("measure", String(40), nullable=False),
    Column("room", String(80)),
    Column("dose", Double, nullable=False),
    Column("rule_kind", String(10), nullable=False),
    Column("rule_value", Double, nullable=False),
    # What the dose was held against: the level, or the factor times the usual median of then.
    Column("threshold", Double, nullable=False),
    Column("found_at", DateTime, nullable=False),
    # The hospital's day of that moment: from it the days open are counted.
    Column("found_on", Date, nullable=False),
    UniqueConstraint("study_key", "measure", "exam_type", "projection", "rule_kind"),
    Index("ix_dose_outlier_local_date", "local_date"),
)

dose_outlier_closing = Table(
    "dose_outlier_closing",
    metadata,
    identity(),
    Column("outlier_id", ForeignKey("dose_outlier.id"), nullable=False, unique=True),
    Column("reason", String(20), nullable=False),
    Column("words", String(500), nullable=False),
    Column("closed_at", DateTime, nullable=False),
    Column("actor", String(60), nullable=False),
    Column("account_id", Integer),
)

# Something that a person noted to have happened; withdrawn, never erased.
annotation = Table(
    "annotation",
    metadata,
    identity(),
    Column("happened_on", Date, nullable=False),
    Column("words", String(120), nullable=False),
    # '' stands for the whole department, and for all exam types.
    Column("room", String(80), nullable=False),
    Column("exam_type", String(80), nullable=False),
    Column("written_at", DateTime, nullable=False),
    Column("actor", String(60), nullable=False),
    Column("account_id", Integer),
    Column("withdrawn_at", DateTime),
    Column("withdrawn_by", String(60)),
    Index("ix_annotation_happened_on", "happened_on"),
)
