"""Which exam types are near their reference level or over it? Medians by month, and all types by distance."""

from dataclasses import dataclass

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.layout import columns, stack
from dashboard.blocks.small_multiples import small_multiples
from dashboard.blocks.tile import tile
from dashboard.pages.dose.level_lists import (
    all_types_tile,
    months_table,
    nearest_tile,
    of_chart,
    work_list_tile,
)
from dashboard.pages.dose.nothing import nothing_here
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import days_words, figure_tile, graph_id
from dashboard.pages.dose.words import (
    finding,
    left_out_line,
    measure_line,
    source_line,
)
from db.database import Connection
from db.queries import dose

# Kinds of exam that are judged by more than one measure: a chart that does not name it could be any of them.
_SEVERAL = {
    one.exam_group
    for one in dose.MEASURES
    if sum(other.exam_group == one.exam_group for other in dose.MEASURES) > 1
}


@dataclass(frozen=True)
class Levels:
    """Medians by month, the newest of each against its level, and what they leave out."""

    medians: pd.DataFrame
    ranked: pd.DataFrame
    left_out: dict[str, int]
    unmapped: pd.DataFrame


def read_levels(connection: Connection, picture: Picture) -> Levels:
    """Ask the database for all that the view shows."""
    medians = dose.median_by_month(connection, picture.of, picture.asked.group)
    return Levels(
        medians,
        dose.against_reference(medians, picture.levels),
        dose.left_out(connection, picture.of),
        dose.unmapped_names(connection, picture.of),
    )


def levels_view(connection: Connection, picture: Picture) -> list[Component]:
    """The figure with the list beside it and the table of all exam types below, or why there is none."""
    found = read_levels(connection, picture)
    if found.ranked.empty:
        said = nothing_here(picture, found.left_out, has_unmapped=len(found.unmapped) > 0)
        return [columns(tile("Which doses are typical here?", said), _side(picture, found), "2:1")]
    return [
        columns(_figure(picture, found), _side(picture, found), "2:1"),
        all_types_tile(picture, found.ranked),
    ]


def _figure(picture: Picture, found: Levels) -> Component:
    drawn = labelled(found.medians).merge(
        picture.levels[["measure", "exam_type", "projection", "drl"]].rename(columns={"exam_type": "plain_type"}),
        on=["measure", "plain_type", "projection"],
        how="left",
    )  # fmt: skip
    drawn["key"] = [
        "|".join((row["plain_type"], of_chart(row), "month", f"{row['month']:%Y-%m}"))
        for row in drawn.to_dict("records")
    ]
    stale = [feed.title for feed in picture.freshness if feed.state == "stale"]
    asked = picture.asked
    notes = [
        source_line(picture.levels, picture.jurisdiction, asked.selection),
        left_out_line(found.left_out, narrower=asked.is_narrower_than_left_out),
        *([f"Stale: {', '.join(stale)}; newer exposures are missing here."] if stale else []),
    ]
    return figure_tile(
        picture,
        "levels",
        finding(found.ranked),
        small_multiples(
            drawn[drawn["n"] > 0],
            today=picture.today,
            minimum_n=dose.MINIMUM_FOR_VERDICT,
            ids=lambda name: graph_id(f"level-{name}"),
        ),
        subtitle=measure_line(found.ranked, days_words(picture)),
        note=" ".join(notes),
        table=months_table(picture, drawn),
        id="dose-figure",
    )


def labelled(medians: pd.DataFrame) -> pd.DataFrame:
    """Rows as the charts take them: `exam_type` is the name on screen, `plain_type` the one in the mapping table.

    CT and fluoroscopy have several measures of each exam type, so there the measure is part of the name.
    """
    drawn = medians.rename(columns={"exam_type": "plain_type"})
    drawn["exam_type"] = [
        dose.exam_label(row["plain_type"], row["projection"])
        + (f", {row['measure'].partition(' per ')[0]}" if row["exam_group"] in _SEVERAL else "")
        for row in drawn.to_dict("records")
    ]
    return drawn


def _side(picture: Picture, found: Levels) -> Component:
    parts = [nearest_tile(picture, found.ranked)] if len(found.ranked) else []
    if len(found.unmapped):
        parts.append(work_list_tile(picture, found.unmapped))
    return stack(*parts) if parts else html.Div()
