"""Is a check still in statistical control? Shewhart's chart of individual values, with the rule that fired by its name.

Centre and sigma come from the first values (the baseline): sigma is the mean moving range over 1.128 (d2 for two
values). Rules are the four of Western Electric (1956): one beyond 3 sigma; two of three beyond 2 sigma on one side;
four of five beyond 1 sigma on one side; eight in a row on one side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

BASELINE = 10
_D2 = 1.128
# Name of the rule, how many of how many points, how many sigma from the centre.
RULES = (
    ("1 beyond 3 sigma", 1, 1, 3.0),
    ("2 of 3 beyond 2 sigma", 2, 3, 2.0),
    ("4 of 5 beyond 1 sigma", 4, 5, 1.0),
    ("8 on one side", 8, 8, 0.0),
)


@dataclass(frozen=True, slots=True)
class Control:
    """The chart: centre, sigma, and for each value the name of the first rule that fires there, or None."""

    centre: float
    sigma: float
    fired: tuple[str | None, ...]


def control(values: Sequence[float], baseline: int = BASELINE) -> Control | None:
    """The chart of values in order of time; None with fewer values than the baseline, or none that differ."""
    if len(values) < max(baseline, 2):
        return None
    first = values[:baseline]
    moves = [abs(later - earlier) for earlier, later in pairwise(first)]
    centre, sigma = sum(first) / len(first), sum(moves) / len(moves) / _D2
    if sigma <= 0:
        return None
    scaled = [(value - centre) / sigma for value in values]
    return Control(centre, sigma, tuple(_fired(scaled, place) for place in range(len(scaled))))


def _fired(scaled: Sequence[float], place: int) -> str | None:
    for name, needed, among, sigmas in RULES:
        window = scaled[max(0, place - among + 1) : place + 1]
        for sign in (1, -1):
            beyond = [sign * value > sigmas for value in window]
            if len(window) == among and beyond[-1] and sum(beyond) >= needed:
                return name
    return None
