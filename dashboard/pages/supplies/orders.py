"""What must be ordered, how much, and by when?

Measure: on hand + on order - expired, recalled and at risk, against the reorder point; units up to the maximum in whole
packages. Days of stock = usable units / use a day.
Source: targets, prices, stock as counted, moved and booked; use from movements of whole weeks, else from counts.
Limit: an item without targets is not listed; use that is not booked makes it look as if stock lasted longer.
"""

from datetime import date
from typing import Any

import dash
import pandas as pd
from dash import Dash, html
from dash.development.base_component import Component

from dashboard import access
from dashboard.answers import answered
from dashboard.blocks.button import link_button
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.context import PageContext
from dashboard.formats import (
    NBSP,
    format_count,
    format_day,
    format_days,
    format_money,
    format_number,
    is_unknown,
)
from dashboard.pages.supplies.fresh import stock_strip
from dashboard.pages.supplies.views import view_links
from dashboard.pages.supplies.words import item_cell, many, units_text, value_cell
from dashboard.shell import page_frame
from db.queries import supplies

PATH, PERMISSION = "/supplies/orders", "supplies.view"
_WHAT = "The order list"
_SOON = 15


def register(_: Dash, context: PageContext) -> None:
    """Add the page to the app."""

    def layout(**__: str) -> Component:
        return html.Div(answered(_WHAT, lambda: _page(context), PATH))

    dash.register_page(
        "dashboard.pages.supplies.orders", path=PATH, title="Orders", layout=layout, permission=PERMISSION
    )


def _page(context: PageContext) -> Component:
    now = context.now()
    today = now.astimezone(context.settings.zone).date()
    with context.database.read() as connection:
        everything = supplies.order_position(connection, today)
        due = supplies.most_urgent(everything)
        fresh = stock_strip(connection, context, now, ("supplies", "orders"))
    download = link_button("CSV", "/export/reorder.csv", icon_name="download", leaves_page=True)
    return page_frame(
        "Orders",
        "What must be ordered, how much, and by when?",
        freshness=fresh,
        filters=view_links(PATH),
        actions=download if access.allowed("export.reorder") and len(everything) else None,
        body=[_due(due, today), _lasting(everything)] if len(everything) else _no_targets(),
    )


def _no_targets() -> Component:
    steps = [
        Step(
            "List each item's minimum and maximum",
            "One row per item; reorder point, lead time and package if known",
        ),
        Step(
            "Put the list into the inbox", "It is read within a minute; the feeds page says what became of it"
        ),
    ]
    return tile(
        "Is anything running out?",
        empty(
            "never",
            "No targets have arrived yet",
            "Without a minimum nobody can say what is too little.",
            steps=steps,
        ),
    )


def _due(due: pd.DataFrame, today: date) -> Component:
    if due.empty:
        return tile(
            "Nothing must be ordered",
            empty(
                "good",
                "Every item with a target is above its reorder point",
                "What is at risk is left out of it.",
            ),
        )
    known = due["value"].dropna()
    unpriced = int(due["value"].isna().sum())
    worth = format_money(known.sum()) if len(known) else "value unknown"
    if unpriced and len(known):
        worth += f", price of {unpriced} unknown"
    rows = [_due_row(row, today) for row in due.to_dict("records")]
    made = table(
        rows,
        [
            Column("item", "Item", on_phone="head"),
            Column("order", "Order", "number", strong=True),
            Column("packs", "Packages"),
            Column("by", "Order by", "number"),
            Column("on_hand", "On hand", "number", write=units_text),
            Column("lost", "Not usable", "number", write=units_text),
            Column("on_order", "On order", "number", write=units_text),
            Column("point", "Reorder at", "number", write=units_text),
            Column("value", "Value", "number"),
        ],
        title="What must be ordered",
        cards=True,
    )
    return tile(
        f"{many(len(due), 'item')} must be ordered, {worth}",
        made,
        subtitle="On hand + on order - expired, recalled and at risk is under the reorder point; the most urgent first",
        note="Not usable: expired, recalled, or not used up before it expires at this pace. Quantities fill up to the "
        "maximum and are rounded up to whole packages. Order by: the day on which an order still comes before the "
        "usable stock is used up.",
    )


def _due_row(row: dict[Any, Any], today: date) -> dict[str, Any]:
    pack = row["order_pack_units"]
    packs = (
        f"{format_number(row['order_packs'], 0)}{NBSP}× {units_text(pack)}"
        if not is_unknown(pack) and pack != 1
        else ""
    )
    by = row["order_by"]
    when: Any = "unknown" if is_unknown(by) else "today" if by <= today else format_day(by, today)
    return {
        "item": item_cell(row),
        "order": units_text(row["order_units"]),
        "packs": packs,
        "by": html.Strong(when) if when == "today" else when,
        "on_hand": row["on_hand"],
        "lost": round(row["lost"], 1),
        "on_order": row["on_order"],
        "point": row["reorder_point"],
        "value": value_cell(row["value"]),
    }


def _lasting(everything: pd.DataFrame) -> Component:
    """What runs out first, and how its use is known."""
    known = everything[everything["days_of_stock"].notna()].sort_values("days_of_stock", kind="stable")
    unknown = len(everything) - len(known)
    if known.empty:
        return tile(
            "How long does the stock last?",
            empty("never", "No use is known yet", "It needs movements, or counts of several weeks."),
        )
    shown = known.head(_SOON)
    rows = [
        {
            "item": item_cell(row),
            "usable": round(row["usable"], 1),
            "rate": f"{format_number(row['rate'] * 7, 1)}",
            "method": f"{row['method']}, {format_count(row['weeks'])}{NBSP}weeks"
            if row["weeks"]
            else f"{row['method']}, this week",
            "days": format_days(int(row["days_of_stock"])),
        }
        for row in shown.to_dict("records")
    ]
    made = table(
        rows,
        [
            Column("item", "Item", on_phone="head"),
            Column("usable", "Usable", "number", write=units_text),
            Column("rate", "Use a week", "number"),
            Column("method", "From"),
            Column("days", "Lasts", "number", strong=True),
        ],
        title="What runs out first",
        count_note=f"{len(shown)} of {many(len(known), 'item')}, shortest first",
        cards=True,
    )
    first = shown.iloc[0]
    name = first["item_code"] if is_unknown(first["item_name"]) else first["item_name"]
    return tile(
        f"{name} runs out first, in {format_days(int(first['days_of_stock']))}",
        made,
        note=f"Use is not known or none for {many(unknown, 'item')}." if unknown else None,
    )
