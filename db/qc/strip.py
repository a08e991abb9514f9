"""What became of a check on each of the last days: done, failed, missed? For a strip of days beside the check.

A due day is missed when its grace has passed and no finished result that was not rejected lies within it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from db.qc.limits import Verdict
from db.qc.schedule import due_on

DayState = Literal["ok", "tolerance", "action", "no_tol", "missed", "open", "none"]
# Of several results of a day the worst is told; one that nobody can judge hides no failure.
_WORST: tuple[Verdict, ...] = ("action", "tolerance", "no_tol", "ok")


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule and the day from which it is in force."""

    valid_from: date
    rule: str
    anchor: date
    grace_before_days: int
    grace_after_days: int


def days_back(today: date, number: int) -> list[date]:
    """The last days up to and with today, oldest first."""
    return [today - timedelta(days=back) for back in reversed(range(number))]


def strip(
    days: Iterable[date], results: Mapping[date, Iterable[str]], plans: Iterable[Plan], today: date
) -> list[DayState]:
    """The state of each day. `results`: local day -> verdicts of the results that count; plans in order of validity.

    `open`: due on that day, not done, and its grace still runs; `none`: nothing was due and nothing done.
    """
    plans = list(plans)
    return [_state(day, results, _in_force(plans, day), today) for day in days]


def _in_force(plans: list[Plan], day: date) -> Plan | None:
    return next((plan for plan in reversed(plans) if plan.valid_from <= day), None)


def _state(day: date, results: Mapping[date, Iterable[str]], plan: Plan | None, today: date) -> DayState:
    found = set(results.get(day, ()))
    for verdict in _WORST:
        if verdict in found:
            return verdict
    if plan is None or due_on(plan.rule, plan.anchor, 0, day - timedelta(days=1)) != day or day < plan.anchor:
        return "none"
    last = day + timedelta(days=plan.grace_after_days)
    near = (
        day + timedelta(days=number) for number in range(-plan.grace_before_days, plan.grace_after_days + 1)
    )
    if any(results.get(one) for one in near):
        return "none"
    return "missed" if last < today else "open"
