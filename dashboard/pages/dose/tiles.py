"""What all views share: the tile of a figure with its table and its export, and what is narrowed in words."""

from collections.abc import Sequence
from typing import Any

from dash import dcc
from dash.development.base_component import Component

from dashboard import access
from dashboard.address import ALL
from dashboard.blocks.empty import empty
from dashboard.blocks.take import take_menu
from dashboard.blocks.tile import tile
from dashboard.formats import format_day, format_days, format_month
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.question import FILTERS, PATH, PATIENTS, ROWS
from db.populations import population_of
from db.selection import ADULTS, month_end

ROWS_PERMISSION = "dose.rows"
_NAMES = {"room": "", "type": "", "class": "class", "age": "", "group": ""}


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
    id: str | None = None,
    also: Sequence[Component] = (),
) -> Component:
    """A tile whose rows can be taken along, and its picture if it `is_figure`. `also` are further small buttons."""
    menu = take_menu("dose", name, what=title, picture=is_figure, lines=picture_lines(picture))
    return tile(
        title,
        body,
        subtitle=subtitle,
        note=note,
        table=table,
        actions=[*also, menu],
        id=id or f"dose-tile-{name}",
    )


def graph_id(kind: str) -> dict[str, str] | None:
    """The id of a figure whose parts lead to their rows, for those who may read them; None for all others."""
    return {"type": "dose-figure-of", "kind": kind} if access.allowed(ROWS_PERMISSION) else None


def rows_link(picture: Picture, of: str, what: str) -> Any:
    """The link from a table's row to the exposures or exams behind it; empty for who may not read them."""
    if not access.allowed(ROWS_PERMISSION):
        return ""
    return dcc.Link(
        "Rows",
        href=picture.asked.address(view=ROWS, of=of, show=""),
        className="btn btn-link",
        title=f"Rows of {what}",
    )


def days_words(picture: Picture) -> str:
    """`Dec 2025 to Nov 2026`; by the day where a month is cut, and in words when the newest data are not of today."""
    asked = picture.asked
    start, end, newest = asked.selection.start, asked.selection.end, asked.usual.end
    is_newest = end >= newest
    if start.day == 1 and (is_newest or end == month_end(end)):
        words = f"{format_month(start)} to {format_month(min(end, newest) if is_newest else end)}"
    else:
        words = f"{format_day(start, picture.today)} to {format_day(end, picture.today)}"
    if not is_newest or newest >= picture.today:
        return f"{words}."
    ago = (picture.today - newest).days
    return f"{words}: ends with the newest data, {format_day(newest, picture.today)}, {format_days(ago)} ago."


def narrowed(picture: Picture) -> str:
    """`Dec 2025 to Nov 2026, Room 3, adults (16+)`: what the figures are narrowed to."""
    asked = picture.asked
    parts = [days_words(picture).rstrip(".")]
    for name, value, away in zip(FILTERS[2:], asked.values()[2:], asked.away()[2:], strict=True):
        if name == "age":
            parts.append(_patients(value))
        elif away:
            parts.append(f"{_NAMES[name]} {value}".strip())
    return ", ".join(parts)


def _patients(value: str) -> str:
    population = population_of(value)
    if population is not None:
        return f"children, {population.words}"
    return PATIENTS[value].lower() if value in (ADULTS, ALL) else f"age {value}"


def picture_lines(picture: Picture) -> str:
    """What stands on an exported picture: what it is narrowed to, and how old its data are."""
    known = [item.as_of for item in picture.freshness if item.as_of]
    as_of = f"; data as of {max(known).astimezone(picture.zone):%Y-%m-%d %H:%M}" if known else ""
    return f"{narrowed(picture)}{as_of}"


def nothing_fits(picture: Picture, what: str, text: str) -> Component:
    """Nothing of this kind is in the filter; the way back to everything."""
    view = picture.asked.view
    return empty(
        "filtered",
        f"No {what} fits these filters",
        text,
        action=dcc.Link(
            "Reset filters", href=f"{PATH}?view={view}" if view else PATH, className="btn btn-primary"
        ),
    )
