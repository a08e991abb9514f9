"""What a block may hold, and how class names are joined."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import pandas as pd
from dash.development.base_component import Component

# One component or text, several of them, or nothing.
Children: TypeAlias = "Component | str | Sequence[Component | str] | None"


def classes(*names: str | None) -> str:
    """Class names in one string; what is empty or None is left out."""
    return " ".join(name for name in names if name)


def several(children: Children) -> list[Component | str]:
    """The same children as a list."""
    if children is None:
        return []
    return [children] if isinstance(children, (Component, str)) else list(children)


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """Rows with their values as attributes (`row.n`), for frames whose columns are known."""
    return list(frame.itertuples())
