"""Who is on track, and who needs help first?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from db.competency.track import Track, track
from db.queries.interns.scope import Scope
from db.schema.interns import competency_standing, intern, intern_progress
from db.training_settings import TrainingSettings, read_settings

_SUMS = ("required", "remaining", "offered", "simulated", "open_rules", "unknown_records")
# Who needs help first: those past their last day, then those behind, by how far; the complete last.
_ORDER = {"late": 0, "behind": 1, "on_track": 2, "not_begun": 3, "complete": 4}


@dataclass(frozen=True, slots=True)
class InternRow:
    """One intern: who, by which edition, and how far. `track` is None where the edition is not loaded."""

    number: int
    intern: str
    cohort: str
    edition: str
    starts_on: date
    ends_on: date
    track: Track | None
    offered: int
    simulated: int
    # Group rules that are not met though their number may be.
    open_rules: tuple[str, ...]
    unknown_records: int


def overview(connection: Connection, scope: Scope, today: date) -> list[InternRow]:
    """The interns of a scope, who needs help first.

    Achieved is what the rules ask for less the fewest competencies that would still meet them all. The pace is that of
    the last weeks (the programme's number), electives beyond the number asked for included.
    """
    settings = read_settings(connection, today)
    lately = _credited_lately(connection, scope, today, settings.weeks("pace"))
    query = (
        select(intern, *(intern_progress.c[name] for name in _SUMS))
        .outerjoin(intern_progress, intern_progress.c.intern == intern.c.intern)
        .order_by(intern.c.intern)
    )
    found = [
        _row(row, lately, today, settings) for row in connection.execute(scope.narrow(query, intern.c.intern))
    ]
    return sorted(found, key=_urgency)


def _urgency(row: InternRow) -> tuple[int, float, str]:
    if row.track is None:
        return -1, 0.0, row.intern
    return _ORDER[row.track.state], -row.track.lag_weeks, row.intern


def _row(row: Any, lately: Mapping[str, int], today: date, settings: TrainingSettings) -> InternRow:
    found = None
    if row.required is not None:
        found = track(
            row.starts_on, row.ends_on, row.required, row.remaining, lately.get(row.intern, 0), today,
            behind_after_weeks=settings["behind_after"], pace_weeks=settings.weeks("pace"),
        )  # fmt: skip
    return InternRow(
        number=row.id,
        intern=row.intern,
        cohort=row.cohort or "",
        edition=row.edition,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        track=found,
        offered=int(row.offered or 0),
        simulated=int(row.simulated or 0),
        open_rules=tuple(title for title in (row.open_rules or "").split("; ") if title),
        unknown_records=int(row.unknown_records or 0),
    )


def _credited_lately(connection: Connection, scope: Scope, today: date, weeks: int) -> dict[str, int]:
    """Intern -> competencies of the weeks that the pace is taken from."""
    table = competency_standing.c
    query = (
        select(table.intern, func.count())
        .where(
            table.completed_on > today - timedelta(weeks=weeks),
            table.completed_on <= today,
            table.requirement_kind != "rule",
        )
        .group_by(table.intern)
    )
    return {name: int(number) for name, number in connection.execute(scope.narrow(query, table.intern))}
