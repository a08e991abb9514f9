"""How do all wearers' wear periods stand at a report? What the desk, the missing badges and the unknown doses share."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from db.badge_doses import Entry, SeriesKey, series
from db.badge_people import people
from db.badge_periods import add_months, month_end
from db.badge_readings import readings

AllSeries = Mapping[SeriesKey, Sequence[Entry]]


def series_at(connection: Connection, as_of: date) -> AllSeries:
    """Every wearer's series at the end of a report's month, of the two years up to it.

    That is one year more than any span of the desk reaches, so that a gap at its beginning is seen from both sides.
    """
    end = month_end(as_of)
    return series(readings(connection, add_months(end, -24), begun_by=end), end, people(connection).roster)
