"""What is in a file? Recognised, read and validated, in the order of its rows; nothing is written yet."""

import errno
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from db.actions.quarantine import sealed_cells
from db.ledger import Arrival, SetAside
from db.privacy import Keyring
from etl import dose_rows
from etl.mapping import Feeds
from etl.parts import parts_of
from etl.readers import file_as_of, open_table
from etl.readers.dicom import DoseObject, looks_like_dicom, read_dose_object
from etl.readers.hl7_messages import looks_like_hl7
from etl.readers.hl7_rows import Hl7Table, as_table
from etl.readers.many_tables import ManyTables
from etl.readers.tabular import Part
from etl.source import Reject, RejectedRow, Site, Source, ValidRow
from etl.sources import layouts, recognise, source_named
from etl.sources.hl7 import HL7
from etl.validate import validate

_HASH_BLOCK = 1 << 20
_HEAD_BYTES = 144
# Control characters (a line break, an escape), line and paragraph separators, changes of the direction of writing.
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass
class Intake:
    """A file on its way: its source, and its rows as they are asked for.

    `blank_lines`, `ignored_columns` and `values_set_aside` are complete once the rows are exhausted.
    """

    path: Path
    source: Source
    as_of: datetime
    dose_object: DoseObject | None = None
    blank_lines: int = 0
    ignored_columns: tuple[str, ...] = ()
    values_set_aside: list[Reject] = field(default_factory=list)
    # Where a large table may be cut, so that several readers share it; none: it is read as a whole.
    parts: list[Part] = field(default_factory=list)

    def rows(self, site: Site) -> Iterator[ValidRow | RejectedRow]:
        """Yield each row as it would be stored, or as it is set aside. Raises FileRejected at whatever row shows it."""
        if self.dose_object is not None:
            self.values_set_aside = dose_rows.values_set_aside(self.dose_object)
            yield from dose_rows.rows_of(self.dose_object, site)
            return
        if self.source.messages is not None:
            messages = Hl7Table(self.path, self.source)
            yield from validate(as_table(self.source), messages.rows(), site, self.as_of)
            return
        with open_table(self.path, self.source) as table:
            for row in validate(self.source, table.rows(), site, self.as_of):
                # Where a file holds several tables, a fault says in which of them, and in which of its columns.
                if isinstance(table, ManyTables) and isinstance(row, RejectedRow):
                    yield table.named(row)
                else:
                    yield row
            self.blank_lines = table.blank_lines
            self.ignored_columns = tuple(table.ignored_columns)


def arrival_of(path: Path) -> Arrival:
    """The file as it came: what it is called and the hash of its bytes. Raises OSError where it cannot be read."""
    if not path.is_file():
        # A pipe or a device would be read for ever.
        path.stat()
        raise OSError(errno.EINVAL, "no regular file")
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        changed_ns = os.fstat(file.fileno()).st_mtime_ns
        while block := file.read(_HASH_BLOCK):
            digest.update(block)
            size += len(block)
    return Arrival(digest.hexdigest(), shown(Path(path.name))[-255:], size, changed_ns)


def is_as_it_came(path: Path, arrival: Arrival) -> bool:
    """Whether a file has not been written to since it was hashed."""
    try:
        found = path.stat()
    except OSError:
        # Moved away after it was read, as copying programs do; what was read was whole.
        return True
    return (found.st_size, found.st_mtime_ns) == (arrival.size_bytes, arrival.changed_ns)


def shown(path: Path) -> str:
    """A path as it may be stored and printed: what is no text, or would steer a terminal or a log, becomes U+FFFD."""
    return _UNSHOWN.sub("\ufffd", os.fsencode(path).decode("utf-8", "replace"))


def open_intake(path: Path, feeds: Feeds, site: Site) -> Intake:
    """Find out who sent a file. Raises FileRejected when no source takes it, or more than one might."""
    # A mistyped year, or a clock that runs ahead, must not make a file the newest one for years to come.
    as_of = min(file_as_of(path, site.zone), site.now_naive)
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if looks_like_hl7(head):
        return Intake(path, next(layouts(HL7, feeds, path.name)), as_of)
    if not looks_like_dicom(head):
        source = recognise(path, feeds)
        return Intake(path, source, as_of, parts=parts_of(path, source, site, as_of))
    # Which of the two it is stands in the content; a dose object is small, so it is read at once.
    found = read_dose_object(path)
    return Intake(path, source_named(found.source), as_of, found)


def faults_of(row: RejectedRow, keyring: Keyring) -> list[SetAside]:
    """A rejected row as the quarantine keeps it: each fault, and the cells once, sealed."""
    sealed = sealed_cells(keyring, row.kind, row.cells) if row.cells is not None else None
    return [SetAside(r.line, r.column, r.rule, r.expected, sealed) for r in row.rejects]
