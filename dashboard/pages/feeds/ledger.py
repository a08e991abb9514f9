"""The files that came, one row each, and the rows of theirs that were set aside."""

from datetime import UTC
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.button import button, link_button
from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_count, is_unknown
from dashboard.pages.feeds.question import Question, moment_text

OUTCOME_TEXT = {"loaded": "Loaded", "quarantined": "Set aside", "refused": "Refused"}
_SCOPE_TEXT = {"file": "Whole file", "row": "Row", "value": "This value", "row or value": "Row or value"}
_OUTCOME_STATE: dict[str, Any] = {"loaded": "ok", "quarantined": "warn", "refused": "unknown"}


def rows_set_aside(counts: tuple[int, int], set_aside: pd.DataFrame | None, may_correct: bool) -> Component:
    """How many rows and values wait, and to the administrator which: never what stands in them."""
    rows, values = counts
    faults = 0 if set_aside is None else len(set_aside)
    if not rows and not values and not faults:
        return tile("No row is set aside", html.P("Every row of the files that were loaded was understood."))
    parts = [f"{format_count(rows)} row{'' if rows == 1 else 's'}"] if rows else []
    parts += (
        [f"{format_count(values)} single value{'' if values == 1 else 's'} of other rows"] if values else []
    )
    title = f"{' and '.join(parts)} {'is' if rows + values == 1 else 'are'} set aside and in no figure"
    if not parts:
        title = "No row of a loaded file is set aside; a file set aside whole has these faults"
    if set_aside is None:
        return tile(
            title,
            html.P("Which they are is shown to the administrator alone: they hold what their sender wrote."),
        )
    shown = set_aside.assign(
        file=set_aside["file"].map(mono),
        scope=set_aside["scope"].map(_SCOPE_TEXT),
        correct=[_correct(row) if may_correct else "" for row in set_aside.to_dict("records")],
    )
    made = table(
        shown,
        [
            Column("file", "File", on_phone="head"),
            Column("scope", "Set aside"),
            Column("line", "Line", "number", decimals=0),
            Column("column", "Column"),
            Column("rule", "What is wrong", on_phone="wide"),
            Column("expected", "What would be right", on_phone="wide"),
            *([Column("correct", "", "action")] if may_correct else []),
        ],
        title=title,
        count_note=f"{faults} fault{'' if faults == 1 else 's'} shown, newest file first",
        cards=True,
    )
    return tile(
        title,
        made,
        note="The values themselves are not shown here. Correct the row at its source and send the file again"
        + (", or here, where its cells were kept." if may_correct else "."),
    )


def _correct(row: dict[Any, Any]) -> Component | str:
    if not row["correctable"]:
        return ""
    place = f"{row['file_id']}:{row['line']}"
    return button(
        "Correct",
        {"type": "feeds-correct", "row": place},
        icon_name="pencil",
        name=f"Correct line {row['line']} of {row['file']}",
    )


def ledger(question: Question, files: pd.DataFrame, total: int, titles: dict[str, str]) -> Component:
    """The files in this filter, newest first."""
    if files.empty:
        return tile(
            "Which files came?",
            empty(
                "filtered",
                "No file in this filter",
                "There are files of other feeds or with another outcome.",
                action=link_button("Reset filters", question.reset_path, icon_name="x-lg"),
            ),
        )
    rows = [_file(question, row, titles) for row in files.to_dict("records")]
    title = f"{format_count(total)} file{'' if total == 1 else 's'} in the ledger"
    if question.narrowed:
        title += " fit the filter" if total != 1 else " fits the filter"
    made = table(
        rows,
        [
            Column("tried", "Last try"),
            Column("file", "File" if question.may_read_names else "File (fingerprint)", on_phone="head"),
            Column("source", "Feed"),
            Column("outcome", "Outcome"),
            Column("rows_in", "Rows in", "number", decimals=0),
            Column("rows_loaded", "Loaded", "number", decimals=0),
            Column("rows_unchanged", "Unchanged", "number", decimals=0),
            Column("rows_superseded", "Superseded", "number", decimals=0),
            Column("rows_quarantined", "Set aside", "number", decimals=0),
        ],
        title=title,
        count_note=f"{len(files)} of {format_count(total)} files, newest first",
        cards=True,
    )
    note = "A file is loaded whole or not at all; the same bytes twice change nothing."
    if not question.may_read_names:
        note += " File names are shown to the administrator alone: they may name a patient."
    return tile(title, made, note=note)


def _file(question: Question, row: dict[Any, Any], titles: dict[str, str]) -> dict[str, Any]:
    outcome = row["outcome"]
    fingerprint = row["sha256"][:12]
    file: Component = html.Span(mono(fingerprint), title="The beginning of its SHA-256")
    if question.may_read_names:
        name = html.Span(mono(row["name"]), title=f"SHA-256 {row['sha256']}")
        file = name if is_unknown(row["reason"]) else two_lines(name, row["reason"])
    moment = pd.Timestamp(row["ended_at"]).tz_localize(UTC).to_pydatetime()
    source = row["source"]
    return {
        **row,
        "tried": moment_text(question, moment),
        "file": file,
        "source": state_chip("unknown", "No feed") if is_unknown(source) else titles.get(source, source),
        "outcome": state_chip(_OUTCOME_STATE[outcome], OUTCOME_TEXT[outcome]),
    }
