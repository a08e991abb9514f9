"""The administrator's decision about a row set aside: corrected, checked once more, and brought in, or still not right.

Each try is kept with the row before and after, sealed; the audit event names columns, never values. The check itself is
the line's own: it is handed in, because a page's decision knows no file format.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from db.audit import FAILED, SUCCEEDED, Actor, in_utc, record
from db.privacy import Keyring
from db.schema.feeds import feed_file, quarantined_row, row_correction

STILL_SET_ASIDE = "set aside"


class CorrectionRefused(ValueError):
    """The row cannot be corrected here; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What was wrong with the row: never the value."""

    column: str
    rule: str
    expected: str


@dataclass(frozen=True, slots=True)
class RowSetAside:
    """A row that waits, unsealed. `as_of` is the moment that its file speaks of."""

    file_id: int
    file_name: str
    source: str
    line_number: int
    as_of: datetime
    kind: str
    cells: Mapping[str, str]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """One try: when (UTC), by whom, what became of it, which columns were changed."""

    corrected_at: datetime
    actor: str
    outcome: str
    changed_columns: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a corrected row: `loaded`, `unchanged`, `superseded`, or `set aside` with its faults.

    `kept_cells` are those that may be kept of it, `newest` the moment that it speaks of.
    """

    outcome: str
    faults: tuple[Fault, ...] = ()
    kept_cells: Mapping[str, str] | None = None
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to correct. `text` is what stands there, None where it may tell who a person is; `fault` what is wrong."""

    column: str
    text: str | None
    fault: Fault


@dataclass(frozen=True, slots=True)
class Form:
    """What a person needs to correct a row."""

    file: str
    source: str
    line_number: int
    cells: tuple[Cell, ...]
    history: tuple[Correction, ...]


def sealed_cells(keyring: Keyring, kind: str, cells: Mapping[str, str]) -> bytes:
    """A row as the quarantine keeps it."""
    return keyring.seal(json.dumps({"kind": kind, "cells": dict(cells)}, ensure_ascii=False))


def row_set_aside(connection: Connection, keyring: Keyring, file_id: int, line_number: int) -> RowSetAside:
    """The row in this line of a file. Raises CorrectionRefused where none waits, or its cells were not kept."""
    row = quarantined_row.c
    found = connection.execute(
        select(row.column_name, row.rule, row.expected, row.sealed_row)
        .where(row.file_id == file_id, row.line_number == line_number, row.corrected_at.is_(None))
        .order_by(row.id)
    ).all()
    file = connection.execute(select(feed_file).where(feed_file.c.id == file_id)).first()
    if not found or file is None:
        raise CorrectionRefused("No row waits there any more; somebody may have corrected it.")
    if file.outcome != "loaded":
        raise CorrectionRefused("The whole file was set aside; send a right one.")
    sealed = next((entry.sealed_row for entry in found if entry.sealed_row is not None), None)
    if sealed is None:
        raise CorrectionRefused(
            "The cells of this row are not kept, or no longer; correct it at its source and send the file again."
        )
    content = json.loads(keyring.unseal(sealed))
    return RowSetAside(
        file_id,
        file.name,
        file.source,
        line_number,
        file.as_of or file.data_as_of or file.first_seen_at,
        content["kind"],
        content["cells"],
        tuple(Fault(entry.column_name, entry.rule, entry.expected) for entry in found),
    )


def correct_row(
    connection: Connection,
    keyring: Keyring,
    check: Callable[[RowSetAside, Mapping[str, str]], Verdict],
    file_id: int,
    line_number: int,
    changes: Mapping[str, str],
    *,
    actor: Actor,
    now: datetime,
) -> Verdict:
    """Try a row with other cells, in the caller's transaction. `check` brings it in or says what is still wrong.

    Raises CorrectionRefused, also for a column that the row does not have.
    """
    row = row_set_aside(connection, keyring, file_id, line_number)
    known = {*row.cells, *(fault.column for fault in row.faults)}
    changed = {name: text for name, text in changes.items() if row.cells.get(name, "") != text}
    if not changes.keys() <= known:
        raise CorrectionRefused("The row has no such column.")
    if not changed:
        raise CorrectionRefused("Nothing was changed.")
    cells = {**row.cells, **changed}
    verdict = check(row, cells)
    kept = verdict.kept_cells if verdict.kept_cells is not None else row.cells
    connection.execute(
        insert(row_correction).values(
            file_id=file_id,
            line_number=line_number,
            corrected_at=in_utc(now),
            actor=actor.username,
            account_id=actor.account_id,
            outcome=verdict.outcome,
            changed_columns=", ".join(sorted(changed))[:500],
            sealed_before=sealed_cells(keyring, row.kind, row.cells),
            sealed_after=sealed_cells(keyring, row.kind, kept),
        )
    )
    is_in = verdict.outcome != STILL_SET_ASIDE
    if is_in:
        _close(connection, row, verdict, now)
    record(
        connection,
        actor,
        "quarantine.correct",
        now=now,
        object_kind="row",
        object_id=f"{file_id}:{line_number}",
        outcome=SUCCEEDED if is_in else FAILED,
        detail=f"{row.source}, line {line_number}: {', '.join(sorted(changed))}; {verdict.outcome}"[:500],
    )
    return verdict


def corrections(connection: Connection, file_id: int, line_number: int) -> tuple[Correction, ...]:
    """The tries so far, oldest first."""
    table = row_correction.c
    found = connection.execute(
        select(table.corrected_at, table.actor, table.outcome, table.changed_columns)
        .where(table.file_id == file_id, table.line_number == line_number)
        .order_by(table.id)
    )
    return tuple(Correction(*row) for row in found)


def _close(connection: Connection, row: RowSetAside, verdict: Verdict, now: datetime) -> None:
    """Take the row out of the quarantine, and move it in the ledger from one count to the other."""
    table = quarantined_row
    connection.execute(
        update(table)
        .where(
            table.c.file_id == row.file_id,
            table.c.line_number == row.line_number,
            table.c.corrected_at.is_(None),
        )
        .values(corrected_at=in_utc(now))
    )
    count = feed_file.c[f"rows_{verdict.outcome}"]
    newest = {} if verdict.newest is None else {
        "data_as_of": func.coalesce(
            select(func.max(feed_file.c.data_as_of))
            .where(feed_file.c.id == row.file_id, feed_file.c.data_as_of > verdict.newest)
            .scalar_subquery(),
            verdict.newest,
        )
    }  # fmt: skip
    connection.execute(
        update(feed_file)
        .where(feed_file.c.id == row.file_id)
        .values({"rows_quarantined": feed_file.c.rows_quarantined - 1, count.name: count + 1, **newest})
    )
