"""Something could not be loaded: what, when and why, and what is shown in its place."""

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.children import Children, several
from dashboard.blocks.icon import icon
from dashboard.blocks.tile import tile


def problem(
    title: str,
    *,
    text: str,
    what: str,
    why: str,
    reference: str,
    retry: Component | None = None,
    heading: str = "No list is better than a wrong list",
) -> Component:
    """A tile in the place of one that has no earlier picture to show.

    `title` says what could not be loaded, `text` what that means for the reader, `what`, `why` and `reference` are
    for whoever is asked for help. `retry` is a button.
    """
    facts = [("What failed", what), ("Why", why), ("Reference", html.Span(reference, className="ro-mono"))]
    body = html.Div(
        [
            icon("exclamation-triangle", size=30),
            html.H3(heading, className="ro-empty-title"),
            html.P(text, className="ro-empty-text"),
            *several(retry),
            html.Dl(
                [part for name, value in facts for part in (html.Dt(name), html.Dd(value))],
                className="ro-facts",
            ),
        ],
        className="ro-empty ro-problem",
        role="alert",
    )
    return tile(title, body)


def stale_banner(finding: str, text: str, *, retry: Children = None) -> Component:
    """The bar above a picture that could not be renewed: `finding` (what, when) in bold, then why and "as of"."""
    words = html.P([html.Strong(finding), " ", text])
    return html.Div(
        [icon("exclamation-triangle-fill", size=18), words, *several(retry)],
        className="ro-banner",
        role="status",
    )
