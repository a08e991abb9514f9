"""Which rows are kept as columns, a month at a time? See `db.column_store`; `db.summaries` makes them anew."""

from sqlalchemy import JSON, Column, Date, Integer, LargeBinary, String, Table

from db.schema.base import metadata

# How many rows of a kind a month has, and on which days.
column_month = Table(
    "column_month",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("month", Date, primary_key=True),
    Column("rows", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
)

# One column of them. Of words: which there are, and how many rows say none, the first, the second, ...
month_column = Table(
    "month_column",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("month", Date, primary_key=True),
    Column("part", String(40), primary_key=True),
    Column("words", JSON(none_as_null=True)),
    Column("counts", JSON(none_as_null=True)),
    Column("numbers", LargeBinary, nullable=False),
)
