"""Which doses does nobody know? The one count of them, for the desk, the signature, the lists and home.

A dose is unknown where the badge is missing, absent or damaged, or came back unused though its wearer worked. It is
counted once for each badge and wear period, whatever number of quantities it would have measured. A fetal badge is in
no count: who has one is for the radiation safety officer alone.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection

from db.badge_doses import UNKNOWN_FLAGS, Entry, SeriesKey
from db.badge_periods import month_end, windows
from db.badge_series import AllSeries, series_at

# Account, participant, position, last day of the wear period.
Place = tuple[str, str, str, date]


def unknown_badges(
    found: Mapping[SeriesKey, Iterable[Entry]], after: date, until: date
) -> dict[Place, Entry]:
    """The badges without a known dose whose wear period ends after one day and not after another."""
    seen: dict[Place, Entry] = {}
    for key, entries in found.items():
        if key.quantity == "fetal":
            continue
        for entry in entries:
            if entry.flag in UNKNOWN_FLAGS and after < entry.wear_end <= until:
                place = (key.account_number, key.participant_number, entry.position, entry.wear_end)
                seen.setdefault(place, entry)
    return seen


def unknown_of(connection: Connection, report: date, found: AllSeries | None = None) -> int:
    """How many doses of a report (its month's last day) nobody knows; `found` as series_at gives it, if at hand."""
    found = series_at(connection, report) if found is None else found
    return len(unknown_badges(found, *windows(month_end(report))["period"]))
