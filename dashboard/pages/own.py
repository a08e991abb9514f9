"""What did I receive, as far as it is released?

Measure: the reader's own doses by badge and quantity, for the newest released report: period, quarter, year, twelve
months, five years. Source: the dosimetry service's reports that the radiation safety officer has signed.
Limit: what is not signed yet is not here; measured doses, not effective dose.
"""

from datetime import date

import dash
from dash import Dash, html
from dash.development.base_component import Component

from dashboard.access import actor
from dashboard.answers import answered
from dashboard.blocks.button import link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import NBSP, format_day, format_month
from dashboard.freshness import strip_for
from dashboard.paper.badges import dose_words
from dashboard.shell import page_frame
from db.actions.badge_entries import note_view
from db.badge_doses import Entry
from db.badge_periods import QUANTITIES
from db.queries import badges

PATH = "/own-dose"
PERMISSION = "dose.own"
_TITLE = "My dose"
_MOST_PERIODS = 40


def register(app: Dash, context: PageContext) -> None:  # noqa: ARG001
    """Add the page to the app."""

    def layout(**_: str) -> Component:
        return html.Div(answered("Your doses", lambda: _page(context), PATH))

    dash.register_page(
        __name__,
        path=PATH,
        title=_TITLE,
        layout=layout,
        permission=PERMISSION,
        nav_title=_TITLE,
        nav_order=90,
    )


def _page(context: PageContext) -> Component:
    now = context.now()
    today = now.astimezone(context.settings.zone).date()
    who = actor()
    with context.database.read() as connection:
        found = badges.own_doses(connection, who.account_id)
        fresh = strip_for(connection, context, now, {"badges"})
    for _ in found:
        note_view(context.database, "badges.view", "own dose", str(who.account_id), actor=who, now=now)
    body: list[Component] = []
    for place, own in enumerate(found):
        body += _parts(own, place, today)
    return page_frame(
        _TITLE,
        "What did I receive, and what is still being reviewed?",
        freshness=fresh if found else None,
        body=body or _nobody(),
        note="Your own doses: nobody else sees them here." if found else None,
    )


def _nobody() -> Component:
    return tile(
        "Whose doses are these?",
        empty(
            "never",
            "No badge is tied to your account",
            "If you wear one, ask the radiation safety officer to tie your account to it.",
        ),
    )


def _parts(own: badges.OwnDoses, place: int, today: date) -> list[Component]:
    waiting = (
        f"{own.waiting} report{'' if own.waiting == 1 else 's'} "
        f"{'is' if own.waiting == 1 else 'are'} still being reviewed and not in these sums."
        if own.waiting
        else "Every report is released."
    )
    if own.report is None:
        return [
            tile("None of your doses is released yet", empty("never", "Nothing is released yet", waiting))
        ]
    rows = [
        {
            "what": f"{QUANTITIES[key.quantity]}, {key.position}",
            **{span: dose_words(one) for span, one in sums.items()},
        }
        for key, sums in own.sums.items()
    ]
    at = f"/own-dose/paper/annual.{{}}?number={place}&year={own.report.year}"
    return [
        tile(
            f"Your doses up to {format_month(own.report)}",
            table(
                rows,
                [
                    Column("what", "Badge", on_phone="head"),
                    Column("period", format_month(own.report), "number", unit="mSv"),
                    Column("quarter", "Quarter", "number", unit="mSv"),
                    Column("year", "Year", "number", unit="mSv", strong=True),
                    Column("rolling", "12 months", "number", unit="mSv"),
                    Column("five_years", "Five years", "number", unit="mSv"),
                    Column("lifetime", "All held here", "number", unit="mSv"),
                ],
                title="Your doses",
                cards=True,
            ),
            subtitle=f"Participant {own.key[1]}. M: below the minimum that the service reports. {waiting}",
            actions=[
                link_button("Year as PDF", at.format("pdf"), icon_name="printer", leaves_page=True),
                link_button("as CSV", at.format("csv"), icon_name="download", leaves_page=True),
            ],
            note="Measured doses as reported. Positions are never added.",
        ),
        tile("Which periods are these made of?", _periods(own, today)),
    ]


def _periods(own: badges.OwnDoses, today: date) -> Component:
    entries = sorted(
        ((key, entry) for key, found in own.entries.items() for entry in found),
        key=lambda item: (item[1].wear_end, item[0].quantity),
        reverse=True,
    )
    rows = [
        {
            "badge": f"{QUANTITIES[key.quantity]}, {entry.position}",
            "from": format_day(entry.wear_start, today),
            "to": format_day(entry.wear_end, today),
            "dose": _dose(entry),
        }
        for key, entry in entries[:_MOST_PERIODS]
    ]
    return table(
        rows,
        [
            Column("badge", "Badge", on_phone="head"),
            Column("from", "From"),
            Column("to", "To"),
            Column("dose", "Dose", "number", unit="mSv"),
        ],
        title="Your wear periods",
        cards=True,
        count_note=f"{len(rows)} of {len(entries)}, newest first",
    )


def _dose(entry: Entry) -> str:
    if entry.usv is not None:
        return f"{entry.usv / 1000:.2f}" + (f"{NBSP}(estimate)" if entry.flag == "estimated" else "")
    return {"M": "M", "unused": "Unused"}.get(entry.flag, "unknown")
