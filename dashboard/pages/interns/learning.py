"""What can an intern learn from the rejects of their exams, and how were they judged as a whole?"""

from datetime import date
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.month_bars import month_bars
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, UNKNOWN, format_day, format_percent, format_rate
from db.database import Connection
from db.intervals import FEWEST
from db.queries import interns
from db.queries.interns import Quality, Share
from db.wording import many

_MOST_REASONS = 6
_DEPARTMENT = "Department, same views"
_NOTE = (
    "Rejected: by rejected and accepted radiographs of patients, as on the exams page (AAPM TG-305). Made again: "
    "rejected, and a new exposure followed. An exposure is the intern's where the reject log or the exam names them; "
    "who pressed the button is not known. Department: exposures without this intern, weighted to the same views. "
    "Interval: Wilson, 95 %. For learning, not for marks."
)


def quality_tiles(connection: Connection, person: Any, today: date) -> Component:
    """Rejects and what was made again against the department, how it went over the quarters, and the reasons."""
    found = interns.quality(connection, person.ris_name, today)
    if found is None:
        why = (
            "No exposure of the last year names this intern."
            if person.ris_name
            else "The roster does not say under which name exams have this intern."
        )
        return tile("What can be learned from rejects?", empty("filtered", "No exposure is known", why))
    return html.Div([columns(_rates(found), _reasons(found), "1:1"), _trend(found)], className="ro-page-body")


def _rates(found: Quality) -> Component:
    rows = [
        {
            "what": "Rejected",
            "own": _share_text(found.rejected),
            "department": format_percent(found.department_rejected, FEWEST),
        },
        {
            "what": "Rejected and made again",
            "own": _share_text(found.repeated),
            "department": format_percent(found.department_repeated, FEWEST),
        },
    ]
    aside = (
        f" {many(found.not_compared, 'exposure')} of views that nobody else had."
        if found.not_compared
        else ""
    )
    return tile(
        f"What can be learned from rejects? {_finding(found)}",
        table(
            rows,
            [
                Column("what", "Exposures", on_phone="head"),
                Column("own", "Share", "number", on_phone="wide"),
                Column("department", _DEPARTMENT, "number"),
            ],
            title="Rejects and repeats",
            cards=True,
        ),
        subtitle=f"{many(found.rejected.n, 'exposure')} of the last year that name the intern.{aside}",
        note=_NOTE,
    )


def _trend(found: Quality) -> Component:
    """Quarter by quarter, as a chart of those that are large enough and a table of all."""
    large = [one for one in found.quarters if one.rejected.share is not None]
    rows = [
        {
            "quarter": quarter_name(one.first_day),
            "rejected": _share_text(one.rejected),
            "repeated": _share_text(one.repeated),
            "department": format_percent(one.department_rejected, FEWEST),
        }
        for one in reversed(found.quarters)
    ]
    made = table(
        rows,
        [
            Column("quarter", "Quarter", on_phone="head"),
            Column("rejected", "Rejected", "number", on_phone="wide"),
            Column("repeated", "Made again", "number", on_phone="wide"),
            Column("department", "Department's rejects, same views", "number", on_phone="wide"),
        ],
        title="Rejects by quarter",
        cards=True,
    )
    title = "Are fewer exposures rejected than before?"
    subtitle = f"Share of the intern's exposures by quarter; fewer than {FEWEST} give no share"
    if len(large) < 2:
        return tile(title, made, subtitle=subtitle, note="Two quarters with a share are needed for a course.")
    first, last = large[0].rejected, large[-1].rejected
    frame = pd.DataFrame(
        {
            "month": [one.first_day for one in large],
            "value": [one.rejected.share for one in large],
            "low": [one.rejected.low for one in large],
            "high": [one.rejected.high for one in large],
            _DEPARTMENT: [one.department_rejected for one in large],
        }
    )
    chart = month_bars(
        frame, title=title, write=lambda value: format_percent(value, FEWEST), name_month=quarter_name,
        solid=len(large), compare=_DEPARTMENT,
    )  # fmt: skip
    return tile(
        f"{title} {_course(first, last)}",
        [chart, made],
        subtitle=f"{subtitle}. Whiskers: Wilson, 95 %; dark stroke: the department's, of the same views",
    )


def _course(first: Share, last: Share) -> str:
    if (last.high or 0.0) < (first.low or 0.0):
        return "Fewer than in the first quarter shown"
    if (last.low or 0.0) > (first.high or 0.0):
        return "More than in the first quarter shown"
    return "No change that these exposures could tell"


def quarter_name(first_day: Any) -> str:
    """`Q4 2026`."""
    return f"Q{(first_day.month - 1) // 3 + 1}{NBSP}{first_day.year}"


def _finding(found: Quality) -> str:
    own, department = found.rejected, found.department_rejected
    if own.share is None or own.low is None or own.high is None:
        return (
            "Accepted exposures are not known"
            if own.n >= FEWEST
            else f"Fewer than {FEWEST} exposures say too little"
        )
    if department is None:
        return "Nobody else had such views"
    if own.low > department:
        return "More than the department has: look at the reasons"
    if own.high < department:
        return "Fewer than the department has"
    return "As in the department, as far as these exposures tell"


def _share_text(share: Share) -> str:
    if share.share is None:
        return f"n = {share.n}, {'too few' if share.n < FEWEST else 'accepted ones not known'}"
    return f"{format_rate(share.share, share.low, share.high, share.n)}, {share.hits} of {share.n}"


def _reasons(found: Quality) -> Component:
    total = sum(number for _, number, _ in found.reasons)
    if not total:
        return tile("Why were exposures rejected?", empty("good", "None was rejected", "In these exposures."))
    # Of a few rejects a share says nothing: their number does.
    rows = [
        {
            "reason": reason,
            "own": str(number),
            "share": format_percent(number / total) if total >= FEWEST else f"n = {total}",
            "department": UNKNOWN if elsewhere is None else format_percent(elsewhere),
        }
        for reason, number, elsewhere in found.reasons[:_MOST_REASONS]
    ]
    return tile(
        f"Most often: {found.reasons[0][0]}",
        table(
            rows,
            [
                Column("reason", "Reason", on_phone="head"),
                Column("own", "Rejects", "number", strong=True),
                Column("share", "Share", "number"),
                Column("department", "Department", "number"),
            ],
            title="Reasons",
            cards=True,
            count_note=f"{len(rows)} of {many(len(found.reasons), 'reason')}, most first",
        ),
        subtitle=f"{many(total, 'rejected exposure')} of the intern; department: all rejects without them",
    )


def evaluations_tile(found: list[Any], today: date) -> Component:
    """Mid-term, final and affective evaluations."""
    if not found:
        return tile(
            "How was the intern judged as a whole?",
            empty("never", "No evaluation has come", "Load evaluations: one row per mid-term or final."),
        )
    rows = [
        {
            "kind": one.evaluation_kind,
            "day": format_day(one.evaluated_on, today),
            "score": "" if one.score_percent is None else f"{one.score_percent:g}",
            "by": one.evaluator,
            "comment": one.comment or "",
        }
        for one in found
    ]
    return tile(
        many(len(found), "evaluation"),
        table(
            rows,
            [
                Column("kind", "Evaluation", on_phone="head"),
                Column("day", "Day"),
                Column("score", "Score", "number", unit="%"),
                Column("by", "By"),
                Column("comment", "Comment", on_phone="wide"),
            ],
            title="Evaluations",
            cards=True,
        ),
    )
