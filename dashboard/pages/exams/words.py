"""How the page writes spans, groups and what is narrowed."""

from datetime import timedelta
from typing import Any

from dashboard.blocks.chip import state_chip
from dashboard.formats import (
    NBSP,
    UNKNOWN,
    format_age,
    format_count,
    format_day,
    format_number,
    is_unknown,
)
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.question import FILTERS

PRIORITIES = ("stat", "asap", "urgent", "routine")
CLASSES = ("emergency", "inpatient", "outpatient")
NOT_SAID = "not said"
_NAMES = {"type": "exam type", "class": "class", "age": "age", "room": ""}


def minutes(value: Any) -> str:
    """`10.5 min` under an hour, `1 h 40 min`, `3 d` above."""
    if is_unknown(value):
        return UNKNOWN
    if abs(value) < 60:
        decimals = 0 if abs(value - round(value)) < 0.05 else 1
        return format_number(value, decimals, "min")
    return format_age(timedelta(minutes=float(value)))


def named(word: str) -> str:
    """A word of the data; the empty one says that nobody said it."""
    return word or NOT_SAID


def narrowed(picture: Picture) -> str:
    """`1 Dec 2025 to 24 Nov 2026, Room 3, outpatient`: what the figures are narrowed to."""
    question = picture.asked
    chosen = question.selection
    parts = [f"{format_day(chosen.start, picture.today)} to {format_day(chosen.end, picture.today)}"]
    values = dict(zip(FILTERS, zip(question.values(), question.away(), strict=True), strict=True))
    for name in FILTERS[2:]:
        value, away = values[name]
        if away:
            parts.append(f"{_NAMES[name]} {value}".strip())
    return ", ".join(parts)


def picture_lines(picture: Picture) -> str:
    """What stands on an exported picture: what it is narrowed to, and how old its data are."""
    return "; ".join(part for part in (narrowed(picture), as_of(picture)) if part)


def as_of(picture: Picture) -> str:
    """`data as of 2026-11-24 17:00`; empty while nothing is known."""
    known = [item.as_of for item in picture.freshness if item.as_of]
    return f"data as of {max(known).astimezone(picture.zone):%Y-%m-%d %H:%M}" if known else ""


def counted(number: int, noun: str) -> str:
    """`1 exam`, `248 exams`."""
    return f"{format_count(number)}{NBSP}{noun}{'' if number == 1 else 's'}"


def confirmed_chip(confirmed: bool) -> Any:
    """Whether a reference row has been checked against its document."""
    return "confirmed" if confirmed else state_chip("unknown", "Unconfirmed")
