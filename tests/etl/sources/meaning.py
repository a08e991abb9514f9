"""What does a cell say? Told a second time, by other means than the converters, to hold their values against."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from etl.fields import (
    AgeFromBirthDate,
    Barcode,
    Date,
    Dose,
    Field,
    Identifier,
    LocalTime,
    Number,
    Recurrence,
    Sealed,
    Text,
    Whole,
    Words,
)
from etl.source import Site

_PLAIN_NUMBER = re.compile(r"-?\d*\.?\d+([eE][+-]?\d+)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.(\d{3}){1,2})?)?)?", re.ASCII)


def is_faithful(field: Field, cell: str, stored: object, row: dict[str, object], site: Site) -> bool:
    """Whether the value stored for a field says exactly what its cell says."""
    text = cell.strip()
    if stored is None and text in ("", *getattr(field, "unknown", ())):
        return True
    tellings: dict[type[Field], Callable[[Any], bool]] = {
        Text: lambda f: stored == (text or f.blank),
        Barcode: lambda f: stored == (text or f.blank) or (text.isdigit() and stored == text.zfill(14)),
        Words: lambda f: _is_the_word(f, text, stored),
        Date: lambda f: (stored is None and _day_of(text) in f.unknown) or str(stored) == _day_of(text),
        LocalTime: lambda f: _is_the_moment(f, text, stored, site.zone),
        Number: lambda f: (
            _is_the_number(text, stored) or (f.zero_is_unknown and stored is None and float(text) == 0)
        ),
        Whole: lambda f: re.fullmatch(r"-?\d+", text, re.ASCII) is not None and stored == int(text),
        Identifier: lambda f: stored == site.keyring.hash_id(f.kind, text),
        Recurrence: lambda f: stored == text,
        Sealed: lambda f: isinstance(stored, bytes) and site.keyring.unseal(stored) == text,
        AgeFromBirthDate: lambda f: _is_the_age(f, text, stored, row),
        Dose: lambda f: _is_the_dose(f, text, row),
    }
    return tellings[type(field)](field)


def _is_the_word(field: Words, text: str, stored: object) -> bool:
    meanings = [value for word, value in field.words.items() if word.lower() == text.lower()]
    if meanings:
        return stored == meanings[0]
    return stored == field.otherwise if field.otherwise is not None else field.others and stored == text


def _day_of(text: str) -> str:
    return (
        text[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d([ T]00:00(:00(\.0+)?)?)?", text, re.ASCII) else "no day"
    )


def _is_the_moment(field: LocalTime, text: str, stored: object, zone: ZoneInfo) -> bool:
    if not text:
        return field.else_file
    if not isinstance(stored, datetime) or not _MOMENT.fullmatch(text):
        return False
    # Python's own reading of a local time: in doubt the earlier offset.
    return stored == datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)


def _is_the_number(text: str, stored: object) -> bool:
    if not isinstance(stored, float) or not _PLAIN_NUMBER.fullmatch(text):
        return False
    return float(Decimal(text)) == stored


def _is_the_age(field: AgeFromBirthDate, text: str, stored: object, row: dict[str, object]) -> bool:
    on = row.get(field.on)
    if stored is None:
        return on is None or _day_of(text) in field.unknown
    if not isinstance(on, date) or not isinstance(stored, float):
        return False
    return abs(stored - (on - date.fromisoformat(_day_of(text))).days / 365.25) <= 0.005


def _is_the_dose(field: Dose, text: str, row: dict[str, object]) -> bool:
    flag, usv = row[f"{field.column}_flag"], row[f"{field.column}_usv"]
    if row[f"{field.column}_text"] != (text or None):
        return False
    if flag not in ("value", "estimated"):
        return usv is None and (not text or text.upper() in field.notes.cells)
    try:
        return Decimal(text) * {"mSv": 1000, "mrem": 10}[field.unit] == usv
    except InvalidOperation:
        return False
