"""Twenty attacks on small groups: departments that differ only within one to four people show the very same tiles.

Whoever sees the wall may know every whole (how many interns, how many badges were sent out), the rules by which counts
are hidden, and what other tiles say. What looks the same for all of them cannot be worked out.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

from dashboard.wall.fact import Age, Fact
from dashboard.wall.scenes.people import badge_facts, interns_fact
from dashboard.wall.scenes.today import open_fact, waiting_fact
from db.small_cells import coarse, told_share

AGE = Age("Made up")
STATES = ("on track", "complete", "behind", "past last day", "not begun")
AGES = ("under 1 h", "1 to 4 h", "4 to 24 h", "over 24 h")
SMALL = (1, 2, 3, 4)


def interns(*counts: int) -> Fact:
    return interns_fact(dict(zip(STATES, counts, strict=True)), AGE)


def reports(*counts: int) -> Fact:
    return open_fact(dict(zip(AGES, counts, strict=True)), AGE)


def badges(back: int, out: int, older: int = 0) -> tuple[Fact, ...]:
    return badge_facts(back, out, older, AGE, "October")


def waits(number: int, minutes: Sequence[float] = (5, 50, 500, 5000)) -> Fact:
    return waiting_fact(minutes[:number], [10.0] * 9, AGE)


ATTACKS: dict[str, tuple[Callable[..., Any], Iterable[tuple[int, ...]]]] = {
    "how many of a known cohort are behind": (interns, [(12 - n, 0, n, 0, 0) for n in SMALL]),
    "how many of a known cohort are late": (interns, [(20 - n, 0, 0, n, 0) for n in SMALL]),
    "whether few are behind or late": (interns, [(9, 0, n, 4 - n, 0) for n in range(5)][1:4]),
    "how a cohort of four divides": (interns, [(4 - n, 0, n, 0, 0) for n in range(5)]),
    "whether one intern alone is late": (interns, [(1, 0, 0, 0, 0), (0, 0, 0, 1, 0), (0, 0, 1, 0, 0)]),
    "how many are complete beside known others": (interns, [(14, n, 10 - n, 0, 0) for n in SMALL]),
    "how many have not begun": (interns, [(15 - n, 0, 0, 0, n) for n in SMALL]),
    "which of two states is the small one": (interns, [(5, 0, 4, 0, 0), (4, 0, 5, 0, 0)]),
    "how many reports are over a day old": (reports, [(31, 14, 12 - n, n) for n in SMALL]),
    "how many reports are new": (reports, [(n, 14 - n, 20, 30) for n in SMALL]),
    "whether one of four open reports is old": (reports, [(4 - n, 0, 0, n) for n in range(5)]),
    "whether the one open report is old": (reports, [(1, 0, 0, 0), (0, 0, 0, 1), (0, 1, 0, 0)]),
    "how many of two classes are which": (reports, [(40, 0, 3, 9), (40, 0, 4, 8), (40, 0, 2, 10), (40, 0, 1, 11)]),
    "how many badges of a known number are out": (badges, [(46 - n, n) for n in SMALL]),
    "how many badges of a known number are back": (badges, [(n, 46 - n) for n in SMALL]),
    "how four badges divide": (badges, [(4 - n, n) for n in range(5)]),
    "how six badges divide": (badges, [(6 - n, n) for n in range(1, 6)]),
    "how many badges are long missing": (badges, [(46, 0, n) for n in SMALL]),
    "how many patients wait, and how long one does": (waits, [(n,) for n in SMALL]),
    "how many reports are late of a known number": (told_share, [(107 - n, 107) for n in SMALL]),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_on_a_small_group_learns_nothing(attack: str) -> None:
    shown, departments = ATTACKS[attack]
    assert len({repr(shown(*numbers)) for numbers in departments}) == 1


def test_there_are_twenty_attacks_and_large_groups_are_told() -> None:
    assert len(ATTACKS) == 20
    assert (interns(12, 5, 7, 0, 0).value, interns(12, 5, 7, 0, 0).word) == ("12", "Some are behind")
    assert (reports(31, 14, 9, 8).value, reports(31, 14, 9, 8).word) == ("8", "over 24 h")
    assert [fact.value for fact in badges(40, 6, 7)] == ["40", "6", "7"]
    assert coarse([(8.0, 0), (9.0, 2), (10.0, 9)]) == [(8.0, 0), (10.0, 9)]
