"""Which files came, what became of each, and which rows were set aside or replaced?"""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from db.schema.base import identity, metadata

# Files of which something was set aside: rows, or the whole. In the very words of the index, or it is not used.
SET_ASIDE = "(rows_quarantined > 0 OR outcome = 'quarantined')"

feed_file = Table(
    "feed_file",
    metadata,
    identity(),
    # The same bytes are the same file, whatever its name: one row each, updated when the file is tried again.
    Column("sha256", String(64), nullable=False, unique=True),
    Column("name", String(255), nullable=False),
    Column("source", String(40)),
    Column("size_bytes", Integer, nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("reason", String(500)),
    Column("rows_in", Integer, nullable=False, server_default=text("0")),
    Column("rows_loaded", Integer, nullable=False, server_default=text("0")),
    Column("rows_unchanged", Integer, nullable=False, server_default=text("0")),
    Column("rows_superseded", Integer, nullable=False, server_default=text("0")),
    Column("rows_quarantined", Integer, nullable=False, server_default=text("0")),
    Column("blank_lines", Integer, nullable=False, server_default=text("0")),
    # The moment the content speaks of: the newest time in its rows, else the file's own as-of. Decides "data as of".
    Column("data_as_of", DateTime),
    # The moment that the file itself speaks of, by its name or its last change: where rows have no order of their own,
    # it decides which of two files is newer, also when a row of it is corrected later.
    Column("as_of", DateTime),
    Column("attempts", Integer, nullable=False, server_default=text("1")),
    Column("first_seen_at", DateTime, nullable=False),
    Column("last_seen_at", DateTime, nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("ended_at", DateTime, nullable=False),
    CheckConstraint("outcome IN ('loaded', 'quarantined', 'refused')", name="outcome"),
    CheckConstraint(
        "rows_in = rows_loaded + rows_unchanged + rows_superseded + rows_quarantined",
        name="every_row_accounted_for",
    ),
    CheckConstraint(
        "outcome = 'loaded' OR (rows_in = 0 AND reason IS NOT NULL)",
        name="only_loaded_files_have_rows",
    ),
    # For the newest file of each source, and for what was set aside lately: there is a file for each study.
    Index("ix_feed_file_source_outcome_data_as_of", "source", "outcome", "data_as_of"),
    Index(
        "ix_feed_file_set_aside",
        "ended_at",
        sqlite_where=text(SET_ASIDE),
        postgresql_where=text(SET_ASIDE),
    ),
)

quarantined_row = Table(
    "quarantined_row",
    metadata,
    identity(),
    Column("file_id", ForeignKey("feed_file.id"), nullable=False, index=True),
    Column("line_number", Integer, nullable=False),
    Column("column_name", String(120), nullable=False),
    Column("rule", String(300), nullable=False),
    Column("expected", String(300), nullable=False),
    # The row as it came, sealed: it may hold private values, and is wanted again when it is corrected and replayed.
    Column("sealed_row", LargeBinary),
    # A row with two faults is one quarantined row with two entries: only the first counts in the ledger.
    Column("is_first", Integer, nullable=False),
    # When somebody corrected the row and it came in; from then on it waits for nobody.
    Column("corrected_at", DateTime),
)

# Every try to correct a row that was set aside: the row before and after, sealed, by whom, and what became of it.
row_correction = Table(
    "row_correction",
    metadata,
    identity(),
    Column("file_id", ForeignKey("feed_file.id"), nullable=False),
    Column("line_number", Integer, nullable=False),
    Column("corrected_at", DateTime, nullable=False),
    Column("actor", String(60), nullable=False),
    Column("account_id", Integer),
    Column("outcome", String(12), nullable=False),
    # Names of the columns that were changed, never their values.
    Column("changed_columns", String(500), nullable=False),
    Column("sealed_before", LargeBinary, nullable=False),
    Column("sealed_after", LargeBinary, nullable=False),
    CheckConstraint("outcome IN ('loaded', 'unchanged', 'superseded', 'set aside')", name="outcome"),
    Index("ix_row_correction_file_id_line_number", "file_id", "line_number"),
)

row_history = Table(
    "row_history",
    metadata,
    identity(),
    Column("table_name", String(60), nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("old_values", JSON, nullable=False),
    Column("replaced_by_file_id", ForeignKey("feed_file.id"), nullable=False),
    Column("replaced_at", DateTime, nullable=False),
    Index("ix_row_history_table_name_row_id", "table_name", "row_id"),
    Index("ix_row_history_replaced_by_file_id", "replaced_by_file_id"),
)
