"""What do entries of interns and of their supervisors share? The refusal, the numbers of their rows, the known list."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, select

from db.schema.competency import competency_requirement
from db.schema.interns import intern


class InternRefused(ValueError):
    """The entry cannot be taken as asked; the message says what would be right."""


def check_requirement(connection: Connection, name: str, requirement: str) -> None:
    """Raises InternRefused for what is not in the intern's list."""
    known = connection.scalar(
        select(competency_requirement.c.id)
        .join(intern, intern.c.edition == competency_requirement.c.edition)
        .where(intern.c.intern == name, competency_requirement.c.requirement == requirement)
    )
    if known is None:
        raise InternRefused("Choose a procedure of the intern's list.")


def order_of(now: datetime) -> int:
    """The order of a row that somebody enters now: a later file replaces it, an earlier one does not."""
    return int(now.timestamp() * 1_000_000)


def own_number() -> str:
    """A number that no tracker has, so that no file of theirs means this row."""
    return f"radops {secrets.token_hex(8)}"
