"""Where were an intern's hours of clinic, what is left of them, and what did the badge say?"""

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

from dash.development.base_component import Component

from dashboard.access import actor
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_month, format_number, format_percent
from dashboard.paper.badges import dose_words
from db.actions.badge_entries import note_view
from db.badge_doses import DoseSum
from db.badge_limits import Level, levels_in_force
from db.badge_periods import QUANTITIES
from db.database import Connection
from db.queries import badges, interns
from db.queries.interns import Stays

_SPANS = {"period": "wear period", "quarter": "quarter", "year": "year"}


def hours_tile(connection: Connection, person: Any, today: date, zone: tzinfo) -> Component:
    """Hours by site and shift, evenings and weekends, what is still asked for, and exceptions."""
    found = interns.stays_of(connection, person.intern, today, zone)
    if not found.by_site and not found.exceptions:
        text = "Load clinical_hours, or log them under Log a procedure."
        return tile("Where were the hours of clinic?", empty("never", "No hours have come", text))
    needed = person.clinic_hours_needed
    left = "the programme names no number" if needed is None else (
        f"{format_number(max(needed - found.clinic, 0), 0, 'h')} of {format_number(needed, 0, 'h')} still asked for"
    )  # fmt: skip
    share = (found.evening + found.weekend) / found.clinic if found.clinic else None
    return tile(
        f"{format_number(found.clinic, 0, 'h')} in clinic: {left}",
        columns(
            _hours_table("Site", found.by_site, found), _hours_table("Shift", found.by_shift, found), "1:1"
        ),
        subtitle=f"Evenings {format_number(found.evening, 0, 'h')}, weekends {format_number(found.weekend, 0, 'h')}: "
        f"{format_percent(share)} of all. Whole programme; evening: of a weekday before 06:00 or after 18:00",
        note=_exceptions(found),
    )


def _hours_table(title: str, rows: Sequence[tuple[str, float]], found: Stays) -> Component:
    return table(
        [
            {
                "name": name,
                "hours": format_number(hours, 0),
                "share": format_percent(hours / found.clinic if found.clinic else None),
            }
            for name, hours in rows
        ],
        [
            Column("name", title, on_phone="head"),
            Column("hours", "Hours", "number", unit="h", strong=True),
            Column("share", "Share", "number"),
        ],
        title=f"Hours by {title.lower()}",
        cards=True,
    )


def _exceptions(found: Stays) -> str:
    if not found.exceptions:
        return "No stay is out of the ordinary."
    return "Stays: " + "; ".join(f"{number} {words}" for words, number in found.exceptions) + "."


def badge_tile(connection: Connection, context: PageContext, person: Any, today: date) -> Component:
    """Released doses of the badge that the intern's account is tied to, against the programme's own threshold."""
    account = interns.account_of(connection, person.intern)
    worn = badges.own_doses(connection, account) if account is not None else []
    told = [own for own in worn if own.report is not None]
    if not told:
        why = (
            "No account is tied to this intern: radops user intern ties one."
            if account is None
            else "The account is tied to no badge: the radiation safety officer ties it."
            if not worn
            else "None of its reports is released yet: the radiation safety officer signs them."
        )
        return tile("What did the badge say?", empty("filtered", "No dose is known here", why))
    levels = levels_in_force(connection, context.settings.intern_levels, today)
    rows = [
        {
            "badge": f"{QUANTITIES[key.quantity]}, {key.position}",
            **{span: dose_words(sums[span]) for span in _SPANS},
            "level": _against(levels.get(key.quantity, ()), sums),
        }
        for own in told
        for key, sums in own.sums.items()
    ]
    # An event for each look at a person's doses, before anything of them is shown.
    note_view(
        context.database, "badges.view", "intern's dose", str(account), actor=actor(), now=context.now()
    )
    newest = max(own.report for own in told if own.report is not None)
    unconfirmed = any(not one.confirmed for found in levels.values() for one in found)
    return tile(
        f"What did the badge say, up to {format_month(newest, today)}?",
        table(
            rows,
            [
                Column("badge", "Badge", on_phone="head"),
                Column("period", format_month(newest), "number", unit="mSv"),
                Column("quarter", "Quarter", "number", unit="mSv"),
                Column("year", "Year", "number", unit="mSv", strong=True),
                Column("level", "Programme's threshold", on_phone="wide"),
            ],
            title="Badge doses",
            cards=True,
        ),
        subtitle="Released reports alone; M: below the minimum that the service reports",
        actions=[state_chip("unknown", "Threshold unconfirmed")] if unconfirmed else None,
        note="The threshold is the programme's: a row of the investigation levels, which the site edits.",
    )


def _against(levels: Sequence[Level], sums: Mapping[str, DoseSum]) -> Component | str:
    if not levels:
        return "none set"
    level = levels[0]
    dose, text = sums[level.span], f"{level.usv / 1000:g} mSv a {_SPANS[level.span]}"
    if dose.usv >= level.usv:
        return state_chip("warn", f"Reached: {text}")
    if dose.unknown:
        return state_chip("unknown", f"{text}: a part is unknown")
    return state_chip("ok", f"Below {text}")
