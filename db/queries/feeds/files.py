"""Which files came, what became of each, and which of their rows were set aside?"""

from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from db.database import frame
from db.schema.feeds import feed_file, quarantined_row

OUTCOMES = ("loaded", "quarantined", "refused")
COUNTS = ("rows_in", "rows_loaded", "rows_unchanged", "rows_superseded", "rows_quarantined")


def ledger(
    connection: Connection,
    source: str | None = None,
    outcome: str | None = None,
    text: str | None = None,
    most: int = 200,
) -> tuple[pd.DataFrame, int]:
    """The newest files, last tried first, at most `most` of them, and how many there are in this filter.

    `text` is looked for in file names and reasons, whatever their case. Times are naive UTC. A file name may hold
    what its sender wrote, a patient's name included: whoever shows it asks who is looking.
    """
    wanted = _filtered(source, outcome, text)
    table = feed_file
    names = (
        "id", "name", "sha256", "source", "outcome", "reason", *COUNTS, "blank_lines", "data_as_of", "attempts",
        "first_seen_at", "last_seen_at", "ended_at",
    )  # fmt: skip
    rows = frame(
        connection,
        select(*(table.c[name] for name in names))
        .where(*wanted)
        .order_by(table.c.ended_at.desc(), table.c.id.desc())
        .limit(most),
    )
    total = connection.scalar(select(func.count()).select_from(table).where(*wanted))
    return rows, int(total or 0)


def quarantine(
    connection: Connection, file_id: int | None = None, source: str | None = None, most: int = 200
) -> pd.DataFrame:
    """What was set aside, newest file first: file, source, scope, line, column, rule, expected form.

    `scope` says what is missing because of it: the whole file, the row, or one value of a row that is in (`row or
    value` in a file that has both). Never the value that broke the rule: it may be private, and stays sealed. A row
    with two faults has two entries.
    """
    row = quarantined_row
    entries = (
        select(func.count())
        .where(row.c.file_id == feed_file.c.id, row.c.is_first == 1, row.c.corrected_at.is_(None))
        .correlate(feed_file)
        .scalar_subquery()
    )
    scope = case(
        (feed_file.c.outcome != "loaded", "file"),
        (feed_file.c.rows_quarantined == 0, "value"),
        (feed_file.c.rows_quarantined < entries, "row or value"),
        else_="row",
    )
    query = (
        select(
            feed_file.c.id.label("file_id"),
            feed_file.c.name.label("file"),
            feed_file.c.source,
            scope.label("scope"),
            row.c.line_number.label("line"),
            row.c.column_name.label("column"),
            row.c.rule,
            row.c.expected,
            # Only the first entry of a row carries its cells; a row that was taken apart wrongly has none.
            case((and_(feed_file.c.outcome == "loaded", row.c.sealed_row.is_not(None)), 1), else_=0).label(
                "correctable"
            ),
        )
        .join(feed_file, feed_file.c.id == row.c.file_id)
        .where(*_of(file_id, source))
        .order_by(feed_file.c.ended_at.desc(), feed_file.c.id.desc(), row.c.line_number, row.c.id)
        .limit(most)
    )
    return frame(connection, query)


def set_aside_counts(connection: Connection, source: str | None = None) -> tuple[int, int]:
    """How many rows of loaded files are set aside, as the ledger counts them, and how many single values of rows that
    are in."""
    loaded = [feed_file.c.outcome == "loaded"] + (
        [feed_file.c.source == source] if source is not None else []
    )
    wanted = [*loaded, quarantined_row.c.corrected_at.is_(None)]
    rows = connection.scalar(select(func.sum(feed_file.c.rows_quarantined)).where(*loaded))
    entries = connection.scalar(
        select(func.count())
        .select_from(quarantined_row)
        .join(feed_file, feed_file.c.id == quarantined_row.c.file_id)
        .where(quarantined_row.c.is_first == 1, *wanted)
    )
    return int(rows or 0), max(int(entries or 0) - int(rows or 0), 0)


def _filtered(source: str | None, outcome: str | None, text: str | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if source is not None:
        wanted.append(feed_file.c.source == source)
    if outcome is not None:
        wanted.append(feed_file.c.outcome == outcome)
    if text:
        wanted.append(
            or_(
                feed_file.c.name.icontains(text, autoescape=True),
                feed_file.c.reason.icontains(text, autoescape=True),
            )
        )
    return wanted


def _of(file_id: int | None, source: str | None) -> list[Any]:
    # What somebody has corrected waits for nobody.
    wanted: list[Any] = [quarantined_row.c.corrected_at.is_(None)]
    if file_id is not None:
        wanted.append(quarantined_row.c.file_id == file_id)
    if source is not None:
        wanted.append(feed_file.c.source == source)
    return wanted
