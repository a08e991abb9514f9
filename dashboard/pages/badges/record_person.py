"""Who a wearer is here: badges to wear, account, annual report, and what an intern was told."""

from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.form import choice, field, form
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_day, format_month
from db.badge_people import Person
from db.queries import accounts, badges

_USES = ["COLLAR", "CHEST", "WAIST", "WHBODY", "LENS", "RFINGER", "LFINGER", "FETAL"]


def assignment_tile(roster: Any, person: Person, today: date) -> Component:
    """Which badges the roster names, and the form for an assignment."""
    rows = [
        {
            "use": use,
            "from": format_day(one.starts_on),
            "to": format_day(one.ends_on) if one.ends_on else "goes on",
            "months": str(one.wear_months or "as before"),
        }
        for (_, _, use), assigned in sorted(roster.items())
        for one in assigned
    ]
    shown = table(
        rows,
        [Column("use", "Badge"), Column("from", "From"), Column("to", "To"), Column("months", "Months", "number")],
        title="Assigned badges",
    ) if rows else html.P("Not on the roster: a missing badge is inferred from the periods around it.")  # fmt: skip
    entry = form(
        [
            choice("record-use", "Badge", [(use, use) for use in _USES]),
            field("record-begins", "From", "date", today),
            field("record-ends", "To", "date"),
            field("record-months", "Months a period", "number"),
            field("record-department", "Department", value=person.department),
            field("record-group", "Rooms or modality", value=person.work_group),
            field("record-ris", "Name in the RIS", value=person.ris_name),
            choice(
                "record-intern", "Intern", [("no", "No"), ("yes", "Yes")], "yes" if person.is_intern else "no"
            ),
            field("record-adult", "Minor until", "date", person.adult_on),
        ],
        button("Record assignment", "record-assign"),
    )
    return tile(
        "Which badges is this wearer to wear?",
        [shown, entry],
        subtitle="An entry of the same badge and first day replaces the earlier one; a minor has limits of their own",
    )


def account_tile(linked: list[accounts.Account], users: list[accounts.Account]) -> Component:
    """Whose account is tied to the wearer, and the form that ties one."""
    names = ", ".join(f"{user.display_name} ({user.username})" for user in linked)
    offered = [("*", "None")] + [
        (user.username, f"{user.display_name} ({user.username})") for user in users if not user.disabled
    ]
    return tile(
        "Who may see these doses as their own?",
        [
            html.P(names or "No account is tied to this wearer."),
            form([choice("record-username", "Account", offered, wide=True)], button("Tie account", "record-link")),
        ],
        subtitle="That person sees their own doses once a report is signed, and cannot decide on them",
    )  # fmt: skip


def papers_tile(wearer: str, today: date) -> Component:
    """The annual report of this year and the last, as PDF and CSV."""
    links: list[Component] = []
    for year in (today.year, today.year - 1):
        at = f"/badges/paper/annual.{{}}?wearer={wearer}&year={year}"
        links += [
            link_button(f"{year} as PDF", at.format("pdf"), icon_name="printer", leaves_page=True),
            link_button("as CSV", at.format("csv"), icon_name="download", leaves_page=True),
        ]
    return tile(
        "The worker's annual report",
        html.Div(links, className="ro-filters"),
        subtitle="The boxes of NRC Form 5; identity number and birth date stay empty",
    )


def notices_tile(owed: list[badges.Notice], today: date) -> Component:
    """What an intern is still to be told, and the form that notes it."""
    rows = [
        {
            "report": format_month(one.month_end),
            "due": state_chip("warn", f"Overdue since {format_day(one.due_on, today)}")
            if one.due_on < today
            else state_chip("due", f"Due {format_day(one.due_on, today)}"),
        }
        for one in owed
    ]
    shown = (
        table(rows, [Column("report", "Report"), Column("due", "To be told")], title="Notices owed")
        if rows
        else html.P(state_chip("ok", "Told of every report"))
    )
    reports = [(f"{one.month_end:%Y-%m}", format_month(one.month_end)) for one in owed]
    entry = form(
        [choice("record-report", "Report", reports), field("record-told-on", "Told on", "date", today)],
        button("Record notice", "record-told"),
    )
    return tile(
        "Was the intern told?",
        [shown, entry],
        subtitle="Within 30 days of the report, above the threshold at once",
    )
