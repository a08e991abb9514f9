"""Which exposures were rejected, for which reasons, how many of how many, and which words does nobody know?"""

from db.exam_months import exposures_between
from db.exposure_columns import NO_REASON, UNMAPPED, technologist_groups
from db.intervals import FEWEST
from db.queries.rejects.rates import (
    FEWEST_PEOPLE,
    Exposures,
    exposures,
    levels,
    of_view,
    overall,
    p_chart,
    rates_by,
    rates_by_group,
    rates_by_student,
    rates_by_view,
    reasons,
    verdict,
)
from db.queries.rejects.rows import newest_ids, reject_rows
from db.queries.rejects.words import attention, counted, unmapped_reasons

__all__ = [
    "FEWEST",
    "FEWEST_PEOPLE",
    "NO_REASON",
    "UNMAPPED",
    "Exposures",
    "attention",
    "counted",
    "exposures",
    "exposures_between",
    "levels",
    "newest_ids",
    "of_view",
    "overall",
    "p_chart",
    "rates_by",
    "rates_by_group",
    "rates_by_student",
    "rates_by_view",
    "reasons",
    "reject_rows",
    "technologist_groups",
    "unmapped_reasons",
    "verdict",
]
