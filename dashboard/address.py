"""How do a page's filters stand in its address? Only those away from their default: a link says what it shows."""

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode

# What a field for a choice of one holds while nothing is chosen: an empty value would show an empty field.
ALL = "*"


def search_of(chosen: Mapping[str, str], defaults: Mapping[str, str]) -> str:
    """`?days=30&location=Rack+1`: what is chosen other than the default; empty when nothing is."""
    away = {name: value for name, value in chosen.items() if value != defaults[name]}
    return f"?{urlencode(away)}" if away else ""


def read(search: str | None) -> dict[str, str]:
    """What an address says, by name; of a name that stands in it twice the last counts."""
    return dict(parse_qsl(without_nul(search.removeprefix("?")))) if isinstance(search, str) else {}


def without_nul(text: str) -> str:
    """A text of an address without NUL, plain or escaped: no PostgreSQL text has one, and it refuses to look for it."""
    return text.replace("\0", "").replace("%00", "")


def on_offer(value: str | None, offered: Iterable[str], default: str) -> str:
    """The value if it is on offer, else the default: what stands in an address was typed by anybody."""
    return value if isinstance(value, str) and value in offered else default
