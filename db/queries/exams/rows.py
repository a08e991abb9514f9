"""The exams behind a figure, one row each, without identity: for those who may read rows."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, select

from db.ages import band_of
from db.columns import Columns
from db.database import frame
from db.schema.exams import exam

MOST = 500
_NAMES = (
    "id", "local_date", "room", "exam_type", "exam_description", "modality", "priority", "patient_class",
    "patient_age_years", "ordered_at", "scheduled_at", "arrived_at", "started_at", "ended_at", "preliminary_at",
    "reported_at", "contrast_agent", "contrast_volume_ml", "status", "clock_change_note",
)  # fmt: skip


def newest_ids(exams: Columns, most: int = MOST) -> list[int]:
    """The exams of the latest days, newest first, at most so many."""
    # They stand in the order of their days.
    return [int(value) for value in exams["id"][::-1][:most]]


def exam_rows(connection: Connection, ids: Sequence[int]) -> pd.DataFrame:
    """These exams in the order given, with all their times (UTC); an age stands as its band: it names nobody."""
    if not ids:
        return pd.DataFrame(columns=[*_NAMES, "age_band"]).drop(columns=["patient_age_years"])
    found = frame(connection, select(*(exam.c[name] for name in _NAMES)).where(exam.c.id.in_(list(ids))))
    found["age_band"] = [band_of(None if pd.isna(age) else age) or None for age in found["patient_age_years"]]
    found = found.drop(columns=["patient_age_years"]).set_index("id", drop=False)
    return found.reindex([one for one in ids if one in found.index]).reset_index(drop=True)
