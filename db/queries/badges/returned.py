"""How many badges came back? Counts alone, for those who may know no wearer."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from db.badge_periods import place_of
from db.badge_readings import readings
from db.queries.badges.memory import remembered, version
from db.queries.badges.missing import missing

_OUT = ("Not returned", "Late", "Absent")


class Returned(NamedTuple):
    """Badges of a report's month that came back, that did not, and those of twelve months before that did not."""

    back: int
    out: int
    older: int


def returned(connection: Connection, report: date, today: date, absent_months: int) -> Returned:
    """The counts of a report.

    One badge is one wearer at one place of the body; fetal ones are in no count, here as in the report's own.
    """
    return remembered(
        version(connection),
        ("returned", report, today, absent_months),
        lambda: _counted(connection, report, today, absent_months),
    )


def _counted(connection: Connection, report: date, today: date, absent_months: int) -> Returned:
    first = report.replace(day=1)
    back = {
        (one.account_number, one.participant_number, place_of(one.use))
        for one in readings(connection, since=first, until=report)
        if place_of(one.use) not in (None, "fetal") and one.dde.flag != "absent"
    }
    listed = missing(connection, report, today, absent_months)
    out = listed[listed["finding"].isin(_OUT)]
    now_out = sum(1 for end in out["wear_end"] if isinstance(end, date) and end >= first)
    return Returned(len(back), now_out, len(out) - now_out)
