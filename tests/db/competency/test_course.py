"""The course of an intern against the straight line, worked out by hand."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from db.competency.edition import Edition, Requirement, Rule
from db.competency.track import Track, course, track
from db.queries import interns

FIRST, LAST, TODAY = date(2026, 1, 5), date(2026, 2, 2), date(2026, 1, 20)


def test_the_line_goes_from_nothing_to_all_and_what_lies_ahead_is_not_done() -> None:
    done_on = [date(2026, 1, 19), date(2026, 1, 5), date(2026, 1, 20)]
    assert course(FIRST, LAST, 8, done_on, TODAY) == [
        (date(2026, 1, 5), 0.0, 1), (date(2026, 1, 12), 2.0, 1), (date(2026, 1, 19), 4.0, 2),
        (date(2026, 1, 20), 8 * 15 / 28, 3), (date(2026, 1, 26), 6.0, None), (date(2026, 2, 2), 8.0, None),
    ]  # fmt: skip


# 104 weeks and 52 competencies: one is expected every 14 days.
BEGINS, ENDS = date(2026, 1, 5), date(2026, 1, 5) + timedelta(weeks=104)


@pytest.mark.parametrize(
    ("weeks", "done", "state", "expected", "lag_weeks"),
    [
        (20, 12, "on_track", 10.0, -4),
        (20, 10, "on_track", 10.0, 0),
        # The line stood at 8 after 16 weeks: four weeks late is still on track, and more is not.
        (20, 8, "on_track", 10.0, 4),
        (20, 7, "behind", 10.0, 6),
        (20, 0, "behind", 10.0, 20),
        (20, 52, "complete", 10.0, -84),
        (-1, 0, "not_begun", 0.0, -1),
        # After the last day nothing more is expected, and the distance to it grows no further.
        (110, 50, "late", 52.0, 4),
        (104, 51, "on_track", 52.0, 2),
    ],
)
def test_where_an_intern_stands_against_the_straight_line(
    weeks: int, done: int, state: str, expected: float, lag_weeks: int
) -> None:
    today = BEGINS + timedelta(weeks=weeks)
    found = track(BEGINS, ENDS, 52, 52 - done, 0, today, behind_after_weeks=4, pace_weeks=12)
    assert (found.state, found.achieved, found.required) == (state, done, 52)
    assert (found.expected, round(found.lag_weeks, 6)) == (expected, lag_weeks)


def test_the_projected_day_is_what_remains_at_the_pace_of_the_last_weeks() -> None:
    """40 remain, 6 were done in 12 weeks: 80 weeks more. Without a pace, or with nothing to do, there is no day."""
    today = BEGINS + timedelta(weeks=20)

    def projected(remaining: int, lately: int) -> date | None:
        return track(
            BEGINS, ENDS, 52, remaining, lately, today, behind_after_weeks=4, pace_weeks=12
        ).projected_on

    assert projected(40, 6) == today + timedelta(weeks=80)
    assert projected(40, 0) is None
    assert projected(0, 6) is None


def test_electives_beyond_the_number_asked_for_are_not_in_the_course() -> None:
    names = {"M1": "mandatory", "E1": "elective", "E2": "elective", "E3": "elective"}
    edition = Edition(
        "Two of three",
        tuple(Requirement(name, "Any", kind, frozenset({kind}), None, 1) for name, kind in names.items()),
        (Rule("m", "All", "all_of", "mandatory"), Rule("e", "Two", "n_of", "elective", 2)),
    )
    standings = [
        SimpleNamespace(requirement=name, requirement_kind=kind, state="done", completed_on=date(2026, 1, 6))
        for name, kind in names.items()
    ]
    standings.append(
        SimpleNamespace(requirement="All", requirement_kind="rule", state="done", completed_on=FIRST)
    )
    track = Track("complete", 3, 3, 1.0, 0.0, None)
    row = interns.InternRow(1, "Ada", "", edition.name, FIRST, LAST, track, 0, 0, (), 0)
    assert [done for _, _, done in interns.course_of(row, standings, edition, TODAY)] == [
        0,
        3,
        3,
        3,
        None,
        None,
    ]
