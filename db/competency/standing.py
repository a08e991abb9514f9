"""How does each intern stand with each requirement? Read from the records up to a day; kept for the records of today.

Counted are logged procedures that somebody approved or that the tracker holds without saying, and passes; a row that
another one corrects counts no longer. What names nothing in the intern's edition counts nowhere, and is told.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select

from db.competency.edition import Edition, read_editions
from db.competency.evaluate import Pass, Progress, evaluate
from db.plain_names import plain_name
from db.schema.interns import competency_record, competency_standing, exam_log, intern, intern_progress

RULES_CATEGORY = "Rules"
# More interns than this are read from whole tables at once.
_FEW = 200


@dataclass
class Told:
    """What the records say of one intern."""

    passes: list[Pass] = field(default_factory=list)
    # (requirement as the tracker calls it, level) -> procedures
    logged: Counter[tuple[str, str | None]] = field(default_factory=Counter)


def progress_on(
    connection: Connection, today: date, interns: Collection[str] | None = None
) -> list[tuple[str, Edition, Progress, int]]:
    """Each intern with edition, progress up to a day and the number of records that name nothing in the edition.

    An intern whose edition is not loaded is left out: nothing is known of what they need.
    """
    wanted = None if interns is None or len(interns) > _FEW else sorted(interns)
    query = select(intern.c.intern, intern.c.edition).order_by(intern.c.intern)
    people = connection.execute(query if wanted is None else query.where(intern.c.intern.in_(wanted))).all()
    editions = read_editions(connection)
    told = _told(connection, today, wanted)
    found = []
    for name, edition_name in sorted(people):
        edition = editions.get(edition_name)
        if edition is not None and (interns is None or name in interns):
            found.append((name, edition, *_progress(edition, told.get(name, Told()))))
    return found


def settle(connection: Connection, today: date, interns: Collection[str] | None = None) -> None:
    """Work the standing of these interns, or of all, out anew."""
    for table in (competency_standing, intern_progress):
        if interns is None:
            connection.execute(delete(table))
        for name in interns or ():
            connection.execute(delete(table).where(table.c.intern == name))
    rows, sums = [], []
    for name, edition, progress, unknown in progress_on(connection, today, interns):
        rows += standing_rows(name, edition, progress)
        sums.append(
            {
                "intern": name,
                "required": progress.required,
                "remaining": progress.remaining,
                "is_complete": progress.is_complete,
                "completed_on": progress.completed_on,
                "offered": sum(one.state == "offered" for one in progress.standings),
                "simulated": sum(one.state == "simulated" for one in progress.standings),
                "open_rules": "; ".join(_open_groups(progress))[:1000],
                "unknown_records": unknown,
            }
        )
    if rows:
        connection.execute(insert(competency_standing), rows)
    if sums:
        connection.execute(insert(intern_progress), sums)


def standing_rows(name: str, edition: Edition, progress: Progress) -> list[dict[str, Any]]:
    """The rows of `competency_standing` of one intern: requirements in the list's order, then rules.

    Of a rule `logged` is how many it has, `needed` how many it asks for; of a cap, how many were simulated and may be.
    A cap is done while it is kept.
    """
    rows = [
        {
            "requirement": one.requirement.name,
            "category": one.requirement.category,
            "requirement_kind": one.requirement.kind,
            "state": one.state,
            "logged": one.logged,
            "needed": one.requirement.logged_needed,
            "is_simulated": one.is_simulated,
            "completed_on": one.completed_on,
        }
        for one in progress.standings
    ]
    rows += [
        {
            "requirement": one.rule.title,
            "category": RULES_CATEGORY,
            "requirement_kind": "rule",
            "state": "done" if one.is_met else "missing",
            "logged": one.have,
            "needed": one.wanted,
            "is_simulated": False,
            "completed_on": one.met_on,
        }
        for one in progress.rules
    ]
    shared = {"intern": name, "edition": edition.name}
    return [{**shared, "place": place, **row} for place, row in enumerate(rows)]


def _open_groups(progress: Progress) -> list[str]:
    """The titles of group rules and caps that are not met; what all must have shows in the numbers already."""
    return [
        one.rule.title for one in progress.rules if not one.is_met and one.rule.kind not in ("all_of", "n_of")
    ]


def _progress(edition: Edition, told: Told) -> tuple[Progress, int]:
    known = edition.by_plain_name
    unknown = 0
    logged: Counter[str] = Counter()
    for (text, level), number in told.logged.items():
        one = known.get(plain_name(text))
        if one is None:
            unknown += number
        elif level in one.counted_levels:
            logged[one.name] += number
    passes = []
    for one_pass in told.passes:
        one = known.get(plain_name(one_pass.requirement))
        if one is None:
            unknown += 1
        else:
            passes.append(Pass(one.name, one_pass.day, one_pass.is_simulated, one_pass.procedure))
    return evaluate(edition, passes, logged), unknown


def _told(connection: Connection, today: date, interns: Collection[str] | None) -> dict[str, Told]:
    told: dict[str, Told] = {}
    log = exam_log.c
    counted = (
        select(log.intern, log.requirement, log.participation, func.sum(func.coalesce(log.exam_count, 1)))
        .where(
            log.local_date <= today, or_(log.is_approved.is_(None), log.is_approved), _not_corrected(exam_log)
        )
        .group_by(log.intern, log.requirement, log.participation)
    )
    for name, requirement, level, number in _of(connection, counted, log.intern, interns):
        told.setdefault(name, Told()).logged[requirement, level] += int(number)
    record = competency_record.c
    passed = select(
        record.intern, record.requirement, record.evaluated_on, record.is_simulated, record.log_number
    ).where(record.evaluated_on <= today, record.outcome == "passed", _not_corrected(competency_record))
    for name, requirement, day, is_simulated, number in _of(connection, passed, record.intern, interns):
        told.setdefault(name, Told()).passes.append(Pass(requirement, day, bool(is_simulated), number or ""))
    return told


def _of(connection: Connection, query: Any, column: Any, interns: Collection[str] | None) -> Iterable[Any]:
    return connection.execute(query if interns is None else query.where(column.in_(interns)))


def _not_corrected(table: Any) -> Any:
    corrects = select(table.c.corrects_id).where(table.c.corrects_id.is_not(None))
    return table.c.id.not_in(corrects)
