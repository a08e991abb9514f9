"""How the interns page says states, counts and standing: each with a mark and a word, never colour alone."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import State, state_chip
from dashboard.formats import NBSP, UNKNOWN, format_day, format_month
from db.competency.track import Track
from db.queries.interns import Cases
from db.training_settings import TrainingSettings

PATH = "/interns"
# Of the department's own exams, how far back cases are counted.
CASE_DAYS = 30
# As many rooms are named with their cases.
_MOST_ROOMS = 3
_MARKS = {
    "done": ("check-lg", "Done"),
    "simulated": ("circle-half", "Simulated"),
    "offered": ("pencil", "To judge"),
    "logged": ("clock-history", ""),
    "missing": ("slash-circle", "Missing"),
}
_TRACKS: dict[str, tuple[State, str]] = {
    "complete": ("ok", "Complete"),
    "on_track": ("ok", "On track"),
    "behind": ("warn", "Behind"),
    "late": ("action", "Past last day"),
    "not_begun": ("due", "Not begun"),
}


def address(**asked: object) -> str:
    """An address of this page."""
    return f"{PATH}?{urlencode(asked)}" if asked else PATH


def mark(row: Any) -> Component:
    """How a requirement stands: done, simulated, to judge (offered), logged n of N, missing."""
    return html.Span(**_mark(row))


def mark_cell(row: Any) -> Component:
    """The same, of a requirement or a rule, as one cell of the matrix."""
    return html.Td(**(_rule_mark(row) if row.requirement_kind == "rule" else _mark(row)))


def rule_mark(row: Any) -> Component:
    """A rule: how many of how many, and whether it is met."""
    return html.Span(**_rule_mark(row))


def _mark(row: Any) -> dict[str, str]:
    picture, word = _MARKS[row.state]
    if row.state == "logged":
        word = f"{row.logged} of {row.needed}"
    if row.state not in ("done", "simulated") and row.is_simulated:
        # A simulation that gives no credit: the list does not allow it, or the cap is full.
        word = f"{word}, simulation not counted"
    title = (
        f"Completed {format_day(row.completed_on)}"
        if row.completed_on
        else f"{row.logged} of {row.needed} logged"
    )
    return {"children": word, "className": _standing(row.state, picture), "title": title}


def _rule_mark(row: Any) -> dict[str, str]:
    met = row.state == "done"
    look = _standing("done" if met else "missing", "check-lg" if met else "slash-circle")
    return {
        "children": f"{row.logged} of {row.needed}",
        "className": look,
        "title": "Met" if met else "Not met",
    }


def _standing(state: str, picture: str) -> str:
    """The style sheet draws the picture: one element a mark, since a matrix has thousands."""
    return f"ro-standing ro-standing-{state} ro-icon-{picture}"


def legend() -> Component:
    """What the marks mean."""
    parts = [
        html.Span(word or "n of N logged", className=_standing(state, picture))
        for state, (picture, word) in _MARKS.items()
    ]
    return html.Div(parts, className="ro-legend", role="note")


def track_chip(track: Track | None) -> Component:
    """On track, behind, past the last day, complete, not begun; unknown where the edition is not loaded."""
    if track is None:
        return state_chip("unknown", "List not loaded")
    kind, word = _TRACKS[track.state]
    return state_chip(kind, word)


def lag_text(track: Track) -> str:
    """`6 weeks behind`, `2 weeks ahead`: against the straight line."""
    weeks = round(abs(track.lag_weeks))
    if track.state == "complete":
        return "complete"
    if not weeks:
        return "on the line"
    word = f"{weeks}{NBSP}week{'' if weeks == 1 else 's'}"
    return f"{word} behind" if track.lag_weeks > 0 else f"{word} ahead"


def projected_text(track: Track, ends_on: date, today: date, weeks: int) -> str:
    """When all are done at the pace of the last weeks, and whether that is before the last day."""
    if track.state == "complete":
        return "complete"
    if track.projected_on is None:
        return f"unknown: none in {weeks}{NBSP}weeks"
    late = ", after the last day" if track.projected_on > ends_on else ""
    return f"{format_day(track.projected_on, today)}{late}"


def pace_month(track: Track, today: date) -> str:
    """The month in which all are done at this pace; unknown without one."""
    if track.state == "complete":
        return "Complete"
    return UNKNOWN if track.projected_on is None else format_month(track.projected_on, today)


def cases_text(cases: Cases | None) -> str:
    """`14 in 30 days, mostly Room 3, mornings`; unknown where nobody has listed which exams could serve."""
    if cases is None:
        return UNKNOWN
    where = ", ".join(
        part for part in (f"mostly {cases.room}" if cases.room else "", cases.time or "") if part
    )
    text = f"{cases.count} in 30{NBSP}days"
    return f"{text}, {where}" if where else text


def rooms_text(cases: Cases) -> str:
    """`radiography 23: Room 3 12, Room 1 9, 2 in others`: the kinds of rooms that had the cases, then rooms."""
    kinds = ", ".join(f"{kind} {number}" for kind, number in cases.kinds)
    rooms = [f"{name} {number}" for name, number in cases.rooms[:_MOST_ROOMS]]
    others = sum(number for _, number in cases.rooms[_MOST_ROOMS:])
    places = ", ".join([*rooms, *([f"{others} in others"] if others else [])])
    return f"{kinds}: {places}" if kinds and places else places


def track_note(settings: TrainingSettings) -> str:
    """How standing is worked out, with the programme's own numbers."""
    return (
        "Expected is a straight line from the first to the last day of the programme; behind is more than "
        f"{settings['behind_after']:g} weeks after it. The pace is that of the last {settings.weeks('pace')} weeks."
    )
