"""What has expired and must be taken off the shelves, in the order of one walk."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_day, format_days
from dashboard.pages.supplies.asked import Asked
from dashboard.pages.supplies.question import Question
from dashboard.pages.supplies.words import (
    count_note,
    item_cell,
    lot_cell,
    many,
    units_text,
    value_cell,
    worth_text,
)
from db.queries import supplies

# More rows than this nobody walks past: the rest stands in the download.
_MOST = 100


def expired_tile(question: Question, expired: pd.DataFrame) -> Component:
    """The expired lots with stock; whoever may book is led to discard each."""
    note = "In walking order: places by name, oldest first at each place. Value is on hand times the item's price."
    subtitle = f"Expired means past its date by today, {format_day(question.today)}; usable through its date"
    if expired.empty:
        where = "here" if question.is_narrowed else "anywhere"
        return tile(
            "No lot is expired",
            empty(
                "good",
                f"No lot with stock is expired {where}",
                "Nothing has to be taken off the shelves today.",
            ),
            subtitle=subtitle,
        )
    number = supplies.count_lots(expired)
    places = expired["location"].nunique()
    title = (
        f"{many(number, 'lot')} expired with stock, {worth_text(expired)}, "
        f"{'in one place' if places == 1 else f'in one walk past {places} places'}"
    )
    shown = expired.head(_MOST)
    rows = [
        {
            "location": row["location"],
            "item": item_cell(row),
            "lot": lot_cell(row["lot"]),
            "expired": html.Span(
                [
                    html.Strong(format_day(row["expiry"], question.today)),
                    f" {format_days(-int(row['days_left']))}{NBSP}ago",
                ]
            ),
            "on_hand": row["on_hand"],
            "value": value_cell(row["value"]),
            "action": _discard(row) if question.may_book else "",
        }
        for row in shown.to_dict("records")
    ]
    made = table(
        rows,
        [
            Column("item", "Item", on_phone="head"),
            Column("lot", "Lot"),
            Column("expired", "Expired"),
            Column("on_hand", "Units", "number", write=units_text),
            Column("value", "Value", "number"),
            *([Column("action", "", "action")] if question.may_book else []),
        ],
        title=title,
        group="location",
        group_icon="geo-alt",
        count_note=count_note(len(shown), len(expired), "row", "in walking order"),
        cards=True,
    )
    return tile(title, made, subtitle=subtitle, note=note)


def _discard(row: dict[Any, Any]) -> Component:
    asked = Asked(item=row["item_code"], lot=row["lot"], has_lot=True, location=row["location"])
    return link_button(
        "Discard", asked.path(), kind="danger", name=f"Discard {row['item_code']} lot {row['lot']}"
    )
