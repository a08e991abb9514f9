"""A detector's drift as its exams show it: since when, or not at all."""

import pytest

from db.qc.drift import drift_since

STEADY = [0.0, 0.1, -0.1, 0.0]


@pytest.mark.parametrize(
    ("medians", "place"),
    [
        ([*STEADY, 0.2, 0.6, 0.8, 1.0], 5),
        ([*STEADY, -0.6, -0.7, -0.9], 4),
        # Back again, an odd week, just on the border, both sides, too few weeks.
        ([*STEADY, 0.6, 0.8, 1.0, 0.1], None),
        ([*STEADY, 0.0, 0.0, 0.9], None),
        ([*STEADY, 0.5, 0.5, 0.5], None),
        ([*STEADY, 0.6, -0.6, 0.6], None),
        ([0.0, 0.9, 0.9], None),
        ([], None),
    ],
)
def test_a_drift_is_told_from_the_week_since_which_it_has_lasted(medians, place):
    assert drift_since(medians) == place
