"""The small parts of the supplies' forms: a labelled field, a refusal in words, an address taken apart."""

from typing import Any
from urllib.parse import parse_qs

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.icon import icon

# An empty value would show an empty field.
NONE = "none"
REASONS = (
    "Expired",
    "Recalled",
    "Damaged",
    "Other box is open already",
    "Patient needs this one",
    "Miscounted",
    "Used, not booked",
    "Found elsewhere",
    "Other",
)


def field(id: str, label: str, control: Component) -> html.Div:
    """A control with its label above it."""
    return html.Div([html.Label(label, htmlFor=id), control], className="ro-field")


def choice(id: str, label: str, options: list[tuple[str, str]], value: str) -> html.Div:
    """A choice of one, its label above it."""
    made = dbc.Select(id=id, options=[{"value": key, "label": text} for key, text in options], value=value)
    return field(id, label, made)


def reason_choice(id: str) -> html.Div:
    """Why: from a short list, so that reasons can be counted."""
    return choice(id, "Reason", [(NONE, "None"), *((reason, reason) for reason in REASONS)], NONE)


def chosen(value: object) -> str:
    """What a choice holds, empty where nothing is chosen."""
    return "" if value in (None, NONE) else str(value)


def refused(text: str) -> Component:
    """Why something was not done; it stays until the next try."""
    return html.Div(
        [icon("exclamation-triangle-fill"), html.Span(text)], className="ro-refused", role="alert"
    )


def read_search(search: str | None) -> dict[str, Any]:
    """The parameters of an address's query; of a name that stands twice the last counts."""
    found = parse_qs(str(search or "").removeprefix("?"), keep_blank_values=True, max_num_fields=20)
    return {name: values[-1] for name, values in found.items()}
