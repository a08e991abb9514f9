"""What do all tables share? Names of constraints, the natural key, and where a row came from."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Columns that say where a row came from, not what it says: a row that differs only in these is unchanged.
PROVENANCE = ("id", "file_id", "line_number", "source_order")


def natural_key_on(*columns: str) -> UniqueConstraint:
    """Declare a table's natural key: by it a later row replaces an earlier one."""
    return UniqueConstraint(*columns, info={"natural_key": True})


def natural_key(table: Table) -> tuple[str, ...]:
    """Return the columns of a table's natural key. Raises LookupError when the table has none (it is not fed)."""
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and constraint.info.get("natural_key"):
            return tuple(column.name for column in constraint.columns)
    raise LookupError(f"table {table.name} has no natural key")


def identity() -> Column[int]:
    """A number of its own for each row, for other tables to point at; never shown, never in a file."""
    # SQLite only counts by itself on INTEGER, not on BIGINT.
    return Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


def provenance() -> list[Column[int]]:
    """Columns of a fed table: the file and line of the row in force, and the order in which rows of a key win.

    `source_order` is what the source declares (version, content date, as-of): a row never replaces one of higher order.
    """
    return [
        Column("file_id", ForeignKey("feed_file.id"), nullable=False, index=True),
        Column("line_number", Integer, nullable=False),
        Column("source_order", BigInteger, nullable=False),
    ]


def also_entered() -> list[Column[int]]:
    """The same for a table that people fill too: a row without a file was entered by somebody (see the audit trail).

    Its order is the moment of the entry, so that a later file replaces it and an earlier one does not.
    """
    return [
        Column("file_id", ForeignKey("feed_file.id"), index=True),
        Column("line_number", Integer),
        Column("source_order", BigInteger, nullable=False),
    ]
