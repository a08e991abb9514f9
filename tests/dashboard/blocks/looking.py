"""Reading what a block has made: its words, its parts, its charts."""

from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go
from dash import dcc
from dash.development.base_component import Component

from dashboard.formats import NBSP


def parts(made: Any) -> Iterator[Component]:
    """The component itself and all that are in it, in reading order."""
    if isinstance(made, list | tuple):
        for part in made:
            yield from parts(part)
    elif isinstance(made, Component):
        yield made
        yield from parts(getattr(made, "children", None))


def text(made: Any) -> str:
    """All words in reading order, with plain spaces."""
    if isinstance(made, list | tuple):
        return " ".join(filter(None, (text(part) for part in made)))
    if isinstance(made, Component):
        return text(getattr(made, "children", None))
    return "" if made is None else str(made).replace(NBSP, " ").strip()


def with_class(made: Any, name: str) -> list[Component]:
    """The parts with that class name."""
    return [part for part in parts(made) if name in str(getattr(part, "className", "")).split()]


def charts(made: Any) -> list[go.Figure]:
    """The figures of all charts."""
    return [part.figure for part in parts(made) if isinstance(part, dcc.Graph)]


def labels(drawn: go.Figure) -> list[str]:
    """The words of a chart's annotations, without their tags."""
    return [
        annotation.text.replace("<b>", "").replace("</b>", "").replace(NBSP, " ")
        for annotation in drawn.layout.annotations
    ]
