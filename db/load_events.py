"""What is told of a file that was loaded or set aside: one event a file, in the transaction that holds its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from db.audit import FAILED, SUCCEEDED, Actor, in_utc
from db.ledger import LOADED, Counts
from db.row_history import plain_value
from db.schema import metadata, natural_key
from db.schema.accounts import audit_event
from db.schema.feeds import row_history

ACTION, REFERENCE_ACTION = "load", "reference.change"
_MOST_CHARACTERS = 500
# Rows of a reference table that one file changed and that are told of one by one; the rest is told of by its number.
_MOST_CHANGES = 50
# A row that is judged by says whose rule it is and since when; limits and schedules of equipment are the site's own.
_SOURCED = frozenset({"jurisdiction", "edition", "valid_from", "confirmed"})
_SITES_OWN = frozenset({"qc_limit", "qc_schedule"})
_NOT_CONTENT = frozenset({"id", "file_id", "line_number", "source_order"})


@dataclass(frozen=True, slots=True)
class FileEvent:
    """What became of one file. `counts` are None where nothing of it came in; its name may hold anything: left out."""

    file_id: int
    source: str | None
    outcome: str
    counts: Counts | None = None


def tell(connection: Connection, actor: Actor, files: Sequence[FileEvent], now: datetime) -> None:
    """Add one event for each file, all with one statement; `now` is aware."""
    if not files:
        return
    moment = in_utc(now)
    connection.execute(
        insert(audit_event),
        [
            {
                "happened_at": moment,
                "actor": actor.username,
                "actor_role": actor.role,
                "account_id": actor.account_id,
                "address": actor.address,
                "action": ACTION,
                "object_kind": "file",
                "object_id": str(file.file_id),
                "outcome": SUCCEEDED if file.outcome == LOADED else FAILED,
                "detail": _words(file),
            }
            for file in files
        ],
    )


def tell_reference_changes(
    connection: Connection, actor: Actor, file_id: int, tables: Sequence[str], now: datetime
) -> None:
    """Add an event for each row of a reference table that this file changed: which, from what to what.

    The first load of a table changes nothing: what it brings is the load's own event.
    """
    for name in tables:
        table = metadata.tables[name]
        if name not in _SITES_OWN and not _SOURCED.issubset(table.c.keys()):
            continue
        key = natural_key(table)
        old = row_history.c
        mine = (old.table_name == name) & (old.replaced_by_file_id == file_id)
        changed = connection.execute(
            select(table, old.old_values)
            .join(row_history, old.row_id == table.c.id)
            .where(mine)
            .order_by(table.c.id)
            .limit(_MOST_CHANGES)
        ).all()
        events = [
            _event(actor, name, " / ".join(str(row._mapping[part]) for part in key), _from_to(row), now)
            for row in changed
        ]
        if len(events) == _MOST_CHANGES:
            total = connection.scalar(select(func.count()).select_from(row_history).where(mine)) or 0
            if total > _MOST_CHANGES:
                events.append(
                    _event(actor, name, f"file {file_id}", f"{total - _MOST_CHANGES} more rows changed", now)
                )
        if events:
            connection.execute(insert(audit_event), events)


def _event(actor: Actor, table: str, what: str, detail: str, now: datetime) -> dict[str, object]:
    return {
        "happened_at": in_utc(now),
        "actor": actor.username,
        "actor_role": actor.role,
        "account_id": actor.account_id,
        "address": actor.address,
        "action": REFERENCE_ACTION,
        "object_kind": table,
        "object_id": what[:120],
        "outcome": SUCCEEDED,
        "detail": detail[:_MOST_CHARACTERS],
    }


def _words(file: FileEvent) -> str:
    source = file.source or "no source"
    if file.counts is None:
        return f"{source}: {file.outcome}"
    counts = file.counts
    parts = [
        f"{number} {word}"
        for number, word in (
            (counts.loaded, "loaded"),
            (counts.unchanged, "unchanged"),
            (counts.superseded, "superseded"),
            (counts.quarantined, "set aside"),
        )
        if number
    ]
    return f"{source}: {counts.rows_in} rows in, {', '.join(parts) or 'none loaded'}"


def _from_to(row: object) -> str:
    now = row._mapping  # type: ignore[attr-defined]
    before = now["old_values"]
    parts = [
        f"{name} from {before.get(name)} to {plain_value(now[name])}"
        for name in before
        if name in now and name not in _NOT_CONTENT and before.get(name) != plain_value(now[name])
    ]
    return "; ".join(parts) or "another file says the same in other words"
