"""How often was an exposure of an intern's exam rejected, against the same exams of the rest of the department?

Measure: exams with at least one rejected exposure, of all exams that name the intern; and exams with a reject after
which the exposure was made again. What the table of reasons does not count (test images) is no reject. Exams called off
are left out. The department's share is that of all exams without this intern, weighted by the intern's own exams: the
same mix. Wilson's interval, 95 %; fewer than 30 exams give no share. A reject whose exam is not known is in no share.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Subquery, and_, case, func, select

from db.intervals import FEWEST, wilson
from db.reject_reasons import meanings
from db.schema.exams import exam
from db.schema.rejects import rejected_exposure

DAYS = 365
NO_REASON = "no reason told"


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n` exams. `share` with its interval from 0 to 1; all three None under 30 exams."""

    hits: int
    n: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Quality:
    """An intern's exams of a year. `department_*`: the share in the same mix; None where nobody else had such exams."""

    rejected: Share
    repeated: Share
    department_rejected: float | None
    department_repeated: float | None
    # Exams of kinds that nobody else had: they stand in no comparison.
    not_compared: int
    # First day of the quarter -> the share of that quarter, oldest first.
    quarters: tuple[tuple[date, Share], ...]
    # Reason -> (rejects of the intern's exams, share of all others' rejects); most first.
    reasons: tuple[tuple[str, int, float | None], ...]


def quality(connection: Connection, ris_name: str | None, today: date) -> Quality | None:
    """The last 365 days up to `today`; None where exams do not name the intern."""
    since = today - timedelta(days=DAYS)
    own = _exams(connection, since, today, ris_name) if ris_name else []
    if not own or ris_name is None:
        return None
    mix = Counter(row.kind for row in own)
    others = _others(connection, since, today, ris_name, sorted(mix))
    compared = sum(number for kind, number in mix.items() if kind in others)
    return Quality(
        share_of(sum(row.rejects > 0 for row in own), len(own)),
        share_of(sum(row.repeats > 0 for row in own), len(own)),
        _expected(mix, others, 1, compared),
        _expected(mix, others, 2, compared),
        len(own) - compared,
        _quarters(own),
        _reasons(connection, since, today, ris_name),
    )


def share_of(hits: int, n: int) -> Share:
    """A share with its interval; of fewer than 30 nothing is told but their number."""
    return Share(hits, n, None, None, None) if n < FEWEST else Share(hits, n, hits / n, *wilson(hits, n))


def _with_meanings() -> tuple[Any, Subquery]:
    """Rejected exposures with what their reason means."""
    rejected, meant = rejected_exposure.c, meanings()
    same = and_(meant.c.scheme == rejected.reason_scheme, meant.c.code == rejected.reason_code)
    return rejected_exposure.outerjoin(meant, same), meant


def _counts(meant: Subquery) -> Any:
    """A reject is one unless its reason says otherwise; what nobody has mapped yet is one."""
    return func.coalesce(meant.c.counts, 1) == 1


def _joined(since: date, today: date) -> tuple[Any, Any, Any]:
    """Exams of these days with their rejects and repeats, and what an exam is."""
    rejected = rejected_exposure.c
    source, meant = _with_meanings()
    by_exam = (
        select(
            rejected.exam_key,
            func.count().label("rejects"),
            func.sum(case((rejected.repeated.is_(True), 1), else_=0)).label("repeats"),
        )
        .select_from(source)
        .where(rejected.exam_key.is_not(None), rejected.local_date >= since, _counts(meant))
        .group_by(rejected.exam_key)
        .subquery()
    )
    kind = func.coalesce(exam.c.exam_type, exam.c.exam_description, exam.c.exam_code, "").label("kind")
    when = and_(
        exam.c.local_date >= since,
        exam.c.local_date <= today,
        exam.c.status.not_in(("cancelled", "no_show")),
    )
    return exam.outerjoin(by_exam, by_exam.c.exam_key == exam.c.exam_key), by_exam, (kind, when)


def _exams(connection: Connection, since: date, today: date, ris_name: str) -> Sequence[Any]:
    joined, by_exam, (kind, when) = _joined(since, today)
    query = select(
        kind,
        exam.c.local_date,
        func.coalesce(by_exam.c.rejects, 0).label("rejects"),
        func.coalesce(by_exam.c.repeats, 0).label("repeats"),
    ).select_from(joined)
    return connection.execute(query.where(when, exam.c.student == ris_name)).all()


def _others(
    connection: Connection, since: date, today: date, ris_name: str, kinds: Sequence[str]
) -> Mapping[str, tuple[int, int, int]]:
    """Kind -> exams of all others, those with a reject, those with a repeat."""
    joined, by_exam, (kind, when) = _joined(since, today)

    def number(column: Any) -> Any:
        return func.sum(case((column > 0, 1), else_=0))

    query = select(kind, func.count(), number(by_exam.c.rejects), number(by_exam.c.repeats)).select_from(
        joined
    )
    rows = connection.execute(
        query.where(when, func.coalesce(exam.c.student, "") != ris_name, kind.in_(kinds)).group_by(kind)
    )
    return {row[0]: (int(row[1]), int(row[2] or 0), int(row[3] or 0)) for row in rows}


def _expected(
    mix: Mapping[str, int], others: Mapping[str, tuple[int, int, int]], place: int, compared: int
) -> float | None:
    if not compared:
        return None
    hits = sum(
        number * others[kind][place] / others[kind][0] for kind, number in mix.items() if kind in others
    )
    return hits / compared


def _quarters(own: Sequence[Any]) -> tuple[tuple[date, Share], ...]:
    counted: dict[date, list[int]] = {}
    for row in own:
        first = date(row.local_date.year, 3 * ((row.local_date.month - 1) // 3) + 1, 1)
        sums = counted.setdefault(first, [0, 0])
        sums[0] += row.rejects > 0
        sums[1] += 1
    return tuple((first, share_of(*counted[first])) for first in sorted(counted))


def _reasons(
    connection: Connection, since: date, today: date, ris_name: str
) -> tuple[tuple[str, int, float | None], ...]:
    rejected = rejected_exposure.c
    source, meant = _with_meanings()
    name = func.coalesce(meant.c.reason, rejected.reason_text, NO_REASON)
    own = func.sum(case((exam.c.student == ris_name, 1), else_=0))
    rows = connection.execute(
        select(name, own, func.count())
        .select_from(source.join(exam, exam.c.exam_key == rejected.exam_key))
        .where(rejected.local_date >= since, rejected.local_date <= today, _counts(meant))
        .group_by(name)
    ).all()
    elsewhere = sum(int(row[2]) - int(row[1]) for row in rows)
    found = [
        (str(row[0]), int(row[1]), (int(row[2]) - int(row[1])) / elsewhere if elsewhere else None)
        for row in rows
        if row[1]
    ]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))
