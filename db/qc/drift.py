"""Since when has a detector's deviation index been away from where it was? Seen in the weekly medians of its exams.

A shift of 0.5 is 12 % more or less at the detector (10 log10 1.12); AAPM TG-116 calls -0.5 to +0.5 the target range. A
technique that changed moves the exams as well, so what is found here asks for the phantom and is no verdict.
"""

from collections.abc import Sequence
from statistics import median

BASELINE_WEEKS = 4
SHIFT = 0.5
# One week may be odd; what has stayed away for so many is a drift.
FEWEST_WEEKS = 3


def drift_since(medians: Sequence[float]) -> int | None:
    """The place of the first week since which all medians lie more than 0.5 from the baseline on one side.

    The baseline is the median of the first four weeks. None: no drift, or too few weeks to say.
    """
    if len(medians) < BASELINE_WEEKS + FEWEST_WEEKS:
        return None
    usual = median(medians[:BASELINE_WEEKS])
    for sign in (1, -1):
        place = len(medians)
        while place > BASELINE_WEEKS and sign * (medians[place - 1] - usual) > SHIFT:
            place -= 1
        if len(medians) - place >= FEWEST_WEEKS:
            return place
    return None
