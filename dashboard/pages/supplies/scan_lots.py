"""The lot to use first, and all lots of the item in the order of use."""

from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.icon import icon
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_day, format_days, format_money, is_unknown
from dashboard.pages.supplies.asked import Asked
from dashboard.pages.supplies.words import units_text
from db.queries.supplies import Found


def use_first(found: Found, asked: Asked) -> list[Component]:
    """The card for the lot that expires before the scanned one."""
    if found.first is None:
        return []
    first = found.first
    place = str(first["location"])
    days = format_days(int(first["days_left"]))
    units = units_text(first["on_hand"])
    words = f"Expires {format_day(first['expiry'])}, in {days}. {units} in {place}."
    wasted = _wasted(found, first)
    if wasted:
        words += f" {wasted}"
    path = asked.path(
        code="", item=found.item.item_code, lot=first["lot"], has_lot=True, location=place, done=""
    )
    return [
        html.Section(
            [
                icon("exclamation-triangle-fill", size=20),
                html.Div(
                    [
                        html.H2(
                            ["Use first: ", "lot ", mono(str(first["lot"]))]
                            if first["lot"]
                            else "Use first: without a lot"
                        ),
                        html.P(words),
                        link_button(f"Take it from {place}", path, kind="primary", icon_name="geo-alt"),
                    ]
                ),
            ],
            className="ro-scan-first",
        )
    ]


def _wasted(found: Found, first: dict[Any, Any]) -> str:
    """How much of the first lot will be left at this pace."""
    if found.rate is None:
        return ""
    left = float(first["on_hand"]) - found.rate * max(int(first["days_left"]), 0)
    if left < 0.5:
        return ""
    price = first["unit_price"]
    worth = "" if is_unknown(price) else f" ({format_money(left * float(price))})"
    return f"At this pace {units_text(round(left))} will be wasted{worth}."


def all_lots(found: Found, asked: Asked, today: date) -> Component:
    """All lots of the item with stock; each leads to its own booking."""
    if found.lots.empty:
        return tile(
            "Nothing of it is in stock",
            empty("good", "No lot is on hand", "Scan a box that has come and press Receive."),
        )
    rows = [_lot_row(row, found, asked, today) for row in found.lots.to_dict("records")]
    made = table(
        rows,
        [
            Column("pick", "Pick", "number"),
            Column("lot", "Lot"),
            Column("expires", "Expires", "number"),
            Column("units", "Units", "number", write=units_text, strong=True),
        ],
        title="All lots of the item, first to use on top",
    )
    return tile("All lots, first to use on top", made)


def _lot_row(row: dict[Any, Any], found: Found, asked: Asked, today: date) -> dict[str, Any]:
    path = asked.path(
        code="", item=found.item.item_code, lot=row["lot"], has_lot=True, location=row["location"], done=""
    )
    name = dcc.Link(mono(row["lot"]) if row["lot"] else "No lot", href=path)
    marks = [name]
    if row["lot"] == found.lot:
        marks.append(html.Span("scanned", className="ro-scan-mark"))
    if not is_unknown(row["opened_on"]):
        marks.append(html.Span(f"opened {format_day(row['opened_on'], today)}", className="ro-scan-mark"))
    if row["is_recalled"]:
        marks.append(state_chip("action", "Recalled"))
    elif row["bin"] == "expired":
        marks.append(state_chip("action", "Expired"))
    expires: Any = state_chip("unknown", "No date")
    if not is_unknown(row["expiry"]):
        days = int(row["days_left"])
        expires = two_lines(
            format_day(row["expiry"]), f"{format_days(abs(days))}{' ago' if days < 0 else ''}"
        )
    return {
        "pick": "" if is_unknown(row["pick_order"]) else str(int(row["pick_order"])),
        "lot": two_lines(html.Span(marks), row["location"]),
        "expires": expires,
        "units": row["on_hand"],
    }
