"""What is there to know of a month's exams? Their steps in seconds and what they are counted by, as columns.

Only exams that were done (their images were made) stand in them. Definitions of the steps, all in UTC, so that a night
on which the clocks change is as long as it was:

- `begin_s`: from the order to the begin; of outpatients from the scheduled time, where there is none from the arrival.
- `exam_s`: from the begin to the end.
- `report_s`: from the end to the first final report, which an addendum never moves.
- `total_s`: from the order to the first final report.
- `busy_s`: how much of the room's day the exam adds to what is busy already: where two overlap, time counts once.
- `change_s`: from the latest end in the room before it, on the same local day, to its begin; negative on an overlap.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, select

from db.ages import band_of
from db.columns import NOTHING, Array, Columns, built
from db.exam_traits import Traits, read_traits
from db.exams_done import DONE
from db.schema.exams import exam
from db.stats import epoch_seconds

STEPS = ("begin_s", "exam_s", "report_s", "total_s")
CODED = ("room", "exam_type", "modality", "patient_class", "priority", "age_band", "contrast_agent")
KINDS: Mapping[str, str] = {
    "id": "<i8",
    # Days since 1 January of year 1, and the begin in seconds since 1970.
    "day": "<i4",
    "began": "<i8",
    **dict.fromkeys(CODED, "<i2"),
    "portable": "<i1",
    "trauma": "<i1",
    "contrast_ml": "<f4",
    **dict.fromkeys((*STEPS, "busy_s", "change_s"), "<i4"),
}
# In `began`: not known.
NEVER = -(2**62)
_MOMENTS = ("ordered_at", "scheduled_at", "arrived_at", "started_at", "ended_at", "reported_at")
_TEXTS = ("room", "exam_type", "modality", "patient_class", "priority", "contrast_agent")


def months_of(start: date, end: date) -> list[date]:
    """The first days of the months from one day to another."""
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [date(place // 12, place % 12 + 1, 1) for place in range(first, last + 1)]


def last_day(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def read_month(connection: Connection, month: date, traits: Traits | None = None) -> Columns:
    """The exams done in the month of a day, by their own local day, in the order of day, room and begin."""
    traits = traits if traits is not None else read_traits(connection)
    row = exam.c
    query = select(
        row.id, row.local_date, row.exam_description, row.patient_age_years, row.contrast_volume_ml,
        *(row[name] for name in _TEXTS), *(epoch_seconds(row[name]).label(name) for name in _MOMENTS),
    ).where(
        row.local_date >= month.replace(day=1), row.local_date <= last_day(month), row.status.in_(DONE)
    )  # fmt: skip
    return _columns(connection.execute(query).all(), traits)


def no_exams() -> Columns:
    """The columns without a row."""
    return _columns([], Traits())


def _columns(rows: Any, traits: Traits) -> Columns:
    names = ("id", "day", "description", "age", "contrast_ml", *_TEXTS, *_MOMENTS)
    read: dict[str, Any] = (
        dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    )
    moment = {name: _moments(read[name]) for name in _MOMENTS}
    said = list(
        zip(*(read[name] for name in ("description", "room", "priority", "patient_class")), strict=True)
    )
    found = [traits.of(one) for one in said]
    outpatient = np.array([word == "outpatient" for word in read["patient_class"]], dtype=bool)
    planned = np.where(moment["scheduled_at"] == NEVER, moment["arrived_at"], moment["scheduled_at"])
    asked = np.where(outpatient, planned, moment["ordered_at"])
    made = {
        **{name: read[name] for name in _TEXTS},
        "id": read["id"],
        "day": [day.toordinal() for day in read["day"]],
        "began": moment["started_at"],
        "age_band": [band_of(age) for age in read["age"]],
        "portable": ["portable" in one for one in found],
        "trauma": ["trauma" in one for one in found],
        "contrast_ml": np.array([np.nan if ml is None else ml for ml in read["contrast_ml"]], dtype=float),
        "begin_s": _between(asked, moment["started_at"]),
        "exam_s": _between(moment["started_at"], moment["ended_at"]),
        "report_s": _between(moment["ended_at"], moment["reported_at"]),
        "total_s": _between(moment["ordered_at"], moment["reported_at"]),
        "busy_s": np.zeros(len(said), dtype=np.int64),
        "change_s": np.full(len(said), NOTHING, dtype=np.int64),
    }
    columns = built(made, KINDS, CODED)
    columns = columns.where(np.lexsort((columns["id"], columns["began"], columns["room"], columns["day"])))
    busy, change = _in_their_rooms(columns)
    return Columns({**columns.numbers, "busy_s": busy, "change_s": change}, columns.words)


def _moments(values: Any) -> Array:
    return np.array([NEVER if value is None else value for value in values], dtype=np.int64)


def _between(begin: Array, end: Array) -> Array:
    known = (begin != NEVER) & (end != NEVER)
    # What is out of all proportion is so in 32 bits too, and is left out of every figure.
    span = np.clip(np.where(known, end - begin, 0), NOTHING + 1, 2**31 - 1)
    return np.where(known, span, NOTHING)


def _in_their_rooms(columns: Columns) -> tuple[Array, Array]:
    """`busy_s` and `change_s` of rows in the order of day, room and begin; of those with a room and both times."""
    length = columns["exam_s"]
    busy = np.zeros(len(columns), dtype="<i4")
    change = np.full(len(columns), NOTHING, dtype="<i4")
    places = np.flatnonzero(counts_in_room(columns))
    if not len(places):
        return busy, change
    begin = columns["began"][places]
    end = begin + length[places]
    same = np.zeros(len(places), dtype=bool)
    for name in ("day", "room"):
        values = columns[name][places]
        same[1:] = (values[1:] == values[:-1]) if name == "day" else same[1:] & (values[1:] == values[:-1])
    group = np.cumsum(~same)
    # Each group in a stretch of time of its own, so that the latest end so far never comes from another one.
    stretch = int(end.max() - begin.min()) + 1
    shifted = end - begin.min() + group * stretch
    latest = np.maximum.accumulate(shifted)
    before = np.concatenate(([0], latest[:-1]))
    gap = begin - begin.min() + group * stretch - before
    change[places] = np.where(same, gap, NOTHING)
    busy[places] = np.where(same, np.clip(end - begin + np.minimum(gap, 0), 0, None), end - begin)
    return busy, change


def counts_in_room(columns: Columns) -> Array:
    """Which exams take time in a room: it is known, and so is how long they took, from nothing to a day."""
    length = columns["exam_s"]
    return (columns["room"] >= 0) & (length >= 0) & (length <= 24 * 3600)
