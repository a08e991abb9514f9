"""The parts of the scan page, made of what a scan has found."""

from datetime import date, tzinfo
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button, link_button
from dashboard.blocks.empty import empty
from dashboard.blocks.icon import icon
from dashboard.blocks.table import Column, mono, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_day
from dashboard.pages.supplies.asked import Answer, Asked, as_printed
from dashboard.pages.supplies.booked import done_bar, recent_tile
from dashboard.pages.supplies.scan_form import booking_form
from dashboard.pages.supplies.scan_item import item_card, label_card
from dashboard.pages.supplies.scan_link import may_be_linked, unknown_code
from dashboard.pages.supplies.scan_lots import all_lots, use_first
from db.queries.supplies import Item


def body(
    found: Answer,
    places: list[str],
    done: dict[Any, Any] | None,
    recent: pd.DataFrame,
    today: date,
    zone: tzinfo,
) -> list[Component]:
    """The page below its head: the field, what was found, the form at the thumb."""
    parts: list[Component] = [_field(found)]
    if found.label.warnings and found.asked.code and (found.label.is_read or found.found is None):
        parts.append(_doubts(found))
    if found.found is not None:
        parts += [item_card(found.found, today), *use_first(found.found, found.asked)]
        parts.append(all_lots(found.found, found.asked, today))
    elif found.candidates:
        parts += label_card(found, today)
        parts.append(_candidates(found.candidates, found.asked))
    elif found.asked.code:
        parts += label_card(found, today)
        if may_be_linked(found.label):
            parts.append(unknown_code(found.asked, found.label))
    else:
        parts.append(_nothing_yet())
    if done is not None:
        parts.append(done_bar(done, zone))
    if found.found is not None:
        parts.append(booking_form(found, places, today))
    else:
        # What the Undo of an earlier booking answers stands here too.
        parts.append(html.Div(id="scan-refused", role="alert"))
        parts += [recent_tile(recent, today, zone)] if len(recent) else []
    return [html.Div(parts, className="ro-scan")]


def shown_here(found: Answer, location: str) -> float:
    """What the page shows as on hand of the scanned lot at a location."""
    if found.found is None:
        return 0.0
    lots = found.found.lots
    here = lots[(lots["lot"] == (found.label.lot or "")) & (lots["location"] == location)]
    return float(here["on_hand"].sum())


def _field(found: Answer) -> Component:
    read = as_printed(found.label) if found.label.is_read else ""
    control = html.Div(
        [
            icon("upc-scan", size=20),
            dcc.Input(
                id="scan-code",
                type="text",
                value="",
                autoFocus=True,
                autoComplete="off",
                spellCheck="false",
                placeholder="Scan or type a code",
                className="ro-scan-input",
            ),
            button("Look up", "scan-go", name="Look up what was scanned or typed"),
        ],
        className="ro-scan-field",
    )
    words = (
        [html.Span("Read "), mono(read)]
        if read
        else [html.Span("A code, a lot or a part of a name; press / to come back to the field")]
    )
    label = html.Label("Code, lot or item", htmlFor="scan-code", className="visually-hidden")
    return html.Div([label, control, html.P(words, className="ro-note")])


def _doubts(found: Answer) -> Component:
    """What is doubtful about the label; each other reading is one press away."""
    lines = [html.P(f"{warning[0].upper()}{warning[1:]}.") for warning in found.label.warnings]
    others = [
        link_button(
            f"Lot {other.lot or 'none'}"
            + (f", serial {other.serial}" if other.serial else "")
            + (f", expires {format_day(other.expiry)}" if other.expiry else ""),
            found.asked.path(code=as_printed(other), done=""),
        )
        for other in found.label.others
        if as_printed(other)
    ]
    if others and found.label.lot:
        lines.append(html.P(["Read as lot ", mono(found.label.lot), ". If the box says otherwise:"]))
    return html.Div(
        [icon("exclamation-triangle-fill", size=20), html.Div([*lines, *others])],
        className="ro-scan-doubt",
        role="alert",
    )


def _candidates(items: tuple[Item, ...], asked: Asked) -> Component:
    rows = [
        {
            "item": dcc.Link(item.item_name or item.item_code, href=asked.path(item=item.item_code, done="")),
            "code": mono(item.item_code),
        }
        for item in items
    ]
    made = table(rows, [Column("item", "Item"), Column("code", "Code")], title="Items that it may be")
    return tile(f"Which of these {len(items)} is it?", made)


def _nothing_yet() -> Component:
    return tile(
        "Ready to scan",
        empty(
            "good",
            "Scan a box",
            "Or type the code below the bars, a lot number, or a part of an item's name.",
        ),
    )
