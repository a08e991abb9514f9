"""Everything that the page shows, asked for at once: frames of the question's period, and how fresh they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard.pages.dose.complete import Complete, gather
from dashboard.pages.dose.question import Offered, Question, period_of
from db.database import Connection
from db.freshness import Freshness
from db.queries import dose


@dataclass(frozen=True, slots=True)
class Picture:
    """The answer to one question; `period` is None while no dose has ever come. Days are the hospital's."""

    question: Question
    jurisdiction: str
    today: date
    offered: Offered
    freshness: Sequence[Freshness]
    default: tuple[date, date] | None
    oldest: date | None
    period: tuple[date, date] | None
    medians: pd.DataFrame
    ranked: pd.DataFrame
    levels: pd.DataFrame
    left_out: dict[str, int]
    unmapped: pd.DataFrame
    exams: int
    complete: Complete | None


def draw(
    connection: Connection,
    question: Question,
    offered: Offered,
    freshness: Sequence[Freshness],
    jurisdiction: str,
    today: date,
    *,
    may_read_rows: bool,
    may_reveal: bool = False,
) -> Picture:
    """Ask the database everything that the page needs; `today` is the hospital's day."""
    default = dose.default_period(connection)
    oldest = dose.oldest_day(connection)
    period = period_of(question.span, default, oldest) if default else None
    start, end = period or (today, today)
    chosen = question.chosen
    medians = dose.median_by_month(connection, start, end, chosen)
    levels = dose.reference_levels(connection, jurisdiction, end)
    if chosen.has_children:
        # A level for adults is no comparison for a median with children in it.
        levels = levels.iloc[0:0]
    return Picture(
        question,
        jurisdiction,
        today,
        offered,
        freshness,
        default,
        oldest,
        period,
        medians,
        dose.against_reference(medians, levels),
        levels,
        dose.left_out(connection, start, end, chosen),
        dose.unmapped_names(connection, start, end, chosen),
        dose.exams_on_file(connection) if default is None else 0,
        gather(connection, start, end, may_read_rows, may_reveal) if default else None,
    )
