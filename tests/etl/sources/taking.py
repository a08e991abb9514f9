"""What becomes of a file's rows? Recognised, read and validated as on the line, without a database."""

import csv
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from etl.mapping import Feeds, read_feeds
from etl.readers import file_as_of, open_table
from etl.source import RejectedRow, Source, ValidRow
from etl.sources import SOURCES, recognise
from etl.validate import validate
from tests.etl.lines import ZONE, site_at

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
AS_OF = datetime(2031, 11, 24, 5, 0)
TABLES = tuple(source for source in SOURCES if source.table)
# After the samples' day: what they tell of has been done.
SITE = site_at(datetime(2031, 12, 1, tzinfo=UTC))


@dataclass
class Taken:
    """A file's rows after validation."""

    source: Source
    rows: list[ValidRow] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    blank_lines: int = 0
    ignored_columns: tuple[str, ...] = ()

    @property
    def values(self) -> list[dict[str, object]]:
        """The valid rows' values, in order."""
        return [row.values for row in self.rows]

    @property
    def faults(self) -> set[tuple[int, str]]:
        """Line and column of every fault."""
        return {(fault.line, fault.column) for row in self.rejected for fault in row.rejects}


def take(path: Path, feeds: Feeds | None = None) -> Taken:
    """Take a file along the line up to the database. Raises FileRejected."""
    source = recognise(path, feeds or Feeds())
    taken = Taken(source)
    with open_table(path, source) as table:
        for row in validate(source, table.rows(), SITE, file_as_of(path, ZONE)):
            if isinstance(row, ValidRow):
                taken.rows.append(row)
            else:
                taken.rejected.append(row)
        taken.blank_lines = table.blank_lines
        taken.ignored_columns = table.ignored_columns
    return taken


def feeds_from(path: Path, text: str) -> Feeds:
    """A feeds.toml with this text."""
    path.write_text(text, encoding="utf-8")
    return read_feeds(path, SOURCES)


def sample_of(source: Source) -> Path:
    """The made-up sample of a source."""
    (path,) = SAMPLES.glob(f"made_up_{source.name}_20*.csv")
    return path


@dataclass
class Cells:
    """A sample taken apart, to be put together differently."""

    header: list[str]
    rows: list[list[str]]

    @classmethod
    def of(cls, path: Path) -> "Cells":
        """The cells of a CSV file."""
        header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
        return cls(header, rows)

    def column(self, name: str) -> int:
        """The place of a column."""
        return self.header.index(name)

    def text(self, delimiter: str = ",", newline: str = "\n") -> str:
        """The cells as CSV."""
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=delimiter, lineterminator=newline).writerows([self.header, *self.rows])
        return written.getvalue()

    def write(self, path: Path, delimiter: str = ",", newline: str = "\n", encoding: str = "utf-8") -> Path:
        """Write the cells to a file."""
        path.write_bytes(self.text(delimiter, newline).encode(encoding))
        return path
