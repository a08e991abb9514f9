"""Is each unit fit to use? Units, checks with their schedules, limits and results, faults, service and cleaning.

A row comes from a file, or from a person at a page: then it names nobody's file. Due dates and verdicts follow from
these rows (`db.qc`); what is kept of them is worked out anew whenever a row that they stand on changes.
"""

from sqlalchemy import (
    BigInteger,
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
    UniqueConstraint,
    text,
)

from db.schema.base import identity, metadata, natural_key_on, provenance
from db.schema.reference import sourced

LIMIT_KINDS = ("value", "absolute", "percent", "category")
VERDICTS = ("ok", "tolerance", "action", "no_tol")
EFFECTS = ("down", "limited", "usable")
FAULT_STATES = ("open", "repaired", "returned")


def _from_file_or_person() -> list[Column[object]]:
    """As `provenance`, for rows that a person may enter too; those have no file."""
    return [
        Column("file_id", ForeignKey("feed_file.id"), index=True),
        Column("line_number", Integer),
        Column("source_order", BigInteger, nullable=False, server_default=text("0")),
    ]


def _limits(*, derived: bool = False) -> list[Column[object]]:
    """Reference and limits. `value`: bounds of the value itself; `absolute` and `percent`: of its distance from the
    reference; `category`: words that pass or are tolerated, ';'-joined. Any of the four may be null: no bound."""
    info = {"derived": True} if derived else {}
    return [
        Column("limit_kind", String(10), info=dict(info)),
        Column("reference", Double, info=dict(info)),
        Column("act_low", Double, info=dict(info)),
        Column("tol_low", Double, info=dict(info)),
        Column("tol_high", Double, info=dict(info)),
        Column("act_high", Double, info=dict(info)),
        Column("pass_words", String(200), info=dict(info)),
        Column("tolerated_words", String(200), info=dict(info)),
    ]


def _rule() -> list[Column[object]]:
    return [
        # An RRULE of RFC 5545, without its time of day: schedules count days.
        Column("rule", String(200), nullable=False),
        # A check done this many days before its due day counts for it; this many days after, it is not overdue yet.
        Column("grace_before_days", Integer, nullable=False),
        Column("grace_after_days", Integer, nullable=False),
        # How many days ahead a check is announced as due soon.
        Column("lead_days", Integer, nullable=False),
    ]


equipment = Table(
    "equipment",
    metadata,
    identity(),
    Column("unit", String(60), nullable=False),
    # The room's name in exams and dose events; null: the same as the unit's.
    Column("room", String(80)),
    Column("unit_kind", String(40)),
    Column("manufacturer", String(120)),
    Column("model_name", String(120)),
    Column("serial_number", String(80)),
    Column("manufactured_on", Date),
    Column("installed_on", Date),
    # Local opening hours, `07:00-19:00`; `closed`; null: not known, and then there is no uptime.
    Column("weekday_hours", String(11)),
    Column("saturday_hours", String(11)),
    Column("sunday_hours", String(11)),
    Column("is_active", Boolean(create_constraint=False)),
    *provenance(),
    natural_key_on("unit"),
    info={"descriptive": True},
)

qc_test = Table(
    "qc_test",
    metadata,
    identity(),
    Column("test", String(60), nullable=False),
    Column("test_title", String(120), nullable=False),
    Column("category", String(40), nullable=False),
    # number: judged by four limits; words: by lists of words.
    Column("answer", String(10), nullable=False),
    Column("value_unit", String(20)),
    # Whether the check belongs to what must be passed before a unit returns to service.
    Column("after_service", Boolean(create_constraint=False), nullable=False),
    *_rule(),
    *_limits(),
    *sourced(),
    *provenance(),
    natural_key_on("test", "edition", "valid_from"),
)

qc_limit = Table(
    "qc_limit",
    metadata,
    identity(),
    Column("unit", String(60), nullable=False),
    Column("test", String(60), nullable=False),
    Column("valid_from", Date, nullable=False),
    *_limits(),
    Column("limit_source", String(300)),
    Column("set_by", String(60)),
    *_from_file_or_person(),
    natural_key_on("unit", "test", "valid_from"),
)

qc_schedule = Table(
    "qc_schedule",
    metadata,
    identity(),
    Column("unit", String(60), nullable=False),
    Column("test", String(60), nullable=False),
    Column("valid_from", Date, nullable=False),
    # The day from which the rule counts (RFC 5545's DTSTART); the first due day is the rule's first on or after it.
    Column("anchor", Date, nullable=False),
    *_rule(),
    Column("schedule_source", String(300)),
    Column("set_by", String(60)),
    *_from_file_or_person(),
    natural_key_on("unit", "test", "valid_from"),
)

qc_result = Table(
    "qc_result",
    metadata,
    identity(),
    Column("unit", String(60), nullable=False),
    Column("test", String(60), nullable=False),
    Column("performed_at", DateTime, nullable=False),
    # The hospital's local day: by it schedules and limits are chosen.
    Column("local_date", Date, nullable=False),
    Column("value", Double),
    Column("value_text", String(200)),
    Column("performed_by", String(80)),
    Column("comment", String(500)),
    # False: begun and not finished, so that it counts for nothing; null: the file does not say, it is finished.
    Column("is_complete", Boolean(create_constraint=False)),
    # What the file itself says of reference and limits; holds where the site has set none.
    Column("told_limit_kind", String(10)),
    Column("told_reference", Double),
    Column("told_act_low", Double),
    Column("told_tol_low", Double),
    Column("told_tol_high", Double),
    Column("told_act_high", Double),
    # Copied on to the result when it was judged: a later change of limits leaves the past as it was.
    *_limits(derived=True),
    Column("limit_source", String(300), info={"derived": True}),
    Column("verdict", String(10), info={"derived": True}),
    # Of the latest review: approved, rejected; null: not reviewed.
    Column("review_state", String(10), info={"derived": True}),
    *_from_file_or_person(),
    natural_key_on("unit", "test", "performed_at"),
    Index("ix_qc_result_open", "verdict", "local_date"),
)

qc_review = Table(
    "qc_review",
    metadata,
    identity(),
    Column("result_id", ForeignKey("qc_result.id"), nullable=False, index=True),
    Column("decision", String(10), nullable=False),
    Column("comment", String(500)),
    Column("reviewed_by", String(60), nullable=False),
    Column("reviewed_at", DateTime, nullable=False),
    CheckConstraint("decision IN ('approved', 'rejected')", name="decision"),
)

qc_correction = Table(
    "qc_correction",
    metadata,
    identity(),
    # Of a result past an action limit: what was done about it. The clock stops when it is done and written down.
    Column("result_id", ForeignKey("qc_result.id"), nullable=False, index=True),
    Column("what", String(500), nullable=False),
    Column("corrected_on", Date, nullable=False),
    Column("corrected_by", String(60), nullable=False),
    Column("recorded_at", DateTime, nullable=False),
)

# Worked out: one row per unit and check, so that the board asks for what it shows and not for ten years of results.
qc_standing = Table(
    "qc_standing",
    metadata,
    identity(),
    Column("unit", String(60), nullable=False),
    Column("test", String(60), nullable=False),
    # The latest finished result that was not rejected.
    Column("result_id", Integer),
    Column("performed_at", DateTime),
    Column("local_date", Date),
    Column("value", Double),
    Column("value_text", String(200)),
    Column("verdict", String(10), nullable=False),
    Column("is_scheduled", Boolean(create_constraint=False), nullable=False),
    Column("soon_from", Date),
    Column("due_on", Date),
    Column("late_after", Date),
    # The day on which another schedule comes into force; from then on the row must be worked out anew.
    Column("next_change_on", Date),
    UniqueConstraint("unit", "test"),
)

service_event = Table(
    "service_event",
    metadata,
    identity(),
    Column("unit", String(60), nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("event_kind", String(40), nullable=False),
    Column("ended_at", DateTime),
    # Whether the unit could not be used from start to end; an event that only stands on the axis is not down time.
    Column("is_down", Boolean(create_constraint=False)),
    Column("event_number", String(60)),
    Column("description", String(500)),
    Column("cause", String(200)),
    Column("engineer", String(80)),
    Column("cost", Double),
    *provenance(),
    natural_key_on("unit", "started_at", "event_kind"),
)

fault = Table(
    "fault",
    metadata,
    identity(),
    Column("unit", String(60), nullable=False, index=True),
    Column("fault_kind", String(60), nullable=False),
    Column("effect", String(10), nullable=False),
    Column("description", String(500)),
    Column("reported_by", String(60), nullable=False),
    Column("reported_at", DateTime, nullable=False),
    Column("state", String(10), nullable=False),
    Column("assigned_to", String(80)),
    Column("cause", String(200)),
    Column("cost", Double),
    Column("repaired_at", DateTime),
    Column("returned_at", DateTime),
    # Counts the changes: whoever changes a fault says which state of it they saw.
    Column("version", Integer, nullable=False),
    CheckConstraint("effect IN ('down', 'limited', 'usable')", name="effect"),
    CheckConstraint("state IN ('open', 'repaired', 'returned')", name="state"),
)

fault_step = Table(
    "fault_step",
    metadata,
    identity(),
    Column("fault_id", ForeignKey("fault.id"), nullable=False, index=True),
    Column("step", String(20), nullable=False),
    Column("detail", String(500)),
    Column("taken_by", String(60), nullable=False),
    Column("taken_at", DateTime, nullable=False),
)

# What must be passed and reviewed before the unit returns to service.
fault_check = Table(
    "fault_check",
    metadata,
    identity(),
    Column("fault_id", ForeignKey("fault.id"), nullable=False),
    Column("test", String(60), nullable=False),
    UniqueConstraint("fault_id", "test"),
)

cleaning_log = Table(
    "cleaning_log",
    metadata,
    identity(),
    Column("unit", String(60), nullable=False),
    Column("done_at", DateTime, nullable=False),
    # between: between two patients; terminal: the whole room; isolation: a case that asks for a terminal one.
    Column("cleaning", String(12), nullable=False),
    Column("precaution", String(40)),
    Column("done_by", String(80)),
    Column("note", String(300)),
    *_from_file_or_person(),
    natural_key_on("unit", "done_at", "cleaning"),
)
