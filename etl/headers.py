"""Which header stands for which field? Compared without case, spaces, underscores and hyphens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from db.schema import metadata
from db.schema.base import PROVENANCE
from etl.fields import Constant, Dose, Field, LocalTime, Text
from etl.source import Source

_IGNORED = re.compile(r"[\s_\-\u00a0\ufeff]+")


@dataclass(frozen=True)
class HeaderMatch:
    """How well a file's header line fits a source's layout."""

    # Field -> header as it stands in the file.
    found: dict[str, str]
    # The source's own names of the columns that it cannot do without.
    missing: tuple[str, ...]
    # Headers that it reads and that stand in the file twice.
    doubled: tuple[str, ...]
    wanted: int

    @property
    def is_complete(self) -> bool:
        """Whether every column that is needed is there."""
        return not self.missing

    @property
    def share(self) -> float:
        """The share of the layout's columns that the file has."""
        return len(self.found) / self.wanted if self.wanted else 0.0


@lru_cache(maxsize=4096)
def plain(header: str) -> str:
    """A header without what senders vary: case, spaces, underscores, hyphens."""
    return _IGNORED.sub("", header).casefold()


@dataclass(frozen=True, slots=True)
class _Column:
    """A column that a layout reads: the field, its own header and the accepted ones in plain form."""

    field: str
    header: str
    accepted: tuple[str, ...]
    is_needed: bool


@lru_cache(maxsize=512)
def _columns_of(source: Source) -> tuple[_Column, ...]:
    return tuple(
        _Column(field.column, field.headers[0], tuple(map(plain, field.headers)), is_needed(source, field))
        for field in source.fields
        if field.is_read
    )


@lru_cache(maxsize=512)
def _nothing_in_common(source: Source) -> tuple[frozenset[str], HeaderMatch]:
    """All headers that a layout accepts, and the match of a line with none of them: most lines, for most layouts."""
    columns = _columns_of(source)
    needed = tuple(column.header for column in columns if column.is_needed)
    wanted = len({field.headers for field in source.fields if field.is_read})
    return frozenset(name for column in columns for name in column.accepted), HeaderMatch(
        {}, needed, (), wanted
    )


def headers_of_fields(source: Source, found: Sequence[str]) -> dict[str, str]:
    """Return, per field of the source, the header under which this file has it; fields without one are left out."""
    by_plain: dict[str, str] = {}
    for header in found:
        by_plain.setdefault(plain(header), header)
    result: dict[str, str] = {}
    for column in _columns_of(source):
        for name in column.accepted:
            if name in by_plain:
                result[column.field] = by_plain[name]
                break
    return result


def match_headers(source: Source, found: Sequence[str]) -> HeaderMatch:
    """Compare a header line with a source's layout."""
    plain_found = list(map(plain, found))
    accepted, nothing = _nothing_in_common(source)
    if accepted.isdisjoint(plain_found):
        return nothing
    headers = headers_of_fields(source, found)
    columns = _columns_of(source)
    missing = [column.header for column in columns if column.is_needed and column.field not in headers]
    doubled: list[str] = []
    for column in columns:
        hits = [header for header, name in zip(found, plain_found, strict=True) if name in column.accepted]
        doubled.extend(hits[:1] if len(hits) > 1 else ())
    return HeaderMatch(headers, tuple(missing), tuple(doubled), nothing.wanted)


def is_needed(source: Source, field: Field) -> bool:
    """Whether a file of this source must have the field's column: its tables cannot hold a row without it."""
    if isinstance(field, Dose) or field.column in source.known_by:
        return True
    if isinstance(field, Constant) or (isinstance(field, LocalTime) and field.else_file):
        return False
    if (isinstance(field, Text) and field.blank is not None) or not field.is_read:
        return False
    return field.column in required_columns(source)


def required_columns(source: Source) -> frozenset[str]:
    """The columns that may not be null in the tables that a source writes."""
    return _required_in(tuple(name for names in source.writes.values() for name in names))


@lru_cache(maxsize=256)
def _required_in(table_names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        column.name
        for name in table_names
        for column in metadata.tables[name].columns
        if not column.nullable and column.name not in PROVENANCE
    )
