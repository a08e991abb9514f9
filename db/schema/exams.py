"""Which exams were ordered, done and reported, and when? What each message said of them, and of their patients."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from db.schema.base import identity, metadata, natural_key_on, provenance


def _told() -> list[Column[object]]:
    """What can be told of an exam; an exam and each account of it have the same columns."""
    return [
        Column("study_key", String(32)),
        Column("patient_key", String(32)),
        Column("exam_code", String(40)),
        Column("exam_description", String(200)),
        Column("modality", String(16)),
        Column("body_part", String(60)),
        Column("room", String(60)),
        Column("priority", String(20)),
        Column("patient_class", String(20)),
        Column("patient_sex", String(10)),
        # Decimal years at the exam; the birth date itself is never kept.
        Column("patient_age_years", Double),
        Column("technologist", String(80)),
        Column("student", String(80)),
        Column("supervisor", String(80)),
        Column("contrast_agent", String(80)),
        Column("contrast_volume_ml", Double),
        Column("ordered_at", DateTime),
        Column("scheduled_at", DateTime),
        Column("arrived_at", DateTime),
        Column("started_at", DateTime),
        Column("ended_at", DateTime),
        Column("preliminary_at", DateTime),
        # The first final report: `first` keeps an addendum from moving it.
        Column("reported_at", DateTime, info={"first": True}),
        # The hospital's local day of the exam (start, else schedule, else order): decides day, week and month.
        Column("local_date", Date),
        # Which of the times fell into a gap or a double hour of the clock change and were resolved by rule.
        Column("clock_change_note", String(200)),
        Column("cancel_reason", String(200)),
    ]


exam = Table(
    "exam",
    metadata,
    identity(),
    Column("exam_key", String(32), nullable=False),
    *_told(),
    Column("exam_type", String(80), info={"derived": True}),
    Column("status", String(30), nullable=False),
    # How many messages are folded into the row; null: it stands as a table told it.
    Column("message_count", Integer),
    *provenance(),
    natural_key_on("exam_key"),
    Index("ix_exam_study_key", "study_key"),
    Index("ix_exam_local_date", "local_date"),
    # What waits for its report is few, however many years are on file.
    Index(
        "ix_exam_unread",
        "status",
        sqlite_where=text("reported_at IS NULL"),
        postgresql_where=text("reported_at IS NULL"),
    ),
)

# What a message, or a table that messages were folded into, said of an exam. Each stays, so that the exam can be put
# together anew whatever the order in which they arrive (`db.exam_accounts`).
exam_account = Table(
    "exam_account",
    metadata,
    identity(),
    Column("exam_key", String(32), nullable=False),
    Column("message_key", String(32), nullable=False),
    # The order's place in its message, from 0.
    Column("place", Integer, nullable=False),
    Column("told_at", DateTime, nullable=False),
    *_told(),
    Column("status", String(30)),
    *provenance(),
    natural_key_on("exam_key", "message_key", "place"),
)

exam_reference = Table(
    "exam_reference",
    metadata,
    identity(),
    Column("exam_key", String(32), nullable=False),
    Column("sealed_accession_number", LargeBinary, nullable=False),
    *provenance(),
    natural_key_on("exam_key"),
)

# What a message said of a patient's visit: where an order does not tell the class, the visit does.
patient_visit = Table(
    "patient_visit",
    metadata,
    identity(),
    Column("patient_key", String(32), nullable=False, index=True),
    Column("message_key", String(32), nullable=False),
    Column("told_at", DateTime, nullable=False),
    Column("patient_class", String(20)),
    Column("is_end", Boolean(create_constraint=False), nullable=False),
    *provenance(),
    natural_key_on("message_key"),
)

# One patient who had two numbers: what was told under the old one belongs to the other.
patient_merge = Table(
    "patient_merge",
    metadata,
    identity(),
    Column("old_patient_key", String(32), nullable=False),
    Column("patient_key", String(32), nullable=False),
    Column("told_at", DateTime, nullable=False),
    *provenance(),
    natural_key_on("old_patient_key"),
)
