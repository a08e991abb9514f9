"""What is recorded here of somebody's credentials, onboarding and learning, and taken back."""

import math
import re
from datetime import date
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, no_update
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.button import button
from dashboard.blocks.empty import empty
from dashboard.blocks.form import choice, entry_key, field, form, refused
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_day
from dashboard.pages.development.words import GROUPS, KINDS, address, until
from db.actions.development import DevelopmentRefused, Told, record_development, take_back
from db.database import Connection
from db.once import SentBefore
from db.queries import development
from db.training_settings import read_settings

_NAMED = (
    ("shadowing:", "Shadowing of image interpretation"),
    ("meeting:", "A meeting"),
    ("education:", "Continuing education"),
    ("credential:", "Another credential"),
    ("onboarding:", "Another item of onboarding"),
)
_NEW = "staff:"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST, _LARGEST = 500, 2**31 - 1


def record_view(connection: Connection, whom: development.Whom, today: date) -> list[Component]:
    """The form, and what was recorded here."""
    people = development.people(connection, whom, today)
    settings = read_settings(connection, today)
    items = dict.fromkeys(title for group in GROUPS for title in settings.checklist(group))
    what = [(f"onboarding:{title}", title) for title in items]
    what += [
        (f"credential:{title}", title) for title in development.known_titles(connection) if title not in items
    ]
    who = [(f"{group}:{name}", f"{name}, {GROUPS[group].lower()}") for group, name in people]
    fields = [
        dcc.Store(id="development-about", data={"key": entry_key()}),
        choice("development-who", "Of whom", [*who, (_NEW, "Somebody new of the staff")]),
        field("development-new", "Name, if new", placeholder="as your lists name them"),
        choice("development-what", "What", [*what, *_NAMED]),
        field("development-title", "Its name, where not chosen"),
        field("development-done", "Done or issued on", "date", today),
        field("development-until", "Last day, if it ends", "date"),
        field("development-hours", "Hours, if counted", "number", unit="h"),
        field("development-note", "Note (nothing of a patient)", wide=True),
    ]
    return [
        tile(
            "Record a credential, an item of onboarding or what was learned",
            [
                form(
                    fields, button("Record it", "development-record", kind="primary"), said="development-said"
                ),
                dcc.Location(id="development-go", refresh=True),
            ],
            note="A renewal is a new record: the newest counts. What came in a file is corrected in that file.",
        ),
        _entered(connection, whom, today),
    ]


def _entered(connection: Connection, whom: development.Whom, today: date) -> Component:
    found = development.entered_here(connection, whom)
    if not found:
        return tile(
            "What was recorded here?", empty("filtered", "Nothing yet", "What is recorded stands here.")
        )
    rows = [
        {
            "what": two_lines(one.title, _whose(one)),
            "day": format_day(one.done_on, today),
            "until": until(one.expires_on, today),
            "back": button(
                "Take back", {"type": "development-back", "row": one.id}, name=f"Take back: {one.title} of {one.person}"
            ),
        }
        for one in found
    ]  # fmt: skip
    return tile(
        "What was recorded here lately?",
        table(
            rows,
            [
                Column("what", "What", on_phone="head"),
                Column("day", "Done"),
                Column("until", "Holds"),
                Column("back", "", "action", on_phone="wide"),
            ],
            title="Recorded here",
            cards=True,
        ),
        note="What is taken back stays on record, and counts no longer.",
    )


def _whose(one: Any) -> str:
    told = f". {development.OWN_WORD}" if one.is_own_word else ""
    return f"{one.person}, {KINDS[one.kind].lower()}{told}"


def add_entries(app: Dash, context: PageContext) -> None:
    """Add the callbacks of the form and of the list."""

    @app.callback(
        Output("development-said", "children"),
        Output("development-go", "href"),
        Input("development-record", "n_clicks"),
        Input({"type": "development-back", "row": ALL}, "n_clicks"),
        State("development-about", "data"),
        State("development-who", "value"),
        State("development-new", "value"),
        State("development-what", "value"),
        State("development-title", "value"),
        State("development-done", "value"),
        State("development-until", "value"),
        State("development-hours", "value"),
        State("development-note", "value"),
        prevent_initial_call=True,
    )
    @access.needs("development.record")
    def decide(written: Any, taken: Any, about: Any, *entered: Any) -> Any:
        asked = ctx.triggered_id
        if not (written or (isinstance(taken, list) and any(taken))):
            return no_update, no_update
        now = context.now()
        today = now.astimezone(context.settings.zone).date()
        goes_to = address(view="record")
        try:
            with context.database.write() as connection:
                if isinstance(asked, dict):
                    take_back(connection, _number(asked.get("row")), actor=access.actor(), now=now)
                else:
                    record_development(
                        connection,
                        _told(*entered),
                        today=today,
                        actor=access.actor(),
                        now=now,
                        key=_key(about),
                    )
        except DevelopmentRefused as refusal:
            return refused(str(refusal)), no_update
        except SentBefore:
            # It counted the first time: whoever sent it twice goes where they would have gone.
            return None, goes_to
        return None, goes_to


def _told(who: Any, new: Any, what: Any, title: Any, done: Any, ends: Any, hours: Any, note: Any) -> Told:
    group, _, person = _text(who).partition(":")
    kind, _, named = _text(what).partition(":")
    return Told(
        group, person or _text(new), kind, named or _text(title), _day(done), _day(ends), _hours(hours), _text(note)
    )  # fmt: skip


def _text(value: Any) -> str:
    return value.replace("\0", "").strip()[:_LONGEST] if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    text = _text(value)
    if not text:
        return None
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        raise DevelopmentRefused("A day is not one of the calendar.") from None


def _hours(value: Any) -> float | None:
    if value is None or value == "":
        return None
    try:
        found = (
            float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
        )
    except (ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        raise DevelopmentRefused("The hours are not a number.")
    return found


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _LARGEST:
        raise DevelopmentRefused("This record is not there any more. Look again.")
    return value


def _key(about: Any) -> str:
    found = about.get("key") if isinstance(about, dict) else None
    if not isinstance(found, str) or not re.fullmatch(r"[0-9a-f]{32}", found, re.ASCII):
        raise DevelopmentRefused("This form is out of date: open it again.")
    return found
