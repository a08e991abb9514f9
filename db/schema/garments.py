"""Which protective garments are there, and what did their inspections find?"""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Double, String, Table

from db.schema.base import also_entered, identity, metadata, natural_key_on, provenance

GARMENT_KINDS = ("apron", "thyroid shield", "gloves", "glasses", "other")

garment = Table(
    "garment",
    metadata,
    identity(),
    Column("serial_number", String(60), nullable=False),
    Column("item_code", String(60)),
    Column("garment_name", String(250)),
    Column("garment_kind", String(20), nullable=False),
    Column("location", String(120)),
    Column("lead_mm", Double),
    Column("in_use_since", Date),
    Column("retired_on", Date),
    *also_entered(),
    natural_key_on("serial_number"),
    CheckConstraint(
        "garment_kind IN (" + ", ".join(f"'{k}'" for k in GARMENT_KINDS) + ")", name="garment_kind"
    ),
    info={"descriptive": True},
)

garment_inspection = Table(
    "garment_inspection",
    metadata,
    identity(),
    Column("serial_number", String(60), nullable=False),
    Column("inspected_on", Date, nullable=False),
    Column("visual_ok", Boolean(create_constraint=False)),
    Column("tactile_ok", Boolean(create_constraint=False)),
    Column("defect_zone", String(60)),
    Column("defect_area_mm2", Double),
    # What was decided, and the criterion in force then: a later table does not change an old verdict.
    Column("result", String(10), nullable=False),
    Column("criterion_mm2", Double),
    Column("criterion_source", String(300)),
    Column("inspector", String(60)),
    Column("note", String(500)),
    *also_entered(),
    natural_key_on("serial_number", "inspected_on"),
    CheckConstraint("result IN ('pass', 'reject')", name="result"),
)

garment_criterion = Table(
    "garment_criterion",
    metadata,
    identity(),
    Column("garment_kind", String(20), nullable=False),
    Column("defect_zone", String(60), nullable=False),
    # Rejected when the defect is larger than this.
    Column("max_defect_area_mm2", Double, nullable=False),
    Column("jurisdiction", String(80), nullable=False),
    Column("edition", String(80), nullable=False),
    Column("source", String(300), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("confirmed", Boolean(create_constraint=False), nullable=False),
    Column("note", String(500)),
    *provenance(),
    natural_key_on("jurisdiction", "garment_kind", "defect_zone", "edition", "valid_from"),
)
