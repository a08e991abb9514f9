"""The supplies page without anything to show: no stock file yet, or nothing in this filter."""

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.table import mono
from dashboard.blocks.tile import tile
from dashboard.pages.supplies.question import Question


def never_received(may_see_feeds: bool) -> Component:
    """Before the first stock file."""
    open_feeds = link_button("Open feeds", "/feeds") if may_see_feeds else None
    steps = [
        Step(
            "Export the stock by lot and location",
            "One row per item, lot and place with the quantity; a lot's expiry date where it has one",
        ),
        Step(
            "Try one file first",
            html.Span([mono("radops try FILE"), " shows what would be read, and writes nothing"]),
        ),
        Step(
            "Put it into the inbox",
            "It is read within a minute; the feeds page says what became of it",
            open_feeds,
        ),
    ]
    return tile(
        "Is anything about to expire?",
        empty(
            "never",
            "No stock file has arrived yet, so nothing can be said about expiry",
            "This page needs the stock by lot and location (CSV, XLSX or XLS).",
            steps=steps,
        ),
    )


def nothing_in_filter(question: Question) -> Component:
    """The filter leaves no lot."""
    words = " and ".join(
        text
        for text in (
            f"at \u201c{question.location}\u201d" if question.location else "",
            f"of class \u201c{question.item_class}\u201d" if question.item_class else "",
            f"with \u201c{question.find}\u201d in its name, code or lot" if question.find else "",
        )
        if text
    )
    return tile(
        "What is in stock here?",
        empty(
            "filtered",
            f"No lot with stock {words}",
            "Other places and classes have stock.",
            action=link_button("Reset filters", question.reset_path, kind="primary", icon_name="x-lg"),
        ),
    )
