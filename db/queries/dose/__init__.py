"""Are typical doses below the reference levels? Medians by month and exam type, and the levels in force."""

from db.dose_measures import EXAM_GROUPS, MEASURES, MINIMUM_FOR_VERDICT, Measure, exam_label
from db.queries.dose.attention import attention
from db.queries.dose.chosen import ADULTS, AGES, EVERYBODY, Chosen
from db.queries.dose.completeness import (
    DISAGREES_FROM,
    completeness,
    completeness_by_month,
    disagreeing_totals,
    dose_without_exam,
    doubtful_indices,
    exams_without_dose,
    unmatched_images,
)
from db.queries.dose.levels import against_reference, reference_levels
from db.queries.dose.medians import left_out, median_by_month, unmapped_names
from db.queries.dose.periods import (
    default_period,
    exams_on_file,
    is_sparse,
    oldest_day,
    rooms,
    types_and_classes,
)
from db.queries.dose.table import dose_medians

__all__ = [
    "ADULTS",
    "AGES",
    "DISAGREES_FROM",
    "EVERYBODY",
    "EXAM_GROUPS",
    "MEASURES",
    "MINIMUM_FOR_VERDICT",
    "Chosen",
    "Measure",
    "against_reference",
    "attention",
    "completeness",
    "completeness_by_month",
    "default_period",
    "disagreeing_totals",
    "dose_medians",
    "dose_without_exam",
    "doubtful_indices",
    "exam_label",
    "exams_on_file",
    "exams_without_dose",
    "is_sparse",
    "left_out",
    "median_by_month",
    "oldest_day",
    "reference_levels",
    "rooms",
    "types_and_classes",
    "unmapped_names",
    "unmatched_images",
]
