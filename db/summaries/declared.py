"""Which summaries are there? In the order in which they are made anew."""

from db.summaries.dose_findings import DEVIATION_CELLS, DOSE_COMPLETENESS, EXPOSURE_COUNTS
from db.summaries.doses import DOSE_CELLS, DOSE_MONTHS
from db.summaries.summary import Summary

SUMMARIES: tuple[Summary, ...] = (
    DOSE_MONTHS,
    DOSE_CELLS,
    EXPOSURE_COUNTS,
    DEVIATION_CELLS,
    DOSE_COMPLETENESS,
)
