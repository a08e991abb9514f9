"""What can stand in a column of a file? The fields that a source declares: data; `etl.convert` does the work."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from dataclasses import field as dataclass_field
from datetime import date
from decimal import Decimal
from typing import Any

ISO_DATE = "%Y-%m-%d"
ISO_TIMES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)


@dataclass(frozen=True)
class Field:
    """A column of the tables that a source writes, and the headers under which files have it."""

    column: str
    _: KW_ONLY
    # Accepted headers, the source's own first; compared without case, spaces and underscores. None: the column's name.
    header: tuple[str, ...] = ()
    # The field whose cell this one reads too.
    same_as: str = ""
    # True when the cell may tell who a person is.
    private: bool = False
    # What the site says stands in every row, for a column that its file does not have.
    fixed: str | None = None

    @property
    def headers(self) -> tuple[str, ...]:
        """The accepted headers."""
        return self.header or (self.column,)

    @property
    def is_read(self) -> bool:
        """Whether the field has a cell of its own in the file."""
        return not self.same_as and self.fixed is None


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Text as it stands, without the spaces around it; at most as long as its column."""

    multiline: bool = False
    # An item, lot, badge or serial number: what a spreadsheet has rounded (1.2E+46) is refused.
    identity: bool = False
    # What a blank cell or a missing column means; None: nothing is known.
    blank: str | None = None
    upper: bool = False


@dataclass(frozen=True, kw_only=True)
class Barcode(Text):
    """The code on a box, as items are looked up by it: a GTIN in 14 digits whatever its form, a HIBC without its check
    character, else the text as it stands. A GTIN with a wrong check digit is refused."""


@dataclass(frozen=True, kw_only=True)
class Words(Field):
    """One of a list of words, each with the value stored for it; compared without case."""

    words: Mapping[str, Any] = dataclass_field(default_factory=dict)
    # True: other words are kept as text; False: they are refused.
    others: bool = False
    # With `others` False, what any other word means, when the list only names the exceptions.
    otherwise: Any = None


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    """A day. `formats` are the forms that the file may use; ISO is always understood, because it cannot be mistaken."""

    formats: tuple[str, ...] = (ISO_DATE,)
    low: date = EARLIEST
    high: date = LATEST
    # What senders write for "unknown" or "never": days as ISO, or other texts.
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LocalTime(Field):
    """A moment in the hospital's local time, stored as naive UTC.

    A time in the hour that the spring change skips is moved past it, one that comes twice in autumn is taken as the
    first; both are named in `clock_change_note`.
    """

    formats: tuple[str, ...] = ISO_TIMES
    low: date = EARLIEST
    high: date = LATEST
    # True: a day alone means its midnight.
    day_alone: bool = False
    # True: a blank cell or missing column means the file's as-of.
    else_file: bool = False
    # True: the text may end with its own offset from UTC (`-0500`), which then holds instead of the hospital's zone.
    offsets: bool = False
    # True: it tells of what was done, so that a moment after now is a slip; it would win over all others until then.
    past: bool = False


@dataclass(frozen=True, kw_only=True)
class LocalDay(Field):
    """The hospital's local day of the first of some times that is given."""

    of: tuple[str, ...] = ()

    @property
    def is_read(self) -> bool:
        """It comes from other fields."""
        return False


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A number in the unit of its column, from the unit that the file uses."""

    unit: str = ""
    # Units that a file may use, with the exact factor to the column's unit.
    units: Mapping[str, Decimal] = dataclass_field(default_factory=dict)
    decimal: str = "."
    thousands: str = ""
    low: float = float("-inf")
    high: float = float("inf")
    # True where a device writes 0 for "not recorded".
    zero_is_unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class Whole(Field):
    """A whole number."""

    low: int = 0
    high: int = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Identifier(Field):
    """A patient, accession number, study or event: only its keyed hash is stored, per kind."""

    kind: str = ""
    # True for DICOM UIDs: digits and points, at most 64.
    uid: bool = False


@dataclass(frozen=True, kw_only=True)
class Sealed(Field):
    """A text that is kept encrypted, where the site keeps any."""


@dataclass(frozen=True, kw_only=True)
class DoseNotes:
    """How a dosimetry service says in words what a badge's blank or `M` means (parts of the note, without case)."""

    note: str
    use: str
    unused: tuple[str, ...]
    damaged: tuple[str, ...]
    absent: tuple[str, ...]
    estimated: tuple[str, ...]
    # Cells that stand for an answer instead of a number.
    cells: Mapping[str, str]
    # Uses that never carry a figure of their own.
    without_figures: tuple[str, ...]
    # Uses that give the skin dose of an extremity alone.
    extremities: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Dose(Field):
    """A badge's dose: its text, its flag and whole microsieverts, in three columns `<name>_text`, `_flag`, `_usv`."""

    notes: DoseNotes
    unit: str = "mSv"
    decimal: str = "."
    # False for quantities that a ring does not give.
    on_extremities: bool = False
    high_usv: int = 20_000_000
    # The doses of the same badge: where one of them is given, a blank is a quantity that this dosimeter does not give.
    siblings: tuple[str, ...] = ()

    @property
    def units(self) -> Mapping[str, Decimal]:
        """Microsieverts in one of the units that services report in (1 mrem = 0.01 mSv, 10 CFR 20.1004)."""
        return {"mSv": Decimal(1000), "mrem": Decimal(10), "uSv": Decimal(1)}


@dataclass(frozen=True, kw_only=True)
class AgeFromBirthDate(Field):
    """Decimal years on the day of the exam; the birth date itself goes no further."""

    on: str = "local_date"
    formats: tuple[str, ...] = (ISO_DATE,)
    # What senders write for "unknown": days as ISO, or other texts.
    unknown: tuple[str, ...] = ()
    high_years: float = 130.0


@dataclass(frozen=True, kw_only=True)
class Recurrence(Field):
    """A rule of RFC 5545 that counts days, such as `FREQ=MONTHLY;BYMONTHDAY=-1`."""


@dataclass(frozen=True, kw_only=True)
class Constant(Field):
    """The same value in every row; a site may choose another of `choices`."""

    value: Any = None
    choices: tuple[Any, ...] = ()

    @property
    def is_read(self) -> bool:
        """It stands in no file."""
        return False


@dataclass(frozen=True, kw_only=True)
class RowIndex(Field):
    """The row's 0-based place among the rows of the file, blank lines apart."""

    @property
    def is_read(self) -> bool:
        """It is counted, not read."""
        return False


@dataclass(frozen=True)
class NotBefore:
    """A rule between two fields of a row: the later one must not lie before the earlier one."""

    later: str
    earlier: str


@dataclass(frozen=True)
class LimitsFit:
    """A rule between a reference and its four limits: in order, and no percentage of a reference that is 0.

    `prefix` stands before the names of the columns.
    """

    prefix: str = ""
