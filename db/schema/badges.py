"""Who wears which dosimeter, and what did each report say of it?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
)

from db.schema.base import identity, metadata, natural_key_on, provenance

FLAGS = ("value", "M", "unused", "not_measured", "absent", "damaged", "estimated")


def _quantity(name: str) -> list[Column[object] | CheckConstraint]:
    """Columns of one quantity: the text as reported, what kind of answer it is, and the dose in whole microsieverts.

    Doses are whole microsieverts so that sums are exact. Only `value` and `estimated` carry a number: a missing
    badge is unknown, never 0.
    """
    words = ", ".join(f"'{flag}'" for flag in FLAGS)
    return [
        Column(f"{name}_text", String(40)),
        Column(f"{name}_flag", String(12), nullable=False),
        Column(f"{name}_usv", Integer),
        CheckConstraint(f"{name}_flag IN ({words})", name=f"{name}_flag"),
        CheckConstraint(
            f"({name}_usv IS NOT NULL) = ({name}_flag IN ('value', 'estimated'))",
            name=f"{name}_only_values_have_numbers",
        ),
    ]


wearer = Table(
    "wearer",
    metadata,
    identity(),
    Column("account_number", String(40), nullable=False),
    Column("participant_number", String(40), nullable=False),
    Column("participant_name", String(120)),
    Column("series_code", String(40)),
    Column("account_name", String(120)),
    *provenance(),
    natural_key_on("account_number", "participant_number"),
    # Names and series change over the years; within one report the last line is as good as the first.
    info={"descriptive": True},
)

badge_reading = Table(
    "badge_reading",
    metadata,
    identity(),
    Column("account_number", String(40), nullable=False),
    Column("participant_number", String(40), nullable=False),
    Column("serial_number", String(40), nullable=False),
    Column("wear_start", Date, nullable=False),
    Column("wear_end", Date, nullable=False),
    Column("use", String(20), nullable=False),
    # A control badge travels with the shipment and belongs to nobody; its dose is already subtracted by the service.
    Column("is_control", Boolean(create_constraint=False), nullable=False),
    Column("dosimeter", String(20)),
    Column("radiation_quality", String(20)),
    *_quantity("dde"),
    *_quantity("lde"),
    *_quantity("sde"),
    # The service's own cumulative figures, as reported: compared with ours, never summed.
    Column("vendor_quarter_dde_text", String(20)),
    Column("vendor_quarter_lde_text", String(20)),
    Column("vendor_quarter_sde_text", String(20)),
    Column("vendor_year_dde_text", String(20)),
    Column("vendor_year_lde_text", String(20)),
    Column("vendor_year_sde_text", String(20)),
    Column("vendor_life_dde_text", String(20)),
    Column("vendor_life_lde_text", String(20)),
    Column("vendor_life_sde_text", String(20)),
    Column("reported_on", Date),
    Column("version", Integer, nullable=False),
    Column("note", String(500)),
    *provenance(),
    natural_key_on("account_number", "participant_number", "serial_number", "wear_start"),
    CheckConstraint("wear_end >= wear_start", name="wear_period"),
    Index("ix_badge_reading_wear_end", "wear_end"),
)
