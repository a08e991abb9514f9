"""How are files written whose rows no other file's rows replace? Many at once, with one statement a table.

Dose reports, image headers and dose exports keep every file's own rows (which of them count is decided afterwards), so
there is nothing to compare, and nothing to stage.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from db import load
from db.database import Connection
from db.ledger import LOADED, Counts, SetAside, Written, write_loaded
from db.load_events import FileEvent, tell
from etl.intake import faults_of, shown
from etl.sandbox import Reading
from etl.source import RejectedRow, ValidRow, tables_of
from etl.write import Line, Outcome, Ready, stages_of

Row = dict[str, Any]


# Their keys hold the file's own number.
_TABLES = frozenset(("dose_report", "irradiation_event"))


def is_apart(reading: Reading) -> bool:
    """Whether a file's rows can meet no other file's, and nothing but the totals of studies is worked out from them."""
    return _TABLES.issuperset(stages_of(reading))


def write_apart(
    connection: Connection, files: Sequence[Ready], line: Line, studies: set[str]
) -> dict[str, Outcome]:
    """Bring files in; returns what became of each by its SHA-256, and adds the studies that they touch.

    Files with no row that can be right are left out, and so are all if the database refuses one of them: whoever calls
    brings them in one by one then.
    """
    good = [ready for ready in files if any(isinstance(row, ValidRow) for row in ready.first)]
    if not good:
        return {}
    try:
        with load.refusals_named(), connection.begin_nested():
            return _write(connection, good, line, studies)
    except load.RowRefused:
        return {}


def _write(
    connection: Connection, files: Sequence[Ready], line: Line, studies: set[str]
) -> dict[str, Outcome]:
    written = [_written(ready, line) for ready in files]
    ids = write_loaded(connection, written, line.now())
    told = [FileEvent(ids[one.arrival.sha256], one.source, LOADED, one.counts) for one in written]
    tell(connection, line.actor, told, line.clock())
    rows: dict[str, list[Row]] = defaultdict(list)
    for ready in files:
        file_id = ids[ready.arrival.sha256]
        for row in ready.first:
            if isinstance(row, ValidRow):
                studies.add(row.values["study_key"])
                place = {"file_id": file_id, "line_number": row.line, "source_order": row.source_order}
                for name in tables_of(ready.reading.source, row.kind, line.site.vault):
                    rows[name].append(row.values | place)
    for name in sorted(rows):
        load.insert_rows(connection, name, rows[name])
    return {file.arrival.sha256: _outcome(ready, file) for ready, file in zip(files, written, strict=True)}


def _written(ready: Ready, line: Line) -> Written:
    valid = [row for row in ready.first if isinstance(row, ValidRow)]
    rejected = [row for row in ready.first if isinstance(row, RejectedRow)]
    faults = [fault for row in rejected for fault in faults_of(row, line.site.keyring)]
    faults += [SetAside(r.line, r.column, r.rule, r.expected) for r in ready.reading.values_set_aside]
    counts = Counts(len(valid), 0, 0, len(rejected), ready.reading.blank_lines)
    moments = [row.as_of for row in valid if row.as_of is not None]
    newest = max(moments, default=None)
    reading = ready.reading
    return Written(
        ready.arrival, reading.source.name, ready.started_at, counts, faults, newest, reading.as_of
    )


def _outcome(ready: Ready, file: Written) -> Outcome:
    counts = file.counts
    return Outcome(
        file=shown(ready.path),
        source=file.source,
        outcome=LOADED,
        rows_in=counts.rows_in,
        rows_loaded=counts.loaded,
        rows_quarantined=counts.quarantined,
        blank_lines=counts.blank_lines,
        values_set_aside=len(ready.reading.values_set_aside),
    )
