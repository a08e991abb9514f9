"""How is one file written? Its rows staged and merged, its ledger row, and what is worked out from what came in."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path

from db import (
    badge_verdicts,
    dose_described,
    dose_outliers,
    dose_studies,
    exam_accounts,
    exam_names,
    ledger,
    load,
    quality_control,
    reject_reasons,
    staging,
    stock_levels,
    summaries,
)
from db.audit import SYSTEM, Actor
from db.badge_verdicts import DEFAULT_PROGRAMME, Programme
from db.competency import derive as competency
from db.database import Connection, Database
from db.ledger import Arrival, Counts, SetAside
from db.load_events import FileEvent, tell, tell_reference_changes
from db.qc import derive as qc
from db.schema import metadata
from etl.intake import faults_of, shown
from etl.mapping import Feeds
from etl.readers import moment_in_name
from etl.sandbox import Reading
from etl.source import FileRejected, RejectedRow, Site, Source, ValidRow, as_order, tables_of

# A file with more rows is staged in pieces outside a transaction; a small one waits in memory.
SMALL_ROWS = 5_000
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
    # Which levels and limits a badge's reading is judged by as it comes in.
    programme: Programme = DEFAULT_PROGRAMME
    # Who loads: each file's event names them.
    actor: Actor = SYSTEM

    def now(self) -> datetime:
        """The present moment as the tables hold it: UTC without a zone."""
        return self.clock().replace(tzinfo=None)


@dataclass(frozen=True)
class Ready:
    """A file that has been read as far as memory should hold it, and waits to be written."""

    path: Path
    arrival: Arrival
    started_at: datetime
    reading: Reading
    first: list[ValidRow | RejectedRow]
    rest: Iterator[ValidRow | RejectedRow]

    @property
    def is_large(self) -> bool:
        return bool(self.reading.parts) or len(self.first) > SMALL_ROWS

    def rows(self) -> Iterator[ValidRow | RejectedRow]:
        return chain(self.first, self.rest)

    def refused(self, rejected: FileRejected) -> "Refusal":
        return Refusal(self.path, self.arrival, self.started_at, rejected, self.reading.source.name)


@dataclass(frozen=True)
class Refusal:
    """A file that does not come in, and why."""

    path: Path
    arrival: Arrival
    started_at: datetime
    rejected: FileRejected
    source: str | None = None


@dataclass
class Tally:
    """What was seen while a file's rows passed."""

    kinds: set[str] = field(default_factory=set)
    faults: list[SetAside] = field(default_factory=list)
    rejected_rows: int = 0
    newest: datetime | None = None


def stage(connection: Connection, ready: Ready, line: Line) -> Tally:
    """Put a file's rows into the temporary tables, a piece at a time. Raises FileRejected at the row that shows it."""
    source = ready.reading.source
    staging.clear(connection, stages_of(ready.reading))
    tally = Tally()
    pieces: dict[str, list[staging.Row]] = defaultdict(list)
    waiting = 0
    for row in ready.rows():
        if isinstance(row, RejectedRow):
            tally.rejected_rows += 1
            tally.faults.extend(faults_of(row, line.site.keyring))
            continue
        tally.kinds.add(row.kind)
        if row.as_of is not None:
            tally.newest = row.as_of if tally.newest is None else max(tally.newest, row.as_of)
        for name in tables_of(source, row.kind, line.site.vault):
            describes = metadata.tables[name].info.get("descriptive", False)
            order = as_order(row.as_of) if describes and row.as_of else row.source_order
            pieces[name].append({**row.values, "line_number": row.line, "source_order": order})
        waiting += 1
        if waiting >= _PIECE_ROWS:
            _put(connection, pieces)
            waiting = 0
    _put(connection, pieces)
    if source.ordered_whole and tally.kinds:
        staging.order_as_one(connection, tables_of(source)[-1], _spoken_of(ready, line))
    _refuse_if_none_is_right(tally)
    return tally


def _refuse_if_none_is_right(tally: Tally) -> None:
    if tally.rejected_rows and not tally.kinds:
        first = tally.faults[0]
        raise FileRejected(
            f"none of its {tally.rejected_rows} rows can be right; the first, in line {first.line_number}: "
            f"{first.column_name} {first.rule}, expected {first.expected}",
            recognised=True,
        )


def stage_parts(connection: Connection, ready: Ready, line: Line) -> Tally:
    """The same for a file that is read in parts: its rows come packed, many at once."""
    reading = ready.reading
    tables = tables_of(reading.source, "", line.site.vault)
    staging.renew(connection, tables)
    tally = Tally()
    for piece in reading.pieces(connection.dialect.name):
        for name, packed in piece.tables.items():
            staging.put_packed(connection, name, packed)
        for row in piece.rejected:
            tally.rejected_rows += 1
            tally.faults.extend(faults_of(row, line.site.keyring))
        if piece.rows:
            tally.kinds.add("")
        if piece.newest is not None:
            tally.newest = piece.newest if tally.newest is None else max(tally.newest, piece.newest)
    tally.faults.sort(key=lambda fault: fault.line_number)
    _refuse_if_none_is_right(tally)
    staging.finish(connection, tables)
    return tally


def _spoken_of(ready: Ready, line: Line) -> int:
    """The order of the moment in a list's name; when it was copied says nothing, and nothing is said of the future."""
    named = moment_in_name(ready.path.name, line.site.zone)
    return 0 if named is None else as_order(min(named, line.now()))


def _put(connection: Connection, pieces: dict[str, list[staging.Row]]) -> None:
    for name, rows in pieces.items():
        staging.put(connection, name, rows)
    pieces.clear()


def merge(connection: Connection, ready: Ready, line: Line, tally: Tally, studies: set[str]) -> Outcome:
    """Bring a file's staged rows in, write its ledger row, and note the studies that it touched."""
    reading = ready.reading
    file_id = ledger.open_file(connection, ready.arrival, reading.source.name, ready.started_at)
    counts = Counts(quarantined=tally.rejected_rows, blank_lines=reading.blank_lines)
    faults = tally.faults
    written: list[str] = []
    # Parents before what points at them: the declaration lists kinds in load order.
    for kind in reading.source.writes:
        if kind in tally.kinds:
            names = tables_of(reading.source, kind, line.site.vault)
            merged, contradictions = load.merge(
                connection, file_id, names, line.now(), found_on_the_way(connection, names)
            )
            written += names
            counts.loaded += merged.loaded
            counts.unchanged += merged.unchanged
            counts.superseded += merged.superseded
            counts.quarantined += merged.quarantined
            faults = [*faults, *contradictions]
    aside = [SetAside(r.line, r.column, r.rule, r.expected) for r in reading.values_set_aside]
    # Rows that give no moment leave the feed as old as it was: when a file was copied says nothing of its content.
    newest = tally.newest if tally.kinds else min(reading.as_of, line.now())
    ledger.close_loaded(connection, file_id, counts, [*faults, *aside], newest, line.now(), reading.as_of)
    _tell(connection, line, FileEvent(file_id, reading.source.name, ledger.LOADED, counts), written)
    derive(connection, file_id, reading.source, studies, line)
    return Outcome(
        shown(ready.path),
        reading.source.name,
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


def _tell(connection: Connection, line: Line, file: FileEvent, tables: Sequence[str]) -> None:
    """Write the file's event, and one for each row of a reference table that it changed."""
    tell(connection, line.actor, [file], line.clock())
    tell_reference_changes(connection, line.actor, file.file_id, tables, line.clock())


def found_on_the_way(connection: Connection, names: Sequence[str]) -> dict[str, load.Derived]:
    """What is worked out from staged rows while they come in."""
    if "exam" not in names:
        return {}
    return {"exam": exam_names.types_of_staged(connection, exam_names.read_exam_names(connection))}


def derive(connection: Connection, file_id: int, source: Source, studies: set[str], line: Line) -> None:
    """Bring up to date what is worked out from the rows that came in."""
    written = {name for names in source.writes.values() for name in names}
    if written & {"dose_report", "irradiation_event"}:
        studies.update(dose_studies.touched_studies(connection, file_id))
    if "badge_reading" in written:
        badge_verdicts.settle_file(connection, file_id, line.programme, line.now())
    if written & {"alara_level", "dose_limit", "reporting_clock"}:
        badge_verdicts.settle_unjudged(connection, line.programme, line.now())
    if written & qc.TABLES:
        today = line.clock().astimezone(line.site.zone).date()
        qc.settle_file(connection, file_id, written, today, line.site.zone)
    if written & competency.TABLES:
        competency.settle_file(connection, file_id, written, line.clock().astimezone(line.site.zone).date())
    if written & {"exam", "exam_account"}:
        exams = exam_accounts.touched_exams(connection, file_id)
        if exams:
            names = exam_names.read_exam_names(connection)
            exam_accounts.settle(connection, exams, names, file_id, line.now())
            summaries.touch_exams(connection, file_id, exams)
    _name(connection, file_id, written, studies)
    if "outlier_rule" in written:
        dose_outliers.find(connection, None, line.clock().astimezone(line.site.zone).date(), line.now())
    summaries.touch_file(connection, file_id, written)
    if written & {"stock_count", "stock_movement"}:
        counted = source.writes[""][-1]
        stock_levels.recompute(connection, stock_levels.touched_by(connection, file_id, counted))


def _name(connection: Connection, file_id: int, written: set[str], studies: set[str]) -> None:
    """What the words of devices and of the RIS mean, once they or the tables that say it have come in."""
    if written & {"rejected_exposure", "reject_reason", "reject_reason_name", "exam_name"}:
        reasons, names = reject_reasons.read_reason_names(connection), exam_names.read_exam_names(connection)
        own = file_id if "rejected_exposure" in written else None
        if own is None:
            with summaries.changing(connection, "rejected_exposure"):
                reject_reasons.map_rejects(connection, reasons, names)
        else:
            reject_reasons.map_rejects(connection, reasons, names, own)
    if "exam_trait" in written:
        summaries.touch_all(connection, "exam")
    if "quality_control_pattern" in written:
        patterns = quality_control.read_quality_patterns(connection)
        studies.update(quality_control.studies_concerned(connection, patterns))
    if "exam_name" in written:
        names = exam_names.read_exam_names(connection)
        with summaries.changing(connection, "exam", "irradiation_event"):
            exam_names.map_exams(connection, names)
            exam_names.map_events(connection, names)
            dose_described.describe(connection)


def finish(connection: Connection, studies: set[str], line: Line) -> None:
    """What is worked out once for all files of a transaction, before it ends: studies, summaries, then outliers."""
    if studies:
        dose_studies.settle(connection, studies, exam_names.read_exam_names(connection))
    summaries.settle(connection)
    if studies:
        today = line.clock().astimezone(line.site.zone).date()
        dose_outliers.find(connection, studies, today, line.now())


def stages_of(reading: Reading) -> list[str]:
    """The tables that a file's rows may go into."""
    return sorted({name for names in reading.source.writes.values() for name in names})


def set_aside(connection: Connection, refusal: Refusal, line: Line) -> Outcome:
    """Write down that a file did not come in, and why."""
    outcome = ledger.QUARANTINED if refusal.rejected.recognised else ledger.REFUSED
    file_id = ledger.open_file(connection, refusal.arrival, refusal.source, refusal.started_at)
    ledger.close_set_aside(connection, file_id, outcome, refusal.rejected.reason, line.now())
    tell(connection, line.actor, [FileEvent(file_id, refusal.source, outcome)], line.clock())
    return Outcome(shown(refusal.path), refusal.source, outcome, refusal.rejected.reason)
