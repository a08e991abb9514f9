"""Is a separator missing? A lot of variable length runs on into what follows it unless FNC1 ends it."""

import re

from db.labels.codes import is_gtin
from db.labels.elements import FIXED_LENGTHS, FNC1, is_day
from db.labels.label import Label

# GS1 allows 20 characters, but lots on boxes are shorter: one that is longer than this is doubtful by itself.
_USUAL_LOT = 12
_LONGEST = 20
_DATE_INSIDE = re.compile(r"(?<=.)(?:11|15|17)(\d{6})")
_SERIAL_INSIDE = re.compile(r".{3,}21.{3,}")
# Elements that stand on boxes of medical supplies, with the most characters that they may have.
_VARIABLE = {"10": 20, "21": 20, "30": 8, "240": 30}
_FIXED = {ai: FIXED_LENGTHS[ai] for ai in ("01", "11", "15", "17")}
_VALUE = re.compile(r"[!-Z_a-z]+", re.ASCII)
_ENOUGH = 200


def doubts_about_lot(label: Label, text: str) -> tuple[str, ...]:
    """Why the lot may hold more than a lot; nothing where FNC1 ends it, or where it looks like one."""
    lot = label.lot
    if lot is None or f"10{lot}{FNC1}" in text or not text.endswith(f"10{lot}"):
        return ()
    doubts = []
    dates = [digits for digits in _DATE_INSIDE.findall(lot) if is_day(digits)]
    if dates and label.expiry is None:
        doubts.append(
            f"the lot may hold an expiry ({dates[-1]}): is the separator FNC1 missing after the lot?"
        )
    elif label.serial is None and _SERIAL_INSIDE.fullmatch(lot):
        doubts.append(
            "the lot may hold a serial number (21...): is the separator FNC1 missing after the lot?"
        )
    elif len(lot) > _USUAL_LOT:
        doubts.append(f"a lot of {len(lot)} characters: is the separator FNC1 missing after it?")
    return tuple(doubts)


def is_cut_at_its_longest(parts: list[tuple[str, str]], text: str) -> bool:
    """Whether an element of variable length ends without FNC1 before another: its value was longer than is allowed,
    and the rest was taken for what follows."""
    at = 0
    for ai, value in parts:
        at = text.find(f"{ai}{value}", at) + len(ai) + len(value)
        if ai in _VARIABLE and at < len(text) and text[at] != FNC1:
            return True
    return False


def lots_with_a_serial(label: Label, text: str) -> list[str]:
    """Ways to read a code whose lot may hold a serial number, with FNC1 put in before each 21 that may begin one."""
    lot = label.lot or ""
    if label.serial is not None:
        return []
    before = text[: len(text) - len(lot)]
    places = [match.start() for match in re.finditer("21", lot) if match.start() >= 3]
    return [f"{before}{lot[:place]}{FNC1}{lot[place:]}" for place in places if len(lot) > place + 2]


def readings_without_separators(text: str) -> list[str]:
    """Ways to read a code that lacks separators, with FNC1 put in; those with most in them that proves itself.

    A GTIN proves itself by its check digit, a date by existing. Where one way proves more than all others it stands
    alone; ways that prove as much are all returned.
    """
    found: list[tuple[int, int, str]] = []
    _read_on(text.replace(FNC1, ""), "", frozenset(), 0, found)
    if not found:
        return []
    best = max(proof for proof, _, _ in found)
    fewest = min(parts for proof, parts, _ in found if proof == best)
    return [made for proof, parts, made in found if (proof, parts) == (best, fewest)] if best else []


def _read_on(
    rest: str, made: str, seen: frozenset[str], proof: int, found: list[tuple[int, int, str]]
) -> None:
    if len(found) >= _ENOUGH:
        return
    if not rest:
        found.append((proof, len(seen), made))
        return
    for ai, length in _FIXED.items():
        value = rest[len(ai) : len(ai) + length]
        if rest.startswith(ai) and ai not in seen and _proves_itself(ai, value):
            _read_on(rest[len(ai) + length :], made + ai + value, seen | {ai}, proof + 1, found)
    for ai, longest in _VARIABLE.items():
        if not rest.startswith(ai) or ai in seen:
            continue
        for end in range(len(ai) + 1, min(len(rest), len(ai) + longest) + 1):
            value = rest[len(ai) : end]
            if not _VALUE.fullmatch(value) or (ai == "30" and not value.isdigit()):
                break
            _read_on(rest[end:], f"{made}{ai}{value}{FNC1}", seen | {ai}, proof, found)


def _proves_itself(ai: str, value: str) -> bool:
    return is_gtin(value) if ai == "01" else is_day(value)
