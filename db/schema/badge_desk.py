"""What do people say and decide about badges? Who should wear one, what a reading was found to be, who signed.

Rows are added and never overwritten: the last one of its kind counts, the earlier ones stay as history.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from db.schema.base import identity, metadata, natural_key_on, provenance

VERDICTS = ("below", "unknown", "unjudged", "level_1", "level_2", "over_limit")
DECISIONS = ("acknowledged", "investigated", "reported")


def _wearer() -> list[Column[object]]:
    return [
        Column("account_number", String(40), nullable=False),
        Column("participant_number", String(40), nullable=False),
    ]


def _author() -> list[Column[object]]:
    """Who said it and when (UTC)."""
    return [
        Column("entered_by", String(60), nullable=False),
        Column("account_id", ForeignKey("account.id")),
        Column("entered_at", DateTime, nullable=False),
    ]


def _assignment() -> list[Column[object]]:
    return [
        *_wearer(),
        Column("use", String(20), nullable=False),
        Column("starts_on", Date, nullable=False),
        # The last day; null while it goes on.
        Column("ends_on", Date),
        Column("wear_months", Integer),
        Column("department", String(80)),
        # The rooms or kind of work that the wearer's dose is held against.
        Column("work_group", String(60)),
        # How the RIS calls this person: tells who worked while a badge stayed sealed.
        Column("ris_name", String(80)),
        Column("is_intern", Boolean(create_constraint=False)),
        # The day from which the limits of adults hold; null for who is one. The birth date itself is not held.
        Column("adult_on", Date),
    ]


# Who is to wear which badge, as a roster file says it and as the RSO enters it; an entry stands before the file.
badge_assignment = Table(
    "badge_assignment",
    metadata,
    identity(),
    *_assignment(),
    *provenance(),
    natural_key_on("account_number", "participant_number", "use", "starts_on"),
)
badge_assignment_entry = Table("badge_assignment_entry", metadata, identity(), *_assignment(), *_author())

# A dose that a person decided on. The service's own reading stays as it is; an empty serial number stands for a badge
# that never came, and gives way to the real one.
dose_adjustment = Table(
    "dose_adjustment",
    metadata,
    identity(),
    *_wearer(),
    Column("use", String(20), nullable=False),
    Column("serial_number", String(40), nullable=False),
    Column("wear_start", Date, nullable=False),
    Column("wear_end", Date, nullable=False),
    Column("dde_usv", Integer),
    Column("lde_usv", Integer),
    Column("sde_usv", Integer),
    Column("reason", String(500), nullable=False),
    # True for a row that takes the earlier ones back.
    Column("withdraws", Boolean(create_constraint=False), nullable=False),
    *_author(),
    CheckConstraint("wear_end >= wear_start", name="wear_period"),
    Index("ix_dose_adjustment_wearer", "account_number", "participant_number"),
)

# Dose at another or an earlier employer: it counts towards the limits of the year in which it ends.
external_dose = Table(
    "external_dose",
    metadata,
    identity(),
    *_wearer(),
    Column("employer", String(120), nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("quantity", String(12), nullable=False),
    # Null where there is no record: the limit is then cut for each quarter (10 CFR 20.2104(e)).
    Column("usv", Integer),
    Column("quarters_without_record", Integer, nullable=False),
    Column("document", String(200), nullable=False),
    Column("withdraws_id", Integer),
    *_author(),
    CheckConstraint("ends_on >= starts_on", name="period"),
    Index("ix_external_dose_wearer", "account_number", "participant_number"),
)

# What each reading was found to be when it came, with the level and limit in force then. Where the reading changes a
# new row is written (`sequence`); one that stands at or over a level is a case.
badge_verdict = Table(
    "badge_verdict",
    metadata,
    identity(),
    *_wearer(),
    Column("quantity", String(12), nullable=False),
    Column("position", String(20), nullable=False),
    Column("wear_start", Date, nullable=False),
    Column("wear_end", Date, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("flag", String(12), nullable=False),
    Column("dose_usv", Integer),
    Column("year_usv", Integer, nullable=False),
    Column("year_unknown", Integer, nullable=False),
    Column("verdict", String(12), nullable=False),
    # The level compared with, pro-rated to the wear period, and whose it is.
    Column("level_name", String(40)),
    Column("level_usv", Integer),
    Column("level_programme", String(120)),
    Column("level_source", String(300)),
    Column("limit_usv", Integer),
    Column("limit_source", String(400)),
    Column("judged_at", DateTime, nullable=False),
    Column("superseded_at", DateTime),
    UniqueConstraint(
        "account_number", "participant_number", "quantity", "position", "wear_end", "sequence",
        name="uq_badge_verdict_reading",
    ),
    CheckConstraint("verdict IN (" + ", ".join(f"'{word}'" for word in VERDICTS) + ")", name="verdict"),
    Index("ix_badge_verdict_wear_end", "wear_end"),
    Index("ix_badge_verdict_verdict", "verdict"),
    # Those that ended are few and are counted for each look at the page; of all others there are very many.
    Index(
        "ix_badge_verdict_ended", "superseded_at", sqlite_where=text("superseded_at IS NOT NULL"),
        postgresql_where=text("superseded_at IS NOT NULL"),
    ),
)  # fmt: skip

# What was decided on a case. An investigation names what was found; `reported` names the clock that it answers.
badge_decision = Table(
    "badge_decision",
    metadata,
    identity(),
    Column("verdict_id", ForeignKey("badge_verdict.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("is_real", String(10)),
    Column("cause", String(500)),
    Column("corrective_action", String(500)),
    Column("informed_on", Date),
    Column("committee_on", Date),
    Column("clock", String(40)),
    Column("note", String(500)),
    *_author(),
    CheckConstraint("kind IN (" + ", ".join(f"'{word}'" for word in DECISIONS) + ")", name="kind"),
)

# A signed report: who, when, what the signature means, and a digest of the readings that were signed.
badge_signature = Table(
    "badge_signature",
    metadata,
    identity(),
    Column("month_end", Date, nullable=False, index=True),
    Column("signer", String(120), nullable=False),
    Column("meaning", String(500), nullable=False),
    Column("readings", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    # How many doses of the report nobody knew, as the signer acknowledged; null where the signature did not say it.
    Column("unknown_doses", Integer),
    *_author(),
)

# Which account belongs to which wearer: that person sees their own doses once the report is signed.
wearer_link = Table(
    "wearer_link",
    metadata,
    identity(),
    *_wearer(),
    Column("linked_account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("ended_at", DateTime),
    *_author(),
)

# Told to a wearer: the intern's dose within 30 days of the report.
badge_notice = Table(
    "badge_notice",
    metadata,
    identity(),
    *_wearer(),
    Column("month_end", Date, nullable=False),
    Column("told_on", Date, nullable=False),
    *_author(),
)

# Declared pregnancies, sealed: neither the wearer nor the day can be read out of the table without the data key.
pregnancy_declaration = Table(
    "pregnancy_declaration",
    metadata,
    identity(),
    Column("sealed", LargeBinary, nullable=False),
    Column("entered_at", DateTime, nullable=False),
)
