"""What must an intern have done? A programme's list in its editions: requirements, their rules, and where cases are.

Rules are rows, so that another programme's list is another file. A requirement belongs to the group named by its kind
and to those in `requirement_groups`; a rule speaks of one group.
"""

from sqlalchemy import Boolean, CheckConstraint, Column, Double, Integer, String, Table

from db.schema.base import identity, metadata, natural_key_on, provenance
from db.schema.reference import sourced

REQUIREMENT_KINDS = ("patient_care", "mandatory", "elective")
RULE_KINDS = ("all_of", "n_of", "at_least", "any_of", "simulated_cap")
LEVELS = ("observed", "assisted", "performed")

competency_requirement = Table(
    "competency_requirement",
    metadata,
    identity(),
    Column("requirement", String(160), nullable=False),
    Column("category", String(120), nullable=False),
    Column("requirement_kind", String(20), nullable=False),
    # Further groups that rules speak of, ';'-joined.
    Column("requirement_groups", String(200), nullable=False),
    # Null: nobody has said whether it may be simulated, and then a simulation gives no credit.
    Column("may_be_simulated", Boolean(create_constraint=False)),
    # The programme's number: a competency is offered after so many logged procedures at this level or a higher one.
    Column("logged_needed", Integer, nullable=False),
    Column("logged_level", String(20), nullable=False),
    *sourced(),
    *provenance(),
    CheckConstraint("logged_needed >= 0", name="logged_needed"),
    natural_key_on("edition", "requirement"),
)

competency_rule = Table(
    "competency_rule",
    metadata,
    identity(),
    Column("rule", String(60), nullable=False),
    Column("rule_title", String(160), nullable=False),
    # all_of: every member; n_of: that many members; at_least: among those that an n_of counts; any_of: one of them;
    # simulated_cap: no more than that many of them by simulation.
    Column("rule_kind", String(20), nullable=False),
    Column("applies_to", String(60), nullable=False),
    # Null where the kind itself says how many.
    Column("needed", Integer),
    *sourced(),
    *provenance(),
    natural_key_on("edition", "rule"),
)

# Which of the department's exams could serve for a requirement: as far as exams tell it.
competency_case = Table(
    "competency_case",
    metadata,
    identity(),
    Column("requirement", String(160), nullable=False),
    # A pattern with `*` for the exam's description, as in the names of exams.
    Column("exam_text", String(200), nullable=False),
    # A pattern for the room; blank: any.
    Column("room_text", String(60), nullable=False),
    # Blank: any.
    Column("patient_class", String(20), nullable=False),
    # Decimal years at the exam; from the youngest on, and below the age that is too old.
    Column("youngest_years", Double),
    Column("below_years", Double),
    *sourced(),
    *provenance(),
    natural_key_on("edition", "requirement", "exam_text", "room_text", "patient_class"),
)
