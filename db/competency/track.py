"""Is an intern where the programme expects them by now, and when will they be done at their present pace? Pure.

Expected is a straight line from the first to the last day of the programme. Behind is who stands where the line stood
more than `LAG_WEEKS` weeks ago: a programme takes in a few weeks of holidays and rotations without harm.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

State = Literal["complete", "on_track", "behind", "late", "not_begun"]

LAG_WEEKS = 4
# The pace is taken from the competencies of this many weeks.
PACE_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Track:
    """`expected`: competencies on the straight line today. `lag_weeks`: how long ago the line stood where the intern
    stands (below 0: ahead of it). `projected_on`: when all are done at the pace of the last weeks; None: no pace."""

    state: State
    achieved: int
    required: int
    expected: float
    lag_weeks: float
    projected_on: date | None


def track(
    starts_on: date, ends_on: date, required: int, remaining: int, credited_lately: int, today: date
) -> Track:
    """Hold an intern against the straight line; `credited_lately` are competencies of the last PACE_WEEKS weeks."""
    achieved = max(required - remaining, 0)
    days = (ends_on - starts_on).days
    share = min(max((today - starts_on).days / days, 0.0), 1.0)
    reached_on = starts_on + timedelta(days=days * achieved / required) if required else today
    lag = (min(today, ends_on) - reached_on).days / 7
    projected = None
    if remaining and credited_lately:
        weeks = PACE_WEEKS * remaining / credited_lately
        projected = today + timedelta(weeks=weeks) if weeks < 5_000 else None
    return Track(
        _state(starts_on, ends_on, remaining, lag, today),
        achieved,
        required,
        required * share,
        lag,
        projected,
    )


def _state(starts_on: date, ends_on: date, remaining: int, lag_weeks: float, today: date) -> State:
    if not remaining:
        return "complete"
    if today > ends_on:
        return "late"
    if today < starts_on:
        return "not_begun"
    return "behind" if lag_weeks > LAG_WEEKS else "on_track"
