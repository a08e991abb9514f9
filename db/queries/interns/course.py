"""How did an intern get where they are, week by week, and of what do many interns lack cases?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any

from sqlalchemy import Connection, func, select

from db.competency.edition import Edition, read_editions
from db.competency.track import course
from db.queries.interns.cases import Cases, cases
from db.queries.interns.overview import InternRow
from db.queries.interns.scope import Scope
from db.schema.interns import competency_standing, intern

_CREDITED = ("done", "simulated")


@dataclass(frozen=True, slots=True)
class Shortage:
    """A requirement that everybody must have, and how many interns lack it; `cases` None: no case is listed for it.

    `may_be_simulated` is what the list says; None: nobody has said.
    """

    requirement: str
    edition: str
    interns: int
    cases: Cases | None
    may_be_simulated: bool | None = None


def course_of(
    row: InternRow, standings: Sequence[Any], edition: Edition, today: date
) -> list[tuple[date, float, int | None]]:
    """(day, expected, done) week by week. Of a group of which some are asked for, no more than those are counted."""
    assert row.track is not None
    days = {
        one.requirement: one.completed_on
        for one in standings
        if one.requirement_kind != "rule" and one.state in _CREDITED and one.completed_on is not None
    }
    counted: list[date] = []
    left = set(days)
    for rule in edition.rules:
        if rule.kind == "n_of":
            members = edition.members(rule) & left
            counted += sorted(days[name] for name in members)[: edition.wanted(rule)]
            left -= members
    return course(
        row.starts_on, row.ends_on, row.track.required, [*counted, *(days[name] for name in left)], today
    )


def shortages(connection: Connection, scope: Scope, since: date, today: date, zone: tzinfo) -> list[Shortage]:
    """What everybody must have and interns in training lack, the fewest cases for each first.

    Cases are the department's own exams from `since` to `today` that could serve; what none is listed for comes last.
    """
    table = competency_standing.c
    query = (
        select(table.edition, table.requirement, func.count().label("lacking"))
        .join(intern, intern.c.intern == table.intern)
        .where(
            table.requirement_kind == "mandatory", table.state.not_in(_CREDITED), intern.c.starts_on <= today,
            intern.c.ends_on >= today,
        )
        .group_by(table.edition, table.requirement)
    )  # fmt: skip
    rows = connection.execute(scope.narrow(query, table.intern)).all()
    found = []
    known = read_editions(connection)
    for edition in sorted({row.edition for row in rows}):
        listed = known[edition].requirements if edition in known else ()
        allowed = {one.name: one.may_be_simulated for one in listed}
        lacking = Counter({row.requirement: int(row.lacking) for row in rows if row.edition == edition})
        here = cases(connection, edition, lacking, since, today, zone)
        found += [
            Shortage(name, edition, number, here.get(name), allowed.get(name))
            for name, number in lacking.items()
        ]
    return sorted(found, key=_scarcest)


def _scarcest(one: Shortage) -> tuple[bool, float, int, str]:
    each = 0.0 if one.cases is None else one.cases.count / one.interns
    return one.cases is None, each, -one.interns, one.requirement
