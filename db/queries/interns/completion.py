"""What does an intern's completion record say? Each requirement with its day, who judged it, and who signed it here."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, select

from db.competency.standing import RULES_CATEGORY
from db.plain_names import plain_name
from db.queries.interns.matrix import is_confirmed, standings_of
from db.queries.interns.overview import InternRow, overview
from db.queries.interns.scope import Scope
from db.schema.interns import competency_record, training_signature


@dataclass(frozen=True, slots=True)
class Line:
    """One requirement or rule. `judged_by` and `signed_at` are of the judgement that gives the credit, None without."""

    requirement: str
    category: str
    state: str
    logged: int
    needed: int
    is_simulated: bool
    completed_on: date | None
    judged_by: str | None
    signed_at: datetime | None

    @property
    def is_rule(self) -> bool:
        """Whether it is a rule of the list."""
        return self.category == RULES_CATEGORY


@dataclass(frozen=True, slots=True)
class Completion:
    """The record of one intern. `confirmed`: whether the programme has confirmed the list that it is judged by."""

    row: InternRow
    programme: str
    confirmed: bool
    lines: tuple[Line, ...]


def completion(connection: Connection, person: Any, today: date) -> Completion | None:
    """The record as it stands; None where the intern's list is not loaded."""
    (row,) = overview(connection, Scope(frozenset({person.intern})), today)
    if row.track is None:
        return None
    judged = _credits(connection, person.intern)
    lines = []
    for one in standings_of(connection, person.intern):
        key = (plain_name(one.requirement), one.completed_on, one.state == "simulated")
        judged_by, signed_at = (
            judged.get(key, (None, None)) if one.requirement_kind != "rule" else (None, None)
        )
        lines.append(
            Line(
                one.requirement, one.category, one.state, one.logged, one.needed, one.is_simulated, one.completed_on,
                judged_by, signed_at,
            )
        )  # fmt: skip
    return Completion(row, person.programme or "", bool(is_confirmed(connection, row.edition)), tuple(lines))


def _credits(connection: Connection, name: str) -> dict[tuple[str, date, bool], tuple[str, datetime | None]]:
    """(requirement, day, simulated) -> who judged it, and when it was signed here; corrected rows left out."""
    record, signed = competency_record, training_signature
    corrected = select(record.c.corrects_id).where(record.c.corrects_id.is_not(None))
    query = (
        select(
            record.c.requirement,
            record.c.evaluated_on,
            record.c.is_simulated,
            record.c.evaluator,
            signed.c.entered_at,
        )
        .outerjoin(
            signed, (signed.c.signed_table == "competency_record") & (signed.c.signed_id == record.c.id)
        )
        .where(record.c.intern == name, record.c.outcome == "passed", record.c.id.not_in(corrected))
        .order_by(record.c.id.desc())
    )
    return {
        (plain_name(row.requirement), row.evaluated_on, bool(row.is_simulated)): (
            row.evaluator,
            None if row.entered_at is None else row.entered_at.replace(tzinfo=UTC),
        )
        for row in connection.execute(query)
    }
