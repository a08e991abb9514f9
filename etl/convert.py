"""What does a cell's text mean? One strict function per field, made once per file: the value, or what is wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from db.labels import barcode_of, looks_like_gtin
from db.qc.schedule import BadRule, checked_rule
from etl import date_forms
from etl.fields import (
    AgeFromBirthDate,
    Barcode,
    Date,
    Field,
    Identifier,
    Number,
    Recurrence,
    Sealed,
    Text,
    Whole,
    Words,
)
from etl.numbers import number_reader
from etl.source import Site

Converter = Callable[[Any], Any]
_CACHED = 5_000
_DAYS = 50_000
# What PostgreSQL or a terminal would stumble over; tabs and the line breaks that a field declares are text.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
_UID = re.compile(r"[0-9]+(?:\.[0-9]+)*", re.ASCII)
# Nothing in it that a check could stumble over.
_PLAIN_ID = re.compile(r"[0-9A-Za-z./_-]{1,64}")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d*)", re.ASCII)


class BadValue(Exception):
    """A cell breaks a rule: which, and what would be right. Never the cell itself."""

    def __init__(self, rule: str, expected: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Place:
    """What a converter needs to know besides its field: the column's length, whether a blank is allowed, the site."""

    length: int | None
    required: bool
    site: Site


class _Remembered(dict[str, Any]):
    """Answers for texts seen before; most columns hold few different ones."""

    __slots__ = ("_convert", "_room")

    def __init__(self, convert: Converter, room: int) -> None:
        super().__init__()
        self._convert = convert
        self._room = room

    def __missing__(self, text: str) -> Any:
        value = self._convert(text)
        if len(self) < self._room:
            self[text] = value
        return value


def remember(convert: Converter, room: int = _CACHED) -> Converter:
    """Wrap a converter so that texts seen before cost next to nothing. Faults are not remembered."""
    return _Remembered(convert, room).__getitem__


def converter(field: Field, place: Place) -> Converter:  # noqa: PLR0911  (one line for each field)
    """Return the function for a field whose value comes from its cell alone. It raises BadValue."""
    match field:
        case Text():
            return remember((_barcode if isinstance(field, Barcode) else _text)(field, place))
        case Words():
            return remember(_words(field, place))
        case Date():
            return remember(_date(field, place), _DAYS)
        case AgeFromBirthDate():
            return remember(_birth_date(field), _DAYS)
        case Number():
            return remember(_number(field, place))
        case Whole():
            return remember(_whole(field, place))
        case Identifier():
            return _identifier(field, place)
        case Recurrence():
            return remember(_recurrence(place))
        case Sealed():
            seal = place.site.keyring.seal
            return lambda text: seal(text.strip()) if place.site.vault and text.strip() else None
    raise TypeError(f"{type(field).__name__} does not come from one cell")


def blank_or(place: Place, expected: str, convert: Converter, blank: Any = None) -> Converter:
    """Strip a cell; a blank one is `blank`, or a fault where a value is required."""

    def read(text: str) -> Any:
        text = text.strip()
        if text:
            return convert(text)
        if place.required and blank is None:
            raise BadValue("blank, but a value is required", expected)
        return blank

    return read


def _text(field: Text, place: Place) -> Converter:
    length = place.length or 10_000
    expected = f"text of at most {length} characters"

    def read(text: str) -> str:
        if len(text) > length:
            raise BadValue(f"longer than {length} characters", expected)
        if _CONTROL.search(text) or (not field.multiline and ("\n" in text or "\r" in text)):
            raise BadValue("control characters or line breaks in the text", expected)
        if field.identity:
            refuse_rounded(text)
        return text.upper() if field.upper else text

    return blank_or(place, expected, read, field.blank)


def _barcode(field: Text, place: Place) -> Converter:
    as_text = _text(field, place)

    def read(text: str) -> Any:
        code = as_text(text)
        if not code:
            return code
        known = barcode_of(code)
        if len(known) != 14 and looks_like_gtin(code):
            raise BadValue("a GTIN whose check digit is wrong", "the GTIN as it stands on the box")
        return known

    return read


def _recurrence(place: Place) -> Converter:
    length = place.length or 200
    expected = "a rule that counts days, such as FREQ=WEEKLY;BYDAY=MO"

    def read(text: str) -> str:
        if len(text) > length:
            raise BadValue(f"longer than {length} characters", expected)
        try:
            return checked_rule(text)
        except BadRule as fault:
            raise BadValue(str(fault), expected) from None

    return blank_or(place, expected, read)


def refuse_rounded(text: str) -> None:
    """Refuse an identifier that a spreadsheet has turned into a rounded number. Raises BadValue."""
    if _ROUNDED.fullmatch(text):
        raise BadValue(
            "an identifier that a spreadsheet has rounded", "the identifier with all its digits, as text"
        )


def _words(field: Words, place: Place) -> Converter:
    words = {word.strip().casefold(): value for word, value in field.words.items()}
    listed = sorted({word for word in field.words if word})
    expected = "one of: " + ", ".join(listed[:25])
    length = place.length or 10_000

    def read(text: str) -> Any:
        key = text.strip().casefold()
        if key in words:
            value = words[key]
        elif not key:
            value = None
        elif field.otherwise is not None:
            value = field.otherwise
        elif field.others and len(text.strip()) <= length and not _CONTROL.search(text):
            value = text.strip()
        else:
            raise BadValue("not one of the words that are understood", expected)
        if value is None and place.required:
            raise BadValue("blank, but a value is required", expected)
        return value

    return read


def read_day(text: str, formats: tuple[str, ...]) -> date | None:
    """Read a day in ISO or one of the forms; None when it is neither, impossible, or has a time of day."""
    moment = date_forms.read_iso(text)
    for form in formats:
        if moment is not None:
            break
        moment = date_forms.compile_form(form)(text)
    if moment is None or moment != datetime(moment.year, moment.month, moment.day):
        return None
    return moment.date()


def _date(field: Date, place: Place) -> Converter:
    expected = f"a day such as {' or '.join(date_forms.example(form) for form in field.formats)}"

    def read(text: str) -> date | None:
        day = read_day(text, field.formats)
        if text in field.unknown or (day is not None and day.isoformat() in field.unknown):
            if place.required:
                raise BadValue("a day that stands for unknown, but one is required", expected)
            return None
        if day is None:
            raise BadValue("not a day of the form that is expected, or an impossible one", expected)
        if not field.low <= day <= field.high:
            raise BadValue(f"not between {field.low} and {field.high}", expected)
        return day

    return blank_or(place, expected, read)


def _birth_date(field: AgeFromBirthDate) -> Converter:
    expected = f"a day such as {' or '.join(date_forms.example(form) for form in field.formats)}, or blank"

    def read(text: str) -> date | None:
        text = text.strip()
        if not text or text in field.unknown:
            return None
        day = read_day(text, field.formats)
        if day is None:
            raise BadValue("not a day of the form that is expected, or an impossible one", expected)
        return None if day.isoformat() in field.unknown else day

    return read


def _number(field: Number, place: Place) -> Converter:
    reader = number_reader(field)

    def read(text: str) -> float | None:
        value = reader.read(text)
        if value is None:
            raise BadValue("not a number of the form that is expected", reader.expected)
        if value == 0 and field.zero_is_unknown and not place.required:
            return None
        if not field.low <= value <= field.high:
            raise BadValue(
                f"not between {field.low:g} and {field.high:g} {field.unit}".strip(), reader.expected
            )
        return value

    return blank_or(place, reader.expected, read)


def _whole(field: Whole, place: Place) -> Converter:
    expected = f"a whole number from {field.low} to {field.high}"

    def read(text: str) -> int:
        if len(text) > 18 or not _WHOLE.fullmatch(text):
            raise BadValue("not a whole number", expected)
        value = int(text)
        if not field.low <= value <= field.high:
            raise BadValue(f"not from {field.low} to {field.high}", expected)
        return value

    return blank_or(place, expected, read)


def _identifier(field: Identifier, place: Place) -> Converter:
    hash_id, kind = place.site.keyring.hash_id, field.kind
    expected = (
        "a DICOM UID (digits and points, at most 64)"
        if field.uid
        else "an identifier of at most 64 characters"
    )

    plain = _UID if field.uid else _PLAIN_ID

    def read(text: str) -> str:
        if len(text) <= 64 and plain.fullmatch(text):
            return hash_id(kind, text)
        if len(text) > 64 or _CONTROL.search(text) or "\n" in text or "\r" in text:
            raise BadValue("longer than 64 characters, or with control characters", expected)
        if field.uid and not _UID.fullmatch(text):
            raise BadValue("not a UID", expected)
        refuse_rounded(text)
        return hash_id(kind, text)

    return blank_or(place, expected, read)
