"""What became of each file? One row per content (SHA-256), written in the transaction that holds the file's rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, or_, select, update

from db import turns
from db.schema.feeds import feed_file, quarantined_row

LOADED, UNCHANGED, QUARANTINED, REFUSED = (
    "loaded",
    "unchanged",
    "quarantined",
    "refused",
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file as it came: its content's hash, its name (without folder), its size, when it was last written."""

    sha256: str
    name: str
    size_bytes: int
    changed_ns: int = 0


@dataclass(slots=True)
class Counts:
    """What became of a file's rows; `rows_in` is always the sum of the other four (blank lines apart)."""

    loaded: int = 0
    unchanged: int = 0
    superseded: int = 0
    quarantined: int = 0
    blank_lines: int = 0

    @property
    def rows_in(self) -> int:
        """All rows of the file but the blank ones."""
        return self.loaded + self.unchanged + self.superseded + self.quarantined


@dataclass(frozen=True, slots=True)
class SetAside:
    """One fault of a quarantined row: where it is, the rule it breaks, what would be right. Never the value itself."""

    line_number: int
    column_name: str
    rule: str
    expected: str
    sealed_row: bytes | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A file whose rows are about to be written, and what its row in the ledger will say."""

    arrival: Arrival
    source: str
    started_at: datetime
    counts: Counts
    faults: Sequence[SetAside]
    data_as_of: datetime | None
    as_of: datetime | None = None


def take_turn(connection: Connection) -> None:
    """Let one load write at a time, until its transaction ends: what counts in a study is decided from all its rows."""
    turns.take_turn(connection, turns.Turn.LOADING)


def loaded_among(connection: Connection, hashes: Iterable[str]) -> set[str]:
    """Which of these contents are in already, by their SHA-256."""
    query = select(feed_file.c.sha256).where(feed_file.c.outcome == LOADED)
    return set(connection.scalars(query.where(feed_file.c.sha256.in_(list(hashes)))))


def any_file_but(connection: Connection, sources: Sequence[str]) -> bool:
    """Whether a file of any other source than these has ever come in."""
    others = select(feed_file.c.id).where(
        or_(feed_file.c.source.is_(None), feed_file.c.source.not_in(sources))
    )
    return connection.scalar(others.limit(1)) is not None


def source_of(connection: Connection, sha256: str) -> str | None:
    """Which source these bytes were taken for, if they have come before."""
    return connection.scalar(select(feed_file.c.source).where(feed_file.c.sha256 == sha256))


def seen_again(connection: Connection, hashes: Sequence[str], now: datetime) -> None:
    """Note that loaded files came once more."""
    connection.execute(update(feed_file).where(feed_file.c.sha256.in_(hashes)).values(last_seen_at=now))


def open_file(connection: Connection, arrival: Arrival, source: str | None, started_at: datetime) -> int:
    """Write the file's row before its rows, so that they can point at it; `close_file` completes it. Returns its id."""
    values = {
        "name": arrival.name,
        "source": source,
        "size_bytes": arrival.size_bytes,
        # Until it is closed the row says what a reader would have to believe if it were all there is.
        "outcome": REFUSED,
        "reason": "not finished",
        "started_at": started_at,
        "ended_at": started_at,
        "last_seen_at": started_at,
    }
    known = connection.scalar(select(feed_file.c.id).where(feed_file.c.sha256 == arrival.sha256))
    if known is None:
        added = insert(feed_file).values(sha256=arrival.sha256, first_seen_at=started_at, **values)
        return int(connection.execute(added.returning(feed_file.c.id)).scalar_one())
    connection.execute(
        update(feed_file).where(feed_file.c.id == known).values(attempts=feed_file.c.attempts + 1, **values)
    )
    connection.execute(quarantined_row.delete().where(quarantined_row.c.file_id == known))
    return int(known)


def write_loaded(connection: Connection, files: Sequence[Written], now: datetime) -> dict[str, int]:
    """Write the rows of many loaded files at once; returns their ids by SHA-256."""
    rows = {file.arrival.sha256: _loaded_row(file, now) for file in files}
    by_hash = feed_file.c.sha256.in_(list(rows))
    ids = {row.sha256: int(row.id) for row in connection.execute(select(feed_file).where(by_hash))}
    if ids:
        # Tried before, and set aside then.
        connection.execute(quarantined_row.delete().where(quarantined_row.c.file_id.in_(ids.values())))
        again = update(feed_file).where(feed_file.c.sha256 == bindparam("a_hash"))
        connection.execute(
            again.values(attempts=feed_file.c.attempts + 1),
            [{"a_hash": sha256, **rows[sha256]} for sha256 in ids],
        )
    new = [
        {"sha256": sha256, "first_seen_at": now, **row} for sha256, row in rows.items() if sha256 not in ids
    ]
    if new:
        added = insert(feed_file).returning(feed_file.c.sha256, feed_file.c.id)
        ids |= {sha256: int(number) for sha256, number in connection.execute(added, new)}
    faults = [row for file in files for row in _fault_rows(ids[file.arrival.sha256], file.faults)]
    if faults:
        connection.execute(insert(quarantined_row), faults)
    return ids


def _loaded_row(file: Written, now: datetime) -> dict[str, object]:
    return {
        "name": file.arrival.name,
        "source": file.source,
        "size_bytes": file.arrival.size_bytes,
        "started_at": file.started_at,
        "last_seen_at": file.started_at,
        **_closing(file.counts, file.data_as_of, now, file.as_of),
    }


def _closing(
    counts: Counts, data_as_of: datetime | None, ended_at: datetime, as_of: datetime | None
) -> dict[str, object]:
    return {
        "outcome": LOADED,
        "reason": None,
        "rows_in": counts.rows_in,
        "rows_loaded": counts.loaded,
        "rows_unchanged": counts.unchanged,
        "rows_superseded": counts.superseded,
        "rows_quarantined": counts.quarantined,
        "blank_lines": counts.blank_lines,
        "data_as_of": data_as_of,
        "as_of": as_of,
        "ended_at": ended_at,
    }


def close_loaded(
    connection: Connection,
    file_id: int,
    counts: Counts,
    faults: list[SetAside],
    data_as_of: datetime | None,
    ended_at: datetime,
    as_of: datetime | None = None,
) -> None:
    """Complete the row of a loaded file. The database refuses it unless every row is accounted for."""
    write_faults(connection, file_id, faults)
    connection.execute(
        update(feed_file)
        .where(feed_file.c.id == file_id)
        .values(**_closing(counts, data_as_of, ended_at, as_of))
    )


def close_set_aside(
    connection: Connection, file_id: int, outcome: str, reason: str, ended_at: datetime
) -> None:
    """Complete the row of a file that did not come in: quarantined (recognised, set aside whole) or refused."""
    connection.execute(
        update(feed_file)
        .where(feed_file.c.id == file_id)
        .values(outcome=outcome, reason=reason[:500], ended_at=ended_at)
    )


def write_faults(connection: Connection, file_id: int, faults: list[SetAside]) -> None:
    """Store the faults of quarantined rows; only the first of a row counts in the ledger."""
    rows = _fault_rows(file_id, faults)
    if rows:
        connection.execute(insert(quarantined_row), rows)


def _fault_rows(file_id: int, faults: Sequence[SetAside]) -> list[dict[str, object]]:
    seen: set[int] = set()
    rows: list[dict[str, object]] = []
    for fault in faults:
        first = fault.line_number not in seen
        seen.add(fault.line_number)
        rows.append(
            {
                "file_id": file_id,
                "line_number": fault.line_number,
                "column_name": fault.column_name[:120],
                "rule": fault.rule[:300],
                "expected": fault.expected[:300],
                "sealed_row": fault.sealed_row if first else None,
                "is_first": int(first),
            }
        )
    return rows
