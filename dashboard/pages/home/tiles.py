"""The large tile of home: what needs attention."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.attention import attention_list, attention_title
from dashboard.blocks.empty import empty
from dashboard.blocks.tile import tile
from db.attention import AttentionRow

_MOST_ROWS = 7


def attention_tile(rows: Sequence[AttentionRow], today: date, *, anything_known: bool = True) -> Component:
    """The worst seven; of the rest how many there are and where."""
    title = attention_title(rows)
    if not rows and not anything_known:
        # Where nothing has come in, nothing is in order either.
        return tile(
            "What needs attention?",
            empty("never", "Nothing is known yet", "No feed has sent a file, so nothing can be judged."),
        )
    if not rows:
        return tile(
            title,
            empty(
                "good",
                "Nothing waits for your role",
                "Of what your role may see, as far as the feeds have told, nothing is over a limit, expired or late.",
            ),
        )
    return tile(title, [attention_list(rows[:_MOST_ROWS], today=today), *_rest(rows[_MOST_ROWS:])])


def _rest(rows: Sequence[AttentionRow]) -> list[Component]:
    if not rows:
        return []
    pages = Counter(row.path.partition("?")[0] for row in rows)
    links: list[Any] = []
    for path, number in pages.items():
        links += [dcc.Link(f"{number} on {path.lstrip('/')}", href=path), ", "]
    return [html.P([f"{len(rows)} more: ", *links[:-1]], className="ro-count ro-wraps")]
