"""What about dose needs attention?"""

from datetime import date

from sqlalchemy import Connection

from db.attention import AttentionRow
from db.dose_measures import exam_label
from db.dose_outliers import FOUND_LATE_DAYS
from db.queries.dose.completeness import completeness
from db.queries.dose.levels import against_reference, reference_levels
from db.queries.dose.medians import median_by_month, unmapped_names
from db.queries.dose.outliers import open_count
from db.queries.dose.periods import default_period, usual


def attention(connection: Connection, jurisdiction: str, today: date) -> list[AttentionRow]:
    """Exam types whose median is over the reference level in force, outliers that nobody has closed, names that nobody
    has mapped yet, and exams without a dose. `today` is the hospital's day."""
    period = default_period(connection)
    if period is None:
        return []
    start, end = period
    levels = reference_levels(connection, jurisdiction, end)
    ranked = against_reference(median_by_month(connection, usual(period)), levels)
    over = ranked[ranked["verdict"] == "Over DRL"]
    rows = [
        AttentionRow(
            feed="dose",
            state="warn",
            word="Over DRL",
            finding=f"{exam_label(row['exam_type'], row['projection'])} is over its reference level",
            detail=f"Median {row['median']:.3g} {row['unit']}, {row['share']:.0%} of {row['drl']:.3g} "
            f"({row['edition']}), n = {row['n']}, {row['month']:%b %Y}",
            since=row["since"],
            path="/dose",
            permission="dose.view",
            weight=float(row["share"]),
        )
        for row in over.to_dict("records")
    ]
    rows += _open_outliers(connection, today)
    unmapped = unmapped_names(connection, usual(period))
    if len(unmapped):
        total = int(unmapped["n"].sum())
        are = "exposure has" if total == 1 else "exposures have"
        rows.append(
            AttentionRow(
                feed="dose",
                state="unknown",
                word="No exam type",
                finding=f"{total} {are} a name that is not mapped to an exam type",
                detail=f"{len(unmapped)} names; they stand in no median until the mapping table knows them",
                since=None,
                path="/dose",
                permission="dose.view",
                weight=0.0,
            )
        )
    counts = completeness(connection, usual(period))
    if counts["without_dose"]:
        have = "exam that gives a dose has" if counts["without_dose"] == 1 else "exams that give a dose have"
        rows.append(
            AttentionRow(
                feed="dose",
                state="unknown",
                word="No dose",
                finding=f"{counts['without_dose']} {have} none on file",
                detail=f"{counts['without_dose'] / counts['exams']:.1%} of {counts['exams']} exams done from "
                f"{start:%b %Y} on; doses without an exam: {counts['dose_without_exam']}",
                since=None,
                path="/dose",
                permission="dose.view",
                weight=counts["without_dose"] / counts["exams"],
            )
        )
    return rows


def _open_outliers(connection: Connection, today: date) -> list[AttentionRow]:
    waiting, late, oldest = open_count(connection)
    if oldest is None:
        return []
    days = max((today - oldest).days, 0)
    number = waiting or late
    more = (
        f"; {late} more were older than {FOUND_LATE_DAYS} days when their dose came in"
        if waiting and late
        else ""
    )
    whose = "dose outlier" if waiting else "dose outlier that was found late"
    return [
        AttentionRow(
            feed="dose",
            state="warn",
            word="Open",
            finding=f"{number} {whose if number == 1 else whose.replace('outlier', 'outliers').replace('was', 'were')} "
            f"{'waits' if number == 1 else 'wait'} for an explanation",
            detail=f"The oldest for {days} {'day' if days == 1 else 'days'}{more}; closed by a physicist or the RSO, "
            "with a reason",
            since=oldest,
            path="/dose?view=outliers",
            permission="dose.view",
            weight=0.5,
        )
    ]
