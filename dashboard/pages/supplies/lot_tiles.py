"""The lots that the filter asks for: in the order of use, or those without a date."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_day, format_number, is_unknown
from dashboard.pages.supplies.question import Question
from dashboard.pages.supplies.words import count_note, item_cell, lot_cell, many, units_text, value_cell
from db.queries import supplies

# More rows than this nobody walks past: the rest stands in the download.
MOST_LISTED = 100


def chosen_lots(question: Question, at_risk: pd.DataFrame) -> Component:
    """The lots that expire within the days asked for, with what will be left of each; or those without a date."""
    if question.days is None:
        return _undated(at_risk[at_risk["bin"] == "none"])
    undated = supplies.count_lots(at_risk[at_risk["bin"] == "none"])
    within = f"within {question.days}{NBSP}days"
    return _use_first(supplies.expiring_within(at_risk, question.days), within, undated)


def _undated(undated: pd.DataFrame) -> Component:
    """Lots whose date nobody has entered: found on the shelf, they can be dated."""
    if undated.empty:
        return tile(
            "Every lot has a date",
            empty(
                "good", "No lot with stock lacks its expiry date", "Each can be put into the order of use."
            ),
        )
    number = supplies.count_lots(undated)
    shown = undated.head(MOST_LISTED)
    rows = [
        {
            "item": item_cell(row),
            "lot": lot_cell(row["lot"]),
            "location": row["location"],
            "on_hand": row["on_hand"],
            "value": value_cell(row["value"]),
        }
        for row in shown.to_dict("records")
    ]
    made = table(
        rows,
        [
            Column("item", "Item", on_phone="head"),
            Column("lot", "Lot"),
            Column("location", "Location"),
            Column("on_hand", "On hand", "number", write=units_text),
            Column("value", "Value", "number"),
        ],
        title="Lots without a date",
        cards=True,
    )
    return tile(
        f"Nobody can tell when {many(number, 'lot')} {'expires' if number == 1 else 'expire'}",
        made,
        actions=html.Span(count_note(len(shown), len(undated), "row", "by item"), className="ro-count"),
        note="Neither a file nor a label has told their date. They are used last, after what has one.",
    )


def _use_first(expiring: pd.DataFrame, within: str, undated: int) -> Component:
    if expiring.empty and undated:
        # What has no date may expire tomorrow: this is no good news.
        have = "has" if undated == 1 else "have"
        return tile(
            f"No known date lies {within}",
            empty("never", f"{many(undated, 'lot')} {have} no date", "Nobody can tell when they expire."),
        )
    if expiring.empty:
        return tile(
            f"Nothing expires {within}",
            empty(
                "good",
                f"No lot with stock expires {within}",
                "Expired lots are listed above, if there are any.",
            ),
        )
    number = supplies.count_lots(expiring)
    shown = expiring.head(MOST_LISTED)
    rows = [
        {
            "pick": state_chip("action", "Do not")
            if is_unknown(row["pick_order"])
            else f"{int(row['pick_order'])} of {row['pick_count']}",
            "item": item_cell(row),
            "lot": lot_cell(row["lot"]),
            "expiry": format_day(row["expiry"]),
            "days_left": int(row["days_left"]),
            "location": row["location"],
            "on_hand": row["on_hand"],
            "at_risk": _risk_cell(row),
            "value": "" if row["units_at_risk"] == 0 else value_cell(row["value_at_risk"]),
            "suggestion": row["suggestion"],
        }
        for row in shown.to_dict("records")
    ]
    made = table(
        rows,
        [
            Column("pick", "Pick", width=72),
            Column("item", "Item", on_phone="head"),
            Column("days_left", "Days left", "number", decimals=0, strong=True),
            Column("lot", "Lot"),
            Column("expiry", "Expires", "number"),
            Column("location", "Location"),
            Column("on_hand", "On hand", "number", write=units_text),
            Column("at_risk", "At risk", "number", strong=True),
            Column("value", "Value", "number"),
            Column("suggestion", "Suggestion", on_phone="wide"),
        ],
        title=f"Lots that expire {within}",
        cards=True,
    )
    return tile(
        f"Use in this order: {many(number, 'lot')} {'expires' if number == 1 else 'expire'} {within}",
        made,
        actions=html.Span(count_note(len(shown), len(expiring), "row", "by expiry"), className="ro-count"),
        note="Pick is first expired, first out over all places of an item; what is expired or recalled is not. At "
        "risk are the units that will be left when the lot expires, if use goes on as it did, with an 80 % interval; "
        "value is theirs.",
    )


def _tenths(units: float) -> str:
    """Expected units: to the tenth, whole ones without it."""
    tenths = round(float(units), 1)
    return format_number(tenths, 0 if tenths.is_integer() else 1)


def _risk_cell(row: dict[Any, Any]) -> str | html.Span:
    """Units at risk, with their interval where it is known."""
    if is_unknown(row["units_at_risk"]):
        return html.Span("unknown", className="ro-unknown", title="No use of the item is known")
    units = _tenths(row["units_at_risk"])
    if is_unknown(row["risk_low"]) or row["risk_low"] == row["risk_high"]:
        return units
    span = f"{_tenths(row['risk_low'])} to {_tenths(row['risk_high'])}"
    made = two_lines(units, span)
    made.title = f"80 % interval: {span}; use from {row['method']}, {row['weeks']:.0f} weeks"
    return made
