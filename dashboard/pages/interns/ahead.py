"""Is the pace kept, and which cases are short? One intern's course, and what a group of interns lacks."""

from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.empty import empty
from dashboard.blocks.pace import pace
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_number
from dashboard.pages.interns.words import CASE_DAYS, cases_text, lag_text, rooms_text
from db.competency.edition import Edition
from db.queries import interns
from db.queries.interns import InternRow, Shortage
from db.wording import many

_MOST = 10


def course_tile(row: InternRow, standings: list[Any], edition: Edition, today: date) -> Component:
    """Competencies done against the straight line, week by week."""
    assert row.track is not None
    points = interns.course_of(row, standings, edition, today)
    title = f"Is the pace kept? {lag_text(row.track).capitalize()}"
    if row.track.state == "not_begun":
        return tile(title, empty("filtered", "Not begun", "The course is drawn from the first day on."))
    return tile(
        title,
        pace(points, title=title),
        subtitle=f"Competencies done up to today against the straight line, of {row.track.required}, week by week",
        note="Electives beyond the number asked for are not counted; what a group rule still asks for is.",
    )


def shortage_tile(found: list[Shortage], in_training: int) -> Component:
    """What interns lack against the cases of the department: those that are few, and those of which there was none."""
    title = "Which cases are short?"
    subtitle = f"Mandatory procedures that interns in training lack, against our own exams of the last {CASE_DAYS} days"
    if not found:
        return tile(title, empty("good", "Nobody lacks what all must have", "Of the interns in training."))
    few = [one for one in found if one.cases is not None and one.cases.count]
    none = [one for one in found if one.cases is not None and not one.cases.count]
    unlisted = [one for one in found if one.cases is None]
    body: list[Component] = []
    if few:
        title = f"{title} {few[0].requirement}: {_cases_for(few[0])}"
        body.append(_few(few, in_training))
    if none:
        words = (
            f"{many(len(none), 'procedure')} lacked here had no case at all: another site, or a simulation"
        )
        body.append(
            html.Details([html.Summary(words), _none(none, in_training)], className="ro-more", open=not few)
        )
    told = f" No case is listed for {', '.join(one.requirement for one in unlisted)}." if unlisted else ""
    return tile(
        title,
        body
        or empty(
            "filtered", "No case is listed for any of them", "Load competency_cases: what serves for what."
        ),
        subtitle=subtitle,
        note=f"Exams are found by the words of competency_cases; what exams cannot tell stands below a name.{told}",
    )


def _cases_for(one: Shortage) -> str:
    assert one.cases is not None
    return f"{many(one.cases.count, 'case')} for {many(one.interns, 'intern')}"


def _few(found: list[Shortage], in_training: int) -> Component:
    rows = [
        {
            "what": two_lines(one.requirement, one.cases.note or one.edition),
            "interns": str(one.interns),
            "each": format_number(one.cases.count / one.interns, 1),
            "cases": two_lines(cases_text(one.cases), rooms_text(one.cases)),
        }
        for one in found[:_MOST]
        if one.cases is not None
    ]
    return table(
        rows,
        [
            Column("what", "Requirement", on_phone="head"),
            Column("interns", f"Lack it, of {in_training}", "number", strong=True),
            Column("each", "Cases for each", "number"),
            Column("cases", "Cases here, and where", on_phone="wide"),
        ],
        title="Cases that are short",
        cards=True,
        count_note=f"{len(rows)} of {many(len(found), 'requirement')}, fewest cases for each first",
    )


def _none(found: list[Shortage], in_training: int) -> Component:
    allowed = {True: "yes", False: "no", None: "not said"}
    rows = [
        {"what": one.requirement, "interns": str(one.interns), "simulated": allowed[one.may_be_simulated]}
        for one in found
    ]
    return table(
        rows,
        [
            Column("what", "Requirement", on_phone="head"),
            Column("interns", f"Lack it, of {in_training}", "number", strong=True),
            Column("simulated", "The list allows a simulation"),
        ],
        title="Procedures without a case here",
        cards=True,
    )
