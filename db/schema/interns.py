"""Who is in training, what did each log, and what was judged and signed?

A row comes from a tracker's file, or from a person at a page: then it names nobody's file. No patient is named here.
A correction is a row of its own that names the row it corrects. `competency_standing` and `intern_progress` follow from
the other rows, and are worked out anew whenever one of those changes.
"""

from sqlalchemy import (
    Boolean,
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
    text,
)

from db.schema.base import also_entered, identity, metadata, natural_key_on, provenance

STATES = ("done", "simulated", "offered", "logged", "missing")

intern = Table(
    "intern",
    metadata,
    identity(),
    # The name or number under which the tracker keeps the intern.
    Column("intern", String(80), nullable=False),
    Column("programme", String(120)),
    Column("cohort", String(60)),
    Column("edition", String(80), nullable=False),
    Column("starts_on", Date, nullable=False),
    # The last day by which everything is to be done.
    Column("ends_on", Date, nullable=False),
    # The intern as exams and rejects name them; null: not in them.
    Column("ris_name", String(80)),
    # The hours of clinic that the programme asks for; null: it names none.
    Column("clinic_hours_needed", Double),
    *provenance(),
    CheckConstraint("ends_on > starts_on", name="ends_on"),
    natural_key_on("intern"),
    info={"descriptive": True},
)

intern_supervisor = Table(
    "intern_supervisor",
    metadata,
    identity(),
    Column("intern", String(80), nullable=False),
    Column("supervisor", String(80), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    *provenance(),
    natural_key_on("intern", "supervisor", "starts_on"),
)

# Which account is whose: an intern's own, or a supervisor's under the name that assignments use.
training_link = Table(
    "training_link",
    metadata,
    identity(),
    Column("linked_account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("intern", String(80)),
    Column("supervisor", String(80)),
    Column("entered_by", String(60), nullable=False),
    Column("entered_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    CheckConstraint("(intern IS NULL) != (supervisor IS NULL)", name="one_person"),
)


def _procedure() -> list[Column[object]]:
    """What a logged procedure and a judged one both say."""
    return [
        Column("intern", String(80), nullable=False),
        # As the tracker calls it; it belongs to the requirement of the intern's edition with the same plain name.
        Column("requirement", String(160), nullable=False),
        # The tracker's own number; blank where it gives none.
        Column("record_number", String(60), nullable=False),
        Column("is_simulated", Boolean(create_constraint=False)),
        Column("patient_group", String(20)),
        Column("room", String(60)),
        Column("site", String(80)),
        Column("comment", String(500)),
        # The row that this one corrects; a row that is corrected counts no longer.
        Column("corrects_id", Integer, index=True),
    ]


exam_log = Table(
    "exam_log",
    metadata,
    identity(),
    *_procedure(),
    Column("performed_at", DateTime, nullable=False),
    Column("local_date", Date, nullable=False),
    Column("exam_count", Integer),
    Column("participation", String(20)),
    # Null: nobody recorded it.
    Column("supervision", String(20)),
    Column("supervisor", String(80)),
    Column("repeats", Integer),
    Column("repeat_supervision", String(20)),
    # False until somebody has signed it; null: the tracker does not say, and then it counts.
    Column("is_approved", Boolean(create_constraint=False)),
    Column("clock_change_note", String(200)),
    *also_entered(),
    natural_key_on("intern", "performed_at", "requirement", "record_number"),
    Index("ix_exam_log_intern_requirement", "intern", "requirement"),
)

competency_record = Table(
    "competency_record",
    metadata,
    identity(),
    *_procedure(),
    Column("evaluated_on", Date, nullable=False),
    # passed, or attempted, which is kept and gives no credit.
    Column("outcome", String(20), nullable=False),
    Column("score_percent", Double),
    Column("evaluator", String(80), nullable=False),
    # The logged procedure on which it was judged: one procedure serves for one competency only.
    Column("log_number", String(60)),
    *also_entered(),
    natural_key_on("intern", "requirement", "evaluated_on", "record_number"),
)

# Who signed what: the row's number in its table, the name and the meaning as they were then.
training_signature = Table(
    "training_signature",
    metadata,
    identity(),
    Column("signed_table", String(40), nullable=False),
    Column("signed_id", Integer, nullable=False),
    Column("signer", String(120), nullable=False),
    Column("meaning", String(300), nullable=False),
    Column("entered_by", String(60), nullable=False),
    Column("entered_at", DateTime, nullable=False),
    Index("ix_training_signature_signed", "signed_table", "signed_id"),
)

clinical_hours = Table(
    "clinical_hours",
    metadata,
    identity(),
    Column("intern", String(80), nullable=False),
    Column("started_at", DateTime, nullable=False),
    # Null: nobody clocked out, and then there are no hours to count.
    Column("ended_at", DateTime),
    Column("local_date", Date, nullable=False),
    Column("activity", String(20), nullable=False),
    Column("site", String(80)),
    Column("shift", String(40)),
    Column("approved_by", String(80)),
    Column("comment", String(500)),
    Column("clock_change_note", String(200)),
    *also_entered(),
    natural_key_on("intern", "started_at"),
    Index("ix_clinical_hours_intern_local_date", "intern", "local_date"),
)

evaluation = Table(
    "evaluation",
    metadata,
    identity(),
    Column("intern", String(80), nullable=False),
    Column("evaluated_on", Date, nullable=False),
    Column("evaluation_kind", String(80), nullable=False),
    Column("evaluator", String(80), nullable=False),
    Column("score_percent", Double),
    Column("comment", String(2000)),
    *also_entered(),
    natural_key_on("intern", "evaluated_on", "evaluation_kind", "evaluator"),
)

# One row per intern and requirement of the edition, and one per rule of it (requirement_kind "rule").
competency_standing = Table(
    "competency_standing",
    metadata,
    identity(),
    Column("intern", String(80), nullable=False),
    Column("edition", String(80), nullable=False),
    # Its place in the list, rules after all requirements.
    Column("place", Integer, nullable=False),
    Column("requirement", String(160), nullable=False),
    Column("category", String(120), nullable=False),
    Column("requirement_kind", String(20), nullable=False),
    Column("state", String(20), nullable=False),
    Column("logged", Integer, nullable=False),
    Column("needed", Integer, nullable=False),
    Column("is_simulated", Boolean(create_constraint=False), nullable=False),
    Column("completed_on", Date),
    Index("ix_competency_standing_intern", "intern"),
    Index("ix_competency_standing_completed_on", "completed_on"),
)

intern_progress = Table(
    "intern_progress",
    metadata,
    identity(),
    Column("intern", String(80), nullable=False, unique=True),
    # Competencies that the rules ask for, and how many more it takes to meet them all.
    Column("required", Integer, nullable=False),
    Column("remaining", Integer, nullable=False),
    Column("is_complete", Boolean(create_constraint=False), nullable=False),
    Column("completed_on", Date),
    # How many wait to be judged, how many count by simulation, and the group rules that are not met, ';'-joined.
    Column("offered", Integer, nullable=False, server_default=text("0")),
    Column("simulated", Integer, nullable=False, server_default=text("0")),
    Column("open_rules", String(1000), nullable=False, server_default=text("''")),
    # Records that name nothing in the intern's edition: counted nowhere, so they are told.
    Column("unknown_records", Integer, nullable=False),
)
