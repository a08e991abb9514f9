"""How many, where, why, and the six actions at the thumb."""

from datetime import date

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.icon import icon
from dashboard.pages.supplies.asked import Answer
from dashboard.pages.supplies.forms import NONE, choice, field, reason_choice

_ACTIONS = (
    ("use", "Use", "box-arrow-up"),
    ("receive", "Receive", "box-arrow-in-down"),
    ("move", "Move", "arrow-left-right"),
    ("count", "Count", "123"),
    ("open", "Open", "unlock"),
    ("discard", "Discard", "trash"),
)


def booking_form(found: Answer, places: list[str], today: date) -> Component:
    """Quantity, place and reason, then the six actions at the thumb."""
    assert found.found is not None
    lots = found.found.lots
    own = (
        list(lots[lots["lot"] == (found.label.lot or "")]["location"]) if found.label.lot is not None else []
    )
    here = list(dict.fromkeys([*own, *([found.asked.location] if found.asked.location else []), *places]))
    location = found.asked.location or (here[0] if here else "")
    needs_reason = found.found.first is not None or found.found.must_not_be_used(today)
    elsewhere = [(NONE, "Nowhere"), *((place, place) for place in places)]
    # The code on a box says how many units it stands for; a lot or a name that was typed says nothing of a box.
    quantity = found.label.quantity or (found.found.item.units_per_pack if found.label.code else 1)
    use_words = "Use anyway" if found.found.first is not None else "Use"
    face = [
        html.Button(
            [
                icon(picture, size=20),
                html.Span(use_words if name == "use" else words),
            ],
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
            # Asked for where it will be needed; else it would take half a phone's screen from the list.
            *([reason_choice("scan-reason")] if needs_reason else []),
            html.Details(
                [
                    html.Summary("Other places" if needs_reason else "Reason, and other places"),
                    html.Div(
                        [
                            *([] if needs_reason else [reason_choice("scan-reason")]),
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
                open=not places,
            ),
            html.Div(id="scan-refused", role="alert"),
            html.Div(face, className="ro-scan-actions", role="group", **{"aria-label": "What to do with it"}),
        ],
        className="ro-tile ro-scan-form",
    )
