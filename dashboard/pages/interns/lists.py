"""Who needs help first, and the matrix of a cohort."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta, tzinfo

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.interns.ahead import shortage_tile
from dashboard.pages.interns.words import (
    CASE_DAYS,
    PATH,
    address,
    lag_text,
    legend,
    mark_cell,
    projected_text,
    track_chip,
    track_note,
)
from db.database import Connection
from db.queries import interns
from db.training_settings import read_settings
from db.wording import many

# As many interns are shown before one chooses a cohort.
_MOST = 50


def overview_view(
    connection: Connection, scope: interns.Scope, today: date, zone: tzinfo, cohort: str | None = None
) -> list[Component]:
    """The interns of the reader, who needs help first; where there are many, the first of all, or one cohort."""
    sizes = interns.sizes(connection, scope)
    many_interns = sum(sizes.values()) > _MOST
    chosen = cohort if many_interns and cohort in sizes else None
    if chosen is not None:
        scope = scope.of_cohort(connection, chosen)
    rows = interns.overview(connection, scope, today)
    if not rows:
        return [nobody(scope)]
    shown = rows if chosen is not None else rows[:_MOST]
    settings = read_settings(connection, today)
    behind = [row for row in rows if row.track is not None and row.track.state in ("behind", "late")]
    title = (
        f"{many(len(behind), 'intern')} of {len(rows)} behind: {behind[0].intern} needs help first"
        if behind
        else f"None of {many(len(rows), 'intern')} is behind"
    )
    made = table(
        [_overview_row(row, today, settings.weeks("pace")) for row in shown],
        [
            Column("intern", "Intern", width=210, on_phone="head"),
            Column("state", "State", on_phone="head"),
            Column("achieved", "Done", "number", strong=True),
            Column("expected", "Expected", "number"),
            Column("lag", "Against the line", width=130),
            Column("offered", "To judge", "number"),
            Column("projected", "Done by, at this pace", width=220, on_phone="wide"),
            Column("rules", "Group rules not met", on_phone="wide"),
        ],
        title="Interns",
        cards=True,
        count_note=f"{many(len(rows), 'intern')}, who needs help first"
        if len(shown) == len(rows)
        else f"{len(shown)} of {len(rows)} interns, who needs help first; a cohort shows all of its own",
    )
    in_training = sum(row.starts_on <= today <= row.ends_on for row in rows)
    short = interns.shortages(connection, scope, today - timedelta(days=CASE_DAYS), today, zone)
    return [
        *([_cohort_links(sizes, chosen)] if many_interns else []),
        tile(
            title,
            made,
            subtitle="Competencies done against those expected by today",
            note=track_note(settings),
        ),
        shortage_tile(short, in_training),
    ]


def _cohort_links(sizes: Mapping[str, int], chosen: str | None) -> Component:
    names: list[str | None] = [None, *sizes]
    links = [
        link_button(
            "All cohorts" if one is None else f"{one or 'No cohort'}, {sizes[one]}",
            PATH if one is None else address(view="cohort", cohort=one),
            kind="quiet" if one == chosen else "outline",
        )
        for one in names
    ]
    return html.Div(links, className="ro-views")


def _overview_row(row: interns.InternRow, today: date, weeks: int) -> dict[str, object]:
    name = dcc.Link(row.intern, href=address(view="person", person=row.number))
    shared = {
        "intern": two_lines(name, f"{row.cohort or 'no cohort'}, until {format_day(row.ends_on, today)}"),
        "state": track_chip(row.track),
        "offered": str(row.offered),
    }
    if row.track is None:
        gap = f"The list {row.edition} is not loaded"
        return {**shared, "achieved": None, "expected": None, "lag": "", "projected": gap, "rules": ""}
    return {
        **shared,
        "achieved": f"{row.track.achieved} of {row.track.required}",
        "expected": f"{row.track.expected:.0f}",
        "lag": lag_text(row.track),
        "projected": projected_text(row.track, row.ends_on, today, weeks),
        "rules": "; ".join(row.open_rules) or "all met",
    }


def matrix_view(connection: Connection, scope: interns.Scope, cohort: str, edition: str) -> list[Component]:
    """Requirements down, the interns of a cohort across."""
    known = interns.cohorts(connection, scope)
    if not known:
        return [nobody(scope)]
    chosen = (cohort, edition) if (cohort, edition) in known else known[0]
    found = interns.matrix(connection, scope, *chosen)
    links = [
        link_button(
            f"{one or 'No cohort'}, {name}",
            address(view="matrix", cohort=one, edition=name),
            kind="quiet" if (one, name) == chosen else "outline",
        )
        for one, name in known
    ]
    unconfirmed = interns.is_confirmed(connection, chosen[1]) is False
    body: list[Component] = [html.Div(links, className="ro-views")] if len(known) > 1 else []
    body += [legend(), _matrix(found)]
    done = sum(
        cell.state in ("done", "simulated")
        for cell in found.cells.values()
        if cell.requirement_kind != "rule"
    )
    return [
        tile(
            f"{done} competencies of {many(len(found.interns), 'intern')} are done",
            body,
            subtitle=f"{chosen[0] or 'No cohort'}, {chosen[1]}",
            actions=[state_chip("unknown", "List unconfirmed")] if unconfirmed else None,
            note="The programme has not confirmed this list: check it, then load it with confirmed = yes."
            if unconfirmed
            else None,
        )
    ]


def _matrix(found: interns.Matrix) -> Component:
    heads = [
        html.Th(dcc.Link(name, href=address(view="person", person=number)), scope="col")
        for number, name in found.interns
    ]
    body: list[Component] = []
    category = None
    for row in found.rows:
        if row[0] != category:
            category = row[0]
            group = html.Th(category, colSpan=len(found.interns) + 1, scope="rowgroup")
            body.append(html.Tr(group, className="ro-group-row"))
        cells = [_cell(found, row[1], name) for _, name in found.interns]
        body.append(html.Tr([html.Th(row[1], scope="row"), *cells]))
    made = html.Table(
        [
            html.Caption("Interns by requirements", className="visually-hidden"),
            html.Thead(html.Tr([html.Th("Requirement", scope="col"), *heads])),
            html.Tbody(body),
        ],
        className="ro-matrix",
    )
    return html.Div(made, className="ro-scroll-y", tabIndex="0", role="group", **{"aria-label": "Matrix"})


def _cell(found: interns.Matrix, requirement: str, name: str) -> Component:
    row = found.cells.get((requirement, name))
    if row is None:
        return html.Td(html.Span("not loaded", className="ro-unknown"))
    return mark_cell(row)


def nobody(scope: interns.Scope) -> Component:
    """Why there is no intern to see, and what would change that."""
    if scope.interns is None:
        steps: Sequence[Step] = [
            Step("Load the roster", "interns: one row per intern, with edition, first and last day"),
            Step("Load who supervises whom", "intern_supervisors: only they may look and sign"),
            Step("Load what the tracker has", "competencies, exam_log and clinical_hours"),
        ]
        return tile(
            "Is every intern on track?", empty("never", "No intern is on the roster", "", steps=steps)
        )
    text = (
        "Nobody is assigned to you today; the clinical coordinator keeps the list."
        if scope.supervisor
        else "Ask the clinical coordinator to tie your account to the intern or supervisor that you are."
    )
    title = "No intern is assigned to you" if scope.supervisor else "Your account is tied to nobody here"
    return tile("Is every intern on track?", empty("never", title, text))
