"""Is the pace kept, and which cases are short? One intern's course, and what a group of interns lacks."""

from datetime import date
from typing import Any

import pandas as pd
from dash.development.base_component import Component

from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.blocks.trend import Event, trend
from dashboard.formats import format_number
from dashboard.pages.interns.words import cases_text, lag_text
from db.competency.edition import Edition
from db.queries import interns
from db.queries.interns import InternRow, Shortage
from db.wording import many

_MOST = 10


def course_tile(row: InternRow, standings: list[Any], edition: Edition, today: date) -> Component:
    """Competencies done against the straight line, week by week."""
    assert row.track is not None
    points = interns.course_of(row, standings, edition, today)
    lines = [(day, expected, "Expected") for day, expected, _ in points]
    lines += [(day, float(done), "Done") for day, _, done in points if done is not None]
    title = f"Is the pace kept? {lag_text(row.track).capitalize()}"
    if row.track.state == "not_begun":
        return tile(title, empty("filtered", "Not begun", "The course is drawn from the first day on."))
    frame = pd.DataFrame(lines, columns=["day", "competencies", "line"])
    drawn = trend(
        frame, x="day", y="competencies", title=title, group="line", from_zero=True,
        events=[Event(today, "today")] if row.starts_on <= today < row.ends_on else (),
        write=lambda value: format_number(value, 0),
    )  # fmt: skip
    return tile(
        title,
        drawn,
        subtitle=f"Competencies done, of {row.track.required}, by week of the programme",
        note="Electives beyond the number asked for are not counted; what a group rule still asks for is.",
    )


def shortage_tile(found: list[Shortage], in_training: int) -> Component:
    """What interns lack most against the cases of the department."""
    title = "Which cases are short?"
    if not found:
        return tile(title, empty("good", "Nobody lacks what all must have", "Of the interns in training."))
    listed = [one for one in found if one.cases is not None]
    first = listed[0] if listed else found[0]
    rows = [
        {
            "what": two_lines(
                one.requirement, one.cases.note if one.cases is not None and one.cases.note else one.edition
            ),
            "interns": str(one.interns),
            "each": "" if one.cases is None else format_number(one.cases.count / one.interns, 1),
            "cases": cases_text(one.cases),
        }
        for one in found[:_MOST]
    ]
    return tile(
        f"{title} {first.requirement}: {many(first.interns, 'intern')} lack it",
        table(
            rows,
            [
                Column("what", "Requirement", on_phone="head"),
                Column("interns", f"Lack it, of {in_training}", "number", strong=True),
                Column("each", "Cases for each", "number"),
                Column("cases", "Cases here", on_phone="wide"),
            ],
            title="Cases that are short",
            cards=True,
            count_note=f"{len(rows)} of {many(len(found), 'requirement')}, fewest cases for each first",
        ),
        subtitle="Mandatory procedures that interns in training lack, against our own exams of the last 30 days",
        note="What no case is listed for stands last; what exams cannot tell of a case stands below its name.",
    )
