"""How does each unit stand: its state and why, checks due, last result, faults, uptime, exams of today?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Literal

from sqlalchemy import Connection, case, func, select

from db.queries.equipment.checks import check_titles
from db.queries.equipment.downtime import day_begin, down_spans, in_service_work, month_uptime
from db.schema.equipment import equipment, fault, qc_standing
from db.schema.exams import exam

State = Literal["down", "limited", "in_qc", "unknown", "in_service"]
# Verdicts with which a unit stays in use, and of which nobody may say that all is well.
DOUBTS = ("tolerance", "no_tol", "not_done")
# Worst first: the order of the cards.
STATES: tuple[State, ...] = ("down", "limited", "in_qc", "unknown", "in_service")


@dataclass(frozen=True, slots=True)
class UnitCard:
    """One unit on the board. `since` is a moment (aware), null when nobody knows; `uptime` a share of this month."""

    unit: str
    unit_kind: str | None
    state: State
    why: str
    since: datetime | None
    # What somebody wrote of the fault or service: free text, for the page alone.
    said: str | None
    open_faults: int
    newest_fault: int | None
    next_test: str | None
    next_due_on: date | None
    overdue: int
    # The first day on which one of the overdue checks was overdue.
    overdue_since: date | None
    due: int
    last_test: str | None
    last_verdict: str
    last_value: float | None
    last_text: str | None
    last_at: datetime | None
    actions: int
    tolerated: int
    not_judged: int
    not_done: int
    # One check, by name, of those past tolerance, without a limit or not done: the only one where there is one.
    doubted: Mapping[str, str]
    uptime: float | None
    exams_today: int | None


def units(connection: Connection) -> list[str]:
    """The units in use: those of the list that are not marked otherwise, and any that has checks and is on no list."""
    listed = {
        row.unit: row.is_active is not False
        for row in connection.execute(select(equipment.c.unit, equipment.c.is_active))
    }
    checked = set(connection.scalars(select(qc_standing.c.unit).distinct()))
    return sorted({unit for unit, active in listed.items() if active} | (checked - set(listed)))


def board(connection: Connection, now: datetime, zone: tzinfo) -> list[UnitCard]:
    """A card per unit in use, worst first. `now` is aware.

    Down: a fault that says so is open, or a service event that takes the unit down has not ended. In QC: repaired, and
    the checks for its return are not all passed and reviewed. Limited: an open fault limits it, or the latest result of
    a check is past its action limit. Unknown: no check is scheduled for it. Uptime counts this calendar month so far,
    by the unit's opening hours. A check without limits or never done is never among those that passed.
    """
    today = now.astimezone(zone).date()
    sums = {row.unit: row for row in connection.execute(_sums(today))}
    nexts, lasts = _by_unit(connection, _next()), _by_unit(connection, _last())
    worst, doubtful = _by_unit(connection, _worst("action")), _by_unit(connection, _worst("tolerance"))
    faults: dict[str, list[Any]] = {}
    for row in connection.execute(
        select(fault).where(fault.c.state != "returned").order_by(fault.c.reported_at)
    ):
        faults.setdefault(row.unit, []).append(row)
    month = day_begin(today.replace(day=1), zone)
    down = down_spans(connection, month, now)
    serviced = in_service_work(connection)
    listed = {row.unit: row for row in connection.execute(select(equipment))}
    counts = _exams(connection, today)
    titles = check_titles(connection)
    cards = []
    for unit in units(connection):
        about = listed.get(unit)
        state, why, since, said = _state(
            faults.get(unit, []), serviced.get(unit), worst.get(unit), sums.get(unit), nexts.get(unit), titles
        )
        # Where a check has failed or is past tolerance, it is told: others that passed later do not make up for it.
        summed, following = sums.get(unit), nexts.get(unit)
        last = worst.get(unit) or doubtful.get(unit) or lasts.get(unit)
        room = (about.room if about is not None else None) or unit
        cards.append(
            UnitCard(
                unit=unit,
                unit_kind=None if about is None else about.unit_kind,
                state=state,
                why=why,
                since=since,
                said=said,
                open_faults=len(faults.get(unit, [])),
                newest_fault=faults[unit][-1].id if unit in faults else None,
                next_test=None if following is None else following.test,
                next_due_on=None if following is None else following.due_on,
                overdue=int(summed.overdue or 0) if summed is not None else 0,
                overdue_since=None
                if summed is None or summed.overdue_from is None
                else summed.overdue_from + timedelta(days=1),
                due=int(summed.due or 0) if summed is not None else 0,
                last_test=None if last is None else last.test,
                last_verdict="not_done" if last is None else last.verdict,
                last_value=None if last is None else last.value,
                last_text=None if last is None else last.value_text,
                last_at=None if last is None else last.performed_at.replace(tzinfo=UTC),
                actions=int(summed.actions or 0) if summed is not None else 0,
                tolerated=int(summed.tolerated or 0) if summed is not None else 0,
                not_judged=int(summed.not_judged or 0) if summed is not None else 0,
                not_done=int(summed.not_done or 0) if summed is not None else 0,
                doubted={} if summed is None else {word: summed._mapping[f"first_{word}"] for word in DOUBTS},
                uptime=month_uptime(about, down.get(unit, []), today, now, zone),
                exams_today=counts.get(room, 0) if counts is not None else None,
            )
        )
    return sorted(cards, key=lambda card: (STATES.index(card.state), -card.overdue, card.unit))


def _sums(today: date) -> Any:
    table = qc_standing

    def number(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    return select(
        table.c.unit,
        number(table.c.late_after < today).label("overdue"),
        func.min(case((table.c.late_after < today, table.c.late_after))).label("overdue_from"),
        number((table.c.due_on <= today) & (table.c.late_after >= today)).label("due"),
        number(table.c.verdict == "action").label("actions"),
        number(table.c.verdict == "tolerance").label("tolerated"),
        number(table.c.verdict == "no_tol").label("not_judged"),
        number(table.c.verdict == "not_done").label("not_done"),
        number(table.c.is_scheduled).label("scheduled"),
        *(func.min(case((table.c.verdict == word, table.c.test))).label(f"first_{word}") for word in DOUBTS),
    ).group_by(table.c.unit)


def _first(order: Sequence[Any], condition: Any) -> Any:
    place = func.row_number().over(partition_by=qc_standing.c.unit, order_by=order).label("place")
    ranked = select(qc_standing, place).where(condition).subquery()
    return select(ranked).where(ranked.c.place == 1)


def _next() -> Any:
    return _first((qc_standing.c.due_on, qc_standing.c.test), qc_standing.c.due_on.is_not(None))


def _last() -> Any:
    return _first(
        (qc_standing.c.performed_at.desc(), qc_standing.c.test), qc_standing.c.performed_at.is_not(None)
    )


def _worst(verdict: str) -> Any:
    return _first((qc_standing.c.performed_at, qc_standing.c.test), qc_standing.c.verdict == verdict)


def _by_unit(connection: Connection, query: Any) -> dict[str, Any]:
    return {row.unit: row for row in connection.execute(query)}


def _state(
    faults: Sequence[Any],
    serviced: Any,
    worst: Any,
    summed: Any,
    following: Any,
    titles: Mapping[str, str],
) -> tuple[State, str, datetime | None, str | None]:
    down = [row for row in faults if row.state == "open" and row.effect == "down"]
    if down:
        return "down", down[0].fault_kind, down[0].reported_at.replace(tzinfo=UTC), down[0].description
    if serviced is not None:
        return "down", serviced.event_kind, serviced.started_at.replace(tzinfo=UTC), serviced.description
    repaired = [row for row in faults if row.state == "repaired" and row.effect != "usable"]
    if repaired:
        why = f"repaired ({repaired[0].fault_kind}), checks before return"
        return "in_qc", why, repaired[0].repaired_at.replace(tzinfo=UTC), None
    if worst is not None:
        return (
            "limited",
            f"{titles.get(worst.test, worst.test)} past its action limit",
            worst.performed_at.replace(tzinfo=UTC),
            None,
        )
    limited = [row for row in faults if row.state == "open" and row.effect == "limited"]
    if limited:
        row = limited[0]
        return "limited", row.fault_kind, row.reported_at.replace(tzinfo=UTC), row.description
    if summed is None or not summed.scheduled or following is None:
        return "unknown", "no check is scheduled", None, None
    return "in_service", "", None, None


def _exams(connection: Connection, today: date) -> dict[str, int] | None:
    """Exams begun today by room; None while nothing has told of any exam of today."""
    if connection.scalar(select(exam.c.id).where(exam.c.local_date == today).limit(1)) is None:
        return None
    found = connection.execute(
        select(exam.c.room, func.count())
        .where(exam.c.local_date == today, exam.c.started_at.is_not(None))
        .group_by(exam.c.room)
    )
    return {str(room): number for room, number in found}
