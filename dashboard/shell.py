"""The frame around every page: navigation, title, question, how fresh the data is, filters.

Functions of plain data: who is signed in, which pages there are and what is fresh is asked for elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from html import escape
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.children import Children, classes, several
from dashboard.blocks.chip import freshness_chip
from dashboard.blocks.icon import icon

MAIN_ID = "shell-main"

# In this order; Bootstrap stands in a layer of its own and yields to all that is ours.
STYLE_SHEETS = (
    "vendor/bootstrap.min.css",
    "vendor/inter.css",
    "vendor/tokens.css",
    "vendor/icons.css",
    "vendor/figures.css",
    "00-tokens.css",
    "10-shell.css",
    "20-blocks.css",
    "25-equipment.css",
    "30-login.css",
    "40-supplies.css",
    "45-interns.css",
    "90-print.css",
)

# Files of the wall, which no page of Dash shall load.
OTHER_ASSETS = r"^wall"


def head(asset_url: Callable[[str], str]) -> str:
    """What stands first in the head of every page: the theme is set before anything is painted.

    `asset_url` turns a name in `dashboard/assets` into its address (`app.get_asset_url`).
    """
    theme, mark = escape(asset_url("theme.js")), escape(asset_url("mark.svg"))
    # Without a version: the style sheet asks for the typeface under its bare name, and it shall come once only.
    font = escape(asset_url("vendor/inter-latin.woff2").split("?")[0])
    return (
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<script src="{theme}"></script>'
        f'<link rel="preload" href="{font}" as="font" type="font/woff2" crossorigin>'
        f'<link rel="icon" href="{mark}" type="image/svg+xml">'
    )


def style_links(asset_url: Callable[[str], str]) -> str:
    """Links to all style sheets, for pages that Dash does not make (the login form)."""
    return "".join(f'<link rel="stylesheet" href="{escape(asset_url(name))}">' for name in STYLE_SHEETS)


def index_string(asset_url: Callable[[str], str], lang: str = "en") -> str:
    """Dash's index page with a language, the theme before the first paint and no address outside the application."""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(lang)}" data-bs-theme="light">\n<head>\n{{%metas%}}\n'
        f"{head(asset_url)}\n<title>{{%title%}}</title>\n{{%css%}}\n</head>\n<body>\n{{%app_entry%}}\n"
        "<footer>\n{%config%}\n{%scripts%}\n{%renderer%}\n</footer>\n</body>\n</html>\n"
    )


def navigation(
    pages: Sequence[tuple[str, str]],
    *,
    active: str,
    site_name: str,
    demo: bool,
    user_name: str,
    role_title: str,
) -> Component:
    """The bar at the top. `pages` are (title, path) of what this role may open, in order; `active` is a path.

    Under 768 px the pages become a row below the bar that scrolls sideways.
    """
    return html.Header(
        [
            html.A("Skip to the content", href=f"#{MAIN_ID}", className="ro-skip"),
            html.Div(
                [
                    dcc.Link(
                        [
                            html.Span(className="ro-mark", **{"aria-hidden": "true"}),
                            html.Span("radops", className="ro-brand"),
                        ],
                        href="/",
                        className="ro-home",
                        title="radops, first page",
                    ),
                    *([html.Span(site_name, className="ro-site")] if site_name else []),
                ],
                className="ro-bar-left",
            ),
            html.Nav(
                [_page_link(title, path, active) for title, path in pages],
                className="ro-nav",
                **{"aria-label": "Pages"},
            ),
            html.Div(
                [
                    *([html.Span("Demo data", className="ro-demo")] if demo else []),
                    # print.js writes the moment into it; on the screen it is not seen.
                    html.Span(className="ro-printed", **{"data-ro-printed": user_name}),
                    html.Button(
                        icon("circle-half", size=18),
                        type="button",
                        className="ro-theme-toggle",
                        title="Light or dark",
                        **{"aria-label": "Switch between light and dark", "data-ro-theme-toggle": "1"},
                    ),
                    _user_menu(user_name, role_title),
                ],
                className="ro-bar-right",
            ),
        ],
        className="ro-bar",
    )


def _page_link(title: str, path: str, active: str) -> dcc.Link:
    is_active = path == active
    # dcc.Link carries no aria-current; the words for it are hidden from the eye only.
    here = [html.Span("Current page: ", className="visually-hidden")] if is_active else []
    return dcc.Link(
        [*here, title], href=path, className=classes("ro-nav-link", "ro-nav-active" if is_active else None)
    )


def _user_menu(user_name: str, role_title: str) -> Component:
    initials = "".join(part[0] for part in user_name.replace(".", " ").split()[:2]).upper() or "?"
    return html.Details(
        [
            html.Summary(
                [
                    html.Span(initials, className="ro-initials", **{"aria-hidden": "true"}),
                    html.Span(
                        [
                            html.Span(user_name, className="ro-user-name"),
                            html.Span(role_title, className="ro-user-role"),
                        ],
                        className="ro-user-words",
                    ),
                    icon("chevron-down"),
                ],
            ),
            html.Div(
                [
                    html.A([icon("key"), "Change password"], href="/password", className="ro-menu-item"),
                    # session.js adds the form's token at the moment in which it is sent.
                    html.Form(
                        [
                            html.Button(
                                [icon("box-arrow-right"), "Log out"], type="submit", className="ro-menu-item"
                            ),
                        ],
                        action="/logout",
                        method="post",
                        **{"data-ro-csrf": "1"},
                    ),
                ],
                className="ro-menu-list",
            ),
        ],
        className="ro-menu",
        **{"data-ro-menu": "1"},
    )


def freshness_strip(items: Sequence[Mapping[str, Any]], now: datetime, zone: tzinfo) -> Component:
    """`Data as of`, then a chip per source the page is made of.

    Each item has `source`, `title`, `as_of` (a moment with its zone, or None), `age_text` (`dashboard.formats`) and
    `state`: ok, stale (past the feed's own limit) or never.
    """
    chips = html.Div(
        [freshness_chip(item, now, zone) for item in items], className="ro-fresh-list", role="list"
    )
    return html.Div([html.Span("Data as of", className="ro-fresh-label"), chips], className="ro-freshness")


def page_frame(
    title: str,
    question: str,
    *,
    freshness: Component | None = None,
    filters: Component | None = None,
    actions: Children = None,
    body: Children = None,
    note: str | None = None,
) -> Component:
    """A page: title, the question it answers, `freshness_strip`, `filter_bar` left, secondary actions right, then the
    body, which takes the height that is left. `note` is the last line, for what holds for all of the page.
    """
    words = html.Div(
        [html.H1(title, className="ro-page-title"), html.P(question, className="ro-page-question")],
        className="ro-page-words",
    )
    parts: list[Component | str] = [html.Div([words, *several(freshness)], className="ro-page-head")]
    if filters is not None or actions:
        parts.append(
            html.Div(
                [*several(filters), html.Div(several(actions), className="ro-actions")],
                className="ro-page-tools",
            )
        )
    parts.append(html.Div(several(body), className="ro-page-body"))
    if note:
        parts.append(html.P(note, className="ro-note"))
    return html.Main(parts, id=MAIN_ID, className="ro-page", tabIndex="-1")
