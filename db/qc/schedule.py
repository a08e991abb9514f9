"""When is a check due? Recurrence rules of RFC 5545 that count days, anchored to the calendar, with grace.

The due day never moves with the day of completion: a check done late is due next when it would have been anyway. Done
within its grace before the due day it counts for that day; done earlier it counts for none, and the due day stays.
All days are the hospital's local days, so neither midnight in UTC nor a change of clocks moves anything.
"""

import re
from bisect import bisect_left
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import takewhile
from typing import Literal

from dateutil.rrule import rrulestr

DueState = Literal["not_due", "due_soon", "due", "overdue", "not_scheduled"]

# Rules are followed this far ahead at first, then farther; what has no day until the last has none.
_YEARS_AHEAD = (2, 10, 40)
_LAST_DECADES = datetime(9960, 1, 1)
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_KNOWN = (
    "FREQ",
    "INTERVAL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
    "WKST",
    "UNTIL",
    "BYYEARDAY",
    "BYWEEKNO",
)


# dateutil takes far more than the standard allows: several rules in one text, signs before an interval.
_VALUE = re.compile(r"[A-Z0-9,+-]+")
_INTERVAL = re.compile(r"[1-9]\d{0,3}")


class BadRule(ValueError):
    """A text that is no rule which counts days; the message names what is wrong, never the text."""


def checked_rule(text: str) -> str:
    """Return the rule as it stands. Raises BadRule."""
    parts = [part.partition("=") for part in text.split(";")]
    names = [name for name, _, _ in parts]
    if not text.isascii() or any(not value for _, _, value in parts) or len(set(names)) != len(names):
        raise BadRule("not a list of NAME=VALUE")
    if any(name not in _KNOWN for name in names):
        raise BadRule(f"a part other than {', '.join(_KNOWN)}")
    if {name: value for name, _, value in parts}.get("FREQ") not in _FREQUENCIES:
        raise BadRule("no FREQ of DAILY, WEEKLY, MONTHLY or YEARLY")
    if not all(_VALUE.fullmatch(value) for _, _, value in parts):
        raise BadRule("a part that RFC 5545 does not know")
    if any(name == "INTERVAL" and not _INTERVAL.fullmatch(value) for name, _, value in parts):
        raise BadRule("an INTERVAL other than 1 to 9999")
    endless = ";".join(f"{name}={value}" for name, _, value in parts if name != "UNTIL")
    try:
        rrulestr(text, dtstart=datetime(2000, 1, 1), ignoretz=True)
        # dateutil follows a rule to the year 9999, and one that never comes true (30 February) has a long way there.
        first = next(iter(rrulestr(endless, dtstart=_LAST_DECADES, ignoretz=True)), None)
    except (ValueError, TypeError, KeyError, OverflowError, IndexError):
        raise BadRule("a part that RFC 5545 does not know") from None
    if first is None:
        raise BadRule("a day that never comes")
    return text


def due_on(rule: str, anchor: date, grace_before_days: int, last_done: date | None) -> date | None:
    """The day on which the check is due next; None when the rule has no more days.

    Never done: the rule's first day. Done on `last_done` (the latest that counts): the first day of the rule whose
    grace had not begun by then. So work before the grace does not move the due day, work in it or after it does.
    """
    if last_done is None:
        return _first_after(rule, anchor, anchor - timedelta(days=1))
    return _first_after(rule, anchor, last_done + timedelta(days=grace_before_days))


def due_state(today: date, due: date | None, lead_days: int, grace_after_days: int) -> DueState:
    """What a due day means today: due soon from `lead_days` before it, due from it, overdue after its grace."""
    if due is None:
        return "not_scheduled"
    if today > due + timedelta(days=grace_after_days):
        return "overdue"
    if today >= due:
        return "due"
    return "due_soon" if today >= due - timedelta(days=lead_days) else "not_due"


def _first_after(rule: str, anchor: date, day: date) -> date | None:
    for years in _YEARS_AHEAD:
        end = max(day, anchor).year + years
        # Rounded, so that the days of one rule are worked out once and shared by all units.
        found = _days(rule, anchor, min(end - end % 2 + 2, 9998))
        place = bisect_left(found, day + timedelta(days=1))
        if place < len(found):
            return found[place]
    return None


@lru_cache(maxsize=2048)
def _days(rule: str, anchor: date, until_year: int) -> tuple[date, ...]:
    start = datetime(anchor.year, anchor.month, anchor.day)
    end = datetime(until_year, 12, 31)
    every = rrulestr(rule, dtstart=start, ignoretz=True)
    return tuple(moment.date() for moment in takewhile(lambda moment: moment <= end, every))
