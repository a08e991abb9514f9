"""Which part of the department do a page's filters mean? Days, room, exam type, class and age, the same on all."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.address import ALL, on_offer
from dashboard.blocks.button import link_button
from dashboard.blocks.filters import date_filter, filter_bar, select_filter
from db.selection import Selection

# In the order of the filter bar: the name in the address and in ids.
FILTERS = ("from", "to", "room", "type", "class", "age")
_PART = {"room": "room", "type": "exam_type", "class": "patient_class", "age": "age_band"}
CHANGED = "ro-filter-changed"


def selection_of(
    wanted: Mapping[str, str | None], usual: Selection, offered: Mapping[str, Sequence[str]]
) -> Selection:
    """Take what a browser sent: anything that is not on offer counts as not chosen, which means as in `usual`.

    `offered` has the rooms, exam types, classes and bands of age that there are, by the filter's name. Days before the
    oldest or after the newest are fine, they only hold nothing; an end before its start is not.
    """
    start, end = day_of(wanted.get("from"), usual.start), day_of(wanted.get("to"), usual.end)
    if end < start:
        start, end = usual.start, usual.end
    # More than that no figure needs, and each month has its price.
    start = max(start, date(end.year - 10, 1, 1)) if end.year > 10 else start
    parts = {}
    for name, part in _PART.items():
        found = on_offer(wanted.get(name), [*offered.get(name, ()), ALL], getattr(usual, part))
        parts[part] = "" if found == ALL else found
    return Selection(start, end, **parts)


def values_of(selection: Selection) -> list[str]:
    """What each filter's field holds, in the order of FILTERS."""
    parts = (getattr(selection, _PART[name]) or ALL for name in FILTERS[2:])
    return [selection.start.isoformat(), selection.end.isoformat(), *parts]


def bar(
    page: str,
    path: str,
    selection: Selection,
    away: Sequence[bool],
    choices: Mapping[str, tuple[str, Sequence[tuple[str, str]]]],
    *,
    latest: date,
    values: Sequence[str],
) -> Component:
    """The filter bar: a field for each day and for each of `choices` (label and options, by the filter's name), bold
    where it is away from its default, and the way back. `values` and `away` are in the order of the fields."""
    names = ["from", "to", *choices]
    fields = [
        date_filter(f"{page}-from", "From", selection.start, latest=latest),
        date_filter(f"{page}-to", "To", selection.end, latest=latest),
        *(
            select_filter(f"{page}-{name}", label, list(options), value)
            for (name, (label, options)), value in zip(choices.items(), values[2:], strict=True)
        ),
    ]
    places = [
        html.Div(field, id=f"{page}-{name}-place", className=CHANGED if changed else "")
        for name, field, changed in zip(names, fields, away, strict=True)
    ]
    reset = link_button("Reset filters", path, kind="quiet", icon_name="x-lg")
    return filter_bar([*places, html.Span(reset, id=f"{page}-reset", hidden=not any(away))])


def all_of(names: Sequence[str], words: str) -> list[tuple[str, str]]:
    """The options of a choice: all of them, under these words, and each."""
    return [(ALL, words), *((name, name) for name in names)]


def search_as_sent(query: Mapping[str, str]) -> str:
    """The address that a page was opened with, spelled as the browser would spell it."""
    return f"?{urlencode(query)}" if query else ""


def again_at(path: str, wanted: Mapping[str, str | None]) -> str:
    """The address at which what could not be drawn is asked for again, with all that was wanted."""
    return path + search_as_sent({name: value for name, value in wanted.items() if value})


def day_of(text: str | None, default: date) -> date:
    """A day as an address has it; the default where it is none."""
    try:
        found = date.fromisoformat(text) if isinstance(text, str) and len(text) == 10 else default
    except ValueError:
        return default
    return found if 1900 <= found.year <= 2199 else default
