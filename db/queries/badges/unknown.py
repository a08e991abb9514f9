"""Which doses does nobody know?"""

from datetime import date

import pandas as pd
from sqlalchemy import Connection

from db.badge_periods import month_end, windows
from db.badge_readings import names
from db.badge_series import series_at
from db.badge_unknown import unknown_badges

COLUMNS = (
    "wearer_id", "account_number", "participant_number", "participant_name", "series_code", "position", "wear_start",
    "wear_end", "flag", "inferred", "days_since", "note",
)  # fmt: skip


def unknown_doses(connection: Connection, as_of: date) -> pd.DataFrame:
    """The wear periods of the calendar year to date whose dose nobody knows (db.badge_unknown), longest ago first.

    Columns: wearer_id, account_number, participant_number, participant_name, series_code, position, wear_start,
    wear_end, flag (absent, damaged, not_worn, or missing where no report names it), inferred, days_since (from the end
    of the period to that of the report), note. One row per badge.
    """
    end = month_end(as_of)
    found = series_at(connection, end)
    rows = [
        {
            "account_number": account, "participant_number": participant, "position": position,
            "wear_start": entry.wear_start, "wear_end": wear_end, "flag": entry.flag, "inferred": entry.inferred,
            "days_since": (end - wear_end).days, "note": entry.note,
        }
        for (account, participant, position, wear_end), entry in unknown_badges(found, *windows(end)["year"]).items()
    ]  # fmt: skip
    if not rows:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.DataFrame(rows).merge(
        names(connection), on=["account_number", "participant_number"], how="left"
    )
    return table[list(COLUMNS)].sort_values(["wear_end", "participant_number", "position"], ignore_index=True)
