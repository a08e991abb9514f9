"""Which exams were ordered, done and reported, and when?"""

from sqlalchemy import Column, Date, DateTime, Double, Index, LargeBinary, String, Table

from db.schema.base import identity, metadata, natural_key_on, provenance

exam = Table(
    "exam",
    metadata,
    identity(),
    Column("exam_key", String(32), nullable=False),
    Column("study_key", String(32), index=True),
    Column("patient_key", String(32)),
    Column("exam_code", String(40)),
    Column("exam_description", String(200)),
    Column("exam_type", String(80)),
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
    Column("ordered_at", DateTime),
    Column("scheduled_at", DateTime),
    Column("arrived_at", DateTime),
    Column("started_at", DateTime),
    Column("ended_at", DateTime),
    Column("preliminary_at", DateTime),
    Column("reported_at", DateTime),
    # The hospital's local day of the exam (start, else schedule, else order): decides day, week and month.
    Column("local_date", Date),
    # Which of the times fell into a gap or a double hour of the clock change and were resolved by rule.
    Column("clock_change_note", String(200)),
    Column("status", String(30), nullable=False),
    Column("cancel_reason", String(200)),
    *provenance(),
    natural_key_on("exam_key"),
    Index("ix_exam_local_date", "local_date"),
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
