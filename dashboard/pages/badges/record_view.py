"""How one wearer's record looks: what is on file above, the form that adds to it below, one tile for each."""

from datetime import datetime

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.layout import columns
from dashboard.context import PageContext
from dashboard.pages.badges.record_doses import adjustments_tile, decidable, external_tile
from dashboard.pages.badges.record_entries import FORMS
from dashboard.pages.badges.record_person import account_tile, assignment_tile, notices_tile, papers_tile
from dashboard.pages.badges.record_pregnancy import pregnancy_tile
from db.badge_doses import series
from db.badge_people import external_doses, people
from db.badge_periods import add_months
from db.badge_pregnancy import declarations, in_force, watch
from db.database import Connection
from db.queries import accounts, badges


def body(
    connection: Connection, context: PageContext, key: tuple[str, str], wearer: str, now: datetime
) -> list[Component]:
    """Everything on record of a wearer, asked for at once."""
    today = now.astimezone(context.settings.zone).date()
    known = people(connection, key)
    person = known.person(key)
    own = badges.readings(connection, add_months(today, -24), [key])
    found = series(own, today, known.roster, badges.calendar_of(connection, today))
    declared = declarations(connection, context.keyring).get(key, [])
    current = in_force(declared, today)
    watched = watch(connection, current, context.settings.limits, today) if current else None
    owed = [one for one in badges.notices(connection, known, today) if one.told_on is None]
    linked = set(badges.linked_accounts(connection, key))
    users = accounts.accounts(connection)
    return [
        columns(
            adjustments_tile(badges.adjustments(connection, [key]), decidable(found)),
            external_tile(external_doses(connection, key).get(key, [])),
            "1:1",
        ),
        columns(
            assignment_tile(known.roster, person, today),
            html.Div(
                [
                    account_tile([user for user in users if user.id in linked], users),
                    papers_tile(wearer, today),
                    *([notices_tile(owed, today)] if person.is_intern else []),
                ],
                className="ro-stack",
            ),
            "1:1",
        ),
        pregnancy_tile(watched, today),
        _not_shown(watched is not None, person.is_intern),
    ]


def _not_shown(is_declared: bool, is_intern: bool) -> Component:
    """The buttons and fields of forms that do not belong here now: the callback takes all of them by name."""
    away = ["declare" if is_declared else "end", *([] if is_intern else ["told"])]
    fields = [
        dcc.Input(id=f"record-{name}", type="hidden", value="") for form in away for name in FORMS[form]
    ]
    buttons = [html.Button(id=f"record-{form}", n_clicks=0, type="button") for form in away]
    return html.Div([*fields, *buttons], hidden=True)
