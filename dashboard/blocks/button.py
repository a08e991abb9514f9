"""What can be pressed: one filled button per screen, the rest outlined."""

from typing import Any, Literal

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.children import classes
from dashboard.blocks.icon import icon

Kind = Literal["primary", "outline", "danger", "quiet"]

_CLASS_OF_KIND: dict[str, str] = {
    "primary": "btn-primary",
    "outline": "btn-outline-secondary",
    "danger": "btn-outline-danger",
    "quiet": "btn-link",
}


def _face(label: str, icon_name: str | None) -> list[Component]:
    return [icon(icon_name), html.Span(label)] if icon_name else [html.Span(label)]


def button(
    label: str,
    id: Any = None,
    *,
    kind: Kind = "outline",
    icon_name: str | None = None,
    disabled_because: str | None = None,
    name: str | None = None,
) -> Component:
    """A button for a callback. A disabled one says why next to it; `name` is what a screen reader says instead."""
    more: dict[str, Any] = {} if id is None else {"id": id}
    if name:
        more["aria-label"] = name
    pressed = html.Button(
        _face(label, icon_name),
        className=classes("btn", _CLASS_OF_KIND[kind]),
        disabled=disabled_because is not None,
        type="button",
        n_clicks=0,
        **more,
    )
    if disabled_because is None:
        return pressed
    return html.Span([html.Span(disabled_because, className="ro-why"), pressed], className="ro-with-why")


def link_button(
    label: str,
    path: str,
    *,
    kind: Kind = "outline",
    icon_name: str | None = None,
    leaves_page: bool = False,
    name: str | None = None,
) -> Component:
    """The same face on a link. `path` is an address of this application, never text from data.

    `leaves_page` is for what the server answers itself (a download, a form): the browser goes there.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"A link stays within the application, but {path!r} does not.")
    look = classes("btn", _CLASS_OF_KIND[kind])
    face = _face(label, icon_name)
    if leaves_page:
        return html.A(face, href=path, className=look, **({"aria-label": name} if name else {}))
    return dcc.Link(face, href=path, className=look, title=name)
