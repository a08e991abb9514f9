"""How does a site's own export differ from a source's default? The sections of feeds.toml, laid over the declarations.

One section per source, or several (`[[stock]]`) where a site has more than one layout; every key may be left out:

    [landauer]
    columns = {participant_number = "Teilnehmer", dde = ["Hp(10)", "Hp 10"]}   # field -> header(s)
    unit = {dde = "mrem", lde = "mrem", sde = "mrem"}   # field -> unit of the file; wanted where renamed
    words = {use = {"Brust" = "CHEST"}}                 # field -> the file's word -> the word that is stored
    values = {account_number = "4711"}                  # field -> what every row says, where there is no column
    delimiter = ";"                # or "tab"; left out: found from the header line
    encoding = "cp1252"            # left out: UTF-8 (or UTF-16 with its mark)
    decimal = ","                  # decimal sign of numbers and doses
    thousands = "."                # left out: numbers with a thousands sign are refused
    dates = "%d.%m.%Y"             # a form or a list; ISO is always understood; `%-d` and `%-m` for days without zeros
    times = "%d.%m.%Y %H:%M"       # the same for local times
    header_line = 3                # CSV: the physical line of the headers
    sheet = "Bestand"              # spreadsheets: the sheet
    heading = {unit = "Station"}   # several tables in one file: field -> the words before what holds for all of them
    tables = [{title = "Dark noise", columns = {value = "SD"}, values = {test = "dark_noise"}}]   # each by its title
    final_newline = false          # only for senders that end their last line with nothing
    snapshot = "complete"          # a constant of the source (the stock source has this one)
    stale_after_hours = 100
    files = "cathlab*.csv"         # this section is for files of such a name only

    [hl7]                          # headers are addresses (etl/addresses.py); the first that is not blank counts
    columns = {started_at = ["ORC-9 when ORC-5=IP", "OBR-7"], ended_at = "OBR-8", patient_key = "PID-3 when PID-3.5=MR"}

What is not understood is an error that names file, section and key: a typing mistake must not look like a mapping.
"""

import codecs
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from etl import date_forms
from etl.addresses import read_place
from etl.fields import AgeFromBirthDate, Constant, Date, Dose, Field, LocalTime, Number, Words
from etl.headers import plain
from etl.layout import DELIMITERS, Messages, Tabular
from etl.mapping_tables import with_tables
from etl.source import Source

Section = Mapping[str, Any]
_Layout = TypeVar("_Layout", Tabular, Messages)
_DELIMITERS = {**{sign: sign for sign in DELIMITERS}, "tab": "\t"}


class MappingError(ValueError):
    """feeds.toml says something that is not understood; the message names file, section and key."""


@dataclass(frozen=True)
class Feeds:
    """The site's layouts: per source name the sources as the site has them, each with the file names it is for."""

    layouts: Mapping[str, tuple[tuple[str, Source], ...]] = dataclass_field(default_factory=dict)

    def of(self, source: Source, file_name: str) -> tuple[Source, ...]:
        """The site's layouts of a source that are meant for a file of this name."""
        return tuple(
            layout for pattern, layout in self.layouts.get(source.name, ()) if Path(file_name).match(pattern)
        )

    def stale_after(self, source: Source) -> timedelta:
        """After how long without news a source is stale at this site."""
        return next(
            (layout.stale_after for _, layout in self.layouts.get(source.name, ())), source.stale_after
        )


def read_feeds(path: Path, sources: Iterable[Source]) -> Feeds:
    """Read feeds.toml; a missing file is an empty one. Raises MappingError."""
    if not path.exists():
        return Feeds()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MappingError(f"{path}: not a TOML file: {error}") from error
    by_name = {source.name: source for source in sources}
    layouts: dict[str, tuple[tuple[str, Source], ...]] = {}
    for name, given in content.items():
        if name not in by_name:
            raise MappingError(f"{path}: [{name}] is no source; there are {', '.join(sorted(by_name))}")
        sections = given if isinstance(given, list) else [given]
        layouts[name] = tuple(
            (
                str(section.get("files", "*")),
                lay_over(by_name[name], section, f"{path}: [{name}]", f"site {number}"),
            )
            for number, section in enumerate(sections, start=1)
            if isinstance(section, dict) or _fail(f"{path}: {name} must be a section [{name}]")
        )
    return Feeds(layouts)


def lay_over(source: Source, section: Section, where: str, layout: str) -> Source:
    """Return the source as a section of feeds.toml describes it. Raises MappingError, which begins with `where`."""
    _check_keys(source, section, where)
    fields = tuple(_adapt(field, section, where) for field in source.fields)
    hours = section.get("stale_after_hours")
    if hours is not None and (not isinstance(hours, int | float) or hours <= 0):
        raise MappingError(f"{where} stale_after_hours: expected a number of hours above 0")
    table = _laid_out(source.table, section, where) if source.table else None
    try:
        table = with_tables(table, source, section, where) if table else None
    except ValueError as error:
        raise MappingError(str(error)) from error
    return replace(
        source,
        fields=fields,
        table=table,
        messages=_messages(source.messages, section, where) if source.messages else None,
        stale_after=timedelta(hours=hours) if hours is not None else source.stale_after,
        layout=layout,
    )


def _check_keys(source: Source, section: Section, where: str) -> None:
    names = {field.column for field in source.fields}
    tables = ("columns", "unit", "words", "values") if source.table or source.messages else ()
    plain_keys = ("delimiter", "encoding", "decimal", "thousands", "dates", "times", "header_line", "sheet")
    known = {"stale_after_hours", "files", *tables, *source.constants}
    if source.table:
        known |= {*plain_keys, "final_newline", "tables", "heading"}
    if source.messages:
        known |= {"encoding", "decimal", "dates", "times", "final_newline"}
    for key in section:
        if key not in known:
            raise MappingError(f"{where} key {key!r} is not understood; there are {', '.join(sorted(known))}")
    for key in tables:
        given = section.get(key, {})
        if not isinstance(given, dict):
            raise MappingError(f"{where} {key}: expected {{field = ...}}")
        for name in given:
            if name not in names:
                raise MappingError(
                    f"{where} {key}: {name!r} is no field; there are {', '.join(sorted(names))}"
                )


def _adapt(field: Field, section: Section, where: str) -> Field:
    renamed = _headers(field, section, where)
    changes: dict[str, Any] = {}
    if renamed:
        changes["header"] = renamed
    if field.column in section.get("values", {}):
        changes["fixed"] = str(section["values"][field.column])
    match field:
        case Constant() if field.choices and field.column in section:
            changes["value"] = _one_of(section[field.column], field.choices, f"{where} {field.column}")
        case Date() | AgeFromBirthDate() if "dates" in section:
            changes["formats"] = _forms(section["dates"], f"{where} dates")
        case LocalTime() if "times" in section:
            changes["formats"] = _forms(section["times"], f"{where} times")
        case Words() if field.column in section.get("words", {}):
            changes["words"] = _words(field, section["words"][field.column], f"{where} words.{field.column}")
        case Number() | Dose():
            changes |= _number(field, section, renamed, where)
    for key, kinds in (("unit", (Number, Dose)), ("words", (Words,))):
        if field.column in section.get(key, {}) and not isinstance(field, kinds):
            raise MappingError(f"{where} {key}: {field.column} has no {key}")
    return replace(field, **changes)


def _headers(field: Field, section: Section, where: str) -> tuple[str, ...]:
    given = section.get("columns", {}).get(field.column)
    if given is None:
        return ()
    headers = tuple(given) if isinstance(given, list) else (given,)
    if not headers or not all(isinstance(header, str) and header.strip() for header in headers):
        raise MappingError(f"{where} columns.{field.column}: expected a header, or a list of headers")
    if not field.is_read and not field.same_as:
        raise MappingError(f"{where} columns: {field.column} is not read from a column")
    return headers


def _number(field: Number | Dose, section: Section, renamed: tuple[str, ...], where: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    unit = section.get("unit", {}).get(field.column)
    if unit is not None:
        changes["unit"] = _one_of(unit, tuple(field.units), f"{where} unit.{field.column}")
    elif (
        len(field.units) > 1 and renamed and plain(renamed[0]) not in {plain(name) for name in field.headers}
    ):
        # The default header stands for a unit; another header may well stand for another one.
        raise MappingError(f"{where} unit.{field.column} is wanted: one of {', '.join(field.units)}")
    if "decimal" in section:
        changes["decimal"] = _one_of(section["decimal"], (".", ","), f"{where} decimal")
    if isinstance(field, Number) and "thousands" in section:
        changes["thousands"] = _one_of(
            section["thousands"], (",", ".", " ", "'", "\u00a0"), f"{where} thousands"
        )
        if changes["thousands"] == changes.get("decimal", field.decimal):
            raise MappingError(f"{where} thousands: the same as the decimal sign")
    return changes


def _words(field: Words, given: Any, where: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise MappingError(f'{where}: expected {{"the file\'s word" = "the word to store"}}')
    known = {str(value): value for value in field.words.values()}
    words = dict(field.words)
    for word, stored in given.items():
        if str(stored) not in known and not field.others:
            raise MappingError(f"{where}: {stored!r} is not one of {', '.join(sorted(known))}")
        words[word] = known.get(str(stored), str(stored))
    return words


def _forms(given: Any, where: str) -> tuple[str, ...]:
    forms = tuple(given) if isinstance(given, list) else (given,)
    for form in forms:
        try:
            date_forms.compile_form(form)
        except (ValueError, TypeError) as error:
            raise MappingError(f"{where}: {error}") from error
    return forms


def _messages(layout: Messages, section: Section, where: str) -> Messages:
    for name, given in section.get("columns", {}).items():
        for text in given if isinstance(given, list) else [given]:
            try:
                read_place(text)
            except ValueError as error:
                raise MappingError(f"{where} columns.{name}: {error}") from error
    return _laid_out(layout, section, where)


def _laid_out(layout: _Layout, section: Section, where: str) -> _Layout:
    changes: dict[str, Any] = {}
    checks: dict[str, Callable[[Any], bool]] = {
        "delimiter": lambda value: value in _DELIMITERS,
        "encoding": _is_encoding,
        "header_line": lambda value: isinstance(value, int) and 1 <= value <= 100,
        "sheet": lambda value: isinstance(value, str),
        "final_newline": lambda value: isinstance(value, bool),
    }
    for key, is_right in checks.items():
        if key in section:
            if not is_right(section[key]):
                raise MappingError(f"{where} {key}: {section[key]!r} is not understood")
            changes[key] = _DELIMITERS[section[key]] if key == "delimiter" else section[key]
    return replace(layout, **changes)


def _is_encoding(name: Any) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, TypeError):
        return False


def _one_of(value: Any, choices: tuple[Any, ...], where: str) -> Any:
    if value not in choices:
        raise MappingError(f"{where}: {value!r} is not one of {', '.join(map(repr, choices))}")
    return value


def _fail(message: str) -> bool:
    raise MappingError(message)
