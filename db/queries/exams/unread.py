"""Which studies are done and wait for their report, and how long have they waited?"""

from datetime import UTC, datetime, timedelta

import pandas as pd
from sqlalchemy import Connection, select

from db.database import frame
from db.schema.exams import exam

# From so many hours on; the last is open to the end.
AGES = (
    ("under 1 h", 0),
    ("1 to 4 h", 1),
    ("4 to 12 h", 4),
    ("12 to 24 h", 12),
    ("1 to 3 d", 24),
    ("3 to 7 d", 72),
    ("over 7 d", 168),
)
UNKNOWN_AGE = "end unknown"
_UNREAD = ("completed", "preliminary")


def unread(connection: Connection, until: datetime) -> pd.DataFrame:
    """The studies that are done and have no final report, oldest first; `until` (aware) is how far the data reach.

    Columns id, room, exam_type, exam_description, modality, priority, patient_class, patient_age_years, local_date,
    ended_at, status, `hours` since the end (else the begin; null where neither is known) and `age`, one of AGES. A
    preliminary report does not close a study. One that ends after `until` has waited for nothing yet.
    """
    row = exam.c
    found = frame(
        connection,
        select(
            row.id, row.room, row.exam_type, row.exam_description, row.modality, row.priority, row.patient_class,
            row.patient_age_years, row.local_date, row.started_at, row.ended_at, row.status,
        ).where(row.status.in_(_UNREAD), row.reported_at.is_(None)),
    )  # fmt: skip
    moment = pd.Timestamp(until.astimezone(UTC).replace(tzinfo=None))
    since = pd.to_datetime(found["ended_at"]).fillna(pd.to_datetime(found["started_at"]))
    found["hours"] = ((moment - since) / timedelta(hours=1)).clip(lower=0)
    found["age"] = [_age(hours) for hours in found["hours"]]
    return found.sort_values(["hours", "id"], ascending=[False, True], ignore_index=True, na_position="first")


def by_age(studies: pd.DataFrame) -> pd.DataFrame:
    """`age` and `n` of what `unread` gives, from the youngest to the oldest; all ages, with 0 where there is none."""
    counted = studies["age"].value_counts()
    names = [name for name, _ in AGES] + ([UNKNOWN_AGE] if UNKNOWN_AGE in counted else [])
    return pd.DataFrame({"age": names, "n": [int(counted.get(name, 0)) for name in names]})


def _age(hours: float) -> str:
    if pd.isna(hours):
        return UNKNOWN_AGE
    return next(name for name, least in reversed(AGES) if hours >= least)
