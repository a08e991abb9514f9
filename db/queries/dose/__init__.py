"""Are typical doses below the reference levels? Medians by month and exam type, and the levels in force."""

from db.dose_measures import EXAM_GROUPS, MEASURES, MINIMUM_FOR_VERDICT, Measure, exam_label
from db.dose_outliers import FOUND_LATE_DAYS
from db.queries.dose.attention import attention
from db.queries.dose.completeness import (
    DISAGREES_FROM,
    complete_by,
    completeness,
    disagreeing_totals,
    dose_without_exam,
    doubtful_indices,
    exams_without_dose,
    unmatched_images,
)
from db.queries.dose.happenings import happened
from db.queries.dose.indices import deviation_bands, deviation_indices, vendor_indices
from db.queries.dose.levels import against_reference, populations_on_file, reference_levels
from db.queries.dose.medians import doses_of, left_out, median_by, median_by_month, unmapped_names
from db.queries.dose.outliers import closed_outliers, count_by_room, open_count, open_outliers, outlier_rules
from db.queries.dose.periods import (
    default_period,
    exams_on_file,
    is_sparse,
    oldest_day,
    rooms,
    types_and_classes,
    usual,
)
from db.queries.dose.rows import Behind, row_count, rows_behind
from db.queries.dose.table import dose_medians
from db.schema.dose_outliers import REASONS

__all__ = [
    "DISAGREES_FROM",
    "EXAM_GROUPS",
    "FOUND_LATE_DAYS",
    "MEASURES",
    "MINIMUM_FOR_VERDICT",
    "REASONS",
    "Behind",
    "Measure",
    "against_reference",
    "attention",
    "closed_outliers",
    "complete_by",
    "completeness",
    "count_by_room",
    "default_period",
    "deviation_bands",
    "deviation_indices",
    "disagreeing_totals",
    "dose_medians",
    "dose_without_exam",
    "doses_of",
    "doubtful_indices",
    "exam_label",
    "exams_on_file",
    "exams_without_dose",
    "happened",
    "is_sparse",
    "left_out",
    "median_by",
    "median_by_month",
    "oldest_day",
    "open_count",
    "open_outliers",
    "outlier_rules",
    "populations_on_file",
    "reference_levels",
    "rooms",
    "row_count",
    "rows_behind",
    "types_and_classes",
    "unmapped_names",
    "unmatched_images",
    "usual",
    "vendor_indices",
]
