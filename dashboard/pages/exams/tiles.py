"""What all views share: the tile of a figure with its table, its way to the rows, and its export."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import access
from dashboard.blocks.empty import empty
from dashboard.blocks.take import take_menu
from dashboard.blocks.tile import tile
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.question import PATH, ROWS
from dashboard.pages.exams.words import picture_lines

ROWS_PERMISSION = "exams.rows"


def graph_id(kind: str) -> dict[str, str] | None:
    """The id of a figure whose parts lead to their rows, for those who may read them; None for all others. Of two
    figures of a view with the same `kind` each says behind a colon which it is."""
    return {"type": "exams-figure", "kind": kind} if access.allowed(ROWS_PERMISSION) else None


def rows_link(picture: Picture, kind: str, of: str, what: str) -> Any:
    """The link from a table's row to the exams or rejects behind it; empty for who may not read them."""
    if not access.allowed(ROWS_PERMISSION):
        return ""
    return dcc.Link(
        "Rows",
        href=picture.asked.address(view=ROWS, rows=kind, of=of),
        className="btn btn-link",
        title=f"Rows of {what}",
    )


def figure_tile(
    picture: Picture,
    name: str,
    title: str,
    body: Component | Sequence[Component],
    *,
    table: Component | None = None,
    subtitle: str | None = None,
    note: Any = None,
    is_figure: bool = True,
) -> Component:
    """A tile whose rows can be taken along, and its picture if it `is_figure`."""
    return tile(
        title,
        body,
        subtitle=subtitle,
        note=note,
        table=table,
        actions=take_menu("exams", name, what=title, picture=is_figure, lines=picture_lines(picture)),
        # Never the id of a filter: both have a "room".
        id=f"exams-tile-{name}",
    )


def nothing_fits(picture: Picture, what: str) -> Component:
    """Nothing of this kind is in the filter; the way back to everything."""
    return empty(
        "filtered",
        f"No {what} fits these filters",
        "There are exams on other days, or of other rooms and kinds.",
        action=dcc.Link("Reset filters", href=f"{PATH}?view={picture.asked.view}" if picture.asked.view else PATH,
                        className="btn btn-primary"),
    )  # fmt: skip


def note_line(*parts: str) -> Component:
    """Source, definition and exclusions, as one line of a note."""
    return html.Span(" ".join(part for part in parts if part))
