"""Where may a wearer's dose stand at the end of the year? A band worked out of their own past periods; pure, no SQL.

Each period still to come, and each of this year that nobody knows, is drawn from the wearer's last known periods of the
same length. That holds as long as the work stays as it was; with fewer than six known periods nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from db.badge_doses import UNKNOWN_FLAGS, Entry
from db.badge_periods import months

LEAST_PERIODS = 6
MOST_PERIODS = 24
BAND = "80 % band"
_DRAWS = 4_000


@dataclass(frozen=True, slots=True)
class Projection:
    """The year's end in µSv: the middle of the draws, and the span in which eight of ten of them lie.

    `known` past periods went into it; `ahead` are still to come, `unknown` ones of this year are allowed for.
    """

    usv: int
    low_usv: int
    high_usv: int
    known: int
    ahead: int
    unknown: int


def project(entries: Sequence[Entry], report: date) -> Projection | None:
    """Project the year of a report's month from one series (oldest first); None where too little is known.

    M and unused count as 0, as they do in the sums. The draws are repeatable: the same periods give the same band.
    """
    year = report.year
    seen = [entry for entry in entries if entry.wear_end <= report]
    if not seen:
        return None
    length = months(seen[-1].wear_start, seen[-1].wear_end)
    known = [
        entry.usv or 0
        for entry in seen
        if entry.flag not in UNKNOWN_FLAGS and months(entry.wear_start, entry.wear_end) == length
    ][-MOST_PERIODS:]
    if len(known) < LEAST_PERIODS:
        return None
    this_year = [entry for entry in seen if entry.wear_end.year == year]
    so_far = sum(entry.usv or 0 for entry in this_year if entry.flag not in UNKNOWN_FLAGS)
    unknown = sum(entry.flag in UNKNOWN_FLAGS for entry in this_year)
    last = this_year[-1].wear_end if this_year else date(year - 1, 12, 31)
    ahead = (12 - (last.month if last.year == year else 0)) // length
    if not ahead + unknown:
        return Projection(so_far, so_far, so_far, len(known), 0, 0)
    draws = np.random.default_rng(4711).choice(np.asarray(known), size=(_DRAWS, ahead + unknown)).sum(axis=1)
    low, middle, high = (round(float(value)) for value in np.percentile(draws, [10, 50, 90]))
    return Projection(so_far + middle, so_far + low, so_far + high, len(known), ahead, unknown)
