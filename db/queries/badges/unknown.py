"""Which doses does nobody know?"""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from db.badge_doses import UNKNOWN_FLAGS, series
from db.badge_people import people
from db.badge_periods import add_months, month_end, windows
from db.badge_readings import names, readings


def unknown_doses(connection: Connection, as_of: date) -> pd.DataFrame:
    """The wear periods of the calendar year to date whose dose nobody knows, longest ago first.

    Columns: wearer_id, account_number, participant_number, participant_name, series_code, position, wear_start,
    wear_end, flag (absent, damaged, or missing where no report names it), inferred, days_since (from the end of the
    period to that of the report), note. One row per badge, whatever number of quantities it would have measured.
    """
    end = month_end(as_of)
    after, until = windows(end)["year"]
    seen: dict[tuple[str, str, str, date], dict[str, Any]] = {}
    roster = people(connection).roster
    found = series(readings(connection, add_months(end, -24), begun_by=end), end, roster)
    for key, entries in found.items():
        for entry in entries:
            if entry.flag in UNKNOWN_FLAGS and after < entry.wear_end <= until:
                place = (key.account_number, key.participant_number, entry.position, entry.wear_end)
                seen.setdefault(
                    place,
                    {
                        "account_number": key.account_number, "participant_number": key.participant_number,
                        "position": entry.position, "wear_start": entry.wear_start, "wear_end": entry.wear_end,
                        "flag": entry.flag, "inferred": entry.inferred, "days_since": (end - entry.wear_end).days,
                        "note": entry.note,
                    },
                )  # fmt: skip
    columns = [
        "wearer_id", "account_number", "participant_number", "participant_name", "series_code", "position",
        "wear_start", "wear_end", "flag", "inferred", "days_since", "note",
    ]  # fmt: skip
    if not seen:
        return pd.DataFrame(columns=columns)
    table = pd.DataFrame(seen.values()).merge(
        names(connection), on=["account_number", "participant_number"], how="left"
    )
    return table[columns].sort_values(["wear_end", "participant_number", "position"], ignore_index=True)
