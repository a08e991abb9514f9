"""How does a file come in? Whole or not at all: read and validated, staged, merged, and written into the ledger.

Small files wait in memory and share a transaction; those whose rows stay apart share their statements too, any other
one is under a savepoint of its own. A large file is staged in pieces outside anybody's write lock and merged in a
transaction of its own.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from db import ledger, load, staging
from db.database import Connection
from db.ledger import Arrival
from etl.apart import is_apart, write_apart
from etl.intake import arrival_of, is_as_it_came, shown
from etl.sandbox import Readers, Reading
from etl.source import FileRejected
from etl.write import (
    SMALL_ROWS,
    Line,
    Outcome,
    Ready,
    Refusal,
    finish,
    merge,
    set_aside,
    stage,
    stage_parts,
    stages_of,
)

__all__ = ["Line", "Outcome", "load_files"]

# Small files share a transaction until it holds this many, or SMALL_ROWS rows.
_FILES_TOGETHER = 200
# The ledger is asked for several files at once: for so many, or so many bytes, which must all be hashed first.
_LOOKED_UP_TOGETHER = 50
_HASHED_TOGETHER_BYTES = 32 * 1024**2


_NO_BYTES = Arrival("", "", 0)
_CHANGED = "it changed while it was read; it is tried again when it comes again"


@dataclass(frozen=True, slots=True)
class _Known:
    """A file that is in already."""

    path: Path
    arrival: Arrival


@dataclass(frozen=True, slots=True)
class _Closed:
    """A file that cannot even be opened. Without its bytes there is nothing that the ledger could know it by."""

    path: Path
    reason: str
    arrival: Arrival


_Settled = _Known | _Closed
_Waiting = Ready | Refusal | _Settled


def load_files(paths: Iterable[Path], line: Line) -> Iterator[Outcome]:
    """Load files in the order given; yields one outcome for each, once it holds."""
    batch: list[_Waiting] = []
    arrived: deque[_Settled | tuple[Path, Arrival]] = deque()
    with line.database.read() as connection, Readers(line.site, line.feeds) as readers:
        for path, reading in readers.read(_new_files(connection, paths, arrived)):
            _move_settled(arrived, batch)
            place = arrived.popleft()
            assert isinstance(place, tuple)
            waiting = _begin(path, place[1], reading, line)
            if isinstance(waiting, Ready) and waiting.is_large:
                yield from _flush(connection, batch, line)
                yield _load_large(connection, waiting, line)
                continue
            if any(other.arrival.sha256 == waiting.arrival.sha256 for other in batch):
                # The same bytes under another name: the ledger will know them by then.
                yield from _flush(connection, batch, line)
            batch.append(waiting)
            rows = sum(len(other.first) for other in batch if isinstance(other, Ready))
            if len(batch) >= _FILES_TOGETHER or rows >= SMALL_ROWS:
                yield from _flush(connection, batch, line)
        _move_settled(arrived, batch)
        yield from _flush(connection, batch, line)


def _new_files(
    connection: Connection, paths: Iterable[Path], arrived: deque[_Settled | tuple[Path, Arrival]]
) -> Iterator[Path]:
    """Pass on the files that are not in yet; `arrived` takes note of all, in their order."""
    for together in _some_at_once(paths):
        hashes = [found.sha256 for _, found in together if isinstance(found, Arrival)]
        known = ledger.loaded_among(connection, hashes)
        # A transaction that stays open would keep the state of this moment for all that is looked up later.
        connection.commit()
        for path, found in together:
            if isinstance(found, str):
                arrived.append(_Closed(path, found, _NO_BYTES))
            elif found.sha256 in known:
                arrived.append(_Known(path, found))
            else:
                arrived.append((path, found))
                yield path


def _some_at_once(paths: Iterable[Path]) -> Iterator[list[tuple[Path, Arrival | str]]]:
    """Yield some paths at a time, each as it came, or with why it cannot be opened."""
    together: list[tuple[Path, Arrival | str]] = []
    for path in paths:
        try:
            together.append((path, arrival_of(path)))
        except OSError as error:
            # Moved away or closed to this user: that is no reason to leave all the others waiting.
            together.append((path, f"it cannot be opened ({error.strerror or type(error).__name__})"))
        size = sum(found.size_bytes for _, found in together if isinstance(found, Arrival))
        if len(together) >= _LOOKED_UP_TOGETHER or size >= _HASHED_TOGETHER_BYTES:
            yield together
            together = []
    if together:
        yield together


def _move_settled(arrived: deque[_Settled | tuple[Path, Arrival]], batch: list[_Waiting]) -> None:
    """Let the files at the head of the list that no reader is asked for take their place among those that wait."""
    while arrived and isinstance(arrived[0], _Known | _Closed):
        settled = arrived.popleft()
        assert isinstance(settled, _Known | _Closed)
        batch.append(settled)


def _begin(path: Path, arrival: Arrival, reading: Reading | FileRejected, line: Line) -> Ready | Refusal:
    """Take as much of a file into memory as should be held there."""
    started_at = line.now()
    if isinstance(reading, FileRejected):
        return Refusal(path, arrival, started_at, reading)
    rows = reading.rows()
    try:
        ready = Ready(path, arrival, started_at, reading, list(islice(rows, SMALL_ROWS + 1)), rows)
        if not ready.is_large:
            _require_unchanged(ready)
    except FileRejected as rejected:
        return Refusal(path, arrival, started_at, rejected, reading.source.name)
    return ready


def _require_unchanged(ready: Ready) -> None:
    """Refuse a file that was written to since it was hashed: the ledger would know other bytes than were read."""
    if not is_as_it_came(ready.path, ready.arrival):
        raise FileRejected(_CHANGED, recognised=False)


def _flush(connection: Connection, batch: list[_Waiting], line: Line) -> Iterator[Outcome]:
    """Write the files that wait, in one transaction; a file that the database refuses takes no other one along."""
    if not batch:
        return
    outcomes = []
    studies: set[str] = set()
    for waiting in batch:
        if isinstance(waiting, Ready):
            staging.prepare(connection, stages_of(waiting.reading))
    with line.database.transaction(connection):
        ledger.take_turn(connection)
        # Asked again under the lock: another load may have brought in the same bytes meanwhile.
        known = ledger.loaded_among(connection, {waiting.arrival.sha256 for waiting in batch})
        ledger.seen_again(connection, sorted(known), line.now())
        together = [
            w for w in batch if isinstance(w, Ready) and w.arrival.sha256 not in known and is_apart(w.reading)
        ]
        done = write_apart(connection, together, line, studies)
        for waiting in batch:
            sha256 = waiting.arrival.sha256
            if isinstance(waiting, _Closed):
                outcomes.append(Outcome(shown(waiting.path), None, ledger.REFUSED, waiting.reason))
            elif sha256 in known or isinstance(waiting, _Known):
                outcomes.append(_unchanged(connection, waiting))
            elif sha256 in done:
                outcomes.append(done[sha256])
            else:
                outcomes.append(_write_one(connection, waiting, line, studies))
        finish(connection, studies, line)
    batch.clear()
    yield from outcomes


def _write_one(connection: Connection, waiting: Ready | Refusal, line: Line, studies: set[str]) -> Outcome:
    """Write a file under a savepoint; what the database refuses is set aside."""
    if isinstance(waiting, Refusal):
        return set_aside(connection, waiting, line)
    try:
        with load.refusals_named(), connection.begin_nested():
            tally = stage(connection, waiting, line)
            return merge(connection, waiting, line, tally, studies)
    except FileRejected as rejected:
        return set_aside(connection, waiting.refused(rejected), line)
    except load.RowRefused as refused:
        return set_aside(connection, waiting.refused(_refused_by_database(refused)), line)


def _unchanged(connection: Connection, waiting: _Waiting) -> Outcome:
    source = ledger.source_of(connection, waiting.arrival.sha256)
    return Outcome(shown(waiting.path), source, ledger.UNCHANGED)


def _load_large(connection: Connection, ready: Ready, line: Line) -> Outcome:
    staging.prepare(connection, stages_of(ready.reading))
    studies: set[str] = set()
    try:
        staging.begin(connection)
        tally = (stage_parts if ready.reading.parts else stage)(connection, ready, line)
        _require_unchanged(ready)
        with load.refusals_named(), line.database.transaction(connection):
            ledger.take_turn(connection)
            if known := ledger.loaded_among(connection, [ready.arrival.sha256]):
                ledger.seen_again(connection, sorted(known), line.now())
                return _unchanged(connection, ready)
            outcome = merge(connection, ready, line, tally, studies)
            finish(connection, studies, line)
        return outcome
    except FileRejected as rejected:
        refusal = ready.refused(rejected)
    except load.RowRefused as refused:
        refusal = ready.refused(_refused_by_database(refused))
    finally:
        # Whatever happened on the way, the next file finds its own temporary tables.
        connection.rollback()
        staging.drop(connection, stages_of(ready.reading))
    with line.database.transaction(connection):
        ledger.take_turn(connection)
        return set_aside(connection, refusal, line)


def _refused_by_database(refused: load.RowRefused) -> FileRejected:
    return FileRejected(
        f"the database refused a row of this file ({refused.rule}); nothing of it was loaded", recognised=True
    )
