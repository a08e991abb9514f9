"""The rejects behind a figure, one row each, without identity: for those who may read rows."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Connection, select

from db.columns import Columns
from db.database import frame
from db.schema.rejects import rejected_exposure

MOST = 500
_NAMES = (
    "id", "local_date", "rejected_at", "room", "modality", "exam_type", "projection", "protocol", "reason_text",
    "supervision", "repeated",
)  # fmt: skip


def newest_ids(rejected: Columns, most: int = MOST) -> list[int]:
    """The rejects of the latest days, newest first, at most so many."""
    order = sorted(zip(rejected["day"].tolist(), rejected["id"].tolist(), strict=True), reverse=True)
    return [number for _, number in order[:most]]


def reject_rows(connection: Connection, ids: Sequence[int]) -> pd.DataFrame:
    """These rows of the reject log in the order given (times in UTC); who took the image stands in none."""
    if not ids:
        return pd.DataFrame(columns=list(_NAMES))
    row = rejected_exposure.c
    found = frame(connection, select(*(row[name] for name in _NAMES)).where(row.id.in_(list(ids))))
    found = found.set_index("id", drop=False)
    return found.reindex([one for one in ids if one in found.index]).reset_index(drop=True)
