"""Were supervision and hours as the rules ask? Violations with their rows, what is not recorded, and the hours."""

from collections import Counter
from datetime import date, timedelta, tzinfo

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_day, format_number, format_percent
from dashboard.pages.interns.numbers import numbers_tiles
from dashboard.pages.interns.words import address
from db.competency.supervision import RULES, SILENT
from db.database import Connection
from db.queries import interns
from db.wording import many

DAYS = 92
_MOST = 40
# Interns whose records are looked through at once; of more, one cohort after the other.
_MOST_AT_ONCE = 40


def rules_view(
    connection: Connection, scope: interns.Scope, today: date, zone: tzinfo, cohort: str = ""
) -> list[Component]:
    """The last three months of a scope, of one cohort where there are many interns; hours of the whole programme."""
    sizes = interns.sizes(connection, scope)
    choice: list[Component] = []
    if sum(sizes.values()) > _MOST_AT_ONCE:
        chosen = cohort if cohort in sizes else next(iter(sizes))
        scope = scope.of_cohort(connection, chosen)
        links = [
            link_button(
                f"{one or 'No cohort'}, {number}",
                address(view="rules", cohort=one),
                kind="quiet" if one == chosen else "outline",
            )
            for one, number in sizes.items()
        ]
        choice = [html.Div(links, className="ro-views")]
    since = today - timedelta(days=DAYS)
    found = interns.supervised(connection, scope, since, today)
    hours = interns.hours(connection, scope, since, today, zone)
    return [
        *choice,
        _violations(found, today),
        _silent(found),
        _over(hours, today),
        _totals(hours),
        *numbers_tiles(connection, scope, today),
    ]


def _violations(found: interns.Supervised, today: date) -> Component:
    subtitle = f"{many(found.procedures, 'logged procedure')} of the last {DAYS} days"
    if not found.procedures:
        text = "Supervision is judged from the interns' exam log."
        return tile(
            "Were the rules kept?", empty("never", "Nothing is logged in these days", text), subtitle=subtitle
        )
    if not found.found:
        text = "What is not recorded stands below: it is neither kept nor broken."
        return tile(
            "No record says that a rule was broken", empty("good", "None found", text), subtitle=subtitle
        )
    rows = [
        {
            "rule": RULES[one.rule],
            "day": format_day(one.day, today),
            "intern": one.intern,
            "what": one.what,
            "evidence": one.evidence,
        }
        for one in found.found[:_MOST]
    ]
    return tile(
        f"{many(len(found.found), 'time')} a rule of supervision was not kept, by the records",
        table(
            rows,
            [
                Column("rule", "Rule", on_phone="head"),
                Column("day", "Day"),
                Column("intern", "Intern"),
                Column("what", "Procedure", on_phone="wide"),
                Column("evidence", "What the record says", on_phone="wide"),
            ],
            title="Rules not kept",
            cards=True,
            count_note=f"{len(rows)} of {len(found.found)}, newest first",
        ),
        subtitle=f"{subtitle}. {_by_rule(found)}",
        actions=[state_chip("unknown", "Rules unconfirmed")],
        note="Programmes' rules with JRCERT as their source; for radiography their text is unconfirmed. One to a "
        "supervisor at a time: from the exams of the RIS, among the interns shown here.",
    )


def _by_rule(found: interns.Supervised) -> str:
    counted = Counter(one.rule for one in found.found)
    return "; ".join(f"{title}: {counted[rule]}" for rule, title in RULES.items() if counted[rule])


def _silent(found: interns.Supervised) -> Component:
    if not found.silent:
        return tile(
            "Is anything not recorded?", empty("good", "Every record says it", "Supervision and supervisor.")
        )
    rows = [
        {"intern": name, **{key: str(counted[key]) if counted[key] else "" for key in SILENT}}
        for name, counted in sorted(found.silent.items(), key=lambda item: (-item[1].total(), item[0]))
    ]
    total = sum(counted.total() for counted in found.silent.values())
    return tile(
        f"{many(total, 'time')} the records do not say how it was supervised",
        table(
            rows,
            [
                Column("intern", "Intern", on_phone="head"),
                *(Column(key, title, "number", on_phone="wide") for key, title in SILENT.items()),
            ],
            title="Not recorded",
            cards=True,
        ),
        subtitle="Neither kept nor broken: nobody knows",
    )


def _over(hours: interns.Hours, today: date) -> Component:
    day, week = hours.settings["most_a_day"], hours.settings["most_a_week"]
    limits = f"at most {day:g}{NBSP}h a day and {week:g}{NBSP}h a week, class and clinic"
    if not hours.totals:
        text = "clinical_hours: one row per stay in clinic or class."
        return tile(
            "Were the limits on hours kept?", empty("never", "No hours have come", text), subtitle=limits
        )
    if not hours.over:
        return tile(
            "No day or week was over its limit", empty("good", "None found", limits.capitalize() + ".")
        )
    rows = [
        {
            "intern": one.intern,
            "span": f"{'Day' if one.span == 'day' else 'Week from'} {format_day(one.first_day, today)}",
            "hours": format_number(one.hours, 1),
        }
        for one in reversed(hours.over)
    ]
    return tile(
        f"{many(len(rows), 'time')} over the limit on hours",
        table(
            rows,
            [
                Column("intern", "Intern", on_phone="head"),
                Column("span", "When"),
                Column("hours", "Hours", "number", unit="h", strong=True),
            ],
            title="Over the limit",
            cards=True,
        ),
        subtitle=f"Last {DAYS} days; {limits}",
    )


def _totals(hours: interns.Hours) -> Component:
    if not hours.totals:
        return html.Div()
    most, rows = hours.settings["evening_share"] / 100, []
    for name, one in sorted(hours.totals.items()):
        needed = hours.needed.get(name)
        share = (one.evening + one.weekend) / one.clinic if one.clinic else None
        rows.append(
            {
                "intern": name,
                "clinic": format_number(one.clinic, 0),
                "left": None if needed is None else format_number(max(needed - one.clinic, 0), 0),
                "share": state_chip("warn", f"{format_percent(share)}, over {format_percent(most)}")
                if share is not None and share > most
                else format_percent(share),
                "class": format_number(one.class_room, 0),
                "open": str(one.open_stays) if one.open_stays else "",
            }
        )
    return tile(
        "How many hours were in clinic?",
        table(
            rows,
            [
                Column("intern", "Intern", on_phone="head"),
                Column("clinic", "Clinic", "number", unit="h", strong=True),
                Column("left", "Still asked for", "number", unit="h"),
                Column("share", "Evenings and weekends", "number"),
                Column("class", "Class", "number", unit="h"),
                Column("open", "Without an end", "number"),
            ],
            title="Hours",
            cards=True,
        ),
        subtitle="Whole programme. Evening: of a weekday before 06:00 or after 18:00",
        note=f"Evenings and weekends: at most {format_percent(most)} of the clinical hours. "
        "Stays without an end have no hours: nobody clocked out.",
    )
