"""What can an intern learn from the rejects of their exams, and how were they judged as a whole?"""

from datetime import date
from typing import Any

from dash.development.base_component import Component

from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import UNKNOWN, format_day, format_percent, format_rate
from db.database import Connection
from db.intervals import FEWEST
from db.queries import interns
from db.queries.interns import Quality, Share
from db.wording import many

_MOST_REASONS = 6
_NOTE = (
    "An exam counts once, however many of its exposures were rejected; who pressed the button is not known. "
    "Department: exams without this intern, weighted to the same mix. Interval: Wilson, 95 %. "
    "For learning, not for marks."
)


def quality_tiles(connection: Connection, person: Any, today: date) -> Component:
    """Rejects and repeats against the department, and the reasons beside them."""
    found = interns.quality(connection, person.ris_name, today)
    if found is None:
        why = (
            "No exam of the last year names this intern."
            if person.ris_name
            else "The roster does not say under which name exams have this intern."
        )
        return tile("What can be learned from rejects?", empty("filtered", "No exam is known", why))
    return columns(_rates(found), _reasons(found), "1:1")


def _rates(found: Quality) -> Component:
    rows = [
        {
            "what": "A rejected exposure",
            "own": _share_text(found.rejected),
            "department": format_percent(found.department_rejected, FEWEST),
        },
        {
            "what": "An exposure made again",
            "own": _share_text(found.repeated),
            "department": format_percent(found.department_repeated, FEWEST),
        },
    ]
    rows += [
        {
            "what": f"Rejects, {_quarter_name(first)}",
            "own": _share_text(share),
            "department": "",
        }
        for first, share in found.quarters
    ]
    aside = (
        f" {many(found.not_compared, 'exam')} of kinds that nobody else had." if found.not_compared else ""
    )
    return tile(
        f"What can be learned from rejects? {_finding(found)}",
        table(
            rows,
            [
                Column("what", "Exams with", on_phone="head"),
                Column("own", "Share", "number", on_phone="wide"),
                Column("department", "Department, same mix", "number"),
            ],
            title="Rejects and repeats",
            cards=True,
        ),
        subtitle=f"{many(found.rejected.n, 'exam')} of the last year that name the intern.{aside}",
        note=_NOTE,
    )


def _finding(found: Quality) -> str:
    own, department = found.rejected, found.department_rejected
    if own.share is None or own.low is None or own.high is None:
        return f"Fewer than {FEWEST} exams say too little"
    if department is None:
        return "Nobody else had such exams"
    if own.low > department:
        return "More than the department has: look at the reasons"
    if own.high < department:
        return "Fewer than the department has"
    return "As in the department, as far as these exams tell"


def _share_text(share: Share) -> str:
    if share.share is None:
        return f"n = {share.n}, too few"
    return f"{format_rate(share.share, share.low, share.high, share.n)}, {share.hits} of {share.n}"


def _quarter_name(first: date) -> str:
    return f"quarter from {format_day(first)}"


def _reasons(found: Quality) -> Component:
    total = sum(number for _, number, _ in found.reasons)
    if not total:
        return tile("Why were exposures rejected?", empty("good", "None was rejected", "In these exams."))
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
        subtitle=f"{many(total, 'rejected exposure')} of the intern's exams; department: all rejects without them",
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
