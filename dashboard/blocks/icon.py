"""A small picture in the colour of the text beside it."""

from dash import html

from dashboard.blocks.children import classes


def icon(name: str, *, label: str | None = None, size: int | None = None) -> html.Span:
    """The icon of that name (one of `dashboard.build_assets.ICONS`), as tall as the text or `size` pixels.

    Beside a word it says nothing to a screen reader; standing alone it needs a `label`.
    """
    spoken = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    style = {} if size is None else {"width": f"{size}px", "height": f"{size}px"}
    return html.Span(className=classes("ro-icon", f"ro-icon-{name}"), style=style, title=label, **spoken)
