"""How the page of development says states, people and hours."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from dash.development.base_component import Component

from dashboard.blocks.chip import State as ChipState
from dashboard.blocks.chip import state_chip
from dashboard.formats import format_day, format_number
from db.queries import development

PATH = "/development"
GROUPS = {"intern": "Intern", "staff": "Staff"}
KINDS = {
    "credential": "Credential",
    "onboarding": "Onboarding",
    "shadowing": "Shadowing",
    "meeting": "Meeting",
    "education": "Education",
}
_CHIPS: dict[str, tuple[ChipState, str]] = {
    "ended": ("action", "Ended"),
    "soon": ("due", "Ends soon"),
    "valid": ("ok", "Done"),
    "missing": ("warn", "No record"),
}


def address(**asked: object) -> str:
    """An address of this page."""
    return f"{PATH}?{urlencode(asked)}" if asked else PATH


def state(name: str, word: str = "") -> Component:
    """A state as icon and word."""
    kind, usual = _CHIPS[name]
    return state_chip(kind, word or usual)


def until(expires_on: date | None, today: date) -> str:
    """`until 24 Nov`, or that it does not end."""
    return "does not end" if expires_on is None else f"until {format_day(expires_on, today)}"


def days_text(expires_on: date | None, today: date) -> str:
    """`in 12 days`, `5 days ago`, `today`."""
    if expires_on is None:
        return ""
    days = (expires_on - today).days
    if not days:
        return "today"
    number = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"in {number}" if days > 0 else f"{number} ago"


def told_as(row: Any) -> str:
    """What stands below a record of learning: its note or kind, and that it is the intern's own word where it is."""
    words: str = row.note or KINDS[row.kind]
    return f"{words}. {development.OWN_WORD}" if row.is_own_word else words


def hours_text(hours: float | None) -> str:
    """Hours with one decimal where they are not whole; blank where nobody counted."""
    if hours is None:
        return ""
    return format_number(hours, 0 if float(hours).is_integer() else 1)
