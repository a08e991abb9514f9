"""How is a file laid out? Delimiter, encoding, header: what a source or the site may say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class TitledTable:
    """One of several tables in a file: below a line of its own with its title stand its headers, then its rows."""

    title: str
    # Field -> its header in this table; what is not named here is found by the source's own headers.
    columns: Mapping[str, str] = field(default_factory=dict)
    # Field -> what every row of this table says.
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tabular:
    """The layout of a CSV file or sheet. What is None is found out from the file, and only where there is no doubt."""

    # None: the one of DELIMITERS that makes the header line match.
    delimiter: str | None = None
    # None: UTF-8, or UTF-16 with its mark. Others only when the site says so: bytes alone cannot tell them apart.
    encoding: str | None = None
    # Fields in which a line break is part of the text.
    multiline: tuple[str, ...] = ()
    # The physical line that holds the headers (CSV); sheets are searched for it.
    header_line: int = 1
    # A CSV file without a line feed at its end may have been cut; False only for senders that never write one.
    final_newline: bool = True
    # Name of the sheet; None: the first whose header matches.
    sheet: str | None = None
    # Where a file holds several tables; each ends at a blank line, and all of them must be there.
    tables: tuple[TitledTable, ...] = ()
    # Field -> the words that stand before its value outside the tables: `Station: Room 3`.
    heading: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Messages:
    """The layout of a file of HL7 v2 messages: what the messages themselves do not say."""

    # For messages that name no character set; None: UTF-8.
    encoding: str | None = None
    # A file whose last segment has no line end may have been cut; False for senders that never write one.
    final_newline: bool = True
