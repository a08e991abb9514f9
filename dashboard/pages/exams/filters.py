"""The filter bar: days, room, exam type, class and age, each bold when it is away from its default."""

from dash import html
from dash.development.base_component import Component

from dashboard.address import ALL
from dashboard.blocks.button import link_button
from dashboard.blocks.filters import date_filter, filter_bar, select_filter
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.question import FILTERS, PATH
from db.ages import AGE_BANDS

CHANGED = "ro-filter-changed"


def filters(picture: Picture) -> Component:
    """The fields as the address has them, and the way back to all."""
    question = picture.asked
    chosen = question.selection
    values = dict(zip(FILTERS, question.values(), strict=True))

    def choice(name: str, label: str, everything: str, offered: list[str]) -> Component:
        options = [(ALL, everything), *((word, word) for word in offered)]
        return select_filter(f"exams-{name}", label, options, values[name])

    fields = [
        date_filter("exams-from", "From", chosen.start, latest=picture.today),
        date_filter("exams-to", "To", chosen.end, latest=picture.today),
        choice("room", "Room", "All rooms", list(picture.offered["room"])),
        choice("type", "Exam type", "All types", list(picture.offered["type"])),
        choice("class", "Class", "All classes", list(picture.offered["class"])),
        choice("age", "Age", "All ages", [name for name, _ in AGE_BANDS]),
    ]
    away = question.away()
    places = [
        html.Div(field, id=f"exams-{name}-place", className=CHANGED if changed else "")
        for name, field, changed in zip(FILTERS, fields, away, strict=True)
    ]
    reset = link_button("Reset filters", PATH, kind="quiet", icon_name="x-lg")
    return filter_bar([*places, html.Span(reset, id="exams-reset", hidden=not any(away))])
