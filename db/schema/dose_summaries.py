"""Which numbers about dose are kept ready? Cells that `db.summaries` makes anew with the rows that they stand for.

What is unknown is '' in a column of a key. `values` are the cell's values, sorted, as `db.stats.packed` writes them.
"""

from sqlalchemy import Boolean, Column, Date, Double, Index, Integer, LargeBinary, String, Table

from db.schema.base import metadata


def _key(name: str, length: int) -> Column[str]:
    return Column(name, String(length), primary_key=True)


def _month() -> Column[object]:
    return Column("month", Date, primary_key=True)


# The median and middle half of adults, all rooms and classes together: what the dose page opens with.
dose_month = Table(
    "dose_month",
    metadata,
    _month(),
    _key("exam_type", 80),
    _key("measure", 40),
    _key("projection", 40),
    Column("n", Integer, nullable=False),
    Column("n_unknown", Integer, nullable=False),
    Column("p25", Double),
    Column("median", Double),
    Column("p75", Double),
)

# The same values by room, class, age and protocol (of an exam: its description): quartiles under any filter are exact,
# worked out of the cells together.
dose_cell = Table(
    "dose_cell",
    metadata,
    _month(),
    _key("exam_type", 80),
    _key("measure", 40),
    _key("projection", 40),
    _key("room", 80),
    _key("patient_class", 20),
    _key("age_band", 12),
    _key("protocol", 200),
    Column("n", Integer, nullable=False),
    Column("n_unknown", Integer, nullable=False),
    Column("values", LargeBinary, nullable=False),
    # In which month a protocol came into use, without reading the values.
    Index("ix_dose_cell_exam_type_protocol_month", "exam_type", "protocol", "month"),
)

# How many exposures in force there are, and which of them the medians leave out for what.
exposure_count = Table(
    "exposure_count",
    metadata,
    _month(),
    _key("room", 80),
    Column("is_usual", Boolean(create_constraint=False), primary_key=True),
    _key("age_band", 12),
    Column("has_exam_type", Boolean(create_constraint=False), primary_key=True),
    Column("has_dose", Boolean(create_constraint=False), primary_key=True),
    Column("n", Integer, nullable=False),
    # Of these, how many tell an older exposure index of their maker's.
    Column("n_vendor_index", Integer, nullable=False),
)

# Deviation indices of patients' exposures.
deviation_cell = Table(
    "deviation_cell",
    metadata,
    _month(),
    _key("exam_type", 80),
    _key("projection", 40),
    _key("room", 80),
    _key("detector", 250),
    _key("age_band", 12),
    Column("n", Integer, nullable=False),
    Column("values", LargeBinary, nullable=False),
)

# How many studies have a dose of a patient that no exam claims; a month without one has no row.
dose_stray = Table("dose_stray", metadata, _month(), Column("studies", Integer, nullable=False))

# Of how many exposures the device's deviation index can be checked, and how often it says otherwise.
doubtful_index = Table(
    "doubtful_index",
    metadata,
    _month(),
    _key("room", 80),
    Column("n", Integer, nullable=False),
    Column("of", Integer, nullable=False),
)

# How many exams that give a dose have one.
dose_completeness = Table(
    "dose_completeness",
    metadata,
    _month(),
    _key("room", 60),
    _key("modality", 16),
    Column("exams", Integer, nullable=False),
    Column("with_dose", Integer, nullable=False),
)
