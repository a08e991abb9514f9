"""The declared pregnancy on a wearer's record: what was received since conception, and what may still be."""

from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.form import field, form
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_day, format_month
from dashboard.pages.badges import words
from db.badge_doses import DoseSum
from db.badge_pregnancy import Watch
from db.wording import dose_text


def pregnancy_tile(watched: Watch | None, today: date) -> Component:
    """The form for a declaration, or how the one in force stands, with the form that ends it."""
    if watched is None:
        return tile(
            "No pregnancy is declared",
            form(
                [
                    field("record-declared", "Written declaration of", "date"),
                    field("record-conception", "Conception", "date"),
                ],
                button("Record declaration", "record-declare"),
            ),
            subtitle="Voluntary and in writing; visible to you alone, in no list, export, count or log",
        )
    declaration = watched.declaration
    rows = [
        {
            "month": format_month(end),
            "dose": dose_text(one.usv, one.kind, one.unknown),
            "verdict": _month_verdict(one, watched),
        }
        for end, one in watched.months
    ]
    left = "no limit on file" if watched.left_usv is None else words.msv(watched.left_usv, "mSv")
    badge = (
        "the fetal badge" if watched.from_fetal_badge else "the body badge, an upper bound behind an apron"
    )
    said = (
        f"Conception {format_day(declaration.conception_on)}, declared {format_day(declaration.declared_on)}. "
        f"Since conception {words.with_unit(watched.since_conception)}, of it "
        f"{words.with_unit(watched.until_declared)} until declared, "
        f"by {badge}."
    )
    columns = [
        Column("month", "Month"),
        Column("dose", "Dose", "number", unit="mSv"),
        Column("verdict", "Against the month's rate"),
    ]
    summary = [
        html.P(said),
        html.P([html.Strong(f"Left: {left}. "), f"Limits: {watched.limit_words}."]),
        table(rows, columns, title="Months since conception"),
    ]
    entry = form(
        [
            field("record-ended", "Withdrawn or over on", "date", today),
            field("record-because", "How", wide=True),
        ],
        button("End declaration", "record-end", kind="danger"),
    )
    return tile(
        "Is the declared pregnancy within its limits?",
        [*summary, entry],
        subtitle="Visible to you alone, in no list, export, count or log",
    )


def _month_verdict(one: DoseSum, watched: Watch) -> Component:
    if watched.monthly_usv is None:
        return state_chip("unknown", "No rate on file")
    if one.usv > watched.monthly_usv:
        return state_chip("action", f"Above {watched.monthly_usv / 1000:g} mSv")
    if one.unknown or one.kind == "none":
        return state_chip("unknown", "Unknown")
    return state_chip("ok", "Within")
