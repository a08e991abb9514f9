"""What did a browser send? Anything at all: texts, numbers and days are taken from it, and a decision is tried."""

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Any

from dash import html, no_update
from dash.development.base_component import Component

from dashboard.blocks.icon import icon
from db.competency.entries import InternRefused
from db.once import SentBefore

_PERCENT = re.compile(r"[-+]?\d{1,6}(\.\d{1,6})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
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


def key(about: Any) -> str:
    """The key of an opened form. Raises InternRefused for what is none."""
    found = about.get("key") if isinstance(about, dict) else None
    if not isinstance(found, str) or not _KEY.fullmatch(found):
        raise InternRefused("This form is out of date: open it again.")
    return found


def how_many(value: Any) -> int:
    """A count; 0 where nothing was typed, and -1, which is refused, for what is no count."""
    if value is None or value == "":
        return 0
    found = whole(value)
    return -1 if found is None else found


def percent(value: Any) -> float | None:
    """A score as a person writes it; None for nothing. Raises InternRefused for what is no number."""
    return _number(value, "The score is not a number.")


def hours(value: Any) -> float | None:
    """Hours as a person writes them; None for nothing. Raises InternRefused for what is no number."""
    return _number(value, "The hours are not a number.")


def _number(value: Any, otherwise: str) -> float | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise InternRefused(otherwise)
    if isinstance(value, str) and not _PERCENT.fullmatch(value.strip().replace(",", ".")):
        # Python reads far more as a number than people write: 1_0, or digits of other scripts.
        raise InternRefused(otherwise)
    number = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    if not math.isfinite(number):
        raise InternRefused(otherwise)
    return number


def moment(day: Any, time: Any, zone: tzinfo) -> datetime | None:
    """A local day and time of day as a browser's fields send them; None for what is none."""
    if not (_DAY.fullmatch(text(day)) and _TIME.fullmatch(text(time))):
        return None
    try:
        return datetime.fromisoformat(f"{text(day)}T{text(time)[:5]}:00").replace(tzinfo=zone)
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
    except SentBefore:
        # It counted the first time: whoever sent it twice goes where they would have gone.
        return None, goes_to
    return None, goes_to


def refused(why: str) -> Component:
    """Why nothing was done."""
    return html.P([icon("exclamation-triangle-fill"), html.Span(why)], className="ro-refused")
