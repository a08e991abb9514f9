"""How does each wearer stand against the levels and the yearly limit?"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from db.badge_doses import DoseSum, Entry, SeriesKey, series, total
from db.badge_limits import (
    Limit,
    Verdict,
    judge,
    value_of,
)
from db.badge_people import External, People, external_doses, external_sum, people
from db.badge_periods import Calendars, Quantity, month_end, months_worn, windows
from db.badge_readings import calendar_of, names, readings
from db.badge_rules import Rules, limit_of, wearer_of
from db.badge_series import AllSeries, series_at

SPANS = ("period", "quarter", "year", "rolling")


def wearers(
    connection: Connection, as_of: date, rules: Rules, found: AllSeries | None = None
) -> pd.DataFrame:
    """How every wearer stands at the end of a report's month: one row per wearer, quantity and position.

    For each span (SPANS: the report's period, quarter to date, calendar year to date, rolling 12 months) the columns
    `<span>_usv`, `<span>_kind`, `<span>_unknown`, `<span>_estimated` of the sum (see db.badge_doses.total). Then
    limit_usv, share_of_limit (year with dose elsewhere / limit), level, level_usv (pro-rated to the period) and
    level_share (of the level reached, else of the lowest above), state and word (see db.badge_limits.judge), and of the
    period wear_start, wear_end, flag, inferred and crosses_quarter. Only who had or should have
    had a badge in the rolling 12 months or the year; worst first.

    Units: whole µSv. Limits: those of the jurisdiction in the reference table (10 CFR 20.1201 for US-NRC). Fetal badges
    are a quantity of their own, without a verdict: the limit counts from conception, which is not held here.
    `found` is what series_at gives for the same report, where it is at hand.
    """
    end = month_end(as_of)
    known = people(connection)
    elsewhere = external_doses(connection)
    found = series_at(connection, end) if found is None else found
    rows = [
        row
        for key, entries in found.items()
        if (row := _standing(key, entries, end, rules, known, elsewhere.get(wearer_of(key), [])))
    ]
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    table = table.merge(names(connection), on=["account_number", "participant_number"], how="left")
    order = {"action": 0, "warn": 1, "unknown": 2, "ok": 3}
    table["_order"] = table["state"].map(order)
    return table.sort_values(
        ["_order", "share_of_limit", "year_usv", "participant_number", "quantity", "position"],
        ascending=[True, False, False, True, True, True],
        na_position="last",
        ignore_index=True,
    ).drop(columns="_order")


def _standing(
    key: SeriesKey,
    entries: Sequence[Entry],
    end: date,
    rules: Rules,
    known: People,
    elsewhere: Sequence[External],
) -> dict[str, Any] | None:
    spans = windows(end)
    sums = {name: total(entries, *spans[name]) for name in SPANS}
    if not (sums["rolling"].periods or sums["year"].periods):
        return None
    after, until = spans["period"]
    current = [entry for entry in entries if after < entry.wear_end <= until]
    worn = months_worn(current[-1].wear_start, current[-1].wear_end) if current else Fraction(1)
    person = known.person(wearer_of(key))
    external = external_sum(elsewhere, key.quantity, *spans["year"])
    limit = limit_of(key, end, rules, known, elsewhere)
    levels = rules.levels_of(key.quantity, intern=person.is_intern)
    if key.quantity == "fetal":
        verdict = Verdict("unknown", "No limit set", None, None, None)
    else:
        verdict = judge(sums, worn, levels, limit, external)
    row: dict[str, Any] = {
        "account_number": key.account_number,
        "participant_number": key.participant_number,
        "quantity": key.quantity,
        "position": key.position,
        "department": person.department,
        "is_minor": person.is_minor(end),
        "is_intern": person.is_intern,
        "external_usv": external,
    }
    for name, value in sums.items():
        row |= {
            f"{name}_usv": value.usv, f"{name}_kind": value.kind, f"{name}_unknown": value.unknown,
            f"{name}_estimated": value.estimated,
        }  # fmt: skip
    return row | _compared(verdict, limit, sums, worn) | _current(current)


def _compared(
    verdict: Verdict, limit: Limit | None, sums: Mapping[str, DoseSum], worn: Fraction
) -> dict[str, Any]:
    compared = verdict.level or verdict.next_level
    level_usv = value_of(compared, worn) if compared else None
    span = None if compared is None else "year" if compared.span == "accumulated" else "period"
    return {
        "limit_usv": limit.usv if limit else None,
        "share_of_limit": verdict.share_of_limit,
        "level": compared.name if compared else None,
        "level_span": span,
        "level_usv": level_usv,
        "level_share": sums[span].usv / level_usv if span and level_usv else None,
        "state": verdict.state,
        "word": verdict.word,
    }


def _current(current: Sequence[Entry]) -> dict[str, Any]:
    return {
        "wear_start": current[-1].wear_start if current else None,
        "wear_end": current[-1].wear_end if current else None,
        "flag": current[-1].flag if current else None,
        "inferred": any(entry.inferred for entry in current),
        "crosses_quarter": any(entry.crosses_quarter for entry in current),
        "badges_in_period": len(current),
    }


def periods(
    connection: Connection,
    wearer_key: tuple[str, str],
    quantity: Quantity,
    position: str,
    as_of: date,
    calendar: Calendars | None = None,
) -> list[Entry]:
    """All wear periods up to a report's month of one series of one wearer, oldest first, missing ones included.

    `calendar` is that of calendar_of for the same day, where it is at hand.
    """
    end = month_end(as_of)
    # Only beside the others does it show that the newest report came without this wearer's badge.
    calendar = calendar_of(connection, end) if calendar is None else calendar
    own = readings(connection, wearer_keys=[wearer_key], begun_by=end)
    found = series(own, end, people(connection, wearer_key).roster, calendar)
    entries = found.get(SeriesKey(*wearer_key, quantity, position), [])
    return [entry for entry in entries if entry.wear_end <= end]


def sums(entries: Sequence[Entry], as_of: date) -> dict[str, DoseSum]:
    """The sums of one series for a report's month: period, quarter, year, rolling 12 months, five
    years, lifetime (of what is held here)."""
    return {name: total(entries, *span) for name, span in windows(as_of).items()}
