"""What does a HIBC label say? Health Industry Bar Code (ANSI/HIBC 2.6): primary, secondary, or both in one.

Every code ends in a check character over all others (modulo 43). It may be a blank, `+` or `$`: nothing is stripped.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from db.labels.label import Label

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_PRIMARY = re.compile(r"\+([A-Z][A-Z0-9]{3})([A-Z0-9]{1,18})([0-9])", re.ASCII)


def check_character(text: str) -> str | None:
    """The check character of a code without it, or None where a character does not belong to HIBC."""
    places = [_ALPHABET.find(character) for character in text]
    return None if -1 in places else _ALPHABET[sum(places) % 43]


def read_hibc(text: str) -> Label:
    """Read a HIBC code; one that is printed for people stands between asterisks. Lower case is read as capitals."""
    code = (text[1:-1] if text.startswith("*") and text.endswith("*") else text).upper()
    if len(code) < 4:
        return Label(warnings=("too short for a HIBC label",))
    body, check = code[:-1], code[-1]
    label = _parts(body)
    if label is None:
        return Label(warnings=("neither a primary nor a secondary HIBC label",))
    expected = check_character(body)
    if expected is None:
        return label.doubted("a character that HIBC does not have")
    if expected != check:
        return label.doubted(f"the check character should be {expected!r}; scan again")
    return label


def _parts(body: str) -> Label | None:
    """Read a code without its check character."""
    if body[1:2].isalpha():
        first, *more = body.split("/")
        primary = _PRIMARY.fullmatch(first)
        if primary is None:
            return None
        label = Label("hibc", code=f"+{''.join(primary.groups())}")
        if not more:
            return label
        return _supplements(_secondary(label, more[0]), more[1:])
    # A secondary label of its own ends with the check character of its primary one, which links the two.
    first, *more = body[1:-1].split("/")
    return _supplements(_secondary(Label("hibc"), first), more)


def _secondary(label: Label, text: str) -> Label:
    """Lot or serial number with its date, in one of the forms that begin with $$, $+, $ or a Julian date."""
    if text.startswith("$$"):
        rest = text[2:]
        is_serial = rest.startswith("+")
        label, rest = _quantity(label, rest[1:] if is_serial else rest)
        label, rest = _date(label, rest)
        return _name(label, rest, is_serial=is_serial)
    if text.startswith("$+"):
        return _name(label, text[2:], is_serial=True)
    if text.startswith("$"):
        return _name(label, text[1:], is_serial=False)
    if re.match(r"\d{5}", text, re.ASCII):
        return _name(_dated(label, text[:5], _julian), text[5:], is_serial=False)
    # Supplements may follow the primary part at once.
    return _supplements(label, [text])


def _quantity(label: Label, text: str) -> tuple[Label, str]:
    length = {"8": 2, "9": 5}.get(text[:1])
    if length is None:
        return label, text
    digits = text[1 : 1 + length]
    if len(digits) < length or not digits.isdigit():
        return label.doubted("a quantity that is no number"), text[1 + length :]
    return replace(label, quantity=int(digits)), text[1 + length :]


def _date(label: Label, text: str) -> tuple[Label, str]:
    """The date in front of the lot: which form, its first digit tells (0 or 1 are those of a month)."""
    forms: dict[str, tuple[int, int, Callable[[str], date]]] = {
        "2": (1, 6, lambda t: _day(t[4:6], t[0:2], t[2:4])),
        "3": (1, 6, lambda t: _day(t[0:2], t[2:4], t[4:6])),
        "4": (1, 8, lambda t: _day(t[0:2], t[2:4], t[4:6])),
        "5": (1, 5, _julian),
        "6": (1, 7, _julian),
    }
    first = text[:1]
    if first == "7":
        return label, text[1:]
    if first in ("0", "1"):
        return _dated(label, text[:4], _month_end), text[4:]
    if first in forms:
        skip, length, read = forms[first]
        return _dated(label, text[skip : skip + length], read), text[skip + length :]
    return label, text


def _supplements(label: Label, parts: list[str]) -> Label:
    """What may follow after a slash: a serial number, a quantity, an expiry, a day of manufacture."""
    for part in parts:
        if part.startswith("14D"):
            label = _dated(label, part[3:], lambda t: date(int(t[0:4]), int(t[4:6]), int(t[6:8])))
        elif part.startswith("16D"):
            continue  # made on that day; a maker's day taken for an expiry would discard good stock
        elif part.startswith("S"):
            label = replace(label, serial=part[1:] or None)
        elif re.fullmatch(r"Q\d{1,5}", part, re.ASCII):
            label = replace(label, quantity=int(part[1:]))
        else:
            label = label.doubted("a part that HIBC does not have")
    return label


def _name(label: Label, text: str, *, is_serial: bool) -> Label:
    if not text:
        return label
    return replace(label, serial=text) if is_serial else replace(label, lot=text)


def _dated(label: Label, text: str, read: Callable[[str], date]) -> Label:
    try:
        if not (text.isascii() and text.isdigit()):
            raise ValueError(text)
        return replace(label, expiry=read(text))
    except ValueError:
        return label.doubted("an expiry that is no date")


def _day(year: str, month: str, day: str) -> date:
    return date(2000 + int(year), int(month), int(day))


def _month_end(text: str) -> date:
    month, year = int(text[0:2]), 2000 + int(text[2:4])
    return date(year, month, calendar.monthrange(year, month)[1])


def _julian(text: str) -> date:
    """Year and day of the year, YYJJJ; what follows is an hour."""
    year, day = 2000 + int(text[0:2]), int(text[2:5])
    found = date(year, 1, 1) + timedelta(days=day - 1)
    if found.year != year:
        raise ValueError(text)
    return found
