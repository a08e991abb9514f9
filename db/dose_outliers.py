"""Which exams does a rule find? Looked at when their doses come in; what is found stays until a person closes it.

A factor is held against the usual median: the middle one of the monthly medians of adults over the twelve months before
the exam's own, of months with at least 20; without such a month nobody can say. It speaks of adults alone. A level
speaks of everybody. A rule of an exam type takes the place of the `*` rule of its measure and kind; one of 0 is none.

Exams of any day are looked at when their doses come in, also those of a feed that stood still for weeks and of a first
load of years: a skin dose over its level has to be followed for months, however late it is known. What was older than
FOUND_LATE_DAYS when it was found is told apart from the work of the day, and waits for a person all the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, Select, case, func, insert, literal, select, union_all

from db.ages import ADULT_FROM_YEARS
from db.dose_exposures import counts, is_no_localiser
from db.dose_measures import MEASURES, MINIMUM_FOR_VERDICT
from db.schema.dose import dose_study, irradiation_event
from db.schema.dose_outliers import dose_outlier, outlier_rule
from db.schema.dose_summaries import dose_month

ANY = "*"
# Of an exam of longer ago nobody in the room remembers why: it is looked up, not asked.
FOUND_LATE_DAYS = 31
_AT_ONCE = 500
_ROW = ("study_key", "exam_key", "local_date", "exam_type", "projection", "measure", "room", "dose")
_event, _study = irradiation_event.c, dose_study.c
Rules = dict[tuple[str, str, str], Any]


def find(connection: Connection, study_keys: Collection[str] | None, today: date, now: datetime) -> int:
    """Hold these studies, or all of the last FOUND_LATE_DAYS, against the rules in force; returns how many were new.

    `now` is naive UTC. What was found before stays as it is. A changed rule speaks of what comes and of the last weeks,
    not of years that were judged by the rule of their time.
    """
    rules = _rules(connection, today)
    if not rules:
        return 0
    since = today - timedelta(days=FOUND_LATE_DAYS) if study_keys is None else None
    rows: list[Any] = []
    for some in [None] if study_keys is None else _portions(study_keys):
        rows += connection.execute(_doses(some, since)).all()
    usual = _usual_medians(connection) if any(kind == "factor" for _, _, kind in rules) else {}
    found = [one for row in rows for one in _over(row, rules, usual)]
    known: set[tuple[Any, ...]] = set()
    key = [dose_outlier.c[name] for name in ("study_key", "measure", "exam_type", "projection", "rule_kind")]
    for some in _portions({one["study_key"] for one in found}):
        known |= {
            tuple(row) for row in connection.execute(select(*key).where(dose_outlier.c.study_key.in_(some)))
        }
    new = [one for one in found if tuple(one[column.name] for column in key) not in known]
    if new:
        connection.execute(insert(dose_outlier), [one | {"found_at": now, "found_on": today} for one in new])
    return len(new)


def _rules(connection: Connection, on: date) -> Rules:
    """By exam type, measure and kind: the newest that is valid."""
    rule = outlier_rule.c
    rows = connection.execute(
        select(outlier_rule).where(rule.valid_from <= on).order_by(rule.valid_from, rule.edition, rule.id)
    )
    return {(row.exam_type, row.measure, row.rule_kind): row.rule_value for row in rows}


def _doses(study_keys: Collection[str] | None, since: date | None) -> Select[Any]:
    """The highest dose of each measure, exam type and projection of each study."""
    measures = [measure for measure in MEASURES if not measure.per_exam]
    name = case(*((_event.modality.in_(one.modalities), one.name) for one in measures))
    turned = [one.modalities for one in measures if one.by_projection]
    projection = case(
        *((_event.modality.in_(modalities), func.coalesce(_event.projection, "")) for modalities in turned),
        else_="",
    )
    dose = case(
        *((_event.modality.in_(one.modalities), _event[one.column] / one.divisor) for one in measures)
    )
    exposures = (
        select(
            _event.study_key,
            _event.exam_type,
            projection.label("projection"),
            name.label("measure"),
            func.min(_event.exam_key).label("exam_key"),
            func.min(_event.room).label("room"),
            func.min(_event.local_date).label("local_date"),
            func.min(_event.patient_age_years).label("age"),
            func.max(dose).label("dose"),
        )
        .where(counts(), is_no_localiser(), _event.exam_type.is_not(None), dose.is_not(None))
        .where(*_asked(_event, study_keys, since))
        .group_by(_event.study_key, _event.exam_type, projection, name)
    )
    exams = [
        select(
            _study.study_key,
            _study.exam_type,
            literal("").label("projection"),
            literal(measure.name).label("measure"),
            _study.exam_key,
            _study.room,
            _study.local_date,
            _study.patient_age_years.label("age"),
            (_study[measure.column] / measure.divisor).label("dose"),
        ).where(
            _study.modality.in_(measure.modalities),
            _study.exam_type.is_not(None),
            _study[measure.column].is_not(None),
            _study.local_date.is_not(None),
            *_asked(_study, study_keys, since),
        )
        for measure in MEASURES
        if measure.per_exam
    ]
    return select(union_all(exposures, *exams).subquery())


def _asked(row: Any, study_keys: Collection[str] | None, since: date | None) -> list[Any]:
    return [
        *([] if since is None else [row.local_date >= since]),
        *([] if study_keys is None else [row.study_key.in_(study_keys)]),
    ]


def _usual_medians(connection: Connection) -> dict[tuple[str, str, str], list[tuple[date, float]]]:
    month = dose_month.c
    usual: dict[tuple[str, str, str], list[tuple[date, float]]] = defaultdict(list)
    known = select(dose_month).where(month.n >= MINIMUM_FOR_VERDICT, month.median.is_not(None))
    for row in connection.execute(known):
        usual[row.exam_type, row.measure, row.projection].append((row.month, row.median))
    return usual


def usual_before(months: Iterable[tuple[date, float]], day: date) -> float | None:
    """The middle one of the monthly medians over the twelve months before a day's own month."""
    last = day.replace(day=1)
    first = last.replace(year=last.year - 1)
    known = [value for month, value in months if first <= month < last]
    return median(known) if known else None


def _over(
    row: Any, rules: Rules, usual: dict[tuple[str, str, str], list[tuple[date, float]]]
) -> list[dict[str, Any]]:
    found = []
    for kind in ("factor", "level"):
        value = rules.get((row.exam_type, row.measure, kind), rules.get((ANY, row.measure, kind)))
        if not value:
            continue
        threshold = value
        if kind == "factor":
            if row.age is None or row.age < ADULT_FROM_YEARS:
                continue
            middle = usual_before(usual.get((row.exam_type, row.measure, row.projection), ()), row.local_date)
            if middle is None:
                continue
            threshold = value * middle
        if row.dose > threshold:
            found.append(
                {name: getattr(row, name) for name in _ROW}
                | {"rule_kind": kind, "rule_value": value, "threshold": threshold}
            )
    return found


def _portions(keys: Collection[str]) -> list[list[str]]:
    ordered = sorted(keys)
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
