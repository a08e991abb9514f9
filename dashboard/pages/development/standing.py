"""Which credentials have ended or soon will, and what of the onboarding is missing?"""

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.development.words import GROUPS, days_text, state, until
from db.database import Connection
from db.queries import development
from db.queries.development import Held, Item, Listed, Standing
from db.wording import many

# As many rows a table has; the worst stand first, and each table says of how many.
_MOST = 50
# How many of those that hold are shown where none ends.
_FIRST = 5


def standing_view(connection: Connection, whom: development.Whom, today: date) -> list[Component]:
    """Credentials soonest first, then the checklists that are not complete, then the others."""
    found = development.standing(connection, whom, today)
    if not found.held and not found.lists:
        return [_never(whom)]
    return [_ending(found, today), _lists(found, today)]


def _never(whom: development.Whom) -> Component:
    if whom.staff is not None and whom.interns is not None:
        text = "Where your account is tied to your name (radops user supervisor), your own credentials stand here."
        return tile("Is everything valid?", empty("never", "No record of yours has come", text))
    steps = [
        Step(
            "Load what is on record", "development: one row per credential, item, meeting or hour of learning"
        ),
        Step("Load your own checklist", "training_settings: the items, and how early an end is told"),
    ]
    return tile(
        "Is everybody fit for their work?",
        empty("never", "No record has come", "Nothing is known.", steps=steps),
    )


def _ending(found: Standing, today: date) -> Component:
    ended, soon = found.of_state("ended"), found.of_state("soon")
    days = f"{found.settings['expires_soon']:.0f}"
    if not found.held:
        return tile(
            "Which credentials end?", empty("filtered", "No record has a last day", "So none can end.")
        )
    title = (
        f"{many(len(ended), 'credential')} ended, {len(soon)} within {days} days"
        if ended
        else f"{many(len(soon), 'credential')} within {days} days of the last day"
        if soon
        else f"No credential ends within {days} days"
    )
    first = [one for one in found.held if one.state != "valid"] or list(found.held[:_FIRST])
    others = [one for one in found.held if one not in first]
    body: list[Component] = [_credentials(first, today, "Credentials")]
    if others:
        body.append(
            _folded(
                f"{many(len(others), 'credential')} more that hold", _credentials(others, today, "Others")
            )
        )
    return tile(title, body, subtitle="The newest record of each; the last day is a day on which it holds")


def _credentials(held: Sequence[Held], today: date, title: str) -> Component:
    rows = [
        {
            "what": two_lines(one.title, f"{one.person}, {GROUPS[one.group].lower()}"),
            "state": state(one.state, "Valid" if one.state == "valid" else ""),
            "until": "does not end" if one.expires_on is None else format_day(one.expires_on, today),
            "days": days_text(one.expires_on, today),
            "since": format_day(one.done_on, today),
        }
        for one in held[:_MOST]
    ]
    return table(
        rows,
        [
            Column("what", "Credential", on_phone="head"),
            Column("state", "State", on_phone="head"),
            Column("until", "Last day"),
            Column("days", "That is"),
            Column("since", "Issued or done"),
        ],
        title=title,
        cards=True,
        count_note=f"{len(rows)} of {many(len(held), 'credential')}, the first to end first",
    )


def _folded(words: str, part: Component) -> Component:
    return html.Details([html.Summary(words), part], className="ro-more")


def _lists(found: Standing, today: date) -> Component:
    title = "What of the onboarding is missing?"
    if not found.lists:
        return tile(title, empty("never", "No record has come", "So nobody's checklist is known."))
    incomplete = [one for one in found.lists if not one.complete]
    items = list(dict.fromkeys(item.title for one in found.lists for item in one.items))
    open_ones = [
        one for one in found.lists if not one.complete or any(item.state == "soon" for item in one.items)
    ]
    others = [one for one in found.lists if one not in open_ones]
    body: list[Component] = [_checklists(open_ones, items, today, "Onboarding")] if open_ones else []
    if others:
        words = f"{many(len(others), 'checklist')} {'more ' if open_ones else ''}of which nothing is missing"
        body.append(_folded(words, _checklists(others, items, today, "Complete onboarding")))
    unconfirmed = any(not row.confirmed for row in found.settings.items)
    silent = [GROUPS[group].lower() for group in sorted(found.silent)]
    aside = f" No record of any {' or '.join(silent)} has come: theirs is not known." if silent else ""
    return tile(
        f"{many(len(incomplete), 'checklist')} of {len(found.lists)} not complete"
        if incomplete
        else f"All {many(len(found.lists), 'checklist')} complete",
        body,
        subtitle="Onboarding; an item holds until the last day that its record names",
        actions=[state_chip("unknown", "Checklist unconfirmed")] if unconfirmed else None,
        note="The checklist is the site's: rows of training_settings. "
        f"No record means that none says it was done.{aside}",
    )


def _checklists(lists: Sequence[Listed], items: Sequence[str], today: date, title: str) -> Component:
    rows = []
    for one in lists[:_MOST]:
        by_title = {item.title: item for item in one.items}
        cells: dict[str, object] = {
            name: _item(by_title[name], today) if name in by_title else "not asked" for name in items
        }
        rows.append({"who": two_lines(one.person, GROUPS[one.group]), **cells})
    return table(
        rows,
        [Column("who", "Who", on_phone="head"), *(Column(name, name, on_phone="wide") for name in items)],
        title=title,
        cards=True,
        count_note=f"{len(rows)} of {many(len(lists), 'checklist')}, most missing first",
    )


def _item(item: Item, today: date) -> Component:
    when = (
        until(item.expires_on, today)
        if item.expires_on is not None
        else "" if item.done_on is None else f"on {format_day(item.done_on, today)}"
    )  # fmt: skip
    return two_lines(state(item.state), when) if when else state(item.state)
