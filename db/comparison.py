"""What do staged rows say that the table does not say already? One verdict for each, in one pass."""

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    update,
)

from db.schema import natural_key
from db.staging import content_columns, stage_of

UNCHANGED, SUPERSEDED, CHANGED = "unchanged", "superseded", "changed"


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How many of the staged rows are new, say something else, say the same, or are older than what is there."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    superseded: int = 0


def compare(connection: Connection, table: Table) -> Verdicts:
    """Give each staged row of a table its verdict; a row that is new has none.

    Where each file keeps its own rows, or none has any yet, all are new.
    """
    stage, key = stage_of(table.name), natural_key(table)
    if "file_id" not in key and connection.scalar(select(literal(1)).select_from(table).limit(1)):
        same_key = and_(*(table.c[name] == stage.c[name] for name in key))
        content = (_says_the_same(table, stage, name) for name in content_columns(table))
        verdict = case(
            (and_(literal(True), *content), UNCHANGED),
            (table.c.source_order > stage.c.source_order, SUPERSEDED),
            else_=CHANGED,
        )
        connection.execute(update(stage).where(same_key).values(verdict=verdict))
    found = connection.execute(select(stage.c.verdict, func.count()).group_by(stage.c.verdict))
    verdicts = Verdicts(**{verdict or "new": number for verdict, number in found})
    if verdicts.unchanged:
        _confirm(connection, table)
    return verdicts


def _confirm(connection: Connection, table: Table) -> None:
    """The same values said again later: what is older than the repetition must not win afterwards."""
    stage = stage_of(table.name)
    connection.execute(
        update(table)
        .where(
            *(table.c[name] == stage.c[name] for name in natural_key(table)),
            stage.c.verdict == UNCHANGED,
            stage.c.source_order > table.c.source_order,
        )
        .values(source_order=stage.c.source_order)
    )


def _says_the_same(table: Table, stage: Table, name: str) -> ColumnElement[bool]:
    same = table.c[name].is_not_distinct_from(stage.c[name])
    # A description is put together from several feeds: one that lacks a value does not deny it.
    if table.info.get("descriptive"):
        return or_(stage.c[name].is_(None), same)
    # What happened first stays so: an addendum to a report is no later first report.
    return or_(same, table.c[name] < stage.c[name]) if table.c[name].info.get("first") else same
