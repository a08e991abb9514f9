"""Everything that the page shows, asked for at once: how all wearers stand, what is unknown, one wearer's periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.pages.badges.desk import Beside, Desk, beside_of, desk_of
from dashboard.pages.badges.question import Question, understood
from db.badge_doses import DoseSum, Entry
from db.badge_periods import Calendars
from db.database import Connection
from db.freshness import Freshness
from db.queries import badges
from db.settings import Settings


@dataclass(frozen=True, slots=True)
class Opened:
    """One series of one wearer: its row among all (`standing`), periods, sums, and the wearer's other series."""

    row: dict[Any, Any]
    entries: Sequence[Entry]
    sums: dict[str, DoseSum]
    others: list[dict[Any, Any]]
    beside: Beside


@dataclass(frozen=True, slots=True)
class Picture:
    """The answer to one question. `question` is None while no badge report has ever come."""

    question: Question | None
    today: date
    freshness: Sequence[Freshness]
    reports: pd.DataFrame
    rules: badges.Rules
    standing: pd.DataFrame
    shown: pd.DataFrame
    opened: Opened | None
    desk: Desk | None = None

    @property
    def seen_on(self) -> date:
        """The day that the picture is of: today for the newest report, an older one is shown as of its last day."""
        question = self.question
        if question is None or question.report >= question.usual_report:
            return self.today
        return question.report


def draw(
    connection: Connection,
    wanted: Mapping[str, str],
    freshness: Sequence[Freshness],
    settings: Settings,
    today: date,
    account_id: int | None = None,
) -> Picture:
    """Ask the database everything that the page needs. `wanted` is what the browser sent, by name."""
    of = badges.version(connection)
    reports = badges.remembered(of, "reports", lambda: badges.reports(connection))
    usual = badges.default_report(reports)
    nothing = pd.DataFrame()
    if usual is None:
        return Picture(None, today, freshness, reports, badges.Rules({}, {}), nothing, nothing, None)
    question = understood(wanted, ends=reports["month_end"], usual=usual)
    rules = badges.rules_in_force(
        connection, settings.limits, settings.alara, question.report, settings.intern_levels
    )
    asked = (question.report, settings.limits, settings.alara, settings.intern_levels)

    def every() -> badges.AllSeries:
        report = question.report
        return badges.remembered(of, ("series", report), lambda: badges.series_at(connection, report))

    standing = badges.remembered(
        of,
        ("wearers", asked),
        lambda: _searchable(badges.wearers(connection, question.report, rules, every())),
    )
    calendar = badges.remembered(
        of, ("calendar", question.report), lambda: badges.calendar_of(connection, question.report)
    )
    shown = _shown(standing, question)
    desk = desk_of(connection, of, settings, question, today, account_id, every)
    return Picture(
        question,
        today,
        freshness,
        reports,
        rules,
        standing,
        shown,
        _opened(connection, settings, desk, standing, shown, question, calendar),
        desk,
    )


def _searchable(standing: pd.DataFrame) -> pd.DataFrame:
    """The same with the text that a search goes through, in small letters."""
    if standing.empty:
        return standing
    columns = ["participant_name", "participant_number", "series_code", "position"]
    texts = [standing[name].fillna("").astype(str) for name in columns]
    return standing.assign(searched=texts[0].str.cat(texts[1:], sep=" ").str.casefold())


def _shown(standing: pd.DataFrame, question: Question) -> pd.DataFrame:
    """The rows that fit quantity and search text (a part of name, participant number, series or position)."""
    if standing.empty:
        return standing
    rows = standing[standing["quantity"] == question.quantity] if question.quantity else standing
    if question.text:
        rows = rows[rows["searched"].str.contains(question.text.casefold(), regex=False)]
    return rows


def _opened(
    connection: Connection,
    settings: Settings,
    desk: Desk,
    standing: pd.DataFrame,
    shown: pd.DataFrame,
    question: Question,
    calendar: Calendars,
) -> Opened | None:
    """The series that was chosen, else the worst of what is shown."""
    if standing.empty:
        return None
    quantity, _, position = question.series.partition("~")
    chosen = standing[
        (standing["wearer_id"].astype(str) == question.wearer)
        & (standing["quantity"] == quantity)
        & (standing["position"] == position)
    ]
    if chosen.empty:
        if shown.empty:
            return None
        chosen = shown
    row = chosen.iloc[0].to_dict()
    key = (row["account_number"], row["participant_number"])
    entries = badges.periods(connection, key, row["quantity"], row["position"], question.report, calendar)
    others = standing[
        (standing["account_number"] == key[0]) & (standing["participant_number"] == key[1])
    ].to_dict("records")
    beside = beside_of(connection, settings, desk, row, entries, standing, question.report, calendar)
    return Opened(dict(row), entries, badges.sums(entries, question.report), others, beside)
