"""Of whom may somebody know, and who is there? Interns of the roster, and staff as their records name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select, true

from db.schema.development import development_record
from db.schema.interns import intern, intern_progress, training_link

_table = development_record.c


@dataclass(frozen=True, slots=True)
class Whom:
    """The names that may be looked at in each group; None for all of it."""

    interns: frozenset[str] | None = frozenset()
    staff: frozenset[str] | None = frozenset()

    def narrow(self, query: Any) -> Any:
        """The query of records for these people alone."""
        parts: list[ColumnElement[bool]] = []
        for group, names in (("intern", self.interns), ("staff", self.staff)):
            named = true() if names is None else _table.person.in_(sorted(names))
            parts.append(and_(_table.person_group == group, named))
        return query.where(or_(*parts))


NOBODY = Whom()


def counting() -> tuple[ColumnElement[bool], ...]:
    """Which records count: those that no other one corrects, and that take nothing back."""
    corrected = select(_table.corrects_id).where(_table.corrects_id.is_not(None))
    return _table.id.not_in(corrected), _table.is_withdrawn.is_not(True)


def people(connection: Connection, whom: Whom, today: date) -> list[tuple[str, str]]:
    """(group, name) of interns who are in training or have not completed it, and of staff who have a record."""
    in_training = (
        select(intern.c.intern)
        .outerjoin(intern_progress, intern_progress.c.intern == intern.c.intern)
        .where(or_(intern.c.ends_on >= today, intern_progress.c.is_complete.is_not(True)))
    )
    if whom.interns is not None:
        in_training = in_training.where(intern.c.intern.in_(sorted(whom.interns)))
    staff = Whom(staff=whom.staff).narrow(select(_table.person).where(*counting()).distinct())
    return [
        *(("intern", name) for name in sorted(connection.scalars(in_training))),
        *(("staff", name) for name in sorted(connection.scalars(staff))),
    ]


def own_staff_name(connection: Connection, account_id: int | None) -> str | None:
    """The name of staff that an account is tied to as a supervisor; None where it is tied to none."""
    link = training_link.c
    found: str | None = connection.scalar(
        select(link.supervisor).where(link.linked_account_id == account_id, link.ended_at.is_(None)).limit(1)
    )
    return found


def known_titles(connection: Connection) -> list[str]:
    """The credentials that records name, in order."""
    query = select(_table.title).where(_table.kind == "credential", *counting()).distinct()
    return sorted(connection.scalars(query))


def entered_here(connection: Connection, whom: Whom, most: int = 20) -> Sequence[Any]:
    """What people recorded at the page and nobody took back, newest first."""
    query = select(development_record).where(_table.file_id.is_(None), *counting())
    return connection.execute(whom.narrow(query).order_by(_table.id.desc()).limit(most)).all()
