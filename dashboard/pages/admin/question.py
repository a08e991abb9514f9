"""Which events are asked for? The filters of the trail, as the address has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dashboard.address import ALL, on_offer, search_of, without_nul
from db.queries.audit import Wanted

# In the order of the filter bar: the name in the address and in ids.
FILTERS = ("who", "action", "kind", "object", "outcome", "from", "until", "at", "text")
OUTCOMES = {"success": "Success", "failure": "Failure"}
_DEFAULTS = {"who": ALL, "action": ALL, "kind": ALL, "object": "", "outcome": ALL, "from": "", "until": "",
             "at": "", "text": ""}  # fmt: skip
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Offered:
    """What the fields offer: everybody, every action and every kind of object that the trail names."""

    who: Sequence[str]
    actions: Sequence[str]
    kinds: Sequence[str]


def understood(asked: Mapping[str, str | None], offered: Offered) -> dict[str, str]:
    """What a browser sent, by filter: what is not on offer counts as not chosen, a day that is none as no day."""
    groups = {name.partition(".")[0] for name in offered.actions}
    return {
        "who": on_offer(asked.get("who"), offered.who, ALL),
        "action": on_offer(asked.get("action"), [*offered.actions, *groups], ALL),
        "kind": on_offer(asked.get("kind"), offered.kinds, ALL),
        "object": _typed(asked.get("object")),
        "outcome": on_offer(asked.get("outcome"), OUTCOMES, ALL),
        "from": _day(asked.get("from")),
        "until": _day(asked.get("until")),
        "at": _typed(asked.get("at")),
        "text": _typed(asked.get("text")),
    }


def wanted(chosen: Mapping[str, str], zone: tzinfo) -> Wanted:
    """The events that are asked for; days are the hospital's, the last one included."""
    last = _midnight(chosen["until"], zone, timedelta(days=1)) if chosen["until"] else None
    return Wanted(
        _of(chosen["who"]),
        _of(chosen["action"]),
        _of(chosen["kind"]),
        chosen["object"] or None,
        _of(chosen["outcome"]),
        _midnight(chosen["from"], zone) if chosen["from"] else None,
        last,
        chosen["at"] or None,
        chosen["text"] or None,
    )


def search(chosen: Mapping[str, str]) -> str:
    """The part of the address behind the path; the view stands first."""
    away = search_of(chosen, _DEFAULTS)
    return f"?view=audit&{away[1:]}" if away else "?view=audit"


def away(chosen: Mapping[str, str]) -> bool:
    """Whether any filter is set."""
    return dict(chosen) != _DEFAULTS


def _of(value: str) -> str | None:
    return None if value == ALL else value


def _typed(value: object) -> str:
    return without_nul(value).strip()[:_LONGEST] if isinstance(value, str) else ""


def _day(value: object) -> str:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return ""
    return found.isoformat() if found and 1970 <= found.year <= 2199 else ""


def _midnight(day: str, zone: tzinfo, later: timedelta = timedelta(0)) -> datetime:
    """The first moment of the hospital's day (or of one that many days later), as naive UTC."""
    local = datetime.combine(date.fromisoformat(day) + later, time(), zone)
    return local.astimezone(UTC).replace(tzinfo=None)
