"""All exam types by how near they are to their level, as lists: the nearest, every one, and names without a type."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.formats import format_count, format_month, format_percent
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.tiles import figure_tile, rows_link
from dashboard.pages.dose.words import (
    SHORT,
    STATE,
    written,
)
from db.queries import dose

_MOST_NAMES = 6
_MOST_NEAREST = 8


def months_table(picture: Picture, drawn: pd.DataFrame) -> Component:
    """The months of the charts as rows."""
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


def _ranking(picture: Picture, ranked: pd.DataFrame) -> list[dict[str, Any]]:
    """All exam types by how near they are to their level; those of one measure together, for their units differ."""
    rows = []
    for row in ranked.to_dict("records"):
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


def nearest_tile(picture: Picture, ranked: pd.DataFrame) -> Component:
    """The exam types nearest to their level, in few words."""
    rows = _ranking(picture, ranked)
    return figure_tile(
        picture,
        "nearest",
        "Which exam types are nearest to their level?"
        if ranked["drl"].notna().any()
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


def all_types_tile(picture: Picture, ranked: pd.DataFrame) -> Component:
    """Every exam type in its newest month."""
    rows = _ranking(picture, ranked)
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


def work_list_tile(picture: Picture, unmapped: pd.DataFrame) -> Component:
    """The names that no row of the mapping table knows."""
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
