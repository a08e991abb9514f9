"""Is every intern on track, supervised and signed?

Measure: competencies done against a straight line over the programme; per requirement done, simulated, offered, logged
n of N, or missing, by the rules of the intern's edition.
Source: rosters, exam logs and competencies of a tracker, what is entered here, and the department's own exams.
Limit: the list that comes with radops is unconfirmed; what a tracker does not hold is not known here.
"""

from typing import Any

import dash
from dash import Dash, html
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered
from dashboard.blocks.button import link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.freshness import strip_for
from dashboard.pages.interns import entered, forms
from dashboard.pages.interns.entries import add_entries
from dashboard.pages.interns.lists import matrix_view, nobody, overview_view
from dashboard.pages.interns.own_learning import add_own_learning, own_learning_tile
from dashboard.pages.interns.person import PARTS, person_view
from dashboard.pages.interns.rules import rules_view
from dashboard.pages.interns.words import PATH, address
from dashboard.shell import page_frame
from db.actions.badge_entries import note_view
from db.audit import Actor
from db.database import Connection
from db.queries import interns
from db.training_settings import read_settings

PERMISSION = "interns.view"
_WHAT = "The interns page"


def register(app: Dash, context: PageContext) -> None:
    """Add the page and its callbacks to the app."""

    def layout(
        view: str = "", person: str = "", part: str = "", cohort: str = "", edition: str = "", **_: str
    ) -> Component:
        asked = {"view": view, "person": person, "part": part, "cohort": cohort, "edition": edition}
        again = address(**{name: value for name, value in asked.items() if value})
        return html.Div(answered(_WHAT, lambda: _page(context, asked), again))

    dash.register_page(
        __name__, path=PATH, title="Interns", layout=layout, permission=PERMISSION, nav_title="Interns", nav_order=47
    )  # fmt: skip

    add_entries(app, context)
    add_own_learning(app, context)


def _page(context: PageContext, asked: dict[str, str]) -> Component:
    now, zone = context.now(), context.settings.zone
    today = now.astimezone(zone).date()
    who = access.actor()
    with context.database.read() as connection:
        scope = interns.scope_of(connection, who.role, who.account_id, today)
        fresh = strip_for(connection, context, now, ("interns",))
        view = asked["view"]
        person = _person(connection, scope, asked)
        if scope.own is not None:
            body = _own(connection, context, scope, person, view)
        elif view == "person":
            body = _somebody(connection, context, scope, person, asked["part"])
        elif view == "rules":
            body = rules_view(connection, scope, today, zone, asked["cohort"])
        elif view == "matrix":
            body = matrix_view(connection, scope, asked["cohort"], asked["edition"])
        elif view == "sign" and scope.supervisor:
            body = [
                forms.sign_form(interns.to_sign(connection, scope), zone, today),
                forms.sign_hours_form(interns.hours_to_sign(connection, scope), zone, today),
            ]
        else:
            cohort = asked["cohort"] if view == "cohort" else None
            body = overview_view(connection, scope, today, zone, cohort)
    _note(context, person, view, who)
    title = (
        f"Interns: {person.intern}"
        if view == "person" and person is not None and scope.own is None
        else "Interns"
    )
    return page_frame(
        title if scope.own is None else "My competencies",
        "Is every intern on track, supervised and signed?"
        if scope.own is None
        else "What comes next, and where?",
        freshness=html.Div(fresh),
        filters=html.Div(_links(scope, view), className="ro-views"),
        actions=_page_actions(view, person),
        body=body,
    )


def _note(context: PageContext, person: Any, view: str, who: Actor) -> None:
    """Write down whose records are shown, before they are: one intern's, or the list with all that the reader sees."""
    action, kind, which = (
        ("interns.list", "list of interns", view or "overview")
        if person is None
        else ("interns.view", "intern", str(person.id))
    )
    note_view(context.database, action, kind, which[:120], actor=who, now=context.now())


def _person(connection: Connection, scope: interns.Scope, asked: dict[str, str]) -> Any:
    """The intern that the page is about: a reader who is one themselves, else the one asked for, if they may look."""
    if scope.own is not None:
        return interns.intern_named(connection, scope.own)
    return (
        interns.intern_at(connection, scope, entered.whole(asked["person"]))
        if asked["view"] == "person"
        else None
    )


def _somebody(
    connection: Connection, context: PageContext, scope: interns.Scope, person: Any, part: str
) -> list[Component]:
    """A part of an intern's page, with links to the others."""
    if person is None:
        return [_no_such_intern()]
    today = context.now().astimezone(context.settings.zone).date()
    links = [
        link_button(
            title,
            address(view="person", person=person.id, **({"part": name} if name else {})),
            kind="outline" if name != part else "quiet",
        )
        for name, title in {"": "List", **PARTS}.items()
    ]
    forms_here = _judging(connection, person, today) if scope.supervisor and not part else []
    return [
        html.Div(links, className="ro-views"),
        *person_view(connection, context, scope, person, today, forms_here, part),
    ]


def _own(
    connection: Connection, context: PageContext, scope: interns.Scope, person: Any, view: str
) -> list[Component]:
    """What an intern sees, whatever the address asks for: their own records and nobody else's."""
    zone, now = context.settings.zone, context.now()
    today = now.astimezone(zone).date()
    if person is None:
        return [nobody(scope)]
    if view == "rules":
        return rules_view(connection, scope, today, zone)
    if view == "log":
        names = [
            row.requirement
            for row in interns.standings_of(connection, person.intern)
            if row.requirement_kind != "rule"
        ]
        supervisors = interns.supervisors_of(connection, person.intern, today)
        own = interns.correctable(connection, person.intern, now, zone)
        return [forms.log_form(names, supervisors, own, now, zone), forms.hours_form(now, zone)]
    shown = person_view(connection, context, scope, person, today, [], view)
    return [own_learning_tile(connection, person, today), *shown] if view == "learning" else shown


def _judging(connection: Connection, person: Any, today: Any) -> list[Component]:
    standings = interns.standings_of(connection, person.intern)
    offered = [row.requirement for row in standings if row.state == "offered"]
    judged = interns.attempts_of(connection, person.intern)
    corrected = {row.corrects_id for row in judged}
    below = read_settings(connection, today)["comment_below"]
    return [
        forms.judge_form(
            person, offered, [row for row in judged if row.id not in corrected][:10], today, below
        )
    ]


def _no_such_intern() -> Component:
    action = link_button("All interns", PATH)
    return tile(
        "There is no such intern",
        empty("filtered", "There is no such intern", "The address may be old.", action=action),
    )


def _links(scope: interns.Scope, view: str) -> list[Component]:
    if scope.own is not None:
        views = [("", "My list"), ("log", "Log a procedure"), *PARTS.items(), ("rules", "Supervision")]
    else:
        views = [("", "Who needs help"), ("matrix", "Matrix"), ("rules", "Supervision and hours")]
        if scope.supervisor:
            views.append(("sign", "To sign"))
    shown = "" if view == "cohort" else view
    return [
        link_button(title, address(view=name) if name else PATH, kind="outline" if name != shown else "quiet")
        for name, title in views
    ]


def _page_actions(view: str, person: Any) -> list[Component]:
    if person is not None:
        at = f"/interns/paper/completion.{{}}?person={person.id}"
        return [
            link_button("Record as PDF", at.format("pdf"), icon_name="printer", leaves_page=True),
            link_button("as CSV", at.format("csv"), icon_name="download", leaves_page=True),
        ]
    if view or not access.allowed("interns.all"):
        return []
    return [
        link_button("Cohort report", "/interns/cohort/report.pdf", icon_name="printer", leaves_page=True),
        link_button("as CSV", "/interns/cohort/report.csv", icon_name="download", leaves_page=True),
        link_button("Progress", "/export/competency_progress.csv", icon_name="download", leaves_page=True),
    ]
