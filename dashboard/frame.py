"""What stays while pages change: the navigation of whoever is signed in, and the place where Dash puts the page."""

from typing import Any

import dash
from dash import Dash, Input, Output, html
from dash.development.base_component import Component
from flask_login import current_user

from dashboard import shell
from dashboard.access import pages_allowed
from dashboard.context import PageContext
from dashboard.roles import TITLES
from db.site import fact

_NAVIGATION_ID = "frame-navigation"


def attach(app: Dash, context: PageContext) -> None:
    """Give the app its layout. It holds no data: what a page shows is asked for with that page's permission."""

    @app.callback(Output(_NAVIGATION_ID, "children"), Input("_pages_location", "pathname"))
    def navigation(path: str | None) -> Component:
        with context.database.read() as connection:
            demo = fact(connection, "made_up") == "yes"
        return shell.navigation(
            [(page.nav_title, page.path) for page in pages_allowed() if page.nav_title],
            active=path or "/",
            site_name=context.settings.site,
            demo=demo,
            user_name=current_user.display_name,
            role_title=TITLES[current_user.role],
        )

    def layout() -> Any:
        return html.Div([html.Div(id=_NAVIGATION_ID), dash.page_container])

    app.layout = layout
