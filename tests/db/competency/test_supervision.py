"""Which procedures broke a rule of supervision, and which are silent? Worked out by hand, rule by rule."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from db.competency.supervision import Procedure, Stay, at_once, silent, violations

DAY = date(2026, 11, 3)
ONE = Procedure(1, "Ada", DAY, "Hip", "performed", "direct", "R. Tech", 0, None, False, None)


def rules(one: Procedure) -> list[str]:
    return [found.rule for found in violations([one])]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"supervision": "indirect"}, ["before_competent"]),
        ({"supervision": "none"}, ["before_competent"]),
        ({"supervision": "indirect", "competent_on": date(2026, 11, 4)}, ["before_competent"]),
        ({"supervision": "indirect", "competent_on": DAY}, []),
        ({"supervision": "indirect", "competent_on": date(2026, 10, 1)}, []),
        ({"supervision": "indirect", "participation": "observed"}, []),
        ({"repeats": 1, "repeat_supervision": "direct"}, []),
        ({"repeats": 1, "repeat_supervision": "indirect"}, ["repeat"]),
        ({"repeats": 2, "repeat_supervision": "none", "competent_on": date(2026, 1, 1)}, ["repeat"]),
        ({"repeats": 0, "repeat_supervision": "indirect"}, []),
        (
            {"always_direct": True, "supervision": "indirect", "competent_on": date(2026, 1, 1)},
            ["always_direct"],
        ),
        ({"always_direct": True}, []),
        (
            {"supervision": "indirect", "repeats": 1, "repeat_supervision": "indirect"},
            ["repeat", "before_competent"],
        ),
    ],
)
def test_each_rule_of_supervision(changes: dict[str, object], expected: list[str]) -> None:
    assert rules(replace(ONE, **changes)) == expected  # type: ignore[arg-type]


def test_where_the_records_are_silent_nothing_is_found_and_the_silence_is_told() -> None:
    nothing_said = replace(ONE, supervision=None, supervisor=None)
    nobody_named = replace(ONE, supervisor=None)
    repeat_untold = replace(ONE, repeats=1)
    assert violations([nothing_said, nobody_named, repeat_untold]) == []
    found = [one.rule for one in silent([ONE, nothing_said, nobody_named, repeat_untold])]
    assert found == ["supervision", "supervisor", "repeat"]
    assert silent([replace(nothing_said, participation="observed")]) == []


def stay(intern: str, start: str, end: str, supervisor: str = "R. Tech") -> Stay:
    began, ended = (datetime.fromisoformat(f"{DAY}T{time}") for time in (start, end))
    return Stay(intern, supervisor, DAY, "XR Hip", began, ended)


def test_one_supervisor_with_two_interns_at_once_is_found_and_one_after_the_other_is_not() -> None:
    after = [stay("Ada", "09:00", "09:10"), stay("Bea", "09:10", "09:20")]
    assert at_once(after) == []
    together = [stay("Ada", "09:00", "09:30"), stay("Bea", "09:10", "09:20"), stay("Ada", "09:15", "09:40")]
    found = [(one.intern, one.evidence) for one in at_once(together)]
    assert found == [("Bea", "R. Tech also with Ada"), ("Ada", "R. Tech also with Bea")]
    assert at_once([stay("Ada", "09:00", "09:30"), stay("Bea", "09:10", "09:20", "S. Tech")]) == []
