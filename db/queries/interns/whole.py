"""How was an intern judged as a whole, and which account is theirs?"""

from typing import Any

from sqlalchemy import Connection, select

from db.schema.interns import evaluation, training_link


def evaluations_of(connection: Connection, name: str) -> list[Any]:
    """Mid-term, final and affective evaluations, newest first."""
    table = evaluation.c
    query = select(evaluation).where(table.intern == name)
    return list(connection.execute(query.order_by(table.evaluated_on.desc(), table.id)))


def account_of(connection: Connection, name: str) -> int | None:
    """The account that is tied to an intern; None where none is."""
    table = training_link.c
    found: int | None = connection.scalar(
        select(table.linked_account_id).where(table.intern == name, table.ended_at.is_(None)).limit(1)
    )
    return found
