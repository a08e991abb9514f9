"""Forty results whose verdict is known: every border, missing limits, percent, words."""

import pytest

from db.qc.limits import Limits, limits_problem, verdict

FOUR = (-10.0, -5.0, 5.0, 10.0)
PERCENT = Limits("percent", 80.0, *FOUR)
ABSOLUTE = Limits("absolute", 80.0, *FOUR)
VALUE = Limits("value", None, 70.0, 75.0, 85.0, 90.0)
HVL = Limits("value", None, act_low=2.9)
CV = Limits("value", None, act_high=0.05)
WORDS = Limits("category", pass_words="done; Pass", tolerated_words="late")

KNOWN = [
    (PERCENT, 80, "ok"), (PERCENT, 84, "ok"), (PERCENT, 84.01, "tolerance"), (PERCENT, 88, "tolerance"),
    (PERCENT, 88.01, "action"), (PERCENT, 76, "ok"), (PERCENT, 75.99, "tolerance"), (PERCENT, 72, "tolerance"),
    (PERCENT, 71.99, "action"), (ABSOLUTE, 85, "ok"), (ABSOLUTE, 85.001, "tolerance"), (ABSOLUTE, 90, "tolerance"),
    (ABSOLUTE, 90.001, "action"), (ABSOLUTE, 75, "ok"), (ABSOLUTE, 74.999, "tolerance"), (ABSOLUTE, 70, "tolerance"),
    (ABSOLUTE, 69.999, "action"), (VALUE, 85, "ok"), (VALUE, 90, "tolerance"), (VALUE, 90.1, "action"),
    (VALUE, 75, "ok"), (VALUE, 70, "tolerance"), (VALUE, 69.9, "action"), (HVL, 2.9, "ok"), (HVL, 2.8999, "action"),
    (HVL, 99, "ok"), (CV, 0.05, "ok"), (CV, 0.0501, "action"),
    # The float guard: 0.1 + 0.2 is not beyond 0.3, and 10 % of 0.3 is not beyond 10 %.
    (Limits("value", None, act_high=0.3), 0.1 + 0.2, "ok"), (Limits("percent", 0.3, act_high=10), 0.33, "ok"),
    (Limits("absolute", 0.1, tol_high=0.2), 0.30000000000000004, "ok"),
    # Nobody can judge: no limit, no reference, no value, a percentage of nothing.
    (Limits(), 1, "no_tol"), (Limits("percent", 80.0), 1, "no_tol"), (Limits("absolute", None, *FOUR), 1, "no_tol"),
    (PERCENT, None, "no_tol"), (Limits("percent", 0.0, *FOUR), 1, "no_tol"),
    (WORDS, "done", "ok"), (WORDS, " PASS ", "ok"), (WORDS, "Late", "tolerance"), (WORDS, "failed", "action"),
]  # fmt: skip


def test_there_are_forty_of_them():
    assert len(KNOWN) == 40


@pytest.mark.parametrize(("limits", "found", "expected"), KNOWN)
def test_each_result_gets_its_known_verdict(limits, found, expected):
    number, word = (None, found) if isinstance(found, str) else (found, None)
    assert verdict(limits, number, word) == expected


def test_an_answer_that_nobody_gave_is_no_pass():
    assert verdict(WORDS, None, None) == "no_tol"
    assert verdict(WORDS, None, "  ") == "no_tol"


def test_a_percentage_of_nothing_and_limits_out_of_order_are_refused_when_they_are_set():
    assert limits_problem("percent", 0.0, [None, -5.0, 5.0, None])
    assert not limits_problem("absolute", 0.0, [None, -5.0, 5.0, None])
    assert limits_problem("value", None, [5.0, 4.0, None, None])
    assert not limits_problem("value", None, [None, None, None, None])


def test_limits_are_said_in_the_unit_of_the_value():
    assert PERCENT.as_values() == (72.0, 76.0, 84.0, 88.0)
    assert Limits("percent", -100.0, act_low=-10.0, act_high=20.0).as_values() == (-120.0, None, None, -90.0)
