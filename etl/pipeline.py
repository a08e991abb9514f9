"""How does a file come in? Whole or not at all: read and validated, staged, merged, and written into the ledger.

Small files wait in memory and share a transaction, each under a savepoint of its own; a large file is staged in pieces
outside anybody's write lock and merged in a transaction of its own.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

from db import dose_studies, exam_names, ledger, load, staging
from db.database import Connection
from db.ledger import Arrival
from etl.intake import arrival_of
from etl.sandbox import Readers, Reading
from etl.source import FileRejected
from etl.write import SMALL_ROWS, Line, Outcome, Ready, Refusal, merge, set_aside, stage, stages_of

__all__ = ["Line", "Outcome", "load_files"]

# Small files share a transaction until it holds this many, or SMALL_ROWS rows.
_FILES_TOGETHER = 200


def load_files(paths: Iterable[Path], line: Line) -> Iterator[Outcome]:
    """Load files in the order given; yields one outcome for each, as soon as it holds."""
    batch: list[Ready | Refusal] = []
    arrived: deque[tuple[Path, Arrival, bool]] = deque()
    with line.database.read() as connection, Readers(line.site, line.feeds) as readers:
        for path, reading in readers.read(_new_files(connection, paths, arrived)):
            yield from _flush_before_known(connection, batch, arrived, line)
            _, arrival, _ = arrived.popleft()
            if any(other.arrival.sha256 == arrival.sha256 for other in batch):
                yield from _flush(connection, batch, line)
            if ledger.is_loaded(connection, arrival.sha256):
                # The same bytes under another name came in while this file was being read.
                yield _seen_again(connection, path, arrival, line)
                continue
            connection.commit()
            waiting = _begin(path, arrival, reading, line)
            if isinstance(waiting, Ready) and waiting.is_large:
                yield from _flush(connection, batch, line)
                yield _load_large(connection, waiting, line)
                continue
            batch.append(waiting)
            rows = sum(len(other.first) for other in batch if isinstance(other, Ready))
            if len(batch) >= _FILES_TOGETHER or rows >= SMALL_ROWS:
                yield from _flush(connection, batch, line)
        yield from _flush_before_known(connection, batch, arrived, line)
        yield from _flush(connection, batch, line)


def _new_files(
    connection: Connection, paths: Iterable[Path], arrived: deque[tuple[Path, Arrival, bool]]
) -> Iterator[Path]:
    """Pass on the files that are not in yet; `arrived` takes note of all, in their order."""
    for path in paths:
        arrival = arrival_of(path)
        known = ledger.is_loaded(connection, arrival.sha256)
        connection.commit()
        arrived.append((path, arrival, known))
        if not known:
            yield path


def _flush_before_known(
    connection: Connection,
    batch: list[Ready | Refusal],
    arrived: deque[tuple[Path, Arrival, bool]],
    line: Line,
) -> Iterator[Outcome]:
    """Report the files at the head of the list that were in already, after those that came before them."""
    while arrived and arrived[0][2]:
        yield from _flush(connection, batch, line)
        path, arrival, _ = arrived.popleft()
        yield _seen_again(connection, path, arrival, line)


def _begin(path: Path, arrival: Arrival, reading: Reading | FileRejected, line: Line) -> Ready | Refusal:
    """Take as much of a file into memory as should be held there."""
    started_at = line.now()
    if isinstance(reading, FileRejected):
        return Refusal(path, arrival, started_at, reading)
    rows = reading.rows()
    try:
        return Ready(path, arrival, started_at, reading, list(islice(rows, SMALL_ROWS + 1)), rows)
    except FileRejected as rejected:
        return Refusal(path, arrival, started_at, rejected, reading.source.name)


def _seen_again(connection: Connection, path: Path, arrival: Arrival, line: Line) -> Outcome:
    with line.database.transaction(connection):
        ledger.seen_again(connection, arrival, line.now())
        return Outcome(str(path), ledger.source_of(connection, arrival.sha256), ledger.UNCHANGED)


def _flush(connection: Connection, batch: list[Ready | Refusal], line: Line) -> Iterator[Outcome]:
    """Write the files that wait, in one transaction; a file that the database refuses takes no other one along."""
    outcomes = []
    studies: set[str] = set()
    for waiting in batch:
        if isinstance(waiting, Ready):
            staging.prepare(connection, stages_of(waiting.reading))
    with line.database.transaction(connection) if batch else nullcontext():
        for waiting in batch:
            if isinstance(waiting, Refusal):
                outcomes.append(set_aside(connection, waiting, line))
                continue
            try:
                with load.refusals_named(), connection.begin_nested():
                    tally = stage(connection, waiting, line)
                    outcomes.append(merge(connection, waiting, line, tally, studies))
            except FileRejected as rejected:
                outcomes.append(set_aside(connection, waiting.refused(rejected), line))
            except load.RowRefused as refused:
                outcomes.append(set_aside(connection, waiting.refused(_refused_by_database(refused)), line))
        if studies:
            dose_studies.settle(connection, studies, exam_names.read_exam_names(connection))
    batch.clear()
    yield from outcomes


def _load_large(connection: Connection, ready: Ready, line: Line) -> Outcome:
    staging.prepare(connection, stages_of(ready.reading))
    studies: set[str] = set()
    try:
        tally = stage(connection, ready, line)
        with load.refusals_named(), line.database.transaction(connection):
            outcome = merge(connection, ready, line, tally, studies)
            dose_studies.settle(connection, studies, exam_names.read_exam_names(connection))
        return outcome
    except FileRejected as rejected:
        refusal = ready.refused(rejected)
    except load.RowRefused as refused:
        refusal = ready.refused(_refused_by_database(refused))
    with line.database.transaction(connection):
        return set_aside(connection, refusal, line)


def _refused_by_database(refused: load.RowRefused) -> FileRejected:
    return FileRejected(
        f"the database refused a row of this file ({refused.rule}); nothing of it was loaded", recognised=True
    )
