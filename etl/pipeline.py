"""How does a file come in? Whole or not at all: read and validated, staged, merged, and written into the ledger.

Small files wait in memory and share a transaction, each under a savepoint of its own; a large file is staged in pieces
outside anybody's write lock and merged in a transaction of its own.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from db import dose_studies, exam_names, ledger, load, staging
from db.database import Connection, Database
from db.ledger import Arrival, Counts, SetAside
from db.schema import metadata
from etl.intake import Intake, arrival_of, faults_of, open_intake
from etl.mapping import Feeds
from etl.source import FileRejected, RejectedRow, Site, ValidRow, as_order, tables_of

# A file with more rows is staged in pieces; small ones share a transaction until it holds this many.
_SMALL_ROWS = 5_000
_FILES_TOGETHER = 200
_PIECE_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file, as it is reported: counts of rows, and of single values that were left unknown."""

    file: str
    source: str | None
    outcome: str
    reason: str | None = None
    rows_in: int = 0
    rows_loaded: int = 0
    rows_unchanged: int = 0
    rows_superseded: int = 0
    rows_quarantined: int = 0
    blank_lines: int = 0
    values_set_aside: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Where files are loaded to, and what is needed to read them."""

    database: Database
    site: Site
    feeds: Feeds
    clock: Callable[[], datetime]

    def now(self) -> datetime:
        """The present moment as the tables hold it: UTC without a zone."""
        return self.clock().replace(tzinfo=None)


@dataclass(frozen=True)
class _Ready:
    """A file that has been read as far as memory should hold it, and waits to be written."""

    path: Path
    arrival: Arrival
    started_at: datetime
    intake: Intake
    first: list[ValidRow | RejectedRow]
    rest: Iterator[ValidRow | RejectedRow]

    @property
    def is_large(self) -> bool:
        return len(self.first) > _SMALL_ROWS

    def rows(self) -> Iterator[ValidRow | RejectedRow]:
        return chain(self.first, self.rest)

    def refused(self, rejected: FileRejected) -> "_Refusal":
        return _Refusal(self.path, self.arrival, self.started_at, rejected, self.intake.source.name)


@dataclass(frozen=True)
class _Refusal:
    """A file that does not come in, and why."""

    path: Path
    arrival: Arrival
    started_at: datetime
    rejected: FileRejected
    source: str | None = None


@dataclass
class _Tally:
    """What was seen while a file's rows passed."""

    kinds: set[str] = field(default_factory=set)
    faults: list[SetAside] = field(default_factory=list)
    rejected_rows: int = 0
    newest: datetime | None = None


def load_files(paths: Iterable[Path], line: Line) -> Iterator[Outcome]:
    """Load files in the order given; yields one outcome for each, as soon as it holds."""
    batch: list[_Ready | _Refusal] = []
    with line.database.read() as connection:
        for path in paths:
            arrival = arrival_of(path)
            if any(other.arrival.sha256 == arrival.sha256 for other in batch):
                yield from _flush(connection, batch, line)
            if ledger.is_loaded(connection, arrival.sha256):
                yield _seen_again(connection, path, arrival, line)
                continue
            connection.commit()
            waiting = _read(path, arrival, line)
            if isinstance(waiting, _Ready) and waiting.is_large:
                yield from _flush(connection, batch, line)
                yield _load_large(connection, waiting, line)
                continue
            batch.append(waiting)
            rows = sum(len(other.first) for other in batch if isinstance(other, _Ready))
            if len(batch) >= _FILES_TOGETHER or rows >= _SMALL_ROWS:
                yield from _flush(connection, batch, line)
        yield from _flush(connection, batch, line)


def _read(path: Path, arrival: Arrival, line: Line) -> _Ready | _Refusal:
    started_at = line.now()
    source = None
    try:
        intake = open_intake(path, line.feeds, line.site)
        source = intake.source.name
        rows = intake.rows(line.site)
        return _Ready(path, arrival, started_at, intake, list(islice(rows, _SMALL_ROWS + 1)), rows)
    except FileRejected as rejected:
        return _Refusal(path, arrival, started_at, rejected, source)


def _seen_again(connection: Connection, path: Path, arrival: Arrival, line: Line) -> Outcome:
    with line.database.transaction(connection):
        ledger.seen_again(connection, arrival, line.now())
        return Outcome(str(path), ledger.source_of(connection, arrival.sha256), ledger.UNCHANGED)


def _flush(connection: Connection, batch: list[_Ready | _Refusal], line: Line) -> Iterator[Outcome]:
    """Write the files that wait, in one transaction; a file that the database refuses takes no other one along."""
    outcomes = []
    studies: set[str] = set()
    for waiting in batch:
        if isinstance(waiting, _Ready):
            staging.prepare(connection, _tables_of(waiting.intake))
    with line.database.transaction(connection) if batch else nullcontext():
        for waiting in batch:
            if isinstance(waiting, _Refusal):
                outcomes.append(_set_aside(connection, waiting, line))
                continue
            try:
                with load.refusals_named(), connection.begin_nested():
                    tally = _stage(connection, waiting, line)
                    outcomes.append(_merge(connection, waiting, line, tally, studies))
            except FileRejected as rejected:
                outcomes.append(_set_aside(connection, waiting.refused(rejected), line))
            except load.RowRefused as refused:
                outcomes.append(_set_aside(connection, waiting.refused(_refused_by_database(refused)), line))
        if studies:
            dose_studies.settle(connection, studies, exam_names.read_exam_names(connection))
    batch.clear()
    yield from outcomes


def _load_large(connection: Connection, ready: _Ready, line: Line) -> Outcome:
    staging.prepare(connection, _tables_of(ready.intake))
    studies: set[str] = set()
    try:
        tally = _stage(connection, ready, line)
        with load.refusals_named(), line.database.transaction(connection):
            outcome = _merge(connection, ready, line, tally, studies)
            dose_studies.settle(connection, studies, exam_names.read_exam_names(connection))
        return outcome
    except FileRejected as rejected:
        refusal = ready.refused(rejected)
    except load.RowRefused as refused:
        refusal = ready.refused(_refused_by_database(refused))
    with line.database.transaction(connection):
        return _set_aside(connection, refusal, line)


def _set_aside(connection: Connection, refusal: _Refusal, line: Line) -> Outcome:
    outcome = ledger.QUARANTINED if refusal.rejected.recognised else ledger.REFUSED
    file_id = ledger.open_file(connection, refusal.arrival, refusal.source, refusal.started_at)
    ledger.close_set_aside(connection, file_id, outcome, refusal.rejected.reason, line.now())
    return Outcome(str(refusal.path), refusal.source, outcome, refusal.rejected.reason)


def _stage(connection: Connection, ready: _Ready, line: Line) -> _Tally:
    """Put a file's rows into the temporary tables, a piece at a time. Raises FileRejected at the row that shows it."""
    source = ready.intake.source
    staging.clear(connection, _tables_of(ready.intake))
    tally = _Tally()
    pieces: dict[str, list[staging.Row]] = defaultdict(list)
    waiting = 0
    for row in ready.rows():
        if isinstance(row, RejectedRow):
            tally.rejected_rows += 1
            tally.faults.extend(faults_of(row, line.site.keyring))
            continue
        tally.kinds.add(row.kind)
        tally.newest = row.as_of if tally.newest is None else max(tally.newest, row.as_of)
        for name in tables_of(source, row.kind, line.site.vault):
            order = as_order(row.as_of) if metadata.tables[name].info.get("descriptive") else row.source_order
            pieces[name].append({**row.values, "line_number": row.line, "source_order": order})
        waiting += 1
        if waiting >= _PIECE_ROWS:
            _put(connection, pieces)
            waiting = 0
    _put(connection, pieces)
    if tally.rejected_rows and not tally.kinds:
        first = tally.faults[0]
        raise FileRejected(
            f"none of its {tally.rejected_rows} rows can be right; the first, in line {first.line_number}: "
            f"{first.column_name} {first.rule}, expected {first.expected}",
            recognised=True,
        )
    return tally


def _put(connection: Connection, pieces: dict[str, list[staging.Row]]) -> None:
    for name, rows in pieces.items():
        staging.put(connection, name, rows)
    pieces.clear()


def _merge(connection: Connection, ready: _Ready, line: Line, tally: _Tally, studies: set[str]) -> Outcome:
    """Bring a file's staged rows in, write its ledger row, and note the studies that it touched."""
    intake = ready.intake
    file_id = ledger.open_file(connection, ready.arrival, intake.source.name, ready.started_at)
    counts = Counts(quarantined=tally.rejected_rows, blank_lines=intake.blank_lines)
    faults = tally.faults
    # Parents before what points at them: the declaration lists kinds in load order.
    for kind in intake.source.writes:
        if kind in tally.kinds:
            names = tables_of(intake.source, kind, line.site.vault)
            merged, contradictions = load.merge(connection, file_id, names, line.now())
            counts.loaded += merged.loaded
            counts.unchanged += merged.unchanged
            counts.superseded += merged.superseded
            counts.quarantined += merged.quarantined
            faults = [*faults, *contradictions]
    aside = [SetAside(r.line, r.column, r.rule, r.expected) for r in intake.values_set_aside]
    newest = tally.newest or min(intake.as_of, line.now())
    ledger.close_loaded(connection, file_id, counts, [*faults, *aside], newest, line.now())
    _derive(connection, file_id, intake, studies)
    return Outcome(
        str(ready.path),
        intake.source.name,
        ledger.LOADED,
        None,
        counts.rows_in,
        counts.loaded,
        counts.unchanged,
        counts.superseded,
        counts.quarantined,
        counts.blank_lines,
        len(aside),
    )


def _derive(connection: Connection, file_id: int, intake: Intake, studies: set[str]) -> None:
    """Bring up to date what is worked out from the rows that came in."""
    written = {name for names in intake.source.writes.values() for name in names}
    if written & {"dose_report", "irradiation_event"}:
        studies.update(dose_studies.touched_studies(connection, file_id))
    if "exam" in written:
        exam_names.map_exams(connection, exam_names.read_exam_names(connection), file_id)
    if "exam_name" in written:
        names = exam_names.read_exam_names(connection)
        exam_names.map_exams(connection, names)
        exam_names.map_events(connection, names)


def _tables_of(intake: Intake) -> list[str]:
    return sorted({name for names in intake.source.writes.values() for name in names})


def _refused_by_database(refused: load.RowRefused) -> FileRejected:
    return FileRejected(
        f"the database refused a row of this file ({refused.rule}); nothing of it was loaded", recognised=True
    )
