"""The course of an intern against the straight line, worked out by hand."""

from datetime import date
from types import SimpleNamespace

from db.competency.edition import Edition, Requirement, Rule
from db.competency.track import Track, course
from db.queries import interns

FIRST, LAST, TODAY = date(2026, 1, 5), date(2026, 2, 2), date(2026, 1, 20)


def test_the_line_goes_from_nothing_to_all_and_what_lies_ahead_is_not_done() -> None:
    done_on = [date(2026, 1, 19), date(2026, 1, 5), date(2026, 1, 20)]
    assert course(FIRST, LAST, 8, done_on, TODAY) == [
        (date(2026, 1, 5), 0.0, 1), (date(2026, 1, 12), 2.0, 1), (date(2026, 1, 19), 4.0, 2),
        (date(2026, 1, 20), 8 * 15 / 28, 3), (date(2026, 1, 26), 6.0, None), (date(2026, 2, 2), 8.0, None),
    ]  # fmt: skip


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
