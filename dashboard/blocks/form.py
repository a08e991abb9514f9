"""Where a person decides or enters something: labelled fields above one button, and what came of it below."""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.children import Children, several

FieldKind = Literal["text", "number", "date", "password"]


def field(
    id: Any,
    label: str,
    kind: FieldKind = "text",
    value: str | float | date | None = None,
    *,
    unit: str = "",
    placeholder: str = "",
    wide: bool = False,
) -> html.Div:
    """A field with its label above. A date's value in callbacks is ISO text; a number's unit stands in the label."""
    more: dict[str, Any] = {"step": "any", "min": 0} if kind == "number" else {}
    if kind == "password":
        more["autoComplete"] = "current-password"
    shown = value.isoformat() if isinstance(value, date) else value
    control = dbc.Input(
        id=id, type=kind, value="" if shown is None else shown, placeholder=placeholder, persistence=False, **more
    )  # fmt: skip
    return _labelled(id, f"{label} ({unit})" if unit else label, control, wide=wide)


def choice(
    id: Any, label: str, options: Sequence[tuple[str, str]], value: str | None = None, *, wide: bool = False
) -> html.Div:
    """A choice of one; `options` are (value, what is read). With no value the first line asks."""
    offered = [{"value": key, "label": text} for key, text in options]
    control = dbc.Select(id=id, options=offered, value=value, placeholder="Choose", persistence=False)
    return _labelled(id, label, control, wide=wide)


def entry_key() -> str:
    """A key for a form that is being opened: sent with it, so that the same form counts once (`db.once`)."""
    return secrets.token_hex(16)


def tick(id: Any, words: str) -> Component:
    """Something to acknowledge: its value in callbacks is True once it is ticked."""
    box = dbc.Checkbox(id=id, value=False, persistence=False)
    return html.Div([box, html.Label(words, htmlFor=id)], className="ro-field ro-field-wide ro-tick")


def form(
    fields: Sequence[Component], button: Component, *, said: Any = None, note: Children = None
) -> html.Div:
    """The fields side by side as far as they fit, the button after them; `said` names the place for the answer."""
    parts: list[Component | str] = [
        html.Div([*fields, html.Div(button, className="ro-form-button")], className="ro-form")
    ]
    if said is not None:
        parts.append(html.Div(id=said, role="status", className="ro-form-said"))
    if note:
        parts.append(html.P(several(note), className="ro-note"))
    return html.Div(parts)


def refused(message: str) -> Component:
    """What is wrong with an entry, and what would be right."""
    return html.Span(message, className="ro-action-text")


def _labelled(id: Any, label: str, control: Component, *, wide: bool) -> html.Div:
    more = {"htmlFor": id} if isinstance(id, str) else {}
    return html.Div(
        [html.Label(label, **more), control], className="ro-field ro-field-wide" if wide else "ro-field"
    )
