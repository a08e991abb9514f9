"""How tiles stand on a page: side by side on a desk, one below the other on a phone."""

from typing import Literal

from dash import html
from dash.development.base_component import Component

# Main to side: the page's own main figure takes the larger part.
Ratio = Literal["2:1", "1:2", "1.45:1", "1:1"]

_CLASS_OF_RATIO: dict[str, str] = {
    "2:1": "ro-columns-2-1",
    "1:2": "ro-columns-1-2",
    "1.45:1": "ro-columns-145-1",
    "1:1": "ro-columns-1-1",
}


def columns(left: Component, right: Component, ratio: Ratio = "2:1") -> html.Div:
    """Two parts of equal height beside each other; one column under 1000 px."""
    return html.Div([left, right], className=f"ro-columns {_CLASS_OF_RATIO[ratio]}")


def stack(*parts: Component, even: bool = False) -> html.Div:
    """Parts one below the other; the first takes the height that is left, `even` parts each its own height."""
    return html.Div(list(parts), className="ro-stack ro-even" if even else "ro-stack")
