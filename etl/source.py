"""What is a source, and what passes along the line? The declaration; raw, valid and rejected rows; the refused file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from db.privacy import Keyring
from db.schema import metadata
from etl.fields import Constant, Field, LimitsFit, NotBefore, Sealed
from etl.layout import Messages, Tabular

FILE_AS_OF: Final = "the file's as-of"
_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)


class RawRow(NamedTuple):
    """One row as its reader found it; nothing is interpreted yet."""

    kind: str  # "" for tables; "report" or "event" for dose objects
    line: int  # 1-based physical line of the file, or the 0-based event index of a dose object
    values: Mapping[str, Any]  # tables: header -> exact text; dose objects: column -> typed value


@dataclass(frozen=True, slots=True)
class Reject:
    """One fault of a row that is set aside, as data. It never carries the offending value, which may be private."""

    line: int
    column: str
    rule: str
    expected: str


class ValidRow(NamedTuple):
    """A row ready to be loaded: values by column, for all tables that it goes into."""

    line: int
    kind: str
    # A column that the file does not have is left out, one that is blank is None.
    values: dict[str, Any]
    # The row with the higher number wins its key.
    source_order: int
    # The moment that the row speaks of (naive UTC), never after `Site.now`; None where the file does not say.
    as_of: datetime | None


class RejectedRow(NamedTuple):
    """A row set aside, with all its faults and the cells that its source reads (seal them before storing)."""

    line: int
    kind: str
    rejects: tuple[Reject, ...]
    cells: Mapping[str, Any] | None


class FileRejected(Exception):
    """A file set aside whole: quarantined when a source recognised it, refused when none did."""

    def __init__(self, reason: str, recognised: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.recognised = recognised


@dataclass(frozen=True, slots=True)
class Site:
    """What a row needs to know of the hospital: zone, keys, whether accession numbers are kept sealed, the time."""

    zone: ZoneInfo
    keyring: Keyring
    vault: bool
    now: datetime  # aware, or naive UTC
    # By which numbers phantoms are known (`db.quality_control`); `*` stands for anything.
    phantoms: tuple[str, ...] = ()

    @property
    def now_naive(self) -> datetime:
        """The present moment as naive UTC, as the tables hold times."""
        return (
            self.now if self.now.tzinfo is None else self.now.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        )


# Compared by identity: two layouts are the same only where they are one object, and what follows from it can be kept.
@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """Who sends a file, what it looks like and where it goes. It reads like a form and holds no logic.

    Field names are column names of the tables in `writes`; of these, the last table is the one whose rows are counted.
    """

    name: str
    # As people call the feed, in one or two words: it stands on every page beside the age of its data.
    title: str
    takes: tuple[str, ...]
    # Kind of raw row -> the tables it goes into, in load order.
    writes: Mapping[str, tuple[str, ...]]
    fields: tuple[Field, ...]
    # The field whose value decides which of two rows with the same key wins, or FILE_AS_OF.
    order: str
    # True where the whole file has one order, that of its newest row or of the moment in its name, if that is later:
    # what a list says was true together.
    ordered_whole: bool = False
    # The fields that date a row's content (the first that is given counts); none: the file's as-of.
    as_of: tuple[str, ...] = ()
    stale_after: timedelta = timedelta(days=2)
    # None: not a table, the source's reader stands in etl/readers.
    table: Tabular | None = None
    # HL7 messages: a field's headers are addresses (`etl.addresses`), and its row is the first that is not blank.
    messages: Messages | None = None
    rules: tuple[NotBefore | LimitsFit, ...] = ()
    # Fields without which a file is not taken for this source's, besides those that its tables cannot do without.
    known_by: tuple[str, ...] = ()
    # Layouts of known senders that load without feeds.toml: sections as they would stand there.
    known_layouts: Mapping[str, Mapping[str, Any]] | None = None
    # Which layout of the source this is: the default, a known sender's, or the site's.
    layout: str = "default"

    def field(self, name: str) -> Field:
        """Return a field by its column. Raises LookupError."""
        for field in self.fields:
            if field.column == name:
                return field
        raise LookupError(f"source {self.name} has no field {name}")

    @property
    def constants(self) -> tuple[str, ...]:
        """The names of the values that a site may set by key, such as `snapshot`."""
        return tuple(f.column for f in self.fields if isinstance(f, Constant) and f.choices)


def tables_of(source: Source, kind: str = "", vault: bool = True) -> tuple[str, ...]:
    """The tables that a kind of row goes into, in load order; the last one is counted.

    A table that exists for a sealed value is left out when the site keeps none.
    """
    sealed = {f.column for f in source.fields if isinstance(f, Sealed)}
    names = source.writes[kind]
    if vault:
        return names
    return tuple(
        name
        for name in names
        if not any(c.name in sealed and not c.nullable for c in metadata.tables[name].columns)
    )


def as_order(value: date | datetime | int) -> int:
    """The number by which rows are ordered: a version as it is, a day or moment as microseconds since 1970."""
    if isinstance(value, datetime):
        return (value - _EPOCH) // _MICROSECOND
    if isinstance(value, date):
        return (datetime(value.year, value.month, value.day) - _EPOCH) // _MICROSECOND
    return value
