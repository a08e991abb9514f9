"""Whose records may somebody look at? An intern their own, a supervisor those assigned today, the coordinator all."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from db.schema.interns import intern, intern_supervisor, training_link


@dataclass(frozen=True, slots=True)
class Scope:
    """`interns`: the names that may be looked at, None for all. `own`: the intern that the reader is, if any."""

    interns: frozenset[str] | None
    own: str | None = None
    supervisor: str | None = None

    def of_cohort(self, connection: Connection, cohort: str) -> "Scope":
        """The same narrowed to the interns of a cohort."""
        query = select(intern.c.intern).where(func.coalesce(intern.c.cohort, "") == cohort)
        found = frozenset(connection.scalars(self.narrow(query, intern.c.intern)))
        return Scope(found, self.own, self.supervisor)

    def holds(self, name: str) -> bool:
        """Whether this intern's records may be looked at."""
        return self.interns is None or name in self.interns

    def narrow(self, query: Any, column: Any) -> Any:
        """The query for these interns alone."""
        return query if self.interns is None else query.where(column.in_(sorted(self.interns)))


NOBODY = Scope(frozenset())


def scope_of(connection: Connection, role: str | None, account_id: int | None, today: date) -> Scope:
    """What an account may look at on a day. Roles that are not named here, and accounts without a link, see nobody."""
    if role == "coordinator":
        return Scope(None)
    linked = connection.execute(
        select(training_link.c.intern, training_link.c.supervisor).where(
            training_link.c.linked_account_id == account_id, training_link.c.ended_at.is_(None)
        )
    ).first()
    if linked is None:
        return NOBODY
    if role == "intern" and linked.intern is not None:
        return Scope(frozenset({linked.intern}), own=linked.intern)
    if role == "technologist" and linked.supervisor is not None:
        return Scope(_assigned(connection, linked.supervisor, today), supervisor=linked.supervisor)
    return NOBODY


def is_tied(connection: Connection, account_id: int) -> bool:
    """Whether an account is tied to an intern or a supervisor."""
    table = training_link.c
    return (
        connection.scalar(
            select(table.id).where(table.linked_account_id == account_id, table.ended_at.is_(None))
        )
        is not None
    )


def intern_at(connection: Connection, scope: Scope, number: int | None) -> Any:
    """The row of an intern by its number; None for one that is not there and for one that may not be looked at."""
    if number is None:
        return None
    row = connection.execute(select(intern).where(intern.c.id == number)).first()
    return row if row is not None and scope.holds(row.intern) else None


def intern_named(connection: Connection, name: str | None) -> Any:
    """The row of an intern by name; None for one that is not on the roster."""
    return connection.execute(select(intern).where(intern.c.intern == name)).first()


def supervisors_of(connection: Connection, name: str, today: date) -> list[str]:
    """Who supervises an intern on a day, by name."""
    table = intern_supervisor.c
    query = select(table.supervisor).where(table.intern == name, *_in_force(today)).distinct()
    return sorted(connection.scalars(query))


def _in_force(today: date) -> tuple[Any, ...]:
    table = intern_supervisor.c
    return table.starts_on <= today, or_(table.ends_on.is_(None), table.ends_on >= today)


def _assigned(connection: Connection, supervisor: str, today: date) -> frozenset[str]:
    table = intern_supervisor.c
    query = select(table.intern).where(table.supervisor == supervisor, *_in_force(today))
    return frozenset(connection.scalars(query))
