"""Who may sign in and do what, how does the server stand, and what did everybody do?

Measure: accounts with their role, state and last use; displays and feeds as their own pages judge them; settings as the
server read them; every event of the audit trail.
Source: the accounts, displays, ledger and audit trail of this database; the server's environment.
Limit: what somebody does on the server itself, past radops, is in no trail of radops.
"""

from collections.abc import Mapping

import dash
from dash import Dash, dcc, html
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered
from dashboard.blocks.layout import stack
from dashboard.context import PageContext
from dashboard.pages.admin import audit, searching, server
from dashboard.pages.admin.accounts import account_view, accounts_view, no_such_account
from dashboard.pages.admin.deciding import add_decisions
from dashboard.pages.admin.searching import add_search
from dashboard.pages.admin.words import ACCOUNT, AUDIT, PATH, ROLES, SERVER, VIEWS, address
from dashboard.shell import page_frame
from db.account_list import listed_accounts
from db.database import Connection
from db.queries import audit as trail
from db.queries import feeds
from db.queries.displays import displays

PERMISSION = "admin.view"
_TITLE, _WHAT = "Admin", "The admin page"
_QUESTIONS = {
    AUDIT: "Who did what, to which object, when, from where, and how did it end?",
    ROLES: "Who has which role, and what does it let them do?",
    SERVER: "Which displays, feeds and settings does this server have?",
}
_LATEST = 10


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(**query: str) -> Component:
        view = query.get("view", "")
        return html.Div(answered(_WHAT, lambda: _page(context, query), address(view=view)))

    dash.register_page(
        __name__,
        path=PATH,
        title=_TITLE,
        layout=layout,
        permission=PERMISSION,
        nav_title=_TITLE,
        nav_order=80,
    )
    add_decisions(app, context)
    add_search(app, context)


def _page(context: PageContext, query: Mapping[str, str]) -> Component:
    view = query.get("view", "")
    with context.database.read() as connection:
        if view == AUDIT:
            access.require(searching.PERMISSION)
            tools = [_views(view), audit.filters(connection, query)]
            body = audit.audit_view(connection, context, query)
        else:
            tools, body = [_views(view)], _plain_view(connection, context, view, query)
    return page_frame(
        _TITLE,
        _QUESTIONS.get(view, "Who may sign in, in which role, and who was here lately?"),
        filters=stack(*tools, even=True),
        body=body,
    )


def _plain_view(
    connection: Connection, context: PageContext, view: str, query: Mapping[str, str]
) -> list[Component]:
    now = context.now()
    if view == SERVER:
        by_source = feeds.by_source(connection, context.feeds, now)
        return server.server_view(context.settings, displays(connection, now), by_source, now)
    found = listed_accounts(connection, context.keyring, now)
    if view == ROLES:
        return server.roles_view(found)
    if view == ACCOUNT:
        name = query.get("account", "")
        one = next((item for item in found if item.account.username == name), None)
        if one is None:
            return [no_such_account()]
        latest = trail.events(connection, trail.Wanted(actor=name), _LATEST)
        return account_view(one, latest, now)
    return accounts_view(found, now)


def _views(view: str) -> Component:
    links = []
    for name, title in VIEWS.items():
        here = name == view
        face = [html.Span("Current view: ", className="visually-hidden")] if here else []
        look = "btn btn-link" if here else "btn btn-outline-secondary"
        links.append(dcc.Link([*face, title], href=address(view=name), className=look))
    return html.Nav(links, className="ro-views", **{"aria-label": "Views of administration"})
