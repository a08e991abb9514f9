"""The accounts: all of them with their state, one of them with its forms, and the form for a new one."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.form import choice, field, form
from dashboard.blocks.layout import columns, stack
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_age
from dashboard.pages.admin.words import ACCOUNT, AUDIT, PATH, address, ago, utc
from dashboard.roles import TITLES, title_of
from db.account_list import Listed
from db.wording import many

_CHIPS: dict[str, tuple[State, str]] = {
    "open": ("ok", "Open"),
    "disabled": ("unknown", "Disabled"),
    "waiting": ("warn", "Has to wait"),
}
_ROLES = list(TITLES.items())


def accounts_view(found: Sequence[Listed], now: datetime) -> list[Component]:
    """All accounts, and the form for a new one."""
    return [
        columns(
            html.Div(list_tile(found, now), id="admin-list"),
            stack(_adding(), _words_of_states(), even=True),
            "2:1",
        )
    ]


def list_tile(found: Sequence[Listed], now: datetime) -> Component:
    """All accounts by name."""
    waiting = [one for one in found if one.state == "waiting"]
    disabled = [one for one in found if one.state == "disabled"]
    title = (
        f"{many(len(waiting), 'account')} must wait after wrong passwords"
        if waiting
        else f"{len(found) - len(disabled)} of {many(len(found), 'account')} may sign in"
    )
    rows = [
        {
            "who": two_lines(
                dcc.Link(one.account.username, href=address(view=ACCOUNT, account=one.account.username)),
                one.account.display_name,
            ),
            "role": title_of(one.account.role),
            "state": state_chip(*_CHIPS[one.state]),
            "seen": ago(one.seen_at, now),
            "sessions": one.open_sessions,
            "tied": one.tied_to or "",
        }
        for one in found
    ]
    return tile(
        title,
        table(
            rows,
            [
                Column("who", "Account", on_phone="head"),
                Column("role", "Role"),
                Column("state", "State"),
                Column("seen", "Last seen"),
                Column("sessions", "Sessions", "number", decimals=0),
                Column("tied", "Tied to", on_phone="wide"),
            ],
            title="Accounts",
            cards=True,
            count_note=f"{many(len(found), 'account')}, by user name",
        ),
        subtitle="Last seen: a person, not a timer, used a session; noted once a minute",
        note="radops user list shows the same on the server.",
    )


def _adding() -> Component:
    return tile(
        "Who is to get an account?",
        form(
            [
                field("admin-new-username", "User name", placeholder="jdoe"),
                field("admin-new-name", "Name as shown"),
                choice("admin-new-role", "Role", _ROLES),
                field("admin-new-first", "First password", "password"),
                field("admin-new-own", "Your own password", "password"),
            ],
            button("Add account", "admin-add", kind="primary", icon_name="plus-lg"),
            said="admin-added",
            note="At least 12 characters, no word that is guessed first; whoever gets it changes it under "
            "the menu at the top right.",
        ),
    )


def _words_of_states() -> Component:
    words = [
        "Has to wait: too many wrong passwords. The wait grows to 15 minutes at most and ends by itself.",
        "Disabled: may not sign in; what it did stays in the audit trail. Accounts are never deleted.",
        "Another role, a new password or disabling ends all sessions of an account at once.",
    ]
    return tile("What do the states mean?", html.Ul([html.Li(one) for one in words], className="ro-list"))


def account_view(one: Listed, events: pd.DataFrame, now: datetime) -> list[Component]:
    """One account: how it stands, what it did last, and the decisions about it."""
    return [
        dcc.Store(id="admin-account", data=one.account.username),
        columns(
            stack(html.Div(facts(one, now), id="admin-facts"), _latest(one, events), even=True),
            _deciding(one),
            "1:1",
        ),
    ]


def facts(one: Listed, now: datetime) -> Component:
    """How the account stands."""
    account = one.account
    waits = f"{format_age(one.waits_until - now)} from now" if one.waits_until is not None else "not at all"
    rows = [
        {"what": "Name as shown", "is": account.display_name},
        {"what": "Role", "is": title_of(account.role)},
        {"what": "State", "is": state_chip(*_CHIPS[one.state])},
        {"what": "Last seen", "is": ago(one.seen_at, now)},
        {"what": "Open sessions", "is": str(one.open_sessions)},
        {"what": "Has to wait", "is": waits},
        {"what": "Password of", "is": utc(account.password_changed_at)},
        {"what": "Added", "is": utc(account.created_at)},
        {"what": "Tied to", "is": one.tied_to or "nobody"},
    ]
    return tile(
        f"{account.username}: {title_of(account.role).lower()}, {_CHIPS[one.state][1].lower()}",
        table(rows, [Column("what", "What"), Column("is", "Is")], title="The account"),
        actions=link_button("All accounts", PATH, kind="quiet"),
    )


def _latest(one: Listed, events: pd.DataFrame) -> Component:
    """What this account did last, and where all of it stands."""
    name = one.account.username
    both = [
        link_button("What it did", address(view=AUDIT, who=name), kind="quiet"),
        link_button("What was done to it", address(view=AUDIT, kind="account", object=name), kind="quiet"),
    ]
    if events.empty:
        nothing = empty("good", "Nothing yet", "Nobody has signed in with this account.")
        return tile("What did it do last?", nothing, actions=both)
    rows = [
        {"when": utc(event["happened_at"]), "what": event["action"], "outcome": event["outcome"]}
        for event in events.to_dict("records")
    ]
    return tile(
        "What did it do last?",
        table(
            rows,
            [Column("when", "When", on_phone="head"), Column("what", "What"), Column("outcome", "Outcome")],
            title="Last events",
            cards=True,
        ),
        actions=both,
    )


def _deciding(one: Listed) -> Component:
    account = one.account
    forms = [
        form(
            [field("admin-own", "Your own password, for each decision", "password", wide=True)], html.Span()
        ),
        form(
            [choice("admin-role", "Another role", _ROLES, account.role)],
            button("Change role", "admin-role-do", icon_name="person-badge"),
        ),
        form(
            [field("admin-password", "New password for this account", "password")],
            button("Give password", "admin-password-do", icon_name="key"),
        ),
        form(
            [
                choice("admin-tie-kind", "Tie to", [("intern", "An intern"), ("supervisor", "A supervisor")]),
                field("admin-tie-name", "Name in the roster"),
            ],
            button("Tie", "admin-tie-do", icon_name="link-45deg"),
        ),
        html.Div(state_button(one), id="admin-state-place"),
        html.Div(id="admin-said", role="status", className="ro-form-said"),
    ]
    return tile(
        f"What is to change for {account.username}?",
        html.Div(forms, className="ro-stack ro-even"),
        note="Another role, a new password and barring end the account's sessions. Each decision is an event of the "
        f"audit trail, and a command besides: radops{NBSP}user.",
    )


def state_button(one: Listed) -> Component:
    """The button that bars the account, or lets it in again."""
    if one.account.disabled:
        return button("Let sign in again", "admin-state-do", icon_name="unlock")
    return button("Bar from signing in", "admin-state-do", kind="danger", icon_name="slash-circle")


def no_such_account() -> Component:
    """For an address that names none."""
    return tile(
        "There is no such account",
        empty(
            "filtered",
            "There is no such account",
            "The address may be old.",
            action=link_button("All accounts", PATH),
        ),
    )
