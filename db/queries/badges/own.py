"""What may a wearer see of their own doses? The periods of reports that were signed and have not changed since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from db.badge_cases import own_wearers
from db.badge_doses import DoseSum, Entry, SeriesKey, series, total
from db.badge_people import WearerKey, people
from db.badge_periods import Calendars, month_end, windows
from db.badge_readings import calendar_of, readings
from db.badge_signatures import digests_of, signatures


@dataclass(frozen=True, slots=True)
class OwnDoses:
    """One wearer's released periods by series, their sums for the newest released report, and how many wait."""

    key: WearerKey
    report: date | None
    entries: dict[SeriesKey, list[Entry]]
    sums: dict[SeriesKey, dict[str, DoseSum]]
    waiting: int


def released_reports(connection: Connection) -> list[date]:
    """The reports (their months' last days) whose last signature still holds, oldest first."""
    signed = signatures(connection)
    if not signed:
        return []
    first = min(signed).replace(day=1)
    digests = digests_of(readings(connection, first, until=max(signed)))
    return sorted(end for end, one in signed.items() if digests.get(end, (0, ""))[1] == one.digest)


def own_doses(connection: Connection, account_id: int | None) -> list[OwnDoses]:
    """What an account's wearers received, as far as it is released. A fetal badge is for the RSO alone."""
    keys = sorted(own_wearers(connection, account_id))
    if not keys:
        return []
    released = released_reports(connection)
    calendar = calendar_of(connection)
    return [_own(connection, key, released, calendar) for key in keys]


def _own(connection: Connection, key: WearerKey, released: Sequence[date], calendar: Calendars) -> OwnDoses:
    own, roster = readings(connection, wearer_keys=[key]), people(connection, key).roster
    all_series = {
        k: entries
        for k, entries in series(own, roster=roster, calendar=calendar).items()
        if k.quantity != "fetal"
    }
    out = set(released)
    entries = {
        k: [entry for entry in found if month_end(entry.wear_end) in out] for k, found in all_series.items()
    }
    entries = {k: found for k, found in entries.items() if found}
    waiting = {
        month_end(entry.wear_end)
        for found in all_series.values()
        for entry in found
        if month_end(entry.wear_end) not in out
    }
    report = max((month_end(entry.wear_end) for found in entries.values() for entry in found), default=None)
    sums = {}
    if report is not None:
        spans = windows(report)
        sums = {
            k: {name: total(found, *span) for name, span in spans.items()} for k, found in entries.items()
        }
    return OwnDoses(key, report, entries, sums, len(waiting))
