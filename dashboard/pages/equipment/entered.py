"""What did a browser send? Anything at all: numbers and texts are taken from it, and a decision is tried with them."""

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from dash import Output, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.chip import state_chip
from dashboard.context import PageContext
from db.actions.equipment import EquipmentRefused
from db.database import Connection

_NUMBER = re.compile(r"[-+]?\d{1,12}(\.\d{1,12})?", re.ASCII)
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
        return date.fromisoformat(plain) if len(plain) == 10 else None
    except ValueError:
        return None


def days(value: Any) -> int | None:
    """A number of days from 0 to 366; None for what is none."""
    plain = text(str(value) if isinstance(value, int) and not isinstance(value, bool) else value)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 3):
        return None
    return int(plain) if int(plain) <= 366 else None


def refused(why: str) -> Component:
    """Why nothing was done."""
    return state_chip("warn", why)


def decide(context: PageContext, act: Callable[[Connection], Any], goes_to: str) -> tuple[Any, Any]:
    """Take a decision in one transaction: where to go then, or why it was not taken."""
    try:
        with context.database.write() as connection:
            act(connection)
    except EquipmentRefused as refusal:
        return refused(str(refusal)), no_update
    return None, goes_to


def answer(stem: str) -> tuple[Output, Output]:
    """Where a form answers: a word, and the address to go to when it was done."""
    return Output(f"equipment-{stem}-said", "children"), Output(f"equipment-{stem}-go", "href")


def by(context: PageContext) -> dict[str, Any]:
    """Who decides, and when: what every decision is told."""
    return {"actor": access.actor(), "now": context.now()}
