"""How the equipment page says states, due days, values and limits."""

from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import State, state_chip
from dashboard.formats import NBSP, UNKNOWN, format_day, is_unknown
from db.qc.limits import Limits

STATE_CHIP: dict[str, tuple[State, str, str | None]] = {
    "down": ("action", "Down", "x-octagon-fill"),
    "limited": ("warn", "Limited", None),
    "in_qc": ("warn", "In QC", None),
    "unknown": ("unknown", "Unknown", None),
    "in_service": ("ok", "In service", None),
}
_VERDICT: dict[str, tuple[State, str]] = {
    "ok": ("ok", "In limits"),
    "tolerance": ("warn", "Tolerance"),
    "action": ("action", "Action"),
    # Neither of the two is ever green: nobody has said that all is well.
    "no_tol": ("unknown", "No limit set"),
    "not_done": ("unknown", "Not done"),
}


def unit_chip(state: str) -> Component:
    """Down, Limited, In QC, Unknown, In service."""
    kind, word, icon_name = STATE_CHIP[state]
    return state_chip(kind, word, icon_name=icon_name)


def verdict_chip(verdict: str | None) -> Component:
    """What a result was judged."""
    kind, word = _VERDICT[verdict if verdict in _VERDICT else "no_tol"]
    return state_chip(kind, word)


def due_chip(state: str, due: date | None, today: date) -> Component:
    """When a check is due; says nothing of its result."""
    if due is None:
        return state_chip("unknown", "Not scheduled")
    days = (today - due).days
    if state == "overdue":
        return state_chip("warn", f"Overdue {days}{NBSP}d" if days else "Overdue")
    if state == "due":
        return state_chip("due", "Today" if not days else f"Due since {format_day(due, today)}")
    if state == "due_soon":
        return state_chip("due", format_day(due, today))
    return html.Span(format_day(due, today))


def number_text(value: Any) -> str:
    """A measured number as it was entered, without digits that a computer adds."""
    return UNKNOWN if is_unknown(value) else f"{float(value):.6g}".replace("-", "\u2212")


def value_text(value: Any, text: Any, unit: Any = None) -> str:
    """What was found, with its unit."""
    if not is_unknown(value):
        number = number_text(value)
        return f"{number}{NBSP}{unit}" if unit and not is_unknown(unit) else number
    return UNKNOWN if is_unknown(text) else str(text)


def _either(words: str | None) -> str:
    """`done;pass` as people read it: done or pass."""
    return " or ".join(word.strip() for word in (words or "").split(";") if word.strip())


def limits_text(limits: Limits) -> str:
    """`Tolerance 76 to 84, action 72 to 88, reference 80`; what is missing is no bound."""
    if not limits.are_set:
        return "No limit set"
    if limits.limit_kind == "category":
        tolerated = f"; tolerated: {_either(limits.tolerated_words)}" if limits.tolerated_words else ""
        return f"Passes: {_either(limits.pass_words)}{tolerated}"
    act_low, tol_low, tol_high, act_high = limits.as_values()
    parts = [
        text for text in (_range("Tolerance", tol_low, tol_high), _range("Action", act_low, act_high)) if text
    ]
    if limits.reference is not None:
        parts.append(f"reference {number_text(limits.reference)}")
    return ", ".join(parts)


_PLAIN_RULES = {
    "FREQ=DAILY": "every day",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "Monday to Friday",
    "FREQ=WEEKLY": "every week",
    "FREQ=MONTHLY": "every month",
    "FREQ=YEARLY": "every year",
}
_DAYS = {"MO": "Mondays", "TU": "Tuesdays", "WE": "Wednesdays", "TH": "Thursdays", "FR": "Fridays",
         "SA": "Saturdays", "SU": "Sundays"}  # fmt: skip
_EVERY = {"DAILY": "days", "WEEKLY": "weeks", "MONTHLY": "months", "YEARLY": "years"}


def rule_words(rule: str) -> str:
    """`every 3 months on day 1`, `on Mondays`; a rule that needs more words stands as it is."""
    if rule in _PLAIN_RULES:
        return _PLAIN_RULES[rule]
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    often, number = parts.pop("FREQ", ""), parts.pop("INTERVAL", "1")
    month_day, week_day = parts.pop("BYMONTHDAY", ""), parts.pop("BYDAY", "")
    if (
        parts
        or often not in _EVERY
        or (week_day and week_day not in _DAYS)
        or (not month_day.isdigit() and month_day)
    ):
        return rule.replace(";", " ")
    every = f"every {_EVERY[often][:-1]}" if number == "1" else f"every {number} {_EVERY[often]}"
    if week_day:
        return (
            f"on {_DAYS[week_day]}" if (often, number) == ("WEEKLY", "1") else f"{every} on {_DAYS[week_day]}"
        )
    return f"{every} on day {month_day}" if month_day else every


def _range(name: str, low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f"{name} below {number_text(low)}"
    if low is None:
        return f"{name} above {number_text(high)}"
    return f"{name} outside {number_text(low)} to {number_text(high)}"
