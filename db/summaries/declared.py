"""Which summaries are there? In the order in which they are made anew."""

from db.summaries.dose_findings import (
    DEVIATION_CELLS,
    DOSE_COMPLETENESS,
    DOSE_STRAYS,
    DOUBTFUL_INDICES,
    EXPOSURE_COUNTS,
)
from db.summaries.doses import DOSE_CELLS, DOSE_MONTHS
from db.summaries.packed_rows import PACKED_ROWS
from db.summaries.summary import Remade

SUMMARIES: tuple[Remade, ...] = (
    DOSE_MONTHS,
    DOSE_CELLS,
    EXPOSURE_COUNTS,
    DEVIATION_CELLS,
    DOSE_COMPLETENESS,
    DOSE_STRAYS,
    DOUBTFUL_INDICES,
    *PACKED_ROWS,
)
