"""What should an intern do next? What waits to be judged, then what is nearly logged, then where the cases are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.queries.interns.cases import Cases


@dataclass(frozen=True, slots=True)
class NextStep:
    """One requirement that is still open. `wanted` says why: it is offered, short, or asked for by a rule."""

    requirement: str
    category: str
    state: str
    logged: int
    needed: int
    is_simulated: bool
    wanted: str
    cases: Cases | None


def next_steps(
    standings: Sequence[Any], wanted_electives: Mapping[str, str], found: Mapping[str, Cases]
) -> list[NextStep]:
    """Open requirements that the rules still ask for, most useful first.

    `wanted_electives`: electives that a rule still asks for, with the rule's title. First what is offered, then what is
    nearest to its number of logged procedures, and among equals what has most cases.
    """
    steps = []
    for row in standings:
        if row.requirement_kind == "rule" or row.state in ("done", "simulated"):
            continue
        if row.requirement_kind == "elective" and row.requirement not in wanted_electives:
            continue
        why = wanted_electives.get(row.requirement, "Everybody must have it")
        steps.append(
            NextStep(
                row.requirement, row.category, row.state, row.logged, row.needed, row.is_simulated, why,
                found.get(row.requirement),
            )
        )  # fmt: skip
    return sorted(steps, key=_order)


def _order(step: NextStep) -> tuple[int, int, int, str]:
    state = {"offered": 0, "logged": 1, "missing": 2}[step.state]
    cases = step.cases.count if step.cases is not None else 0
    # Of what is not begun, the number asked for says nothing: there the cases decide.
    short = 0 if step.state == "missing" else step.needed - step.logged
    return state, short, -cases, step.requirement
