"""Which exam types are near their reference level or over it? Medians by month, and all types by distance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.layout import columns, stack
from dashboard.blocks.small_multiples import small_multiples
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_count, format_month, format_percent
from dashboard.pages.dose.nothing import nothing_here
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import days_words, figure_tile, graph_id, rows_link
from dashboard.pages.dose.words import (
    SHORT,
    STATE,
    finding,
    left_out_line,
    measure_line,
    source_line,
    written,
)
from db.database import Connection
from db.queries import dose

_MOST_NAMES = 6
# Kinds of exam that are judged by more than one measure: a chart that does not name it could be any of them.
_SEVERAL = {
    one.exam_group
    for one in dose.MEASURES
    if sum(other.exam_group == one.exam_group for other in dose.MEASURES) > 1
}
_MOST_NEAREST = 8


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
        _all_types(picture, found),
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
        table=_months_table(picture, drawn),
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


def _months_table(picture: Picture, drawn: pd.DataFrame) -> Component:
    drawn = drawn.sort_values(["measure", "exam_type", "month"], ascending=[True, True, False])
    rows = [
        {
            "group": f"{row['measure']}, {row['unit']}",
            "exam_type": row["exam_type"],
            "month": format_month(row["month"]),
            "n": row["n"],
            "unknown": row["n_unknown"],
            **{name: written(row["measure"], row[name]) for name in ("p25", "median", "p75")},
            "drl": "none on file" if pd.isna(row["drl"]) else written(row["measure"], row["drl"]),
            "rows": rows_link(picture, row["key"], f"{row['exam_type']}, {format_month(row['month'])}"),
        }
        for row in drawn.to_dict("records")
    ]
    return table(
        rows,
        [
            Column("exam_type", "Exam type", on_phone="head"),
            Column("month", "Month"),
            Column("n", "n", "number", decimals=0),
            Column("unknown", "Dose unknown", "number", decimals=0),
            Column("p25", "25 %", "number"),
            Column("median", "Median", "number", strong=True),
            Column("p75", "75 %", "number"),
            Column("drl", "DRL", "number"),
            Column("rows", "", "action"),
        ],
        title="Monthly medians and middle half",
        group="group",
        count_note=f"{format_count(len(rows))} rows, by measure and exam type, newest month first",
        cards=True,
    )


def _side(picture: Picture, found: Levels) -> Component:
    parts = [_nearest(picture, found)] if len(found.ranked) else []
    if len(found.unmapped):
        parts.append(_work_list(picture, found.unmapped))
    return stack(*parts) if parts else html.Div()


def _ranking(picture: Picture, found: Levels) -> list[dict[str, Any]]:
    """All exam types by how near they are to their level; those of one measure together, for their units differ."""
    rows = []
    for row in found.ranked.to_dict("records"):
        word = row["verdict"]
        chip = state_chip(_state(word), SHORT.get(word, word), title=word)
        label = dose.exam_label(row["exam_type"], row["projection"])
        count = f"n = {format_count(row['n'])}, {format_month(row['month'], picture.today)}"
        median, level = written(row["measure"], row["median"]), written(row["measure"], row["drl"])
        has_level = not pd.isna(row["drl"])
        # Of a few exposures not even the share: it would be a verdict on those few patients.
        judged = has_level and row["n"] >= dose.MINIMUM_FOR_VERDICT
        share = format_percent(row["share"]) if judged else "too few" if has_level else "no level"
        rows.append(
            {
                "group": f"{row['measure']}, {row['unit']}",
                "exam": two_lines(label, count),
                "label": dcc.Link(label, href=picture.asked.of_type(row["exam_type"], of_chart(row))),
                "n": row["n"],
                "unknown": row["n_unknown"],
                "month": format_month(row["month"], picture.today),
                "middle": two_lines(html.Strong(median), f"DRL {level}" if has_level else "no DRL"),
                "median": median,
                "half": f"{written(row['measure'], row['p25'])} to {written(row['measure'], row['p75'])}",
                "level": level if has_level else "none on file",
                "share": share,
                "chip": chip,
                "standing": two_lines(chip, f"{share} of DRL") if judged else chip,
                "source": row["edition"] if has_level else "none",
            }
        )
    order = list(dict.fromkeys(row["group"] for row in rows))
    return sorted(rows, key=lambda row: order.index(row["group"]))


def _nearest(picture: Picture, found: Levels) -> Component:
    rows = _ranking(picture, found)
    return figure_tile(
        picture,
        "nearest",
        "Which exam types are nearest to their level?"
        if found.ranked["drl"].notna().any()
        else "What is usual for each exam type?",
        table(
            rows[:_MOST_NEAREST],
            [
                Column("exam", "Exam type"),
                Column("middle", "Median", "number"),
                Column("standing", "Verdict"),
            ],
            title="Exam types by distance to their reference level",
            group="group",
            count_note=f"{min(len(rows), _MOST_NEAREST)} of {format_count(len(rows))}, each in its newest month",
        ),
        is_figure=False,
        id="dose-nearest",
    )


def _all_types(picture: Picture, found: Levels) -> Component:
    rows = _ranking(picture, found)
    return figure_tile(
        picture,
        "types",
        f"All {format_count(len(rows))} exam types, by distance to their level"
        if len(rows) > 1
        else "One exam type",
        table(
            rows,
            [
                Column("label", "Exam type", strong=True, on_phone="head"),
                Column("month", "Month"),
                Column("n", "n", "number", decimals=0),
                Column("unknown", "Dose unknown", "number", decimals=0),
                Column("median", "Median", "number", strong=True),
                Column("half", "Middle half", "number"),
                Column("level", "DRL", "number"),
                Column("share", "Share", "number"),
                Column("chip", "Verdict"),
                Column("source", "Edition", on_phone="wide"),
            ],
            title="All exam types with their newest month",
            group="group",
            cards=True,
        ),
        subtitle="Newest month with data of each; under 20 exposures no verdict, and never one on a single patient",
        is_figure=False,
        id="dose-all",
    )


def _work_list(picture: Picture, unmapped: pd.DataFrame) -> Component:
    total = int(unmapped["n"].sum())
    rows = [
        {
            "name": mono(
                row["protocol"] or row["target_region"] or row["exam_description"] or "no name at all"
            ),
            "modality": row["modality"],
            "n": row["n"],
        }
        for row in unmapped.head(_MOST_NAMES).astype(object).where(unmapped.notna(), None).to_dict("records")
    ]
    names = "name has" if len(unmapped) == 1 else "names have"
    return figure_tile(
        picture,
        "unmapped",
        f"{format_count(len(unmapped))} {names} no exam type",
        table(
            rows,
            [Column("name", "Name in the file"), Column("modality", "Kind"), Column("n", "n", "number", decimals=0)],
            title="Names without an exam type",
            count_note=f"{len(rows)} of {format_count(len(unmapped))} names, most exposures first",
        ),
        subtitle=f"{format_count(total)} exposures stand in no median until the mapping table knows their names",
        is_figure=False,
        id="dose-unmapped",
    )  # fmt: skip


def _state(verdict: str) -> State:
    found: Any = STATE.get(verdict, "unknown")
    return found


def of_chart(row: Mapping[Any, Any]) -> str:
    """Which chart of an exam type is meant, as the address says it: its measure and projection."""
    return f"{row['measure']}|{row['projection']}"
