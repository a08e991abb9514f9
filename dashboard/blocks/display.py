"""A wall display in a list: does its screen still ask, and when did it last?"""

from datetime import datetime, timedelta

from dash import html

from dashboard.blocks.chip import State, state_chip
from dashboard.formats import format_age

_CHIPS: dict[str, tuple[State, str]] = {
    "revoked": ("unknown", "Revoked"),
    "to pair": ("due", "To pair"),
    "address too old": ("warn", "Address too old"),
    "quiet": ("warn", "Quiet"),
    "asks": ("ok", "Asks"),
}


def standing_chip(standing: str) -> html.Span:
    """`Asks`, `Quiet`, `To pair`: what `db.queries.displays` says of a display."""
    return state_chip(*_CHIPS[standing])


def last_asked(last_seen_at: datetime | None, now: datetime) -> str:
    """`2 min ago`, or `never`; moments are aware."""
    return "never" if last_seen_at is None else f"{format_age(max(now - last_seen_at, timedelta(0)))} ago"
