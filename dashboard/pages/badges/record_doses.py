"""Which doses of a wearer were decided on, and what was received elsewhere: what is on file, and the form below it."""

from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import button
from dashboard.blocks.form import choice, field, form
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.badges import words
from db.badge_doses import Entry
from db.badge_people import External
from db.queries import badges

_QUANTITIES = [
    ("body", "Body Hp(10)"),
    ("lens", "Lens Hp(3)"),
    ("skin", "Skin Hp(0.07)"),
    ("extremity", "Extremity"),
]


def decidable(found: Any) -> list[tuple[str, str]]:
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


def adjustments_tile(found: list[badges.Adjustment], offered: list[tuple[str, str]]) -> Component:
    """Estimates and adjustments in force, and the form for another; `offered` as decidable gives them."""
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


def external_tile(found: list[External]) -> Component:
    """Dose at other employers, and the form for more of it."""
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
