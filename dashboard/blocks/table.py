"""A short list as a plain table: text left, numbers right, groups on a band, ids in their own type."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.children import classes
from dashboard.blocks.chip import state_chip
from dashboard.blocks.icon import icon
from dashboard.formats import UNKNOWN, format_number, is_unknown

Kind = Literal["text", "number", "id", "action"]
# Where a value stands on the card that a row becomes on a phone: on top, three to a line, or over the whole width.
Place = Literal["head", "third", "wide"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: key in the rows, title and, below it, the unit, which stands in the head once.

    `kind`: text (left), number (right, tabular), id (own type, never cut), action (right, a button).
    `decimals` formats numbers; `write` turns a value into text and comes before `decimals`. `width` is in pixels.
    `strong` is for the number that the row is about. `on_phone` is the place on a card, where the table has cards.
    """

    key: str
    title: str
    kind: Kind = "text"
    unit: str = ""
    decimals: int | None = None
    write: Callable[[Any], str] | None = None
    width: int | None = None
    strong: bool = False
    on_phone: Place = "third"


def table(
    rows: pd.DataFrame | Sequence[Mapping[str, Any]],
    columns: Sequence[Column],
    *,
    title: str,
    group: str | None = None,
    group_icon: str | None = None,
    selected: int | None = None,
    count_note: str | None = None,
    cards: bool = False,
    id: Any = None,
) -> Component:
    """The rows in the order given.

    A value is text, a number or a component (chip, button); a missing one is the word unknown (dashed in a column of
    text), never blank. `group` names the column whose change starts a group row, `selected` the row that the page is
    about. `count_note` says how many and in what order ("6 of 41 lots, by expiry"). `title` is read to those who cannot
    see the tile's heading. `cards` is for tables that are wider than a phone: there each row becomes a card, its head
    on top and each other value under its title, so that nothing stands beside the screen.
    """
    records: list[Any] = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else list(rows)
    body: list[Component] = []
    group_now: object = object()
    for place, record in enumerate(records):
        if group is not None and record[group] != group_now:
            group_now = record[group]
            words = [icon(group_icon)] if group_icon else []
            name = UNKNOWN if is_unknown(group_now) else str(group_now)
            cell = html.Th(
                [*words, html.Span(name)], colSpan=len(columns), scope="rowgroup", **_role("rowheader", cards)
            )
            body.append(html.Tr(cell, className="ro-group-row", **_role("row", cards)))
        cells = [_cell(record[column.key], column, cards) for column in columns]
        selected_look = "ro-selected" if place == selected else None
        body.append(html.Tr(cells, className=selected_look, **_role("row", cards)))
    heads = [
        html.Th(
            _head(column),
            scope="col",
            className=_look(column),
            style=_width(column),
            **_role("columnheader", cards),
        )
        for column in columns
    ]
    made = html.Table(
        [
            html.Caption(title, className="visually-hidden"),
            html.Thead(html.Tr(heads, **_role("row", cards)), **_role("rowgroup", cards)),
            html.Tbody(body, **_role("rowgroup", cards)),
        ],
        className=classes("ro-table", "ro-stacked" if cards else None),
        **_role("table", cards),
    )
    more: dict[str, Any] = {} if id is None else {"id": id}
    scrolled = html.Div(
        made, className="ro-scroll-x", tabIndex="0", role="group", **{"aria-label": title}, **more
    )
    if count_note is None:
        return scrolled
    return html.Div([scrolled, html.P(count_note, className="ro-count")], className="ro-table-with-count")


def _head(column: Column) -> list[Component | str]:
    if not column.unit:
        return [column.title]
    return [column.title, html.Span(column.unit, className="ro-head-unit")]


def _look(column: Column) -> str:
    return classes(f"ro-cell-{column.kind}", "ro-strong" if column.strong else None)


def _width(column: Column) -> dict[str, str]:
    return {} if column.width is None else {"width": f"{column.width}px"}


def _role(role: str, cards: bool) -> dict[str, Any]:
    """The role in words: as a card a row is no longer laid out as a row, and a browser would forget that it is one."""
    return {"role": role} if cards else {}


def _cell(value: Any, column: Column, cards: bool) -> Component:
    shown = _value(value, column)
    if not cards:
        return html.Td(shown, className=_look(column))
    # A value that is rightly empty (no button, nothing to say) takes no place on a card.
    blank = "ro-stacked-blank" if isinstance(shown, str) and not shown else None
    return html.Td(
        shown,
        className=classes(_look(column), f"ro-stacked-{column.on_phone}", blank),
        role="cell",
        **{"data-title": f"{column.title} ({column.unit})" if column.unit else column.title},
    )


def _value(value: Any, column: Column) -> Component | str:
    if isinstance(value, Component):
        return value
    if isinstance(value, list):
        return html.Span(value)
    if is_unknown(value):
        # A dashed chip in a column of numbers would be louder than the numbers.
        quiet = html.Span(UNKNOWN, className="ro-unknown")
        return {"number": quiet, "action": ""}.get(column.kind, state_chip("unknown", "Unknown"))
    if column.write is not None:
        return column.write(value)
    if column.decimals is not None:
        return format_number(value, column.decimals)
    return str(value)


def two_lines(first: Component | str, second: Component | str) -> html.Span:
    """A cell of two lines: the name, and below it what tells it apart."""
    return html.Span([html.Span(first, className="ro-line-1"), html.Span(second, className="ro-line-2")])


def mono(text: str) -> html.Span:
    """An identifier (lot, participant number, reference), in the type in which 0 and O differ."""
    return html.Span(text, className="ro-mono")
