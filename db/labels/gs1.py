"""What does a GS1 label say? Element strings, DataMatrix, EAN and UPC, a digital link, or the text printed for people.

biip does the reading; this module guards it where a label is damaged in a way that biip passes on (a swallowed
separator) or gives up at (a date that does not exist).
"""

import re
from dataclasses import replace
from datetime import date

import biip
from biip.gs1_messages import GS1Message

from db.labels.codes import check_digit, gtin_14, looks_like_gtin
from db.labels.elements import FNC1, impossible_dates, sure_parts
from db.labels.label import Label
from db.labels.separators import (
    doubts_about_lot,
    is_cut_at_its_longest,
    lots_with_a_serial,
    readings_without_separators,
)

# How scanners write the separator FNC1, and how people write it down.
_FNC1_SPELLINGS = re.compile(r"<GS>|\{GS\}|\[GS\]|\\x1d|[|^\u241d]", re.IGNORECASE)
_SYMBOLOGY = re.compile(r"\](?:C1|d2|e0|E[0-4]|J1|Q3|I1|A0|L[0-2])")
_FOR_PEOPLE = re.compile(r"\((\d{2,4})\)")
_DATED = biip.ParseConfig(gs1_element_strings_verify_date=False)


def read_gs1(text: str) -> Label:
    """Read a label that is no HIBC. Never raises."""
    code = _FNC1_SPELLINGS.sub(FNC1, text)
    if not code.strip(FNC1 + " "):
        return Label(warnings=("nothing was read",))
    if code.startswith("("):
        return _for_people(code)
    if re.match(r"https?:/{2}", code, re.IGNORECASE):
        return _digital_link(code)
    symbology = _SYMBOLOGY.match(code)
    bare = code[symbology.end() :] if symbology else code
    is_message = symbology is not None and not symbology[0].startswith("]E")
    if not bare.strip(FNC1 + " "):
        return Label(warnings=("nothing was read",))
    if not is_message and looks_like_gtin(bare) and not _is_bare_date(bare):
        return _only_gtin(bare)
    return _message(bare.lstrip(FNC1), is_marked=is_message or bare.startswith(FNC1))


def _only_gtin(digits: str) -> Label:
    """EAN-8, UPC-A, EAN-13 and GTIN-14 as they stand below the bars. biip also makes an order number of some."""
    gtin = gtin_14(digits)
    if gtin is None:
        return Label("gtin", warnings=(_wrong_check_digit(digits),))
    return Label("gtin", code=gtin, gtin=gtin)


def _is_bare_date(digits: str) -> bool:
    # Eight digits may be a date of a message that was cut, but only if they are no EAN-8.
    return len(digits) == 8 and gtin_14(digits) is None and digits[:2] in {"11", "13", "15", "16", "17"}


def _for_people(text: str) -> Label:
    """`(01)...(17)...(10)...`: the brackets part the elements, so that no separator can be missing."""
    pieces = _FOR_PEOPLE.split(text)
    if pieces[0].strip() or len(pieces) < 3:
        return Label(warnings=("not a GS1 label as it is printed for people",))
    parts = [(ai, value.strip()) for ai, value in zip(pieces[1::2], pieces[2::2], strict=True)]
    given = [(ai, value) for ai, value in parts if value]
    label = _message(FNC1.join(f"{ai}{value}" for ai, value in given), is_marked=True, is_parted=True)
    if not label.is_read:
        # One element that is wrong does not take the others with it.
        wrong = [ai for ai, value in given if _parsed(impossible_dates(f"{ai}{value}")[0]) is None]
        sound = FNC1.join(f"{ai}{value}" for ai, value in given if ai not in wrong)
        label = _message(sound, is_marked=True, is_parted=True) if sound else label
        if label.is_read:
            label = label.doubted(*(f"the value of ({ai}) cannot be read" for ai in dict.fromkeys(wrong)))
    return label.doubted("an element without a value") if len(given) < len(parts) else label


def _digital_link(text: str) -> Label:
    found = biip.parse(text, config=_DATED)
    if found.gs1_digital_link_uri is None:
        return Label(warnings=("an address that is no GS1 digital link",))
    parts = [f"{element.ai.ai}{element.value}" for element in found.gs1_digital_link_uri.element_strings]
    return _message(FNC1.join(parts), is_marked=True, is_parted=True)


def _message(text: str, *, is_marked: bool, is_parted: bool = False) -> Label:
    """Read an element string. `is_marked`: it is known to be one; `is_parted`: no separator can be missing."""
    sound, wrong_dates = impossible_dates(text)
    message = _parsed(sound)
    if message is None and " " in sound.strip():
        # GS1 has no blank: where one stands, a scanner wrote it for FNC1.
        mended = _message(text.strip().replace(" ", FNC1), is_marked=True, is_parted=is_parted)
        if mended.is_read:
            return mended.doubted("a blank was taken for the separator FNC1; set the scanner to send GS")
    if message is None and is_parted:
        return Label(warnings=("not a code that is known here",))
    if message is None:
        return _without_separators(text)
    label = _label_of(message, {ai for ai, _ in wrong_dates})
    for ai, digits in wrong_dates:
        what = "expiry" if ai == "17" else f"date (AI {ai})"
        label = label.doubted(f"the {what} {digits} is no date")
    if not is_parted:
        label = _doubted_lot(label, text)
    if label.gtin is None and not label.warnings and not is_marked and FNC1 not in text:
        label = label.doubted("no GTIN in this code, so that it may be no GS1 label at all")
    return label


def _parsed(text: str) -> GS1Message | None:
    # As a marked message: biip would otherwise look for an EAN and an SSCC in the same digits.
    found = biip.parse(f"]C1{text}", config=_DATED).gs1_message
    if found is None or not found.element_strings:
        return None
    parts = [(element.ai.ai, element.value) for element in found.element_strings]
    return None if is_cut_at_its_longest(parts, text) else found


def _label_of(message: GS1Message, undated: set[str]) -> Label:
    """What an element string says. Of an element that stands twice the first counts, and the contradiction is told."""
    values: dict[str, str] = {}
    dates: dict[str, date | None] = {}
    warnings: list[str] = []
    for element in message.element_strings:
        ai = element.ai.ai
        if ai in values:
            if values[ai] != element.value:
                warnings.append(f"AI {ai} stands twice with different values")
            continue
        values[ai] = element.value
        day = element.date or (element.datetime.date() if element.datetime else None)
        dates[ai] = None if ai in undated else day
    digits = values.get("01") or values.get("02")
    gtin = gtin_14(digits) if digits else None
    if digits and gtin is None:
        warnings.append(_wrong_check_digit(digits))
    count = values.get("30") or values.get("37")
    return Label(
        "gs1",
        code=gtin,
        gtin=gtin,
        lot=values.get("10"),
        expiry=dates.get("17") or dates.get("7003"),
        serial=values.get("21"),
        quantity=int(count) if count else None,
        warnings=tuple(warnings),
    )


def _doubted_lot(label: Label, text: str) -> Label:
    """Ask back where the lot may hold what should follow it: without FNC1 it silently runs on."""
    doubts = doubts_about_lot(label, text)
    if not doubts:
        return label
    readings = (*readings_without_separators(text), *lots_with_a_serial(label, text))
    others = [_label_of(message, set()) for reading in readings if (message := _parsed(reading)) is not None]
    different = tuple(dict.fromkeys(other for other in others if other.lot != label.lot))
    return replace(label.doubted(*doubts), others=different[:3])


def _without_separators(text: str) -> Label:
    """Read what can be read of a code in which separators are missing: the best reading if there is one, else the
    part before the gap."""
    readings = readings_without_separators(text)
    found = [_label_of(message, set()) for reading in readings if (message := _parsed(reading)) is not None]
    if len(found) == 1:
        return found[0].doubted("the separator FNC1 is missing; compare lot and expiry with the box")
    for sure in sure_parts(text):
        sound, wrong_dates = impossible_dates(sure)
        message = _parsed(sound)
        if message is not None:
            label = _label_of(message, {ai for ai, _ in wrong_dates})
            return replace(
                label.doubted("the separator FNC1 is missing: type lot and serial number from the box"),
                others=tuple(found[:3]),
            )
    return Label(warnings=("not a code that is known here",))


def _wrong_check_digit(digits: str) -> str:
    return f"the GTIN {digits} has a wrong check digit ({check_digit(digits[:-1])} is right); scan again"
