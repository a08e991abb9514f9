"""What needs attention? The one shape in which every page's queries say it; home gathers, the wall reads the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["action", "warn", "due", "unknown"]

# Worst first. Unknown stands after what is known to be wrong and before what is merely due: nobody asks for it.
STATES: tuple[State, ...] = ("action", "warn", "unknown", "due")


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """One thing that needs attention: what, how bad against what, since when, and where to click.

    `feed` is the kind of data that it was worked out from (as the freshness strip names it), `word` the state in one or
    two words ("Over DRL"), `finding` the sentence, `detail` figures with unit, comparison and n. `since` is null when
    nobody knows. `path` leads to the page that shows it, and `permission` says who may read the row at all.
    `weight` orders rows of the same state: the share of the limit, or any number that grows with harm (1.0 = at it).
    `owner` is who has to act, as a role; empty where it is the role whose page it is (home fills it in).
    `names_person` marks a row that tells a person's dose, or names one: each look at it is an event of the audit trail.
    """

    feed: str
    state: State
    word: str
    finding: str
    detail: str
    since: date | None
    path: str
    permission: str
    weight: float
    names_person: bool = False
    owner: str = ""


def worst_first(rows: Iterable[AttentionRow]) -> list[AttentionRow]:
    """Order rows by state, weight, age and wording, so that the order never depends on the gathering."""
    return sorted(
        rows,
        key=lambda row: (
            STATES.index(row.state),
            -row.weight,
            row.since or date.max,
            row.finding,
        ),
    )
