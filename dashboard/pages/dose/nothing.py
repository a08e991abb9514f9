"""What the page shows where there is nothing to draw: which kind of nothing, and what to do next."""

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.table import mono
from dashboard.formats import format_count
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.words import left_out_line


def never(picture: Picture) -> Component:
    """No dose has ever come."""
    exams = (
        f"The RIS has told of {format_count(picture.exams)} exams; none of them has a dose."
        if picture.exams
        else "No exam has come from the RIS either."
    )
    levels = (
        f"Reference levels are loaded: {', '.join(sorted(picture.levels['jurisdiction'].unique()))}, "
        f"{len(picture.levels)} projections."
        if len(picture.levels)
        else f"No reference level of {picture.jurisdiction} is loaded."
    )
    return empty(
        "never",
        "No dose has arrived yet, so there is nothing to compare",
        f"This page needs dose reports (RDSR), image headers or a dose export. {exams}",
        steps=[
            Step(
                "Send dose reports to the inbox",
                html.Span(["Point the modality, PACS or dose system at the watched folder ", mono("inbox")]),
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
        note=levels,
    )


def nothing_here(picture: Picture, left_out: Mapping[str, int], *, has_unmapped: bool) -> Component:
    """Doses have come, but none that these filters show."""
    asked = picture.asked
    if has_unmapped and not (asked.selection.exam_type or asked.selection.patient_class):
        return empty(
            "filtered",
            "No exposure of this filter has an exam type",
            "Their names stand in the list beside. Add them to the mapping table of exam names, and they appear here.",
            action=link_button("Reset filters", "/dose"),
        )
    return empty(
        "filtered",
        "No exposure fits these filters",
        left_out_line(left_out, narrower=asked.is_narrower_than_left_out),
        action=link_button("Reset filters", "/dose", kind="primary"),
    )
