"""The row of numbers below: one per page that the role may see, each linking to it."""

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.kpi import kpi
from dashboard.context import PageContext
from dashboard.formats import (
    NBSP,
    UNKNOWN,
    format_count,
    format_day,
    format_money,
    format_month,
    format_number,
    format_time,
    format_weekday,
)
from dashboard.pages.home import glance
from dashboard.pages.home.gathered import Allowed
from db.attention import AttentionRow
from db.database import Connection
from db.freshness import exams_known_until, freshness_of
from db.queries import badges, dose, exams, supplies
from db.queries.exams import ExamDay
from db.wording import many


def kpis(
    connection: Connection,
    context: PageContext,
    now: datetime,
    today: date,
    rows: Sequence[AttentionRow],
    day: ExamDay | None,
    allowed: Allowed,
) -> list[Component]:
    """The tiles, in the order of the pages; a page whose feed never came says so in its tile."""
    settings = context.settings
    shown = [_exams_yesterday(connection, context, today, allowed)]
    if allowed("exams.view"):
        shown.append(glance.waiting_now(connection, day))
    if allowed("dose.view"):
        shown.append(_dose(connection, settings.drl))
    if allowed("badges.view"):
        shown.append(_badges(connection, rows))
    elif allowed("badges.groups"):
        shown.append(glance.badges_back(connection, today, settings.badge_months))
    if allowed("supplies.view"):
        shown.append(_supplies(connection, today))
    if allowed("equipment.view"):
        shown.append(glance.units_in_service(connection, now, settings.zone))
    if allowed("interns.all") or allowed("badges.groups"):
        shown.append(glance.interns_on_track(connection, today, may_open=allowed("interns.all")))
    if allowed("feeds.view"):
        shown.append(_feeds(connection, context, now))
    return shown


def _exams_yesterday(
    connection: Connection, context: PageContext, today: date, allowed: Allowed
) -> Component:
    zone, path = context.settings.zone, "/exams" if allowed("exams.view") else None
    newest = exams.newest_day(connection, today)
    if newest is None:
        return kpi("Exams yesterday", UNKNOWN, comparison="No exam has been received", path=path)
    day = min(newest, today - timedelta(days=1))
    over = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    found = exams.done_so_far(connection, day, zone, over)
    title = "Exams yesterday" if day == today - timedelta(days=1) else f"Exams on {format_day(day, today)}"
    if math.isnan(found["median"]):
        return kpi(
            title, format_count(found["done"]), comparison="Nothing earlier to compare with", path=path
        )
    as_of = exams_known_until(connection)
    if as_of is not None and as_of < over:
        # The rest of the day may still come: no verdict on a part of it.
        return kpi(
            title,
            format_count(found["done"]),
            comparison=f"Known to {format_time(as_of, zone)}; usual {format_weekday(day)} "
            f"{format_number(found['median'], 0)} in all",
            path=path,
        )
    as_usual = found["low"] <= found["done"] <= found["high"]
    against = (
        "Usual" if as_usual else "Fewer than usual:" if found["done"] < found["low"] else "More than usual:"
    )
    return kpi(
        title,
        format_count(found["done"]),
        comparison=f"{against} {format_weekday(day)} {format_number(found['median'], 0)} "
        f"({format_number(found['low'], 0)} to {format_number(found['high'], 0)}), {int(found['days'])} weeks",
        chip=state_chip("ok", "As usual") if as_usual else None,
        path=path,
    )


def _dose(connection: Connection, jurisdiction: str) -> Component:
    title = "Exam types over DRL"
    period = dose.default_period(connection)
    if period is None:
        return kpi(title, UNKNOWN, comparison="No dose has been received", path="/dose")
    _, end = period
    levels = dose.reference_levels(connection, jurisdiction, end)
    ranked = dose.against_reference(dose.median_by_month(connection, dose.usual(period)), levels)
    judged = ranked[ranked["verdict"].isin(["Over DRL", "Below", "Under half"])]
    if judged.empty:
        return kpi(
            title,
            UNKNOWN,
            comparison="No exam type has a level and enough exposures",
            chip=state_chip("unknown", "No verdict"),
            path="/dose",
        )
    over = int((judged["verdict"] == "Over DRL").sum())
    return kpi(
        title,
        format_count(over),
        f"of {format_count(len(judged))}",
        comparison=f"Median of the newest month, to {format_month(end)}",
        chip=state_chip("warn", "Over DRL") if over else state_chip("ok", "Below"),
        path="/dose",
    )


def _badges(connection: Connection, rows: Sequence[AttentionRow]) -> Component:
    title = "Readings to review"
    as_of = badges.default_report(badges.reports(connection))
    if as_of is None:
        return kpi(title, UNKNOWN, comparison="No badge report has been received", path="/badges")
    # Other rows of badges tell of notices and signatures; those of a reading that waits name its wearer.
    found = [row for row in rows if row.permission == "badges.view" and row.names_person]
    unknown = len(badges.unknown_doses(connection, as_of))
    return kpi(
        title,
        format_count(len(found)),
        comparison=f"Report to {format_day(as_of)}; {many(unknown, 'dose')} of the year unknown",
        # An unknown dose may be over a level: nothing is called in order while there is one.
        chip=state_chip("warn", "To review")
        if found
        else state_chip("unknown", "None known")
        if unknown
        else state_chip("ok", "None"),
        path="/badges",
    )


def _supplies(connection: Connection, today: date) -> Component:
    title = "Expired lots"
    if not supplies.was_ever_counted(connection):
        return kpi(title, UNKNOWN, comparison="No stock has been received", path="/supplies")
    expired = supplies.lots(connection, today, bins=("expired",))
    number = supplies.count_lots(expired)
    soon = supplies.count_lots(supplies.lots_expiring(connection, today, 30))
    value, unpriced = supplies.worth(expired)
    worth = "price unknown" if value is None else format_money(value)
    if value is not None and unpriced:
        worth += f", price of {unpriced} unknown"
    return kpi(
        title,
        format_count(number),
        comparison=f"{worth}; {format_count(soon)} more within 30{NBSP}days",
        chip=state_chip("action", "Expired") if number else state_chip("ok", "None"),
        path="/supplies",
    )


def _feeds(connection: Connection, context: PageContext, now: datetime) -> Component:
    found = [item for item in freshness_of(connection, context.feeds, now) if item.state != "never"]
    if not found:
        return kpi("Feeds in time", UNKNOWN, comparison="No file has been received", path="/feeds")
    stale = [item for item in found if item.state == "stale"]
    return kpi(
        "Feeds in time",
        format_count(len(found) - len(stale)),
        f"of {format_count(len(found))}",
        comparison=f"Late: {', '.join(item.title for item in stale)}" if stale else "None is past its limit",
        chip=state_chip("warn", "Stale") if stale else state_chip("ok", "In time"),
        path="/feeds",
    )
