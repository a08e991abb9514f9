"""Is an intern fit for the clinic, and what did they learn beside it? Onboarding, credentials, shadowing, meetings."""

from datetime import date
from typing import Any

from dash.development.base_component import Component

from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_day, format_number
from db.database import Connection
from db.queries import development
from db.wording import many

_STATES: dict[str, tuple[State, str]] = {
    "ended": ("action", "Ended"),
    "soon": ("due", "Ends soon"),
    "valid": ("ok", "Done"),
    "missing": ("warn", "No record"),
}
_KINDS = {"shadowing": "Shadowing", "meeting": "Meeting", "education": "Education"}
_MOST = 12


def development_tiles(connection: Connection, person: Any, today: date) -> Component:
    """Onboarding and credentials beside what was learned."""
    whom = development.Whom(interns=frozenset({person.intern}))
    found = development.standing(connection, whom, today)
    return columns(_standing(found, today), _learning(connection, whom, today), "1:1")


def _standing(found: development.Standing, today: date) -> Component:
    title = "Is the onboarding complete, and does every credential hold?"
    if not found.held and not found.lists:
        return tile(
            title, empty("never", "No record has come", "The coordinator loads or records them: development.")
        )
    items = [item for one in found.lists for item in one.items]
    listed = {item.title for item in items}
    rows = [_row(item.title, item.state, item.done_on, item.expires_on, today) for item in items]
    rows += [
        _row(one.title, one.state, one.done_on, one.expires_on, today)
        for one in found.held
        if one.title not in listed
    ]
    short = [item.title for item in items if item.state in ("missing", "ended")]
    short += [one.title for one in found.held if one.state == "ended" and one.title not in listed]
    return tile(
        f"Missing or ended: {', '.join(short)}" if short else "Onboarding complete, every credential holds",
        table(
            rows,
            [
                Column("what", "Item", on_phone="head"),
                Column("state", "State", on_phone="head"),
                Column("done", "Done"),
                Column("until", "Last day"),
            ],
            title="Onboarding and credentials",
            cards=True,
        ),
        subtitle="The newest record of each; the last day is a day on which it holds",
    )


def _row(
    title: str, state: str, done_on: date | None, expires_on: date | None, today: date
) -> dict[str, object]:
    kind, word = _STATES[state]
    return {
        "what": title,
        "state": state_chip(kind, word),
        "done": "" if done_on is None else format_day(done_on, today),
        "until": format_day(expires_on, today)
        if expires_on is not None
        else ""
        if done_on is None
        else "does not end",
    }


def _below(one: Any) -> str:
    words: str = one.note or _KINDS[one.kind]
    return f"{words}. {development.OWN_WORD}" if one.is_own_word else words


def _learning(connection: Connection, whom: development.Whom, today: date) -> Component:
    latest = development.learning_rows(connection, whom, today, _MOST)
    title = "What was learned beside the clinic?"
    if not latest:
        text = "Shadowing of image interpretation, meetings and continuing education stand here once they are recorded."
        return tile(title, empty("never", "No record has come", text))
    sums = development.learned(connection, whom, today)
    hours = sums[0].shadowing_hours if sums else None
    told = f", {format_number(hours, 1, 'h')}" if hours else ""
    rows = [
        {
            "what": two_lines(one.title, _below(one)),
            "day": format_day(one.done_on, today),
            "kind": _KINDS[one.kind],
            "hours": "" if one.hours is None else format_number(one.hours, 1),
        }
        for one in latest
    ]
    return tile(
        f"Image interpretation shadowed {many(sums[0].shadowing, 'time')}{told} in 12 months"
        if sums
        else title,
        table(
            rows,
            [
                Column("what", "What", on_phone="head"),
                Column("day", "Day"),
                Column("kind", "Kind"),
                Column("hours", "Hours", "number", unit="h"),
            ],
            title="Learning",
            cards=True,
            count_note=f"{many(len(rows), 'record')}, newest first",
        ),
        subtitle=f"{sums[0].own_word} of these 12 months told by the intern alone, checked by nobody"
        if sums and sums[0].own_word
        else None,
    )
