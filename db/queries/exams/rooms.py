"""How are the rooms used? Busy time, change time and exams an hour, room by room."""

import numpy as np
import pandas as pd

from db.columns import NOTHING, Columns
from db.exam_columns import counts_in_room

# A longer gap between two exams is not a change of patients: nobody was there.
LONGEST_CHANGE_S = 3600
COLUMNS = [
    "room", "exams", "days", "in_use_h", "busy_h", "busy_share", "exams_per_hour", "changes", "change_median_min",
    "long_gaps", "overlaps", "without_times",
]  # fmt: skip


def room_use(exams: Columns) -> pd.DataFrame:
    """Per room, most exams first. `exams` must hold all exams of its rooms: who narrows them changes what is busy.

    `in_use_h` is from the first begin to the last end of each local day, `busy_h` the part in which an exam went on
    (overlapping exams count once), `exams_per_hour` exams by `in_use_h`. `change_median_min` is the median time from
    the end of an exam to the begin of the next one on the same day, of the `changes` of up to an hour; `long_gaps` are
    longer. `overlaps` began before the one before had ended. `without_times` lack a begin or an end, or give a length
    below nothing or above a day: they stand in no other column.
    """
    counted = counts_in_room(exams)
    rows = []
    for code, room in enumerate(exams.words["room"]):
        here = exams["room"] == code
        if not here.any():
            continue
        part = exams.where(here & counted)
        begin, end = part["began"], part["began"] + part["exam_s"]
        in_use_s, days = 0.0, 0
        if len(part):
            # The rows stand in the order of their days.
            starts = np.flatnonzero(np.concatenate(([True], part["day"][1:] != part["day"][:-1])))
            in_use_s = float((np.maximum.reduceat(end, starts) - np.minimum.reduceat(begin, starts)).sum())
            days = len(starts)
        change = part["change_s"]
        between = change != NOTHING
        changes = change[between & (change >= 0) & (change <= LONGEST_CHANGE_S)]
        busy_s = float(part["busy_s"].sum())
        rows.append(
            (
                room, len(part), days, in_use_s / 3600, busy_s / 3600,
                busy_s / in_use_s if in_use_s else np.nan,
                len(part) / (in_use_s / 3600) if in_use_s else np.nan,
                len(changes), float(np.median(changes)) / 60 if len(changes) else np.nan,
                int((between & (change > LONGEST_CHANGE_S)).sum()), int((between & (change < 0)).sum()),
                int((here & ~counted).sum()),
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).sort_values(
        ["exams", "room"], ascending=[False, True], ignore_index=True
    )
