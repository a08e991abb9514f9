"""Declared pregnancies: for the RSO alone, sealed in the database, in no other list, count, export or log.

A declaration is voluntary, in writing, and stays in force until it is withdrawn (10 CFR 20.1003). What was received
since conception is that of the fetal badge where one was worn, else that of the body badge, which is an upper bound
behind an apron.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, or_, select

from db.badge_doses import DoseSum, Entry, series, total
from db.badge_effective import badge_of_record
from db.badge_limits import usv_of
from db.badge_people import WearerKey, people
from db.badge_periods import add_months, place_of
from db.badge_readings import calendar_of, readings
from db.privacy import Keyring
from db.schema.badge_desk import pregnancy_declaration
from db.schema.reference import dose_limit

# A pregnancy is over by then, whether or not anybody told us: the watch ends, the record stays.
LONGEST = timedelta(days=310)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration as it stands; `ended_on` where it was withdrawn or the pregnancy is over."""

    account_number: str
    participant_number: str
    declared_on: date
    conception_on: date
    entered_by: str
    entered_at: str
    ended_on: date | None = None
    ended_because: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a declared pregnancy stands, in µSv. `left_usv` is what may still be received; `month_usv` the latest month.

    `limit_words` names the rule; `over_month` whether the month is above the planning rate.
    """

    declaration: Declaration
    since_conception: DoseSum
    until_declared: DoseSum
    after_declared: DoseSum
    limit_usv: int | None
    left_usv: int | None
    limit_words: str
    monthly_usv: int | None
    months: tuple[tuple[date, DoseSum], ...]
    from_fetal_badge: bool


def put(connection: Connection, keyring: Keyring, declaration: Declaration, now: datetime) -> None:
    """Write a declaration, or its end, as a new row. `now` is naive UTC."""
    said = {name: getattr(declaration, name) for name in Declaration.__slots__}
    sealed = keyring.seal(json.dumps({k: str(v) if isinstance(v, date) else v for k, v in said.items()}))
    connection.execute(insert(pregnancy_declaration).values(sealed=sealed, entered_at=now))


def declarations(connection: Connection, keyring: Keyring) -> dict[WearerKey, list[Declaration]]:
    """All declarations per wearer, oldest first; of each conception date the last row counts."""
    found: dict[tuple[WearerKey, str], Declaration] = {}
    rows = connection.execute(select(pregnancy_declaration.c.sealed).order_by(pregnancy_declaration.c.id))
    for (sealed,) in rows:
        said: dict[str, Any] = json.loads(keyring.unseal(sealed))
        for name in ("declared_on", "conception_on", "ended_on"):
            said[name] = date.fromisoformat(said[name]) if said[name] else None
        declaration = Declaration(**said)
        key = (declaration.account_number, declaration.participant_number)
        found[key, str(declaration.declared_on)] = declaration
    per_wearer: dict[WearerKey, list[Declaration]] = {}
    for (key, _), declaration in found.items():
        per_wearer.setdefault(key, []).append(declaration)
    return per_wearer


def in_force(all_of_wearer: list[Declaration], today: date) -> Declaration | None:
    """The declaration that is watched today."""
    current = [one for one in all_of_wearer if one.ended_on is None and today <= one.conception_on + LONGEST]
    return current[-1] if current else None


def ended(declaration: Declaration, on: date, because: str, by: str, at: str) -> Declaration:
    """The same declaration, withdrawn or over."""
    return replace(declaration, ended_on=on, ended_because=because, entered_by=by, entered_at=at)


def watch(connection: Connection, declaration: Declaration, jurisdiction: str, today: date) -> Watch:
    """Work out where a declared pregnancy stands against the limits of a jurisdiction."""
    key = (declaration.account_number, declaration.participant_number)
    start = declaration.conception_on
    entries, from_fetal = _entries(connection, key, start, today)
    before = start - timedelta(days=1)
    declared = declaration.declared_on
    whole = total(entries, before, today)
    until = total(entries, before, declared)
    after = total(entries, declared, today)
    limit, rest, monthly, words = _rules(connection, jurisdiction, declared)
    allowed = left = None
    if limit is not None:
        allowed = limit
        left = max(0, limit - whole.usv)
        # At or within the last tenth when declared: only the remainder's allowance may follow (10 CFR 20.1208(d)).
        if rest is not None and until.usv >= limit - rest:
            allowed, left = until.usv + rest, max(0, rest - after.usv)
    elif rest is not None:
        allowed, left = rest, max(0, rest - after.usv)
    return Watch(
        declaration, whole, until, after, allowed, left, words, monthly, _months(entries, start, today), from_fetal
    )  # fmt: skip


def _entries(connection: Connection, key: WearerKey, start: date, today: date) -> tuple[list[Entry], bool]:
    """Periods since conception: the fetal badge's, and the body badge of record's where no fetal one was worn."""
    # Half a year more, so that a gap at the beginning is seen from both sides.
    own = readings(connection, add_months(start, -6), [key])
    found = series(own, today, people(connection, key).roster, calendar_of(connection, today))
    fetal = [entry for k, entries in found.items() if k.quantity == "fetal" for entry in entries]
    record = badge_of_record([k.position for k in found if k.quantity == "body"])
    body = [
        entry
        for k, entries in found.items()
        if k.quantity == "body" and k.position == record
        for entry in entries
        if not any(f.wear_start <= entry.wear_end and entry.wear_start <= f.wear_end for f in fetal)
    ]
    both = sorted([*fetal, *body], key=lambda entry: (entry.wear_end, entry.wear_start))
    return both, any(place_of(entry.position) == "fetal" for entry in both)


def _months(entries: list[Entry], start: date, today: date) -> tuple[tuple[date, DoseSum], ...]:
    first = start.replace(day=1)
    found = []
    while first <= today:
        last = add_months(first, 1) - timedelta(days=1)
        found.append((last, total(entries, first - timedelta(days=1), last)))
        first = add_months(first, 1)
    return tuple(found)


def _rules(
    connection: Connection, jurisdiction: str, on: date
) -> tuple[int | None, int | None, int | None, str]:
    """Limits of the whole pregnancy, of what remains after the declaration, and the planning rate of a month."""
    columns = dose_limit.c
    query = (
        select(dose_limit)
        .where(
            columns.jurisdiction == jurisdiction,
            or_(
                columns.population.startswith("declared pregnant"), columns.population.startswith("pregnant worker")
            ),
            columns.valid_from <= on,
        )
        .order_by(columns.valid_from, columns.id)
    )  # fmt: skip
    limit = rest = monthly = None
    words = []
    for row in connection.execute(query).mappings():
        usv = usv_of(row["limit_value"], row["unit"])
        if row["period"] == "entire pregnancy":
            limit = usv
        elif "remainder" in row["period"]:
            rest = usv
        elif row["period"] == "month":
            monthly = usv
        else:
            continue
        mark = "" if row["confirmed"] else ", not confirmed"
        words.append(f"{usv / 1000:g} mSv {row['period']} ({row['source']}{mark})")
    return limit, rest, monthly, "; ".join(words) or "no limit on file"
