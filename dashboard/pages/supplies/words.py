"""How the supplies page writes items, lots, quantities and what they are worth."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.table import mono
from dashboard.formats import NBSP, format_count, format_money, format_number, is_unknown
from db.queries import supplies


def item_cell(row: dict[Any, Any]) -> Component | str:
    """The name of an item, its code where it has no name."""
    if is_unknown(row["item_name"]):
        return mono(row["item_code"])
    return html.Span(row["item_name"], title=row["item_code"])


def lot_cell(lot: str) -> Component:
    """A lot number as it is written on the box; its lack is a visible gap."""
    return mono(lot) if lot else state_chip("unknown", "No lot")


def value_cell(value: Any) -> Component | str:
    """What a lot is worth, or that its item has no price."""
    return state_chip("unknown", "No price") if is_unknown(value) else format_money(value)


def worth_text(rows: pd.DataFrame) -> str:
    """What lots are worth together, and of how many the price is unknown."""
    value, unknown = supplies.worth(rows)
    if value is None:
        return "value unknown"
    return f"{format_money(value)}, price of {unknown} unknown" if unknown else format_money(value)


def units_text(quantity: float) -> str:
    """A quantity: decimals only where it has any."""
    return format_number(quantity, 0 if float(quantity).is_integer() else 2)


def many(number: int, noun: str) -> str:
    """`6 lots`."""
    return f"{format_count(number)}{NBSP}{noun}{'' if number == 1 else 's'}"


def count_note(shown: int, total: int, noun: str, order: str) -> str:
    """How many rows are shown, of how many, in which order."""
    of = "" if shown == total else f"{format_count(shown)} of "
    return f"{of}{many(total, noun)}, {order}"
