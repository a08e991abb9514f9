"""What the page shows where there is nothing to draw: which kind of nothing, and what to do next."""

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.table import mono
from dashboard.pages.badges.question import PATH


def nothing_here() -> Component:
    """Reports have come, but no dose that these filters show."""
    return empty(
        "filtered",
        "No dose fits these filters",
        "No wearer of this report has such a quantity, name or number.",
        action=link_button("Reset filters", PATH, kind="primary"),
    )


def never() -> Component:
    """No badge report has ever come."""
    return empty(
        "never",
        "No badge report has arrived yet, so no dose can be judged",
        "This page needs the dosimetry service's report (the Landauer export, or another layout mapped in feeds.toml).",
        steps=[
            Step(
                "Put the report into the inbox",
                html.Span(
                    ["Download the CSV from the service's portal into the watched folder ", mono("inbox")]
                ),
            ),
            Step(
                "Try one file first",
                html.Span([mono("radops try FILE"), " shows what would be read, and writes nothing"]),
            ),
            Step(
                "Check what was set aside",
                "Files that were refused or quarantined, with the reason",
                link_button("Open feeds", "/feeds", kind="primary"),
            ),
        ],
        note="A missing badge will be shown as unknown here, never as zero.",
    )
