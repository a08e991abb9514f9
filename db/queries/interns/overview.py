"""Who is on track, and who needs help first?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, case, func, select

from db.competency.track import PACE_WEEKS, Track, track
from db.queries.interns.scope import Scope
from db.schema.competency import competency_rule
from db.schema.interns import competency_standing, intern, intern_progress

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
    the last 12 weeks, electives beyond the number asked for included.
    """
    sums = {
        row.intern: row
        for row in connection.execute(scope.narrow(_sums(today), competency_standing.c.intern))
    }
    rules = _open_rules(connection, scope)
    query = (
        select(
            intern, intern_progress.c.required, intern_progress.c.remaining, intern_progress.c.unknown_records
        )
        .outerjoin(intern_progress, intern_progress.c.intern == intern.c.intern)
        .order_by(intern.c.intern)
    )
    found = [
        _row(row, sums, rules, today) for row in connection.execute(scope.narrow(query, intern.c.intern))
    ]
    return sorted(found, key=_urgency)


def _urgency(row: InternRow) -> tuple[int, float, str]:
    if row.track is None:
        return -1, 0.0, row.intern
    return _ORDER[row.track.state], -row.track.lag_weeks, row.intern


def _row(row: Any, sums: Mapping[str, Any], rules: Mapping[str, list[str]], today: date) -> InternRow:
    summed = sums.get(row.intern)
    found = None
    if row.required is not None:
        lately = int(summed.lately or 0) if summed is not None else 0
        found = track(row.starts_on, row.ends_on, row.required, row.remaining, lately, today)
    return InternRow(
        number=row.id,
        intern=row.intern,
        cohort=row.cohort or "",
        edition=row.edition,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        track=found,
        offered=int(summed.offered or 0) if summed is not None else 0,
        simulated=int(summed.simulated or 0) if summed is not None else 0,
        open_rules=tuple(rules.get(row.intern, ())),
        unknown_records=int(row.unknown_records or 0),
    )


def _sums(today: date) -> Any:
    table = competency_standing.c

    def number(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    since = today - timedelta(weeks=PACE_WEEKS)
    return (
        select(
            table.intern,
            number(table.state == "offered").label("offered"),
            number(table.state == "simulated").label("simulated"),
            number((table.completed_on > since) & (table.completed_on <= today)).label("lately"),
        )
        .where(table.requirement_kind != "rule")
        .group_by(table.intern)
    )


def _open_rules(connection: Connection, scope: Scope) -> dict[str, list[str]]:
    table, ruled = competency_standing.c, competency_rule.c
    query = (
        select(table.intern, table.requirement)
        .join(competency_rule, (ruled.edition == table.edition) & (ruled.rule_title == table.requirement))
        .where(
            table.requirement_kind == "rule",
            table.state == "missing",
            ruled.rule_kind.in_(("at_least", "any_of", "simulated_cap")),
        )
        .order_by(table.intern, table.place)
    )
    found: dict[str, list[str]] = {}
    for name, title in connection.execute(scope.narrow(query, table.intern)):
        found.setdefault(name, []).append(title)
    return found
