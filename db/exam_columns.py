"""What is there to know of a month's exams? Their steps in seconds and what they are counted by, as columns.

Only exams that were done (their images were made) stand in them. Definitions of the steps, all in UTC, so that a night
on which the clocks change is as long as it was:

- `begin_s`: from the order to the begin; of outpatients from the scheduled time, where there is none from the arrival.
- `exam_s`: from the begin to the end.
- `report_s`: from the end to the first final report, which an addendum never moves.
- `total_s`: from the order to the first final report.
- `wait_s`: from the arrival to the begin.
- `busy_s`: how much of the room's day the exam adds to what is busy already: where two overlap, time counts once.
- `change_s`: from the latest end in the room before it, on the same local day, to its begin; negative on an overlap.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, select

from db.ages import AGE_BANDS
from db.columns import NOTHING, Array, Columns, code_kind, coded
from db.exam_traits import TEXTS, read_traits
from db.exams_done import DONE
from db.schema.exams import exam

STEPS = ("begin_s", "exam_s", "report_s", "total_s")
KINDS: Mapping[str, str] = {
    "id": "<i8",
    # Days since 1 January of year 1, and the begin in seconds since 1970.
    "day": "<i4",
    "began": "<i8",
    # The end, else the begin.
    "done_at": "<i8",
    **dict.fromkeys(
        ("room", "exam_type", "modality", "patient_class", "priority", "age_band", "contrast_agent"), "<i2"
    ),
    "portable": "<i1",
    "trauma": "<i1",
    "contrast_ml": "<f4",
    **dict.fromkeys((*STEPS, "wait_s", "busy_s", "change_s"), "<i4"),
}
EPOCH_DAY = date(1970, 1, 1).toordinal()
# In `began`: not known.
NEVER = -(2**62)
_MOMENTS = ("ordered_at", "scheduled_at", "arrived_at", "started_at", "ended_at", "reported_at")
_TEXTS = ("room", "exam_type", "modality", "patient_class", "priority", "contrast_agent", "exam_description")
_NUMBERS = ("patient_age_years", "contrast_volume_ml")


def query_of(first: date, after: date) -> Select[Any]:
    """The exams done from one local day up to another, as `columns_of` wants them."""
    row = exam.c
    return select(
        row.id, row.local_date, *(row[name] for name in (*_TEXTS, *_NUMBERS)),
        *(row[name] for name in _MOMENTS),
    ).where(row.local_date >= first, row.local_date < after, row.status.in_(DONE))  # fmt: skip


def columns_of(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> Columns:
    """The rows of `query_of` as columns, in the order of day, room and begin."""
    names = ("id", "day", *_TEXTS, *_NUMBERS, *_MOMENTS)
    read = dict(zip(names, zip(*rows, strict=True) if rows else [()] * len(names), strict=True))
    words, codes = {}, {}
    for name in _TEXTS:
        words[name], codes[name] = coded(read[name])
    moment = {name: _moments(read[name]) for name in _MOMENTS}
    words["age_band"], codes["age_band"] = _bands(np.array(read["patient_age_years"], dtype=float))
    outpatient = np.array([word == "outpatient" for word in (*words["patient_class"], None)], dtype=bool)
    planned = np.where(moment["scheduled_at"] == NEVER, moment["arrived_at"], moment["scheduled_at"])
    asked = np.where(outpatient[codes["patient_class"]], planned, moment["ordered_at"])
    ended = moment["ended_at"]
    made = {
        **codes,
        **_traits(connection, words, codes),
        "id": np.array(read["id"], dtype=np.int64),
        "day": day_numbers(read["day"]),
        "began": moment["started_at"],
        "done_at": np.where(ended == NEVER, moment["started_at"], ended),
        "contrast_ml": np.array(read["contrast_volume_ml"], dtype=float),
        "begin_s": _between(asked, moment["started_at"]),
        "exam_s": _between(moment["started_at"], ended),
        "report_s": _between(ended, moment["reported_at"]),
        "total_s": _between(moment["ordered_at"], moment["reported_at"]),
        "wait_s": _between(moment["arrived_at"], moment["started_at"]),
    }
    order = np.lexsort((made["id"], made["began"], made["room"], made["day"]))
    # Codes of words are as wide as their words need.
    held = {**KINDS, **{name: code_kind(len(words[name])) for name in words}}
    made = {name: made[name][order].astype(held[name]) for name in KINDS if name in made}
    columns = Columns(made, {name: words[name] for name in words if name in KINDS})
    busy, change = _in_their_rooms(columns)
    return Columns({**made, "busy_s": busy, "change_s": change}, columns.words)


def day_numbers(values: Sequence[Any]) -> Array:
    """Days as the driver gives them (dates, or texts on SQLite) as ordinals: read here, not by the database, since
    that costs a load a tenth of it."""
    return np.array(values, dtype="datetime64[D]").astype(np.int64) + EPOCH_DAY


def _moments(values: Sequence[Any]) -> Array:
    found = np.array(values, dtype="datetime64[us]")
    return np.where(np.isnat(found), NEVER, found.astype(np.int64) // 1_000_000)


def _bands(ages: Array) -> tuple[tuple[str, ...], Array]:
    names, starts = zip(*AGE_BANDS, strict=True)
    # NaN is sorted behind all others.
    place = np.where(ages >= 0, np.searchsorted(starts, ages, side="right") - 1, -1)
    words = tuple(sorted(names[one] for one in np.unique(place).tolist() if one >= 0))
    codes = np.array([*(words.index(name) if name in words else -1 for name in names), -1], dtype="<i2")
    return words, codes[place]


def _traits(
    connection: Connection, words: Mapping[str, tuple[str, ...]], codes: Mapping[str, Array]
) -> dict[str, Array]:
    """Which exams are portable and which of trauma: each combination of what they say is looked at once."""
    traits = read_traits(connection)
    names = ["exam_description" if name == "exam" else name for name in TEXTS]
    combined = np.zeros(len(codes["room"]), dtype=np.int64)
    for name in names:
        combined = combined * (len(words[name]) + 1) + codes[name] + 1
    kinds, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
    said = [[(*words[name], None)[codes[name][place]] for name in names] for place in first.tolist()]
    found = [traits.of((one[0], one[1], one[2], one[3])) for one in said]
    assert len(found) == len(kinds)
    return {
        trait: np.array([trait in one for one in found], dtype="<i1")[inverse]
        for trait in ("portable", "trauma")
    }


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
