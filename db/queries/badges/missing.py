"""Which badges are missing or doubtful, for how long, and what is to be done about each?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Connection, exists, false, func, select, true

from db.badge_doses import NOT_WORN, Entry, SeriesKey
from db.badge_people import People, people
from db.badge_periods import add_months, month_end, place_of
from db.badge_readings import names
from db.badge_series import AllSeries, series_at
from db.badge_worked import exams_done
from db.schema.badges import badge_reading, wearer
from db.wording import many

# A common rule of the services calls a badge lost 90 days after its last day (HPS q13595).
LATE_DAYS = 90
_NEXT = {
    "Not returned": "Remind",
    "Late": "Ask in person, order a replacement",
    "Absent": "Estimate the dose",
    "Damaged": "Estimate the dose",
    "Unused, worked": "Ask, then estimate the dose",
    "Two badges": "Ask whether one was a replacement",
    "No badge": "Order a badge, or end the assignment",
    "No wearer": "Name the wearer at the service",
    "Two numbers": "Join them at the service",
}
COLUMNS = (
    "wearer_id", "account_number", "participant_number", "participant_name", "department", "position", "wear_start",
    "wear_end", "finding", "inferred", "days_since", "next_step", "detail",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    account_number: str
    participant_number: str
    position: str
    wear_start: date | None
    wear_end: date | None
    finding: str
    inferred: bool = False
    detail: str = ""
    # Since when it is so, where no wear period says it.
    since: date | None = None


def missing(
    connection: Connection, as_of: date, today: date, absent_months: int, every: AllSeries | None = None
) -> pd.DataFrame:
    """Everything about the badges of the twelve months up to a report that somebody has to look after.

    Findings: Not returned, Late (90 days after its last day), Absent (the site's number of months after it, or the
    report says so), Damaged, Unused, worked (returned sealed, though the RIS or another badge of the period says that
    the person worked), Two badges (of one use and period; both count), No badge (on the roster, never read), No wearer
    (a badge whose number has no name and is not on the roster), Two numbers (one name under two numbers). `inferred`
    marks what no roster says. `days_since` counts from the end of the period, else from the day since when it is so
    (assigned, first worn, seen under a second number). Longest ago first; fetal badges are never among them. `every` is
    what series_at gives for the same report, where it is at hand.
    """
    end = month_end(as_of)
    after = month_end(add_months(end.replace(day=1), -12))
    known = people(connection)
    every = series_at(connection, end) if every is None else every
    found = list(_from_series(connection, every, known, after, end, today, absent_months))
    who = names(connection)
    found += _without_badge(connection, known, end)
    found += _without_wearer(connection, who, known)
    found += _two_numbers(connection, who)
    if not found:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.DataFrame([_row(one, known, today) for one in found])
    table = table.merge(who, on=["account_number", "participant_number"], how="left")
    return table[list(COLUMNS)].sort_values(
        ["days_since", "participant_number", "position", "finding"],
        ascending=[False, True, True, True],
        na_position="last",
        ignore_index=True,
    )


def _row(one: _Found, known: People, today: date) -> dict[str, object]:
    person = known.person((one.account_number, one.participant_number))
    since = one.wear_end or one.since
    return {
        **{name: getattr(one, name) for name in _Found.__slots__},
        "department": person.department,
        "days_since": (today - since).days if since else None,
        "next_step": _NEXT[one.finding],
    }


def _from_series(
    connection: Connection,
    found: AllSeries,
    known: People,
    after: date,
    end: date,
    today: date,
    absent_months: int,
) -> Iterable[_Found]:
    seen: set[tuple[str, str, str, date, str]] = set()
    for key, entries in found.items():
        if key.quantity == "fetal":
            continue
        by_period: dict[tuple[str, date], list[Entry]] = defaultdict(list)
        for entry in entries:
            if after < entry.wear_end <= end:
                by_period[entry.position, entry.wear_end].append(entry)
        for (position, wear_end), together in by_period.items():
            finding, detail = _finding(
                connection, key, together, known, today, absent_months
            )  # fmt: skip
            place = (key.account_number, key.participant_number, position, wear_end, finding)
            if finding and place not in seen:
                seen.add(place)
                first = together[0]
                yield _Found(
                    key.account_number, key.participant_number, position, first.wear_start, wear_end, finding,
                    first.inferred, detail,
                )  # fmt: skip


def _finding(
    connection: Connection,
    key: SeriesKey,
    together: Sequence[Entry],
    known: People,
    today: date,
    absent_months: int,
) -> tuple[str, str]:
    entry = together[0]
    flags = {one.flag for one in together}
    if "damaged" in flags:
        return "Damaged", entry.note or ""
    if "absent" in flags:
        return "Absent", "As the report says"
    if "missing" in flags:
        if today >= add_months(entry.wear_end, absent_months):
            return "Absent", f"No reading {absent_months} months after its last day"
        return ("Late" if (today - entry.wear_end).days >= LATE_DAYS else "Not returned"), ""
    if NOT_WORN in flags:
        name = known.person((key.account_number, key.participant_number)).ris_name
        done = exams_done(connection, [name], entry.wear_start, entry.wear_end) if name else {}
        return "Unused, worked", (
            f"{many(sum(done.values()), 'exam')} in the RIS"
            if done
            else "Another badge of the period has a dose"
        )
    serials = {one.serial_number for one in together if one.serial_number and one.position == entry.position}
    return ("Two badges", "Both count") if len(serials) > 1 else ("", "")


def _without_badge(connection: Connection, known: People, end: date) -> Iterable[_Found]:
    """On the roster by now, and no such badge was ever read."""
    columns = badge_reading.c
    read = {
        tuple(row)
        for row in connection.execute(
            select(columns.account_number, columns.participant_number, columns.use).distinct()
        )
    }
    for (account, participant, use), assignments in known.roster.items():
        if place_of(use) in (None, "fetal") or (account, participant, use) in read:
            continue
        current = [
            one for one in assignments if one.starts_on <= end and (one.ends_on is None or one.ends_on >= end)
        ]
        if current:
            since = current[0].starts_on
            detail = f"Assigned since {since}"
            yield _Found(account, participant, use, since, None, "No badge", detail=detail, since=since)


def _without_wearer(connection: Connection, who: pd.DataFrame, known: People) -> Iterable[_Found]:
    """A badge that persons wear, whose number has no name at the service and is not on the roster."""
    nameless = set(
        who[who["participant_name"].isna()][["account_number", "participant_number"]].itertuples(
            index=False, name=None
        )
    )
    columns = badge_reading.c
    query = (
        select(columns.account_number, columns.participant_number, columns.use, func.min(columns.wear_start))
        .where(columns.is_control.is_(false()))
        .group_by(columns.account_number, columns.participant_number, columns.use)
    )
    for account, participant, use, since in connection.execute(query):
        if (
            (account, participant) in nameless
            and (account, participant) not in known.persons
            and place_of(use) not in (None, "fetal")
        ):
            yield _Found(account, participant, use, None, None, "No wearer", since=since)


def _two_numbers(connection: Connection, who: pd.DataFrame) -> Iterable[_Found]:
    """One name under more than one number. Two persons may have one name: that is for somebody who knows them."""
    columns = badge_reading.c
    query = select(columns.participant_number, func.min(columns.wear_start)).group_by(
        columns.participant_number
    )
    first_worn: dict[str, date] = {row[0]: row[1] for row in connection.execute(query)}
    named = who[who["participant_name"].notna() & (who["participant_name"] != "CONTROL")]
    for name, rows in named.groupby("participant_name"):
        if len(rows) > 1 and str(name).strip():
            numbers = ", ".join(sorted(rows["participant_number"]))
            first = rows.sort_values("participant_number").iloc[0]
            # There are two since the second one came.
            since = max((first_worn[n] for n in rows["participant_number"] if n in first_worn), default=None)
            yield _Found(
                first["account_number"], first["participant_number"], "", None, None, "Two numbers", True,
                f"Numbers {numbers}", since,
            )  # fmt: skip


def wearer_by_id(connection: Connection, wearer_id: str) -> tuple[str, str] | None:
    """The wearer whose row has this number, or None. A control badge is nobody."""
    if not (wearer_id.isascii() and wearer_id.isdigit() and len(wearer_id) < 16):
        return None
    reading = badge_reading.c
    is_control = exists().where(
        reading.account_number == wearer.c.account_number,
        reading.participant_number == wearer.c.participant_number,
        reading.is_control.is_(true()),
    )
    row = connection.execute(
        select(wearer.c.account_number, wearer.c.participant_number).where(
            wearer.c.id == int(wearer_id), ~is_control
        )
    ).first()
    return (row[0], row[1]) if row else None
