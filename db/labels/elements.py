"""Where do the elements of a GS1 element string begin and end? Those of a fixed length need no separator."""

from datetime import date

FNC1 = "\x1d"
# GS1 General Specifications, figure 7.8.5-2: application identifiers whose length is fixed, with that length.
FIXED_LENGTHS = {
    "00": 18, "01": 14, "02": 14, "03": 14, "04": 16, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "18": 6,
    "19": 6, "20": 2,
}  # fmt: skip
DATES = frozenset({"11", "12", "13", "15", "16", "17"})
# Any day that exists: it stands in for one that does not, so that the rest of a label can still be read.
_SOME_DAY = "300101"


def is_day(digits: str) -> bool:
    """Whether YYMMDD is a day that exists; day 00 is the month's last."""
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return False
    try:
        date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]) or 1)
    except ValueError:
        return False
    return True


def impossible_dates(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The element string with each day that does not exist replaced by one that does, and what was replaced.

    The second part lists application identifier and digits.
    """
    wrong: list[tuple[str, str]] = []
    segments = []
    for segment in text.split(FNC1):
        made, at = "", 0
        while (length := FIXED_LENGTHS.get(segment[at : at + 2])) is not None:
            ai, value = segment[at : at + 2], segment[at + 2 : at + 2 + length]
            if ai in DATES and len(value) == 6 and value.isdigit() and not is_day(value):
                wrong.append((ai, value))
                value = _SOME_DAY
            made += ai + value
            at += 2 + length
        segments.append(made + segment[at:])
    return FNC1.join(segments), wrong


def sure_parts(text: str) -> list[str]:
    """The elements of fixed length at the beginning, all of them first, then ever fewer: what can be read whatever is
    wrong behind them."""
    ends = [0]
    while (length := FIXED_LENGTHS.get(text[ends[-1] : ends[-1] + 2])) is not None and len(text) >= (
        end := ends[-1] + 2 + length
    ):
        ends.append(end)
    return [text[:end] for end in reversed(ends[1:])]
