"""Is everybody fit for their work: what has ended or soon will, what of the onboarding is missing, what was learned?

Measure: the newest record of each credential and item; learning of a year, continuing education of two.
Source: lists of credentials and learning by file, and what is recorded here. Limit: what no record says is not known;
the checklist and the days of warning are the site's own rows, and those that come with radops are unconfirmed.
"""

from typing import Any

import dash
from dash import Dash, html
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered
from dashboard.blocks.button import link_button
from dashboard.context import PageContext
from dashboard.freshness import strip_for
from dashboard.pages.development.cohorts import cohort_tiles
from dashboard.pages.development.entries import add_entries, record_view
from dashboard.pages.development.learning import learning_view
from dashboard.pages.development.standing import standing_view
from dashboard.pages.development.words import PATH, address
from dashboard.shell import page_frame
from db.actions.badge_entries import note_view
from db.queries import development

PERMISSION = "development.view"
_WHAT = "The page of credentials and learning"


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(view: str = "", **_: str) -> Component:
        again = address(view=view) if view in ("learning", "record") else PATH
        return html.Div(answered(_WHAT, lambda: _page(context, view), again))

    dash.register_page(
        __name__, path=PATH, title="Development", layout=layout, permission=PERMISSION, nav_title="Development",
        nav_order=48,
    )  # fmt: skip

    add_entries(app, context)


def _page(context: PageContext, view: str) -> Component:
    now = context.now()
    today = now.astimezone(context.settings.zone).date()
    may_record = access.allowed("development.record")
    with context.database.read() as connection:
        whom = whom_of(connection)
        fresh = strip_for(connection, context, now, ("development",))
        body: list[Any]
        if view == "learning":
            body = learning_view(connection, whom, today)
        elif view == "record" and may_record:
            body = record_view(connection, whom, today)
        else:
            body = standing_view(connection, whom, today)
            if access.allowed("interns.counts"):
                body += cohort_tiles(connection, today)
    # An event for each look at records of persons, before anything of them is shown.
    who, of = access.actor(), "credentials" if access.allowed("development.staff") else "own record"
    action = "development.list" if of == "credentials" else "development.view"
    note_view(context.database, action, of, view[:120] or "standing", actor=who, now=now)
    views = [("", "Credentials and onboarding"), ("learning", "Learning")]
    if may_record:
        views.append(("record", "Record"))
    links = [
        link_button(title, address(view=name) if name else PATH, kind="outline" if name != view else "quiet")
        for name, title in views
    ]
    return page_frame(
        "Development",
        "Is everybody fit for their work, and until when?",
        freshness=html.Div(fresh),
        filters=html.Div(links, className="ro-views"),
        body=body,
    )


def whom_of(connection: Any) -> development.Whom:
    """Of whom the reader may know: the coordinator of interns and staff, a manager of staff, others of themselves."""
    interns = None if access.allowed("interns.all") else frozenset[str]()
    if access.allowed("development.staff"):
        return development.Whom(interns, None)
    own = development.own_staff_name(connection, access.actor().account_id)
    return development.Whom(interns, frozenset({own} if own else ()))
