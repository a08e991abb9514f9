"""How long does it take from the order to the report, step by step, and how many exams are within target?

Steps as `db.exam_columns` defines them. A negative value and one of more than seven days are slips of a clock or of a
person, or an order that was kept for later: they are left out of the statistics, counted beside them, and listed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

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


def turnaround(exams: Columns, wanted: pd.DataFrame, steps: Sequence[Step] = STEPS) -> pd.DataFrame:
    """Per step and group (all; each priority; each patient class): how long it took, in minutes.

    `n` values; their median and 90th percentile (linear between neighbours); `with_target` of them have a target and
    `within` are at most as long; `negative`, `over_7_days` and `unknown` (a time is missing) are the exams left out.
    Each exam has the target of its own priority and class; of two that fit, the one for a priority comes first.
    """
    rows = []
    alike, groups = _alike(exams), _groups(exams)
    for one in steps:
        limits = list(wanted[wanted["measure"] == one.measure].itertuples())
        parts = [_part(exams[one.column][of.places], of, limits) for of in alike]
        for group, name in groups:
            some = [part for part in parts if group == "all" or getattr(part.of, group) == name]
            values = np.concatenate([part.good for part in some]) if some else np.zeros(0)
            n = len(values)
            judged, hits = sum(part.judged for part in some), sum(part.within for part in some)
            median, p90 = np.percentile(values, [50, 90]) / 60 if n else (np.nan, np.nan)
            rows.append(
                (
                    one.measure, group, name, n, median, p90, judged, hits, hits / judged if judged else np.nan,
                    sum(part.negative for part in some), sum(part.over for part in some),
                    sum(part.unknown for part in some),
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


def _groups(exams: Columns) -> list[tuple[str, str]]:
    words = [(group, word) for group in ("priority", "patient_class") for word in sorted(exams.counts(group))]
    return [("all", ""), *words]


@dataclass(frozen=True, slots=True)
class _Alike:
    """Where the exams of one priority and class stand."""

    priority: str
    patient_class: str
    places: Array


@dataclass(frozen=True, slots=True)
class _Part:
    """A step of exams that are alike: values in seconds, how many have a target and keep it, and what is left out."""

    of: _Alike
    good: Array
    judged: int
    within: int
    negative: int
    over: int
    unknown: int


def _alike(exams: Columns) -> list[_Alike]:
    priorities, classes = (*exams.words["priority"], ""), (*exams.words["patient_class"], "")
    # What nobody said is -1, and with it the last word.
    # Multiplied, they outgrow the 16 bits that each is held in.
    of_priority = exams["priority"].astype(np.int64) % len(priorities)
    codes = of_priority * len(classes) + exams["patient_class"] % len(classes)
    order = np.argsort(codes, kind="stable")
    found, starts = np.unique(codes[order], return_index=True)
    return [
        _Alike(priorities[code // len(classes)], classes[code % len(classes)], places)
        for code, places in zip(found.tolist(), np.split(order, starts[1:]), strict=False)
    ]


def _part(seconds: Array, of: _Alike, limits: Sequence[Any]) -> _Part:
    known = seconds[seconds != NOTHING]
    negative, over = int((known < 0).sum()), int((known > LONGEST_S).sum())
    good = known[(known >= 0) & (known <= LONGEST_S)] if negative or over else known
    limit = _limit(limits, of)
    return _Part(
        of,
        good,
        0 if limit is None else len(good),
        0 if limit is None else int((good <= limit).sum()),
        negative,
        over,
        len(seconds) - len(known),
    )


def _limit(limits: Sequence[Any], of: _Alike) -> float | None:
    """The target of exams that are alike, in seconds; None where there is none."""
    found: tuple[tuple[bool, bool], float] | None = None
    for row in limits:
        if row.priority in (of.priority, _ANY) and row.patient_class in (of.patient_class, _ANY):
            # The narrowest counts, and one for a priority before one for a class.
            narrow = (row.priority != _ANY, row.patient_class != _ANY)
            if found is None or narrow > found[0]:
                found = narrow, float(row.target_min) * 60
    return None if found is None else found[1]
