"""The scanned item, and whether the scanned box may be used."""

from datetime import date

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.table import mono
from dashboard.formats import format_day, format_days
from dashboard.pages.supplies.asked import Answer
from dashboard.pages.supplies.words import lot_cell, units_text
from db.queries.supplies import Found

KIND_WORDS = {
    "contrast": "Contrast medium (a medication)",
    "medication": "Medication",
    "garment": "Protective garment",
    "supply": "Supply",
}


def item_card(found: Found, today: date) -> Component:
    """The item, the scanned lot with its date and units, and in a word whether it may be used."""
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


def label_card(found: Answer, today: date) -> list[Component]:
    """What the label itself says of a box whose item is not known yet: it may be expired or recalled all the same."""
    label = found.label
    if label.expiry is None and not found.is_recalled:
        return []
    state, words = _judged(found.is_recalled, label.expiry, today)
    facts = [
        *([_fact("Lot", html.Span(label.lot, className="ro-mono"))] if label.lot else []),
        _fact("Expires", format_day(label.expiry) if label.expiry else state_chip("unknown", "No date")),
    ]
    card = html.Section(
        [
            html.H2("By its label", className="ro-scan-name"),
            html.Div(facts, className="ro-scan-facts"),
            html.P(state_chip(state, words)),  # type: ignore[arg-type]
        ],
        className=f"ro-tile ro-scan-item{' ro-scan-bad' if state == 'action' else ''}",
    )
    return [card]


def _state(found: Found, today: date) -> tuple[str, str]:
    return _judged(found.is_recalled, found.expiry, today)


def _judged(is_recalled: bool, expiry: date | None, today: date) -> tuple[str, str]:
    if is_recalled:
        return "action", "Recalled: do not use it"
    if expiry is None:
        return "unknown", "No expiry known: look at the box"
    left = (expiry - today).days
    if left < 0:
        return "action", f"Expired {format_days(-left)} ago: do not use it"
    words = "Last day of use" if left == 0 else f"In date, {format_days(left)} left"
    return ("warn", words) if left <= 30 else ("ok", f"{words}, no recall")


def _verdict(found: Found, today: date) -> Component:
    state, words = _state(found, today)
    chip = state_chip(state, words)  # type: ignore[arg-type]
    if found.is_known_lot:
        return html.P(chip)
    words = " This lot is not in stock yet: receive it."
    if found.gone is not None:
        last = (
            f" Last movement: {format_day(found.gone.on, today)}, {found.gone.location}."
            if found.gone.on
            else ""
        )
        words = f" Nothing of this lot is left.{last}"
    return html.P([chip, html.Span(words, className="ro-note")])
