"""What is asked and what there is: the question, how fresh the data are, and the reference levels in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

import pandas as pd

from dashboard import access
from dashboard.context import PageContext
from dashboard.freshness import feeds_of
from dashboard.pages.dose.question import Offered, Question, understood
from dashboard.pages.dose.reveal import PERMISSION as REVEAL
from db.database import Connection
from db.freshness import Freshness, freshness_of
from db.queries import dose
from db.selection import Selection


@dataclass(frozen=True)
class Picture:
    """`question` is None while no dose has ever come; then `exams` says how many the RIS has told of."""

    question: Question | None
    offered: Offered
    freshness: Sequence[Freshness]
    jurisdiction: str
    now: datetime
    zone: tzinfo
    levels: pd.DataFrame
    may_reveal: bool
    exams: int = 0

    @property
    def today(self) -> date:
        """The hospital's day."""
        return self.now.astimezone(self.zone).date()

    @property
    def asked(self) -> Question:
        """The question, where there is one."""
        assert self.question is not None
        return self.question

    @property
    def of(self) -> Selection:
        """What is counted."""
        return self.asked.counted


def read(connection: Connection, context: PageContext, wanted: Mapping[str, str | None]) -> Picture:
    """Understand what is asked, held against what there is."""
    now, settings = context.now(), context.settings
    fresh = freshness_of(connection, feeds_of(context.feeds, {"dose"}), now)
    default = dose.default_period(connection)
    may_reveal = settings.vault and access.allowed(REVEAL)
    if default is None:
        today = now.astimezone(settings.zone).date()
        levels, exams = dose.reference_levels(connection, settings.drl, today), dose.exams_on_file(connection)
        return Picture(None, Offered(), fresh, settings.drl, now, settings.zone, levels, may_reveal, exams)
    populations = dose.populations_on_file(connection, settings.drl, default[1])
    offered = Offered(dose.rooms(connection), *dose.types_and_classes(connection), populations)
    question = understood(wanted, _usual_days(connection, default), offered)
    chosen = question.selection
    levels = dose.reference_levels(connection, settings.drl, chosen.end, chosen.age_band)
    return Picture(question, offered, fresh, settings.drl, now, settings.zone, levels, may_reveal)


def _usual_days(connection: Connection, default: tuple[date, date]) -> tuple[date, date]:
    """One year up to the newest data, or everything where a year holds only a few samples."""
    start, end = default
    if not dose.is_sparse(connection, start, end):
        return default
    oldest = dose.oldest_day(connection) or start
    return min(oldest, start).replace(day=1), end
