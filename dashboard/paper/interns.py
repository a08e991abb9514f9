"""The programme's papers: an intern's completion record, and the report of a cohort; from the queries of the page."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from dashboard.formats import NBSP, format_day, format_long_day
from dashboard.paper.sheet import PaperColumn, Sheet
from db.queries import interns
from db.wording import many

COMPLETION_HEAD = [
    "requirement", "category", "state", "logged", "needed", "simulated", "completed_on", "judged_by", "signed_at",
]  # fmt: skip
COHORT_HEAD = [
    "intern", "cohort", "edition", "starts_on", "ends_on", "state", "done", "required", "expected", "to_judge",
    "simulated", "projected_on", "group_rules_not_met",
]  # fmt: skip
_STATES = {
    "done": "Done",
    "simulated": "Done, simulated",
    "offered": "To judge",
    "logged": "Logged",
    # An elective that no rule asks for any more is not missing.
    "missing": "Not done",
}
_UNCONFIRMED = (
    "The programme has not confirmed this list: whether it is the edition in force is to be checked."
)


def completion_rows(found: interns.Completion, zone: tzinfo) -> list[list[object]]:
    """The record as rows of `COMPLETION_HEAD`; days as ISO, times in the hospital's."""
    return [
        [
            one.requirement, one.category, one.state, one.logged, one.needed, "yes" if one.is_simulated else "no",
            "" if one.completed_on is None else one.completed_on.isoformat(), one.judged_by or "",
            "" if one.signed_at is None else f"{one.signed_at.astimezone(zone):%Y-%m-%d %H:%M}",
        ]
        for one in found.lines
    ]  # fmt: skip


def cohort_rows(rows: Sequence[interns.InternRow]) -> list[list[object]]:
    """The cohorts as rows of `COHORT_HEAD`; blank where the list is not loaded."""
    made: list[list[object]] = []
    for row in rows:
        track = row.track
        figures: list[object] = ["list not loaded", "", "", ""]
        if track is not None:
            figures = [track.state, track.achieved, track.required, round(track.expected, 1)]
        projected = "" if track is None or track.projected_on is None else track.projected_on.isoformat()
        made.append(
            [
                row.intern, row.cohort, row.edition, row.starts_on.isoformat(), row.ends_on.isoformat(), *figures,
                row.offered, row.simulated, projected, "; ".join(row.open_rules),
            ]
        )  # fmt: skip
    return made


def completion_pdf(found: interns.Completion, site: str, made_by: str, now: datetime, zone: tzinfo) -> bytes:
    """One intern's completion record as PDF; an incomplete one says so first."""
    row, track = found.row, found.row.track
    assert track is not None
    sheet = Sheet(
        f"Completion record: {row.intern}",
        f"{site or 'radops'}    {found.programme or 'programme not named'}    {row.edition}",
        _foot(made_by, now, zone),
    )
    if track.state == "complete":
        sheet.words("Complete: every rule of the list is met.", bold=True)
    else:
        left = track.required - track.achieved
        sheet.words(f"Not complete: {left} of {track.required} competencies are still to be done.", bold=True)
    sheet.words(
        f"{row.cohort or 'No cohort'}, {format_day(row.starts_on)} to {format_day(row.ends_on)}. "
        f"As recorded up to {format_long_day(now, zone)}.".replace(NBSP, " "),
        quiet=True,
    )
    if not found.confirmed:
        sheet.words(_UNCONFIRMED, quiet=True)
    sheet.heading("Rules")
    sheet.lines(
        [PaperColumn("Rule", 110), PaperColumn("Has", 36), PaperColumn("Met", 36)],
        [
            [one.requirement, f"{one.logged} of {one.needed}", "yes" if one.state == "done" else "no"]
            for one in found.lines
            if one.is_rule
        ],
    )
    for category in dict.fromkeys(one.category for one in found.lines if not one.is_rule):
        sheet.heading(category)
        sheet.lines(
            [
                PaperColumn("Requirement", 74), PaperColumn("State", 28), PaperColumn("Completed", 26),
                PaperColumn("Judged by", 54),
            ],
            [_completion_line(one, zone) for one in found.lines if one.category == category],
        )  # fmt: skip
    sheet.signature(["For the programme, who has compared this record with the signed originals:"])
    return sheet.content()


def _completion_line(one: interns.Line, zone: tzinfo) -> list[str]:
    state = f"{one.logged} of {one.needed} logged" if one.state == "logged" else _STATES[one.state]
    signed = "" if one.signed_at is None else f", signed here {one.signed_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return [
        one.requirement,
        state,
        format_day(one.completed_on) if one.completed_on else "",
        f"{one.judged_by or ''}{signed}",
    ]


def cohort_pdf(
    rows: Sequence[interns.InternRow],
    site: str,
    made_by: str,
    now: datetime,
    zone: tzinfo,
    today: date,
    pace_weeks: int,
) -> bytes:
    """All interns, who needs help first, as PDF."""
    sheet = Sheet(
        "Interns of the department",
        f"{site or 'radops'}    {format_day(today)}",
        _foot(made_by, now, zone),
        landscape=True,
    )
    sheet.words(
        "Competencies done against a straight line from the first to the last day of the programme; the pace is "
        f"that of the last {pace_weeks} weeks.",
        quiet=True,
    )
    sheet.lines(
        [
            PaperColumn("Intern", 44), PaperColumn("Cohort", 32), PaperColumn("State", 22), PaperColumn("Done", 22),
            PaperColumn("Expected", 20), PaperColumn("Done at this pace", 28), PaperColumn("Last day", 26),
            PaperColumn("Group rules not met", 75),
        ],
        [_cohort_line(row) for row in rows],
    )  # fmt: skip
    sheet.words(many(len(rows), "intern"), quiet=True)
    return sheet.content()


def _cohort_line(row: interns.InternRow) -> list[str]:
    track = row.track
    if track is None:
        return [row.intern, row.cohort, "List not loaded", "", "", "", format_day(row.ends_on), ""]
    return [
        row.intern,
        row.cohort,
        track.state.replace("_", " ").capitalize(),
        f"{track.achieved} of {track.required}",
        f"{track.expected:.0f}",
        "unknown"
        if track.projected_on is None and track.state != "complete"
        else format_day(track.projected_on),
        format_day(row.ends_on),
        "; ".join(row.open_rules) or "all met",
    ]


def _foot(made_by: str, now: datetime, zone: tzinfo) -> str:
    return f"Made {format_long_day(now, zone)} by {made_by}. Student records: for its reader alone.".replace(
        NBSP, " "
    )
