"""Which readings are there, and of which report?"""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import Connection, false, func, select, tuple_

from db import badge_worked
from db.badge_adjustments import adjusted, adjustments
from db.badge_periods import Calendars, Dose, Reading, add_months, calendars, counted, month_end, place_of
from db.database import frame
from db.schema.badges import FLAGS, badge_reading, wearer

_reading = badge_reading.c
# Most readings carry no number: one object each is enough for those.
_DOSES = {flag: Dose(flag) for flag in FLAGS if flag not in ("value", "estimated")}


def reports(connection: Connection) -> pd.DataFrame:
    """The months in which wear periods end, newest first: `month_end`, `badges`.

    Without control badges, which nobody wears, and without fetal ones, which are in no count: as a report is signed.

    The page's default is `default_report`: the newest month may hold only the first few badges of a report on its way.
    """
    query = (
        select(_reading.wear_end, _reading.use, func.count().label("badges"))
        .where(_reading.is_control.is_(false()))
        .group_by(_reading.wear_end, _reading.use)
    )
    counted: dict[date, int] = {}
    for day, use, badges in connection.execute(query):
        if place_of(use) not in (None, "fetal"):
            counted[month_end(day)] = counted.get(month_end(day), 0) + badges
    return pd.DataFrame(sorted(counted.items(), reverse=True), columns=["month_end", "badges"])


def default_report(months_with_badges: pd.DataFrame) -> date | None:
    """The newest month with at least half as many badges as the fullest of the twelve up to it; None without any."""
    ends: list[date] = list(months_with_badges["month_end"])
    numbers: list[int] = list(months_with_badges["badges"])
    for at, end in enumerate(ends):
        year = [n for other, n in zip(ends[at:], numbers[at:], strict=True) if other > add_months(end, -12)]
        if numbers[at] * 2 >= max(year):
            return end
    return None


def readings(
    connection: Connection,
    since: date | None = None,
    wearer_keys: Sequence[tuple[str, str]] | None = None,
    until: date | None = None,
    begun_by: date | None = None,
) -> list[Reading]:
    """Readings in force of badges that persons wear, of some wearers or of all, that end from a day to a day.

    `begun_by`: only of periods that had begun by a day, which is all that an older report knows of.

    Estimates and adjustments stand in the place of what the service reported (db.badge_adjustments); what came back
    unused though its wearer worked says so (db.badge_worked).
    """
    names = [f"{name}_{part}" for name in ("dde", "lde", "sde") for part in ("flag", "usv")]
    query = select(
        _reading.account_number, _reading.participant_number, _reading.use, _reading.wear_start, _reading.wear_end,
        _reading.serial_number, _reading.note, *(_reading[name] for name in names),
    ).where(_reading.is_control.is_(false()))  # fmt: skip
    if since is not None:
        query = query.where(_reading.wear_end >= since)
    if until is not None:
        query = query.where(_reading.wear_end <= until)
    if begun_by is not None:
        query = query.where(_reading.wear_start <= begun_by)
    if wearer_keys is not None:
        query = query.where(tuple_(_reading.account_number, _reading.participant_number).in_(wearer_keys))
    found = [
        Reading(
            account, participant, use, start, end,
            _DOSES.get(dde_flag) or Dose(dde_flag, dde), _DOSES.get(lde_flag) or Dose(lde_flag, lde),
            _DOSES.get(sde_flag) or Dose(sde_flag, sde), serial, note,
        )
        for account, participant, use, start, end, serial, note, dde_flag, dde, lde_flag, lde, sde_flag, sde
        in connection.execute(query)
    ]  # fmt: skip
    decisions = [
        one
        for one in adjustments(connection, wearer_keys)
        if (since is None or one.wear_end >= since)
        and (until is None or one.wear_end <= until)
        and (begun_by is None or one.wear_start <= begun_by)
    ]
    return badge_worked.marked(connection, adjusted(found, decisions) if decisions else found)


def calendar_of(connection: Connection, until: date = date.max) -> Calendars:
    """Which wear periods are in by a day, over the badges of all wearers: what one wearer's badges are missed by."""
    columns = (_reading.account_number, _reading.use, _reading.wear_start, _reading.wear_end)
    query = (
        select(*columns, func.count())
        .where(_reading.is_control.is_(false()), _reading.wear_end <= until)
        .group_by(*columns)
    )
    return calendars(counted((*row,) for row in connection.execute(query)))


def names(connection: Connection) -> pd.DataFrame:
    """Who the wearers are: wearer_id, account_number, participant_number, participant_name, series_code.

    `wearer_id` is for addresses, which others may see over a shoulder or in a log: it says nothing of a person.
    """
    columns = ("account_number", "participant_number", "participant_name", "series_code")
    return frame(connection, select(wearer.c.id.label("wearer_id"), *(wearer.c[name] for name in columns)))
