"""How the page looks: frames in, components out; nothing here asks the database."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.layout import columns, stack
from dashboard.blocks.small_multiples import small_multiples
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import (
    format_agd,
    format_count,
    format_ctdivol,
    format_dap,
    format_dlp,
    format_month,
    format_percent,
    format_significant,
)
from dashboard.pages.dose.complete import completeness_row
from dashboard.pages.dose.nothing import never, nothing_here
from dashboard.pages.dose.picture import Picture
from dashboard.pages.dose.words import SHORT, STATE, finding, left_out_line, measure_line, source_line
from db.queries import dose

_MOST_NAMES = 6
# Kinds of exam that are judged by more than one measure: a chart that does not name it could be any of them.
_SEVERAL = {
    one.exam_group
    for one in dose.MEASURES
    if sum(other.exam_group == one.exam_group for other in dose.MEASURES) > 1
}
_MOST_NEAREST = 8
_WRITE: dict[str, Callable[[Any, str], str]] = {
    "DAP per radiograph": format_dap,
    "DAP per exam": format_dap,
    "DLP per exam": format_dlp,
    "CTDIvol per acquisition": format_ctdivol,
    "AGD per image": format_agd,
}


def body(picture: Picture) -> list[Component]:
    """The figure with the list beside it and the table of all exam types below, or why there is none."""
    if picture.period is None:
        return [tile("Which doses are typical here?", never(picture))]
    complete = [completeness_row(picture.complete, picture.period, picture.today)] if picture.complete else []
    if picture.ranked.empty:
        nothing = tile("Which doses are typical here?", nothing_here(picture))
        return [columns(nothing, _side(picture), "2:1"), *complete]
    return [columns(_figure(picture), _side(picture), "2:1"), _all_types(picture), *complete]


def _figure(picture: Picture) -> Component:
    assert picture.period is not None
    drawn = labelled(picture.medians).merge(
        picture.levels[["measure", "exam_type", "projection", "drl"]].rename(columns={"exam_type": "plain_type"}),
        on=["measure", "plain_type", "projection"],
        how="left",
    )  # fmt: skip
    stale = [feed.title for feed in picture.freshness if feed.state == "stale"]
    notes = [
        source_line(picture.levels, picture.jurisdiction, has_children=picture.question.chosen.has_children),
        left_out_line(picture.left_out, narrower=picture.question.is_narrower_than_left_out),
        *([f"Stale: {', '.join(stale)}; newer exposures are missing here."] if stale else []),
    ]
    return tile(
        finding(picture.ranked),
        small_multiples(drawn[drawn["n"] > 0], today=picture.today, minimum_n=dose.MINIMUM_FOR_VERDICT),
        subtitle=measure_line(picture.ranked, picture.period, picture.today),
        note=" ".join(notes),
        table=_months_table(drawn),
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


def _months_table(drawn: pd.DataFrame) -> Component:
    drawn = drawn.sort_values(["measure", "exam_type", "month"], ascending=[True, True, False])
    rows = [
        {
            "group": f"{row['measure']}, {row['unit']}",
            "exam_type": row["exam_type"],
            "month": format_month(row["month"]),
            "n": row["n"],
            "unknown": row["n_unknown"],
            **{name: _written(row["measure"], row[name]) for name in ("p25", "median", "p75")},
            "drl": "none on file" if pd.isna(row["drl"]) else _written(row["measure"], row["drl"]),
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
        ],
        title="Monthly medians and middle half",
        group="group",
        count_note=f"{format_count(len(rows))} rows, by measure and exam type, newest month first",
        cards=True,
    )


def _side(picture: Picture) -> Component:
    parts = [_nearest(picture)] if len(picture.ranked) else []
    if len(picture.unmapped):
        parts.append(_work_list(picture.unmapped))
    return stack(*parts) if parts else html.Div()


def _ranking(picture: Picture) -> list[dict[str, Any]]:
    """All exam types by how near they are to their level; those of one measure together, for their units differ."""
    rows = []
    for row in picture.ranked.to_dict("records"):
        word = row["verdict"]
        chip = state_chip(_state(word), SHORT.get(word, word), title=word)
        label = dose.exam_label(row["exam_type"], row["projection"])
        count = f"n = {format_count(row['n'])}, {format_month(row['month'], picture.today)}"
        median, level = _written(row["measure"], row["median"]), _written(row["measure"], row["drl"])
        has_level = not pd.isna(row["drl"])
        # Of a few exposures not even the share: it would be a verdict on those few patients.
        judged = has_level and row["n"] >= dose.MINIMUM_FOR_VERDICT
        share = format_percent(row["share"]) if judged else "too few" if has_level else "no level"
        rows.append(
            {
                "group": f"{row['measure']}, {row['unit']}",
                "exam": two_lines(label, count),
                "label": label,
                "n": row["n"],
                "unknown": row["n_unknown"],
                "month": format_month(row["month"], picture.today),
                "middle": two_lines(html.Strong(median), f"DRL {level}" if has_level else "no DRL"),
                "median": median,
                "half": f"{_written(row['measure'], row['p25'])} to {_written(row['measure'], row['p75'])}",
                "level": level if has_level else "none on file",
                "share": share,
                "chip": chip,
                "standing": two_lines(chip, f"{share} of DRL") if judged else chip,
                "source": row["edition"] if has_level else "none",
            }
        )
    order = list(dict.fromkeys(row["group"] for row in rows))
    return sorted(rows, key=lambda row: order.index(row["group"]))


def _nearest(picture: Picture) -> Component:
    rows = _ranking(picture)
    return tile(
        "Which exam types are nearest to their level?"
        if picture.ranked["drl"].notna().any()
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
        id="dose-nearest",
    )


def _all_types(picture: Picture) -> Component:
    rows = _ranking(picture)
    return tile(
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
        id="dose-all",
    )


def _work_list(unmapped: pd.DataFrame) -> Component:
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
    return tile(
        f"{format_count(len(unmapped))} {names} no exam type",
        table(
            rows,
            [Column("name", "Name in the file"), Column("modality", "Kind"), Column("n", "n", "number", decimals=0)],
            title="Names without an exam type",
            count_note=f"{len(rows)} of {format_count(len(unmapped))} names, most exposures first",
        ),
        subtitle=f"{format_count(total)} exposures stand in no median until the mapping table knows their names",
        id="dose-unmapped",
    )  # fmt: skip


def _state(verdict: str) -> State:
    found: Any = STATE.get(verdict, "unknown")
    return found


def _written(measure: str, value: Any) -> str:
    write = _WRITE.get(measure)
    return write(value, "") if write else format_significant(value, 3)
