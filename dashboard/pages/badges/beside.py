"""What stands beside an open dose, in words: where the year may end, the group's work, its doses, dose elsewhere."""

from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.distribution import distribution
from dashboard.formats import NBSP, format_count, format_day, format_number
from dashboard.pages.badges import words
from dashboard.pages.badges.picture import Opened
from db.badge_projection import LEAST_PERIODS
from db.queries.badges import LEAST_USUAL, LEAST_WEARERS


def beside_words(opened: Opened, report: date) -> list[Component]:
    """One line for each, and the group's doses as a figure where the group is large enough to be one."""
    lines = [_projection(opened), _workload(opened), _external(opened, report), _assigned(opened)]
    parts: list[Component] = [html.P(line, className="ro-note") for line in lines if line]
    others = opened.beside.others_msv
    if len(others) >= LEAST_WEARERS and opened.sums["year"].kind == "value":
        mine = opened.sums["year"].usv / 1000
        at_least = bool(opened.sums["year"].unknown)
        rank = sum(value > mine for value in others) + 1
        # What is unknown can only lift this dose, so that its place is this one or a higher.
        place = f"number {rank} from the top"
        if at_least and rank > 1:
            place += ", or higher"
        title = (
            f"Year to date of all {len(others)} wearers of such a badge, in mSv: this one is {place}; "
            "the band is the middle half"
        )
        parts += [
            html.P(title, className="ro-note"),
            distribution(others, mine, title=title, at_least=at_least),
        ]
    return parts


def _projection(opened: Opened) -> str:
    found = opened.beside.projection
    if opened.row["quantity"] == "fetal":
        return ""
    if found is None:
        return f"No estimate of the year's end: fewer than {LEAST_PERIODS} periods are known."
    if not found.ahead + found.unknown:
        return ""
    allowed = f"; it allows for {found.unknown} unknown of this year" if found.unknown else ""
    return (
        f"Estimate of the year's end: {words.msv(found.usv, 'mSv')}; in 8 of 10 draws {words.msv(found.low_usv)} to "
        f"{words.msv(found.high_usv, 'mSv')}. Drawn from this wearer's last {found.known} known periods{allowed}; it "
        "holds while the work stays as it was."
    )


def _workload(opened: Opened) -> str:
    found = opened.beside.workload
    group = opened.beside.person.work_group
    if found is None:
        return (
            f"No exams of {group} are on record for this period."
            if group
            else "Workload unknown: the roster names no rooms for this wearer."
        )
    said = f"{found.group}: {format_count(found.cases)} cases"
    if found.timed_cases:
        minutes = format_number(found.fluoroscopy_min, 0, "min")
        said += f" and {minutes} of fluoroscopy (from {found.timed_cases} of them)"
    else:
        said += ", no fluoroscopy time on record"
    if found.usual_cases is None:
        return f"{said} in this period; no earlier period of such work is on record."
    usual = f"{format_number(found.usual_cases, 0)}"
    if found.usual_fluoroscopy_min is not None and found.timed_cases:
        usual += f" and {format_number(found.usual_fluoroscopy_min, 0, 'min')}"
    if found.usual_periods < LEAST_USUAL:
        before = (
            "the period before" if found.usual_periods == 1 else f"the {found.usual_periods} periods before"
        )
        return f"{said} in this period; {usual} in {before}, too few to call usual."
    return f"{said} in this period; usual {usual} (median of {found.usual_periods} earlier ones)."


def _external(opened: Opened, report: date) -> str:
    found = [one for one in opened.beside.external if one.quantity == opened.row["quantity"]]
    parts = [
        f"{one.employer} {format_day(one.starts_on)} to {format_day(one.ends_on)}: "
        + (
            words.msv(one.usv, "mSv")
            if one.usv is not None
            else f"no record, {one.quarters_without_record}{NBSP}quarters taken from the limit"
        )
        for one in found
        if one.ends_on.year == report.year
    ]
    return f"Dose elsewhere counts towards the limit: {'; '.join(parts)}." if parts else ""


def _assigned(opened: Opened) -> str:
    if opened.row["quantity"] != "body" or opened.beside.assigned is None:
        return ""
    rule = opened.beside.rule
    if rule is None:
        return (
            "No rule for the effective dose is chosen: the deep dose at the most exposed place stands for it "
            "(10 CFR 20.1201(c))."
        )
    mark = "" if rule.confirmed else ", not confirmed"
    return (
        f"Assigned effective dose of the year, apart from what was measured: "
        f"{words.with_unit(opened.beside.assigned)} by {rule.rule} ({rule.source}{mark})."
    )
