"""The parts of the scan page, made of what a scan has found."""

from datetime import date, tzinfo
from typing import Any

import dash_bootstrap_components as dbc
import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.icon import icon
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_day, format_days, format_money, is_unknown
from dashboard.pages.supplies.asked import Answer, Asked, as_printed
from dashboard.pages.supplies.booked import done_bar, recent_tile
from dashboard.pages.supplies.forms import NONE, choice, field, reason_choice
from dashboard.pages.supplies.scan_link import unknown_code
from dashboard.pages.supplies.words import lot_cell, units_text
from db.queries.supplies import Found, Item

KIND_WORDS = {
    "contrast": "Contrast medium (a medication)",
    "medication": "Medication",
    "garment": "Protective garment",
    "supply": "Supply",
}
_ACTIONS = (
    ("use", "Use", "box-arrow-up"),
    ("receive", "Receive", "box-arrow-in-down"),
    ("move", "Move", "arrow-left-right"),
    ("count", "Count", "123"),
    ("open", "Open", "unlock"),
    ("discard", "Discard", "trash"),
)


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
        parts += [_item_card(found.found, today), *_use_first(found.found, found.asked)]
        parts.append(_all_lots(found.found, found.asked, today))
    elif found.candidates:
        parts.append(_candidates(found.candidates, found.asked))
    elif found.asked.code:
        parts.append(unknown_code(found.asked, found.label))
    else:
        parts.append(_nothing_yet())
    if done is not None:
        parts.append(done_bar(done, zone))
    if found.found is not None:
        parts.append(_form(found, places, today))
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


def _item_card(found: Found, today: date) -> Component:
    kind = KIND_WORDS.get(found.item.item_kind or "", found.item.item_class or "No class")
    facts: list[Component] = []
    if found.lot is not None:
        here = found.lots[found.lots["lot"] == found.lot]["on_hand"].sum()
        facts = [
            _fact("Lot", html.Span(found.lot, className="ro-mono") if found.lot else lot_cell("")),
            _fact("Expires", format_day(found.expiry) if found.expiry else state_chip("unknown", "No date")),
            _fact("On hand", units_text(float(here))),
        ]
    parts: list[Component] = [
        html.H2(found.item.item_name or found.item.item_code, className="ro-scan-name"),
        html.P([f"{kind}, ", mono(found.item.item_code)], className="ro-tile-subtitle"),
    ]
    if facts:
        parts += [html.Div(facts, className="ro-scan-facts"), _verdict(found, today)]
    if found.expiry_on_file is not None:
        parts.append(
            html.P(
                f"On file this lot expires {format_day(found.expiry_on_file)}: compare the label with the list.",
                className="ro-note",
            )
        )
    state = " ro-scan-bad" if found.lot is not None and _state(found, today)[0] == "action" else ""
    return html.Section(parts, className=f"ro-tile ro-scan-item{state}")


def _fact(name: str, value: Component | str) -> Component:
    return html.Div(
        [html.Div(name, className="ro-scan-fact-name"), html.Div(value, className="ro-scan-fact")]
    )


def _state(found: Found, today: date) -> tuple[str, str]:
    if found.is_recalled:
        return "action", "Recalled: do not use it"
    if found.expiry is None:
        return "unknown", "No expiry known: look at the box"
    left = (found.expiry - today).days
    if left < 0:
        return "action", f"Expired {format_days(-left)} ago: do not use it"
    words = "Last day of use" if left == 0 else f"In date, {format_days(left)} left"
    return ("warn", words) if left <= 30 else ("ok", f"{words}, no recall")


def _verdict(found: Found, today: date) -> Component:
    state, words = _state(found, today)
    chip = state_chip(state, words)  # type: ignore[arg-type]
    if found.is_known_lot:
        return html.P(chip)
    return html.P([chip, html.Span(" This lot is not in stock yet: receive it.", className="ro-note")])


def _use_first(found: Found, asked: Asked) -> list[Component]:
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


def _all_lots(found: Found, asked: Asked, today: date) -> Component:
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


def _form(found: Answer, places: list[str], today: date) -> Component:
    """Quantity, place and reason, then the six actions at the thumb."""
    assert found.found is not None
    lots = found.found.lots
    own = (
        list(lots[lots["lot"] == (found.label.lot or "")]["location"]) if found.label.lot is not None else []
    )
    here = list(dict.fromkeys([*own, *([found.asked.location] if found.asked.location else []), *places]))
    location = found.asked.location or (here[0] if here else "")
    needs_reason = found.found.first is not None
    elsewhere = [(NONE, "Nowhere"), *((place, place) for place in places)]
    # The code on a box says how many units it stands for; a lot or a name that was typed says nothing of a box.
    quantity = found.label.quantity or (found.found.item.units_per_pack if found.label.code else 1)
    face = [
        html.Button(
            [icon(picture, size=20), html.Span("Use anyway" if name == "use" and needs_reason else words)],
            id=f"scan-{name}",
            type="button",
            n_clicks=0,
            className="btn btn-outline-danger" if name == "discard" else "btn btn-outline-secondary",
        )
        for name, words, picture in _ACTIONS
    ]
    return html.Section(
        [
            dcc.Store(id="scan-expected"),
            html.Div(
                [
                    field(
                        "scan-quantity",
                        "Units",
                        dbc.Input(
                            id="scan-quantity", type="number", min=0, step="any", value=f"{quantity:g}"
                        ),
                    ),
                    choice(
                        "scan-location",
                        "Here",
                        [(place, place) for place in here] or [(NONE, "No place yet")],
                        location,
                    ),
                ],
                className="ro-scan-fields ro-scan-two",
            ),
            html.Details(
                [
                    html.Summary("Reason, and other places"),
                    html.Div(
                        [
                            reason_choice("scan-reason"),
                            choice("scan-to", "Move to", elsewhere, NONE),
                            field(
                                "scan-new-place",
                                "Or a place not listed",
                                dbc.Input(id="scan-new-place", type="text", maxLength=120),
                            ),
                        ],
                        className="ro-scan-fields ro-scan-two",
                    ),
                ],
                open=needs_reason or not places or found.found.must_not_be_used(today),
            ),
            html.Div(id="scan-refused", role="alert"),
            html.Div(face, className="ro-scan-actions", role="group", **{"aria-label": "What to do with it"}),
        ],
        className="ro-tile ro-scan-form",
    )
