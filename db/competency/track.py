"""Is an intern where the programme expects them by now, and when will they be done at their present pace? Pure.

Expected is a straight line from the first to the last day of the programme. Behind is who stands where the line stood
more weeks ago than the programme takes in without harm (holidays, rotations): its own number, as is the number of weeks
that the pace is taken from (`db.training_settings`).
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

State = Literal["complete", "on_track", "behind", "late", "not_begun"]


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
    starts_on: date,
    ends_on: date,
    required: int,
    remaining: int,
    credited_lately: int,
    today: date,
    *,
    behind_after_weeks: float,
    pace_weeks: int,
) -> Track:
    """Hold an intern against the straight line; `credited_lately` are competencies of the last `pace_weeks` weeks."""
    achieved = max(required - remaining, 0)
    days = (ends_on - starts_on).days
    share = min(max((today - starts_on).days / days, 0.0), 1.0)
    reached_on = starts_on + timedelta(days=days * achieved / required) if required else today
    lag = (min(today, ends_on) - reached_on).days / 7
    projected = None
    if remaining and credited_lately:
        weeks = pace_weeks * remaining / credited_lately
        projected = today + timedelta(weeks=weeks) if weeks < 5_000 else None
    return Track(
        _state(starts_on, ends_on, remaining, lag, today, behind_after_weeks),
        achieved,
        required,
        required * share,
        lag,
        projected,
    )


def course(
    starts_on: date, ends_on: date, required: int, done_on: Sequence[date], today: date
) -> list[tuple[date, float, int | None]]:
    """(day, expected, done) week by week from the first day to the last, and today; done is None for days to come.

    `done_on` are the days of the competencies that count.
    """
    weeks = (ends_on - starts_on).days // 7
    days = {starts_on + timedelta(weeks=number) for number in range(weeks + 1)} | {ends_on}
    if starts_on <= today <= ends_on:
        days.add(today)
    whole, ordered = (ends_on - starts_on).days, sorted(done_on)
    return [
        (day, required * (day - starts_on).days / whole, bisect_right(ordered, day) if day <= today else None)
        for day in sorted(days)
    ]


def _state(
    starts_on: date, ends_on: date, remaining: int, lag_weeks: float, today: date, behind_after_weeks: float
) -> State:
    if not remaining:
        return "complete"
    if today > ends_on:
        return "late"
    if today < starts_on:
        return "not_begun"
    return "behind" if lag_weeks > behind_after_weeks else "on_track"
