"""Interns by requirements: one cohort's whole list, and one intern's."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, func, select

from db.queries.interns.scope import Scope
from db.schema.competency import competency_requirement, competency_rule
from db.schema.interns import clinical_hours, competency_record, competency_standing, exam_log, intern

# An intern logs and corrects what was done lately; what is older comes from the tracker.
OWN_DAYS = 14
_CELL = (
    "intern", "requirement", "category", "requirement_kind", "state", "logged", "needed", "is_simulated",
    "completed_on",
)  # fmt: skip


@dataclass(frozen=True)
class Matrix:
    """`rows` are (category, requirement) in the list's order, `cells` by (requirement, intern), `interns` columns."""

    interns: tuple[tuple[int, str], ...]
    rows: tuple[tuple[str, str], ...]
    cells: dict[tuple[str, str], Any]


def cohorts(connection: Connection, scope: Scope) -> list[tuple[str, str]]:
    """The groups that share a matrix, as (cohort, edition): those of one list."""
    query = select(intern.c.cohort, intern.c.edition).distinct()
    found = {
        (row.cohort or "", row.edition) for row in connection.execute(scope.narrow(query, intern.c.intern))
    }
    return sorted(found)


def sizes(connection: Connection, scope: Scope) -> dict[str, int]:
    """Cohort -> interns of a scope, the newest to begin first."""
    name, begins = func.coalesce(intern.c.cohort, ""), func.max(intern.c.starts_on)
    query = scope.narrow(select(name, func.count(), begins).group_by(name), intern.c.intern)
    rows = sorted(connection.execute(query), key=lambda row: (-row[2].toordinal(), row[0]))
    return {row[0]: int(row[1]) for row in rows}


def matrix(connection: Connection, scope: Scope, cohort: str, edition: str) -> Matrix:
    """Every requirement and rule of an edition for the interns of a cohort, as far as they may be looked at."""
    people = connection.execute(
        scope.narrow(
            select(intern.c.id, intern.c.intern)
            .where(func.coalesce(intern.c.cohort, "") == cohort, intern.c.edition == edition)
            .order_by(intern.c.intern),
            intern.c.intern,
        )
    ).all()
    table = competency_standing
    found = connection.execute(
        select(*(table.c[name] for name in _CELL))
        .where(table.c.intern.in_([row.intern for row in people]), table.c.edition == edition)
        .order_by(table.c.place)
    ).all()
    rows = dict.fromkeys((row.category, row.requirement) for row in found)
    return Matrix(
        tuple((row.id, row.intern) for row in people),
        tuple(rows),
        {(row.requirement, row.intern): row for row in found},
    )


def standings_of(connection: Connection, name: str) -> list[Any]:
    """One intern's requirements in the list's order, then the rules."""
    table = competency_standing
    return list(connection.execute(select(table).where(table.c.intern == name).order_by(table.c.place)))


def attempts_of(connection: Connection, name: str) -> list[Any]:
    """Every judgement of an intern, newest first, attempts and corrected rows too."""
    table = competency_record
    return list(
        connection.execute(
            select(table)
            .where(table.c.intern == name)
            .order_by(table.c.evaluated_on.desc(), table.c.id.desc())
        )
    )


def log_of(connection: Connection, name: str, most: int = 400) -> list[Any]:
    """The latest logged procedures of an intern."""
    table = exam_log
    return list(
        connection.execute(
            select(table)
            .where(table.c.intern == name)
            .order_by(table.c.performed_at.desc(), table.c.id.desc())
            .limit(most)
        )
    )


def correctable(connection: Connection, name: str, now: datetime, zone: tzinfo) -> list[Any]:
    """An intern's own entries of the last 14 days that nothing has corrected yet, newest first."""
    table = exam_log
    corrected = select(table.c.corrects_id).where(table.c.corrects_id.is_not(None))
    query = select(table).where(
        table.c.intern == name,
        table.c.file_id.is_(None),
        table.c.local_date >= (now - timedelta(days=OWN_DAYS)).astimezone(zone).date(),
        table.c.id.not_in(corrected),
    )
    return list(connection.execute(query.order_by(table.c.performed_at.desc(), table.c.id.desc())))


def to_sign(connection: Connection, scope: Scope, most: int = 100) -> list[Any]:
    """Logged procedures of a scope that wait for a signature, oldest first; corrected ones wait for none."""
    table = exam_log
    corrected = select(table.c.corrects_id).where(table.c.corrects_id.is_not(None))
    query = select(table).where(
        table.c.is_approved.is_(False), table.c.file_id.is_(None), table.c.id.not_in(corrected)
    )
    ordered = scope.narrow(query, table.c.intern).order_by(table.c.performed_at, table.c.id).limit(most)
    return list(connection.execute(ordered))


def hours_to_sign(connection: Connection, scope: Scope, most: int = 100) -> list[Any]:
    """Stays that interns of a scope logged here and nobody has signed, oldest first."""
    table = clinical_hours
    query = select(table).where(table.c.file_id.is_(None), table.c.approved_by.is_(None))
    ordered = scope.narrow(query, table.c.intern).order_by(table.c.started_at, table.c.id).limit(most)
    return list(connection.execute(ordered))


def is_confirmed(connection: Connection, edition: str) -> bool | None:
    """Whether the site has confirmed every line and rule of an edition; None where it is not loaded."""
    states = [
        confirmed
        for table in (competency_requirement, competency_rule)
        for confirmed in connection.scalars(
            select(table.c.confirmed).where(table.c.edition == edition).distinct()
        )
    ]
    return all(states) if states else None
