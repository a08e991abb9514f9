"""How long does it take from the order to the report, step by step, and how many exams are within target?

Steps as `db.exam_columns` defines them. A negative value and one of more than seven days are slips of a clock or of a
person, or an order that was kept for later: they are left out of the statistics, counted beside them, and listed.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from db.columns import NOTHING, Array, Columns
from db.database import frame
from db.schema.reference import operations_target

LONGEST_S = 7 * 24 * 3600
_ANY = "any"


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its column, its name in the table of targets, its title, and its definition as it is printed."""

    column: str
    measure: str
    title: str
    definition: str


STEPS = (
    Step("begin_s", "order_to_begin", "Order to begin",
         "from the order to the begin of the exam; outpatients from the scheduled time, else from the arrival"),
    Step("exam_s", "exam_duration", "Exam duration", "from the begin to the end of the exam"),
    Step("report_s", "end_to_final", "End to first final",
         "from the end of the exam to the first final report; an addendum does not move it"),
    Step("total_s", "order_to_final", "Order to final",
         "from the order to the first final report, for outpatients with the days up to the appointment"),
)  # fmt: skip
# The steps that follow each other without a gap or an overlap.
STACKED = ("order_to_begin", "exam_duration", "end_to_final")

COLUMNS = [
    "measure", "group", "name", "n", "median_min", "p90_min", "with_target", "within", "share_within", "negative",
    "over_7_days", "unknown",
]  # fmt: skip


def step(measure: str) -> Step:
    """The step of that name. Raises StopIteration for another."""
    return next(one for one in STEPS if one.measure == measure)


def targets(connection: Connection, day: date) -> pd.DataFrame:
    """The targets of steps in force on a day, in minutes: one row per measure, priority and patient class, the newest.

    Columns measure, priority, patient_class, target_min, wanted_percent, jurisdiction, edition, source, confirmed.
    """
    row = operations_target.c
    found = frame(
        connection,
        select(
            row.measure, row.priority, row.patient_class, row.target_value.label("target_min"),
            row.wanted_percent, row.jurisdiction, row.edition, row.source, row.confirmed,
        )
        .where(row.level == "target", row.unit == "min", row.valid_from <= day)
        .order_by(row.valid_from, row.id),
    )  # fmt: skip
    key = ["measure", "priority", "patient_class"]
    return found.drop_duplicates(key, keep="last").sort_values(key, ignore_index=True)


def turnaround(exams: Columns, wanted: pd.DataFrame) -> pd.DataFrame:
    """Per step and group (all; each priority; each patient class): how long it took, in minutes.

    `n` values; their median and 90th percentile (linear between neighbours); `with_target` of them have a target and
    `within` are at most as long; `negative`, `over_7_days` and `unknown` (a time is missing) are the exams left out.
    Each exam has the target of its own priority and class; of two that fit, the one for a priority comes first.
    """
    rows = []
    groups = _groups(exams)
    for one in STEPS:
        seconds = exams[one.column]
        known = seconds != NOTHING
        good = known & (seconds >= 0) & (seconds <= LONGEST_S)
        limit = _limits(exams, wanted[wanted["measure"] == one.measure])
        # NaN, where there is no target, is not at least anything.
        within = good & (seconds <= limit)
        for group, name, mask in groups:
            counted = good & mask
            values = seconds[counted] / 60.0
            n = len(values)
            judged = int((counted & ~np.isnan(limit)).sum())
            hits = int((within & mask).sum())
            median, p90 = np.percentile(values, [50, 90]) if n else (np.nan, np.nan)
            rows.append(
                (
                    one.measure, group, name, n, median, p90, judged, hits, hits / judged if judged else np.nan,
                    int((known & mask & (seconds < 0)).sum()), int((known & mask & (seconds > LONGEST_S)).sum()),
                    int((~known & mask).sum()),
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def left_out(exams: Columns, measure: str) -> Columns:
    """The exams whose value of a step is negative or over seven days."""
    seconds = exams[step(measure).column]
    return exams.where((seconds != NOTHING) & ((seconds < 0) | (seconds > LONGEST_S)))


def target_words(
    wanted: pd.DataFrame, measure: str, group: str, name: str
) -> list[tuple[float, float | None]]:
    """The targets (minutes, wanted per cent) that the exams of a group may have, shortest first."""
    fitting = wanted[wanted["measure"] == measure]
    if group in ("priority", "patient_class"):
        fitting = fitting[fitting[group].isin([name, _ANY])]
    pairs = {
        (float(row.target_min), None if pd.isna(row.wanted_percent) else float(row.wanted_percent))
        for row in fitting.itertuples()
    }
    return sorted(pairs, key=lambda pair: pair[0])


def _groups(exams: Columns) -> list[tuple[str, str, Array]]:
    everything = np.ones(len(exams), dtype=bool)
    found = [("all", "", everything)]
    for group in ("priority", "patient_class"):
        found += [(group, word, exams.says(group, word)) for word in sorted(exams.counts(group))]
    return found


def _limits(exams: Columns, wanted: pd.DataFrame) -> Array:
    """The target of each exam in seconds, NaN where there is none."""
    found = np.full(len(exams), np.nan)
    # From the widest to the narrowest, so that the narrowest stays.
    order = {(_ANY, _ANY): 0, (_ANY, ""): 1, ("", _ANY): 2, ("", ""): 3}
    rows = sorted(
        wanted.itertuples(),
        key=lambda row: order[
            _ANY if row.priority == _ANY else "", _ANY if row.patient_class == _ANY else ""
        ],
    )
    for row in rows:
        mask = np.ones(len(exams), dtype=bool)
        for name in ("priority", "patient_class"):
            if (word := getattr(row, name)) != _ANY:
                mask &= exams.says(name, word)
        found[mask] = row.target_min * 60
    return found
