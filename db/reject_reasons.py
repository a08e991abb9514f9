"""Which reason of the list do a console's or a person's words mean? Exact words, then patterns, else nobody knows."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, Subquery, and_, bindparam, case, func, select, true, update

from db.exam_names import ExamNames
from db.plain_names import plain_name, wildcard
from db.schema.reference import reject_reason, reject_reason_name
from db.schema.rejects import rejected_exposure

Reason = tuple[str | None, str | None]
_UNKNOWN: Reason = (None, None)


@dataclass(frozen=True)
class ReasonNames:
    """The tables in memory: reasons by their own words or codes and the site's words, then patterns, longest first."""

    exact: dict[str, Reason]
    patterns: tuple[tuple[re.Pattern[str], Reason], ...]

    def of(self, text: str | None) -> Reason:
        """Return (scheme, code) of a reason, (None, None) for one that no row knows."""
        if not text or not text.strip():
            return _UNKNOWN
        plain = plain_name(text)
        if plain in self.exact:
            return self.exact[plain]
        return next((reason for pattern, reason in self.patterns if pattern.fullmatch(plain)), _UNKNOWN)


def read_reason_names(connection: Connection) -> ReasonNames:
    """Read the reasons and the words for them."""
    exact: dict[str, Reason] = {}
    reasons = select(reject_reason.c.scheme, reject_reason.c.code, reject_reason.c.reason)
    for scheme, code, reason in connection.execute(reasons.order_by(reject_reason.c.valid_from)):
        exact[plain_name(reason)] = exact[plain_name(code)] = (scheme, code)
    patterns = []
    table = reject_reason_name.c
    for text, scheme, code in connection.execute(
        select(table.text, table.scheme, table.code).order_by(table.valid_from)
    ):
        if "*" in text:
            patterns.append((wildcard(text), (scheme, code)))
        else:
            exact[plain_name(text)] = (scheme, code)
    patterns.sort(key=lambda entry: -len(entry[0].pattern))
    return ReasonNames(exact, tuple(patterns))


def meanings() -> Subquery:
    """Each reason of a list by `scheme` and `code`, as its newest edition says: `reason`, and `counts` (1: a reject of
    a patient's exposure, AAPM TG-305; 0: not, such as test images)."""
    reason = reject_reason.c
    newest = (
        select(reason.scheme, reason.code, func.max(reason.valid_from).label("valid_from"))
        .group_by(reason.scheme, reason.code)
        .subquery()
    )
    return (
        select(
            reason.scheme,
            reason.code,
            func.min(reason.reason).label("reason"),
            func.max(case((reason.counts_as_reject.is_(true()), 1), else_=0)).label("counts"),
        )
        .join(
            newest,
            and_(
                newest.c.scheme == reason.scheme,
                newest.c.code == reason.code,
                newest.c.valid_from == reason.valid_from,
            ),
        )
        .group_by(reason.scheme, reason.code)
        .subquery("meanings")
    )


def map_rejects(
    connection: Connection, reasons: ReasonNames, names: ExamNames, file_id: int | None = None
) -> None:
    """Give the rejected exposures of one file, or all, their reason, exam type and projection."""
    table = rejected_exposure
    said = (table.c.reason_text, table.c.modality, table.c.protocol, table.c.exam_description)
    worked_out = ("reason_scheme", "reason_code", "exam_type", "projection")
    query = select(*said, *(table.c[name] for name in worked_out)).distinct()
    if file_id is not None:
        query = query.where(table.c.file_id == file_id)
    changes = []
    for row in connection.execute(query):
        found = (
            *reasons.of(row.reason_text),
            *names.of_event(row.modality or "", row.protocol, None, None, row.exam_description),
        )
        if found != tuple(getattr(row, name) for name in worked_out):
            values = {f"a_{name}": value for name, value in zip(worked_out, found, strict=True)}
            changes.append({**{f"a_{column.name}": row._mapping[column.name] for column in said}, **values})
    if not changes:
        return
    rows = update(table).where(
        *(column.is_not_distinct_from(bindparam(f"a_{column.name}")) for column in said)
    )
    if file_id is not None:
        rows = rows.where(table.c.file_id == file_id)
    # Two passes may touch a row twice with the same outcome: what a text means does not depend on what it meant before.
    statement = rows.values({name: bindparam(f"a_{name}") for name in worked_out})
    for change in changes:
        connection.execute(statement, change)
