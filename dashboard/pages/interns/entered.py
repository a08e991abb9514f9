"""What did a browser send? Anything at all: texts, numbers and days are taken from it, and a decision is tried."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Any

from dash import no_update
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from db.competency.entries import InternRefused

_LONGEST = 500
_LARGEST = 2**31 - 1


def text(value: Any) -> str:
    """The text without spaces around it; empty for what is none."""
    return value.replace("\0", "").strip()[:_LONGEST] if isinstance(value, str) else ""


def password(value: Any) -> str:
    """A password as it was typed."""
    return value[:1000] if isinstance(value, str) else ""


def whole(value: Any) -> int | None:
    """A whole number that may be a row's; None for what is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 11:
        value = int(value)
    return value if isinstance(value, int) and 0 <= value <= _LARGEST else None


def how_many(value: Any) -> int:
    """A count; 0 where nothing was typed, and -1, which is refused, for what is no count."""
    if value is None or value == "":
        return 0
    found = whole(value)
    return -1 if found is None else found


def percent(value: Any) -> float | None:
    """A number as a person writes it; None for nothing. Raises InternRefused for what is no number."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise InternRefused("The score is not a number.")
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        raise InternRefused("The score is not a number.") from None
    if not math.isfinite(number):
        raise InternRefused("The score is not a number.")
    return number


def moment(day: Any, time: Any, zone: tzinfo) -> datetime | None:
    """A local day and time of day; None for what is none."""
    try:
        return datetime.fromisoformat(f"{text(day)[:10]}T{text(time)[:5]}:00").replace(tzinfo=zone)
    except ValueError:
        return None


def stay(day: Any, since: Any, until: Any, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """From when to when: an end that is not after the start lies on the next day."""
    began, ended = moment(day, since, zone), moment(day, until, zone)
    if began is None or ended is None:
        return began, ended
    try:
        return began, ended if ended > began else ended + timedelta(days=1)
    except OverflowError:
        return None, None


def numbers(value: Any) -> list[int]:
    """The rows that were chosen."""
    found = [whole(one) for one in value] if isinstance(value, list) else []
    return [one for one in found if one]


def decide(act: Callable[[], Any], goes_to: str) -> tuple[Any, Any]:
    """Take a decision: where to go then, or why it was not taken."""
    try:
        act()
    except InternRefused as refusal:
        return refused(str(refusal)), no_update
    return None, goes_to


def refused(why: str) -> Component:
    """Why nothing was done."""
    return state_chip("warn", why)
