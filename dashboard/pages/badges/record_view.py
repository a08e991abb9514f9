"""How one wearer's record looks: what is on file above, the form that adds to it below, one tile for each."""

from datetime import date, datetime
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.form import choice, field, form
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import format_day, format_month
from dashboard.pages.badges import words
from dashboard.pages.badges.record_entries import FORMS
from dashboard.pages.badges.record_pregnancy import pregnancy_tile
from db.badge_doses import Entry, series
from db.badge_people import External, Person, external_doses, people
from db.badge_periods import add_months
from db.badge_pregnancy import declarations, in_force, watch
from db.database import Connection
from db.queries import accounts, badges

_QUANTITIES = [
    ("body", "Body Hp(10)"),
    ("lens", "Lens Hp(3)"),
    ("skin", "Skin Hp(0.07)"),
    ("extremity", "Extremity"),
]
_USES = ["COLLAR", "CHEST", "WAIST", "WHBODY", "LENS", "RFINGER", "LFINGER", "FETAL"]


def body(
    connection: Connection, context: PageContext, key: tuple[str, str], wearer: str, now: datetime
) -> list[Component]:
    """Everything on record of a wearer, asked for at once."""
    today = now.astimezone(context.settings.zone).date()
    known = people(connection, key)
    person = known.person(key)
    own = badges.readings(connection, add_months(today, -24), [key])
    found = series(own, today, known.roster, badges.calendar_of(connection, today))
    declared = declarations(connection, context.keyring).get(key, [])
    current = in_force(declared, today)
    watched = watch(connection, current, context.settings.limits, today) if current else None
    owed = [one for one in badges.notices(connection, known, today) if one.told_on is None]
    linked = set(badges.linked_accounts(connection, key))
    users = accounts.accounts(connection)
    return [
        columns(
            _adjustments(badges.adjustments(connection, [key]), _badges(found)),
            _external(external_doses(connection, key).get(key, [])),
            "1:1",
        ),
        columns(
            _assignment(known.roster, person, today),
            html.Div(
                [
                    _account([user for user in users if user.id in linked], users),
                    _papers(wearer, today),
                    *([_notices(owed, today)] if person.is_intern else []),
                ],
                className="ro-stack",
            ),
            "1:1",
        ),
        pregnancy_tile(watched, today),
        _not_shown(watched is not None, person.is_intern),
    ]


def _not_shown(is_declared: bool, is_intern: bool) -> Component:
    """The buttons and fields of forms that do not belong here now: the callback takes all of them by name."""
    away = ["declare" if is_declared else "end", *([] if is_intern else ["told"])]
    fields = [
        dcc.Input(id=f"record-{name}", type="hidden", value="") for form in away for name in FORMS[form]
    ]
    buttons = [html.Button(id=f"record-{form}", n_clicks=0, type="button") for form in away]
    return html.Div([*fields, *buttons], hidden=True)


def _badges(found: Any) -> list[tuple[str, str]]:
    """The badges of two years that a dose can be decided on, newest first."""
    seen: dict[str, tuple[date, str]] = {}
    for entries in found.values():
        for entry in entries:
            value = f"{entry.position}|{entry.serial_number}|{entry.wear_start}|{entry.wear_end}"
            seen.setdefault(value, (entry.wear_end, _badge_words(entry)))
    ordered = sorted(seen.items(), key=lambda item: (item[1][0], item[0]), reverse=True)
    return [(value, text) for value, (_, text) in ordered]


def _badge_words(entry: Entry) -> str:
    what = "never came" if entry.flag == "missing" else entry.serial_number or "estimated"
    return f"{entry.position} {format_day(entry.wear_start)} to {format_day(entry.wear_end)}, {what}"


def _adjustments(found: list[badges.Adjustment], offered: list[tuple[str, str]]) -> Component:
    rows = [
        {
            "badge": f"{one.use} {format_day(one.wear_end)}",
            "dose": ", ".join(
                f"{name.upper()} {words.msv(usv)}"
                for name in ("dde", "lde", "sde")
                if (usv := getattr(one, f"{name}_usv")) is not None
            ),
            "reason": one.reason,
            "by": f"{one.entered_by}, {format_day(one.entered_at.date())}",
        }
        for one in found
    ]
    shown = table(
        rows,
        [Column("badge", "Badge"), Column("dose", "Dose", unit="mSv"), Column("reason", "Reason"), Column("by", "By")],
        title="Estimates and adjustments",
    ) if rows else html.P("No dose of this wearer was estimated or adjusted.")  # fmt: skip
    entry = form(
        [
            choice("record-badge", "Badge and period", offered, wide=True),
            choice("record-how", "What", [("set", "Set this dose"), ("withdraw", "Take the estimate back")], "set"),
            field("record-dde", "DDE", "number", unit="mSv"),
            field("record-lde", "LDE", "number", unit="mSv"),
            field("record-sde", "SDE", "number", unit="mSv"),
            field("record-reason", "Reason", wide=True),
        ],
        button("Record dose", "record-adjust"),
    )  # fmt: skip
    return tile(
        "Which doses were estimated or adjusted?",
        [shown, entry],
        subtitle="The service's reading stays beside it; a badge that comes after all takes the estimate's place",
    )


def _external(found: list[External]) -> Component:
    rows = [
        {
            "employer": one.employer,
            "period": f"{format_day(one.starts_on)} to {format_day(one.ends_on)}",
            "dose": words.msv(one.usv)
            if one.usv is not None
            else f"no record, {one.quarters_without_record} quarters",
            "what": dict(_QUANTITIES)[one.quantity],
            "document": one.document,
        }
        for one in found
    ]
    shown = table(
        rows,
        [
            Column("employer", "Employer"),
            Column("period", "Period"),
            Column("what", "Quantity"),
            Column("dose", "Dose", "number", unit="mSv"),
            Column("document", "Document"),
        ],
        title="Dose at other employers",
    ) if rows else html.P("No dose at another employer is on record.")  # fmt: skip
    entry = form(
        [
            field("record-employer", "Employer", wide=True),
            field("record-from", "From", "date"),
            field("record-to", "To", "date"),
            choice("record-quantity", "Quantity", _QUANTITIES, "body"),
            field("record-elsewhere", "Dose; blank: no record", "number", unit="mSv"),
            field("record-document", "Document", wide=True),
        ],
        button("Record dose elsewhere", "record-external"),
    )
    return tile(
        "What was received at other or earlier employers?",
        [shown, entry],
        subtitle="Counts towards the limit of the year in which it ends",
    )


def _assignment(roster: Any, person: Person, today: date) -> Component:
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


def _account(linked: list[accounts.Account], users: list[accounts.Account]) -> Component:
    names = ", ".join(f"{user.display_name} ({user.username})" for user in linked)
    offered = [("*", "None")] + [
        (user.username, f"{user.display_name} ({user.username})")
        for user in users
        if user.role != "display" and not user.disabled
    ]
    return tile(
        "Who may see these doses as their own?",
        [
            html.P(names or "No account is tied to this wearer."),
            form([choice("record-username", "Account", offered, wide=True)], button("Tie account", "record-link")),
        ],
        subtitle="That person sees their own doses once a report is signed, and cannot decide on them",
    )  # fmt: skip


def _papers(wearer: str, today: date) -> Component:
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


def _notices(owed: list[badges.Notice], today: date) -> Component:
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
