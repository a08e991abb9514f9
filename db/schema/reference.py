"""Against what is a number judged? Limits, levels, lists as rows, each with its source and whether it is confirmed."""

from sqlalchemy import Boolean, Column, Date, Double, String, Table

from db.schema.base import identity, metadata, natural_key_on, provenance


def sourced() -> list[Column[object]]:
    """Every reference row says whose rule it is, in which edition, where it was read, since when it holds."""
    return [
        Column("jurisdiction", String(80), nullable=False),
        Column("edition", String(80), nullable=False),
        Column("source", String(300), nullable=False),
        Column("valid_from", Date, nullable=False),
        Column("confirmed", Boolean(create_constraint=False), nullable=False),
        Column("note", String(500)),
    ]


dose_limit = Table(
    "dose_limit",
    metadata,
    identity(),
    Column("population", String(80), nullable=False),
    Column("quantity", String(120), nullable=False),
    Column("period", String(60), nullable=False),
    Column("limit_value", Double, nullable=False),
    Column("unit", String(40), nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on("jurisdiction", "population", "quantity", "period", "edition", "valid_from"),
)

alara_level = Table(
    "alara_level",
    metadata,
    identity(),
    Column("programme", String(120), nullable=False),
    Column("quantity", String(80), nullable=False),
    Column("level", String(40), nullable=False),
    Column("period", String(60), nullable=False),
    Column("level_value", Double, nullable=False),
    Column("unit", String(20), nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on("programme", "quantity", "level", "period", "edition", "valid_from"),
)

drl = Table(
    "drl",
    metadata,
    identity(),
    Column("exam_type", String(80), nullable=False),
    Column("projection", String(40), nullable=False),
    Column("metric", String(80), nullable=False),
    Column("population", String(80), nullable=False),
    Column("drl_value", Double, nullable=False),
    Column("unit", String(20), nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on(
        "jurisdiction",
        "exam_type",
        "projection",
        "metric",
        "population",
        "edition",
        "valid_from",
    ),
)

reject_reason = Table(
    "reject_reason",
    metadata,
    identity(),
    Column("scheme", String(40), nullable=False),
    Column("code", String(40), nullable=False),
    Column("reason", String(120), nullable=False),
    Column("reason_group", String(80), nullable=False),
    Column("counts_as_reject", Boolean(create_constraint=False), nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on("scheme", "code", "edition", "valid_from"),
)

exam_name = Table(
    "exam_name",
    metadata,
    identity(),
    # Which text is matched: exam (description or code of an exam) or protocol (name of an acquisition).
    Column("match", String(10), nullable=False),
    Column("text", String(200), nullable=False),
    Column("exam_type", String(80), nullable=False),
    Column("projection", String(40), nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on("match", "text", "edition", "valid_from"),
)

effective_dose_rule = Table(
    "effective_dose_rule",
    metadata,
    identity(),
    # A site picks a rule by its name; without one the measured dose at the most exposed place counts.
    Column("rule", String(80), nullable=False),
    Column("collar_factor", Double, nullable=False),
    # Null: the rule takes the collar badge alone.
    Column("waist_factor", Double),
    *sourced(),
    *provenance(),
    natural_key_on("rule", "jurisdiction", "edition", "valid_from"),
)

reporting_clock = Table(
    "reporting_clock",
    metadata,
    identity(),
    Column("clock", String(40), nullable=False),
    Column("within_hours", Double, nullable=False),
    # "year": a yearly total over the limit starts it. "event": a person has to find that the event was of this kind.
    Column("starts_by", String(10), nullable=False),
    Column("quantity", String(80), nullable=False),
    Column("threshold_value", Double),
    Column("unit", String(20)),
    Column("condition", String(300), nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on("jurisdiction", "clock", "quantity", "edition", "valid_from"),
)

# What a console's or a person's words for a reason mean: exact, or a pattern with `*`.
reject_reason_name = Table(
    "reject_reason_name",
    metadata,
    identity(),
    Column("text", String(200), nullable=False),
    Column("scheme", String(40), nullable=False),
    Column("code", String(40), nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on("text", "edition", "valid_from"),
)

quality_control_pattern = Table(
    "quality_control_pattern",
    metadata,
    identity(),
    # What is matched: exam (description), protocol, room; or patient (a phantom's number).
    Column("match", String(10), nullable=False),
    Column("text", String(200), nullable=False),
    # The keyed hash of the text: patients' numbers are held in no other form.
    Column("patient_key", String(32), nullable=False),
    # False takes a pattern out of force without forgetting it.
    Column("counts", Boolean(create_constraint=False), nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on("match", "text", "edition", "valid_from"),
)

# What the exams page judges by: how long a step may take, and how many exposures may be rejected. "any" in a scope
# column means that the row is not about it; of several rows that fit the one with the narrowest scope counts.
operations_target = Table(
    "operations_target",
    metadata,
    identity(),
    Column("measure", String(40), nullable=False),
    # target, action, or low: at or below `low` one asks whether all of it was recorded.
    Column("level", String(20), nullable=False),
    Column("population", String(20), nullable=False),
    Column("priority", String(20), nullable=False),
    Column("patient_class", String(20), nullable=False),
    Column("target_value", Double, nullable=False),
    Column("unit", String(10), nullable=False),
    # Of how many exams it is wanted, in per cent; null where the row is no such target.
    Column("wanted_percent", Double),
    *sourced(),
    *provenance(),
    natural_key_on(
        "jurisdiction", "measure", "level", "population", "priority", "patient_class", "edition", "valid_from"
    ),
)

# By which words an exam is known to be portable or of trauma: patterns with `*`.
exam_trait = Table(
    "exam_trait",
    metadata,
    identity(),
    Column("trait", String(20), nullable=False),
    # Which text holds it: exam (description), room, priority, patient_class.
    Column("found_in", String(20), nullable=False),
    Column("text", String(200), nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on("trait", "found_in", "text", "edition", "valid_from"),
)

# How far a deviation index (IEC 62494-1) may lie from 0: "near" is as it should be, outside "far" somebody looks at it.
deviation_band = Table(
    "deviation_band",
    metadata,
    identity(),
    Column("band", String(10), nullable=False),
    Column("low", Double, nullable=False),
    Column("high", Double, nullable=False),
    *sourced(),
    *provenance(),
    natural_key_on("band", "jurisdiction", "edition", "valid_from"),
)
