"""How long does it take, where does the delay sit, and what waits for its report?"""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.layout import columns
from dashboard.blocks.stacked_bars import stacked_bars
from dashboard.blocks.table import Column, table
from dashboard.blocks.tile import tile
from dashboard.formats import format_count, format_number, format_percent, is_unknown
from dashboard.pages.exams.picture import Picture
from dashboard.pages.exams.tiles import figure_tile, graph_id, nothing_fits, rows_link
from dashboard.pages.exams.waiting import open_tile
from dashboard.pages.exams.words import CLASSES, PRIORITIES, confirmed_chip, counted, minutes, named, narrowed
from db.database import Connection
from db.queries import exams

_TITLE_OF_GROUP = {"all": "All", "priority": "Priority", "patient_class": "Patient class"}


def turnaround_view(connection: Connection, picture: Picture) -> list[Component]:
    """The stages stacked beside what is open; below, each step with its definition."""
    if not len(picture.exams):
        return [tile("How long does it take?", nothing_fits(picture, "exam")), open_tile(connection, picture)]
    wanted = exams.targets(connection, picture.today)
    found = in_order(exams.turnaround(picture.exams, wanted))
    steps = [_step(picture, found[found["measure"] == one.measure], one, wanted) for one in exams.STEPS]
    return [
        columns(_stages(picture, found), open_tile(connection, picture), "1.45:1"),
        columns(steps[0], steps[1], "1:1"),
        columns(steps[2], steps[3], "1:1"),
        _targets(picture, wanted),
    ]


def in_order(found: pd.DataFrame) -> pd.DataFrame:
    """All, then priorities from the most urgent, then classes; words of the site's own behind them."""
    order = {word: place for place, word in enumerate(("", *PRIORITIES, *CLASSES))}
    groups = list(_TITLE_OF_GROUP)
    ranked = found.assign(
        _group=found["group"].map(groups.index),
        _word=found["name"].map(lambda word: order.get(word, len(order))),
    )
    # Nobody said it: the last of its group, where the empty word does not stand for all.
    ranked.loc[(ranked["name"] == "") & (ranked["group"] != "all"), "_word"] = 2 * len(order)
    kept = ranked.sort_values(["_group", "_word", "name"], kind="stable")
    return kept.drop(columns=["_group", "_word"]).reset_index(drop=True)


def label_of(group: str, name: str) -> str:
    """What a group is called in a figure."""
    return "All exams" if group == "all" else named(name)


def _stages(picture: Picture, found: pd.DataFrame) -> Component:
    rows = stages(found)
    everything = rows.iloc[0]
    parts = [(measure, exams.step(measure).title) for measure in exams.STACKED]
    values = {name: everything[measure] for measure, name in parts if not is_unknown(everything[measure])}
    title = "Where does the delay sit?"
    if values and sum(values.values()) > 0:
        longest = max(values, key=lambda name: values[name])
        share = values[longest] / sum(values.values())
        title = f"Most of the time passes in \u201c{longest}\u201d: {format_percent(share)} of the stages"
    shown = [
        {
            "name": row["label"],
            **{measure: minutes(row[measure]) for measure, _ in parts},
            "n": row["n"],
            "rows": rows_link(picture, row["group"], row["name"], row["label"])
            if row["group"] != "all"
            else "",
        }
        for row in rows.to_dict("records")
    ]
    return figure_tile(
        picture,
        "stages",
        title,
        stacked_bars(rows, label="label", parts=parts, title=title, write=minutes, key="key", id=graph_id("group")),
        subtitle=f"Median of each stage, one after the other; {narrowed(picture)}",
        table=table(
            shown,
            [Column("name", "Exams", strong=True), *(Column(measure, name, "number") for measure, name in parts),
             Column("n", "n", "number", decimals=0), Column("rows", "", "action")],
            title=title,
        ),
        note="Medians of the stages need not add up to the median of the whole, which stands below. n is that of the "
        "first stage.",
    )  # fmt: skip


def stages(found: pd.DataFrame) -> pd.DataFrame:
    """The medians of the stages (minutes) side by side, a row per group, as they are stacked."""
    wide = found[found["measure"].isin(exams.STACKED)].pivot_table(
        index=["group", "name"], columns="measure", values="median_min", sort=False, dropna=False
    )
    first = found[found["measure"] == exams.STACKED[0]].set_index(["group", "name"])["n"]
    rows = wide.reindex(first.index).assign(n=first).reset_index()
    for measure in exams.STACKED:
        if measure not in rows:
            rows[measure] = float("nan")
    rows["label"] = [
        label_of(row.group, row.name_) for row in rows.rename(columns={"name": "name_"}).itertuples()
    ]
    rows["key"] = rows["group"] + "=" + rows["name"]
    return rows


def _step(picture: Picture, found: pd.DataFrame, one: exams.Step, wanted: pd.DataFrame) -> Component:
    everything = found.iloc[0]
    left = int(everything["negative"] + everything["over_7_days"])
    rows = []
    for row in found.to_dict("records"):
        targets = exams.target_words(wanted, one.measure, row["group"], row["name"])
        rows.append(
            {
                "name": label_of(row["group"], row["name"]),
                "group": _TITLE_OF_GROUP[row["group"]],
                "n": row["n"],
                "median": minutes(row["median_min"]),
                "p90": minutes(row["p90_min"]),
                "within": _within(row),
                "target": _target_text(targets) if row["with_target"] else "none",
                "chip": _verdict(row, targets),
            }
        )
    missing = format_count(everything["unknown"])
    words = (
        f"Definition: {one.definition}. n = values; median and 90th percentile. Left out, of "
        f"{counted(len(picture.exams), 'exam')}: {format_count(everything['negative'])} negative, "
        f"{format_count(everything['over_7_days'])} over 7 days, {missing} with a time missing."
    )
    note: list[Any] = [words]
    if left:
        note += [" ", rows_link(picture, "left", one.measure, f"values of {one.title} that are left out")]
    return figure_tile(
        picture,
        one.measure,
        _finding(one, everything),
        table(
            rows,
            [Column("name", "Exams", strong=True, on_phone="head"), Column("n", "n", "number", decimals=0),
             Column("median", "Median", "number", strong=True), Column("p90", "90th %", "number"),
             Column("target", "Target", "number"), Column("within", "Within", "number"), Column("chip", "Verdict")],
            title=one.title,
            group="group",
            cards=True,
        ),
        subtitle=narrowed(picture),
        note=note,
        is_figure=False,
    )  # fmt: skip


def _finding(one: exams.Step, row: pd.Series) -> str:
    if not row["n"]:
        return f"{one.title}: no value in this filter"
    half, most = minutes(row["median_min"]), minutes(row["p90_min"])
    return f"{one.title}: half within {half}, nine in ten within {most}"


def _within(row: dict[str, Any]) -> str:
    if not row["with_target"]:
        return "no target"
    share = format_percent(row["share_within"], row["with_target"])
    # Where all that have a value have a target, their number stands in the row already.
    return share if row["with_target"] == row["n"] else f"{share} of {format_count(row['with_target'])}"


def _target_text(targets: list[tuple[float, float | None]]) -> str:
    spans = list(dict.fromkeys(minutes(span) for span, _ in targets))
    return spans[0] if len(spans) == 1 else f"{spans[0]} to {spans[-1]}" if spans else "none"


def _verdict(row: dict[str, Any], targets: list[tuple[float, float | None]]) -> Component:
    shares = {share for _, share in targets if share is not None}
    if not row["with_target"] or not shares:
        return state_chip("unknown", "No target")
    # Fewer say nothing, as of rates.
    if row["with_target"] < _FEWEST:
        return state_chip("unknown", f"n = {row['with_target']}")
    reached = row["share_within"] * 100
    wanted = " to ".join(format_number(share, 0) for share in sorted({min(shares), max(shares)}))
    if reached >= max(shares):
        return state_chip("ok", "On target")
    if reached < min(shares):
        return state_chip("warn", "Below target", title=f"{wanted} % wanted")
    # Its exams have several targets, and it lies between them: each part has a row of its own that says which.
    return state_chip("unknown", "Mixed targets", title=f"{wanted} % wanted")


_FEWEST = 30


def _targets(picture: Picture, wanted: pd.DataFrame) -> Component:
    if wanted.empty:
        return tile(
            "There is no target of turnaround",
            html.P(
                "Load a table of operations_targets: without it nothing is judged.", className="ro-empty-text"
            ),
        )
    rows = [
        {
            "step": exams.step(row.measure).title,
            "whom": ", ".join(word for word in (row.priority, row.patient_class) if word != "any")
            or "all exams",
            "target": minutes(row.target_min),
            "share": "not said"
            if is_unknown(row.wanted_percent)
            else f"{format_number(row.wanted_percent, 0)} %",
            "source": row.source,
            "confirmed": confirmed_chip(bool(row.confirmed)),
        }
        for row in wanted.itertuples()
    ]
    unconfirmed = int((~wanted["confirmed"].astype(bool)).sum())
    return figure_tile(
        picture,
        "targets",
        f"{counted(len(rows), 'target')} in force"
        + (f", {format_count(unconfirmed)} of them confirmed by nobody yet" if unconfirmed else ""),
        table(
            rows,
            [Column("step", "Step", strong=True, on_phone="head"), Column("whom", "Of"),
             Column("target", "Within", "number"), Column("share", "Wanted of", "number"),
             Column("source", "Source", on_phone="wide"), Column("confirmed", "State")],
            title="Targets of turnaround",
            cards=True,
        ),
        note="The site's own targets are loaded as operations_targets; of rows that fit an exam the narrowest counts.",
        is_figure=False,
    )  # fmt: skip
