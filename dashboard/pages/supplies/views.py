"""The other views of the supplies, as links at the top of each."""

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.button import link_button
from dashboard.blocks.icon import icon

VIEWS = (
    ("Scan", "/supplies/scan", "upc-scan"),
    ("Count", "/supplies/count", "123"),
    ("Pick list", "/supplies/pick", "list-ol"),
    ("Orders", "/supplies/orders", "cart"),
    ("Recalls", "/supplies/recalls", "megaphone"),
    ("Garments", "/supplies/garments", "shield-check"),
    ("My part", "/supplies/part", "list-check"),
)


def scan_field() -> list[Component]:
    """The scan field for pages that only lead to the scan page; for whoever may book."""
    if not access.allowed("supplies.book"):
        return []
    control = html.Form(
        [
            icon("upc-scan", size=20),
            html.Label("Code, lot or item", htmlFor="supplies-code", className="visually-hidden"),
            # Not a callback: whatever a scanner types goes to the scan page, even before this page is alive.
            dcc.Input(
                id="supplies-code",
                name="code",
                type="text",
                autoFocus=True,
                autoComplete="off",
                spellCheck="false",
                placeholder="Scan or type a code, lot or item",
            ),
        ],
        action="/supplies/scan",
        method="get",
        className="ro-scan-field",
    )
    return [control]


def view_links(own_path: str = "") -> Component:
    """Links to the views that whoever asks may open, but to the one that is open."""
    allowed = {page.path for page in access.pages_allowed()}
    return html.Div(
        [
            link_button(title, path, icon_name=picture)
            for title, path, picture in VIEWS
            if path in allowed and path != own_path
        ],
        className="ro-views",
    )
