"""What did a browser send? Anything at all: numbers and texts are taken from it, and a decision is tried with them."""

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from dash import Output, html, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.icon import icon
from dashboard.context import PageContext
from db.actions.equipment import EquipmentRefused
from db.database import Connection
from db.once import SentBefore

_NUMBER = re.compile(r"[-+]?\d{1,12}(\.\d{1,12})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_LONGEST = 500
_LARGEST = 2**31 - 1


def text(value: Any) -> str:
    """The text without spaces around it; empty for what is none."""
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""


def number(value: Any) -> float | None:
    """A number as a person writes it, with a point or a comma; None for what is none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if math.isfinite(value) and abs(value) <= 1e12 else None
    plain = text(value).replace(",", ".").replace("\u2212", "-")
    return float(plain) if _NUMBER.fullmatch(plain) else None


def is_blank(value: Any) -> bool:
    """Whether a field was left empty. Anything but a text or a number is not blank: a browser sends no such thing."""
    return value is None or (isinstance(value, str) and not value.strip())


def key(about: Any) -> str:
    """The key of an opened form. Raises EquipmentRefused for what is none."""
    found = about.get("key") if isinstance(about, dict) else None
    if not isinstance(found, str) or not _KEY.fullmatch(found):
        raise EquipmentRefused("This form is out of date: open it again.")
    return found


def whole(value: Any) -> int | None:
    """The number of a row; None for what is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 11:
        value = int(value)
    return value if isinstance(value, int) and 0 < value <= _LARGEST else None


def day(value: Any) -> date | None:
    """A day as a browser's field sends it (2026-11-24); None for what is none."""
    plain = text(value)
    try:
        # Not every form that Python knows: 2026-W48-3 is a day to it, and a slip here.
        return date.fromisoformat(plain) if _DAY.fullmatch(plain) else None
    except ValueError:
        return None


def days(value: Any) -> int | None:
    """A number of days from 0 to 366; None for what is none."""
    plain = text(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 3):
        return None
    return int(plain) if int(plain) <= 366 else None


def refused(why: str) -> Component:
    """Why nothing was done; as long as it needs to be, so it breaks where the screen ends."""
    return html.P([icon("exclamation-triangle-fill"), html.Span(why)], className="ro-refused")


def decide(context: PageContext, act: Callable[[Connection], Any], goes_to: str) -> tuple[Any, Any]:
    """Take a decision in one transaction: where to go then, or why it was not taken."""
    try:
        with context.database.write() as connection:
            act(connection)
    except EquipmentRefused as refusal:
        return refused(str(refusal)), no_update
    except SentBefore:
        # It counted the first time: whoever sent it twice goes where they would have gone.
        return None, goes_to
    return None, goes_to


def answer(stem: str) -> tuple[Output, Output]:
    """Where a form answers: a word, and the address to go to when it was done."""
    return Output(f"equipment-{stem}-said", "children"), Output(f"equipment-{stem}-go", "href")


def by(context: PageContext) -> dict[str, Any]:
    """Who decides, and when: what every decision is told."""
    return {"actor": access.actor(), "now": context.now()}
