"""What the page is narrowed to: labelled fields side by side, each bold when it is away from its default."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.children import classes
from dashboard.blocks.icon import icon


def filter_bar(fields: Sequence[Component], *, reset_path: str | None = None) -> html.Div:
    """The fields from left to right. `reset_path` is the page's own address: given only when a filter is set."""
    parts = list(fields)
    if reset_path is not None:
        face = [icon("x-lg"), html.Span("Reset filters")]
        parts.append(dcc.Link(face, href=reset_path, className="btn btn-link ro-reset"))
    return html.Div(parts, className="ro-filters", role="search", **{"aria-label": "Filters"})


def select_filter(
    id: str, label: str, options: Sequence[tuple[str, str]], value: str, *, default: str | None = None
) -> html.Div:
    """A choice of one. `options` are (value, what is read), no value empty.

    With `value` other than `default` it stands out.
    """
    field = dbc.Select(
        id=id,
        options=[{"value": key, "label": text} for key, text in options],
        value=value,
        persistence=False,
    )
    return _labelled(id, label, field, changed=default is not None and value != default)


def date_filter(
    id: str,
    label: str,
    value: date | None,
    *,
    earliest: date | None = None,
    latest: date | None = None,
    default: date | None = None,
) -> html.Div:
    """A day, entered in the browser's own field; its value in callbacks is ISO text (2026-11-24) or empty."""
    limits = {
        "min": earliest.isoformat() if earliest else None,
        "max": latest.isoformat() if latest else None,
    }
    field = dbc.Input(
        id=id,
        type="date",
        value=value.isoformat() if value else "",
        **{key: limit for key, limit in limits.items() if limit},
    )
    return _labelled(id, label, field, changed=default is not None and value != default)


def text_filter(
    id: str, label: str, value: str = "", *, placeholder: str = "", icon_name: str = "search"
) -> html.Div:
    """A field to type a part of a name, lot or code into; its callback runs when typing pauses."""
    field = html.Span(
        [
            icon(icon_name),
            dbc.Input(id=id, type="text", value=value, placeholder=placeholder, debounce=300),
        ],
        className="ro-field-with-icon",
    )
    return _labelled(id, label, field, changed=bool(value))


def _labelled(id: str, label: str, field: Component, *, changed: bool) -> html.Div:
    parts: list[Any] = [html.Label(label, htmlFor=id), field]
    return html.Div(parts, className=classes("ro-filter", "ro-filter-changed" if changed else None))
