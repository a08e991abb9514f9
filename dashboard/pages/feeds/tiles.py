"""The tiles of the feeds page, made of frames."""

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import Step, empty
from dashboard.blocks.layout import columns
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import NBSP, format_age, format_count, is_unknown
from dashboard.pages.feeds.days import files_per_day
from dashboard.pages.feeds.ledger import ledger, rows_set_aside
from dashboard.pages.feeds.question import Question, moment_and_age

MOST_FILES, MOST_ROWS, DAYS = 50, 50, 14


def body(
    question: Question,
    *,
    by_source: pd.DataFrame,
    per_day: pd.DataFrame,
    files: pd.DataFrame,
    files_total: int,
    waiting: tuple[int, int],
    set_aside: pd.DataFrame | None,
    may_correct: bool = False,
) -> list[Component]:
    """The page's tiles: each feed with its rows accounted for, files per day, rows set aside, the ledger."""
    return [
        columns(_feeds(question, by_source), _days(question, per_day), "2:1"),
        rows_set_aside(waiting, set_aside, may_correct),
        ledger(question, files, files_total, dict(zip(by_source["source"], by_source["title"], strict=True))),
    ]


def nothing_received(folders: list[str]) -> Component:
    """Before the first file. The folders are named to whoever may put files there."""
    where = [part for folder in folders for part in (mono(folder), " ")] or [
        "the inbox; the administrator knows where"
    ]
    return tile(
        "What came in?",
        empty(
            "never",
            "No file has arrived yet",
            "radops reads files that other systems write: RIS lists, dose reports, badge reports, stock lists.",
            steps=[
                Step("Choose one export", "A RIS list, a dose report (RDSR), a badge report or a stock list"),
                Step(
                    "Try it first",
                    html.Span([mono("radops try FILE"), " says which feed takes it and what would be read"]),
                ),
                Step("Put it into the inbox", html.Span(["Folder: ", *where])),
            ],
        ),
    )


def _feeds(question: Question, by_source: pd.DataFrame) -> Component:
    judged = by_source["state"] != "no limit"
    shown = pd.concat([by_source[judged], _without_limit(by_source[~judged])], ignore_index=True)
    stale = shown[shown["state"] == "stale"]
    if len(stale):
        title = (
            f"{stale.iloc[0]['title']} is late"
            if len(stale) == 1
            else f"{len(stale)} feeds are late: {', '.join(stale['title'])}"
        )
    elif (judged & (by_source["state"] == "ok")).any():
        title = "Every feed that has sent data is in time"
    else:
        title = "No feed has sent data yet"
    rows = [_feed(question, row) for row in shown.to_dict("records")]
    counted = [
        Column("rows_in", "Rows in", "number", decimals=0),
        Column("rows_loaded", "Loaded", "number", decimals=0),
        Column("rows_unchanged", "Unchanged", "number", decimals=0),
        Column("rows_superseded", "Superseded", "number", decimals=0),
        Column("rows_quarantined", "Set aside", "number", decimals=0),
    ]
    return tile(
        title,
        table(
            rows,
            [
                Column("feed", "Feed", on_phone="head"),
                Column("state", "State"),
                Column("as_of", "Data as of"),
                Column("last_file", "Last file"),
                Column("files", "Files", "number", decimals=0),
                *counted,
            ],
            title=title,
            cards=True,
        ),
        subtitle="Age of the newest data against the feed's own limit, and what became of every row",
        note=_reconciliation(by_source),
    )


def _without_limit(sources: pd.DataFrame) -> pd.DataFrame:
    """Sources that nobody waits for in one row (reference tables change when somebody changes them); files that no
    feed takes in another."""
    rows = []
    for is_source, title in ((True, "Reference tables"), (False, "Taken by no feed")):
        part = sources[(sources["source"] != "") == is_source]
        if part.empty:
            continue
        counts = part[[name for name in part.columns if name.startswith(("files", "rows"))]].sum()
        rows.append(
            {
                **part.iloc[0].to_dict(),
                **counts.to_dict(),
                "title": title,
                "names": f"{len(part)} of them" if is_source else "",
                "as_of": part["as_of"].max(),
                "last_file_at": part["last_file_at"].max(),
            }
        )
    return pd.DataFrame(rows)


def _feed(question: Question, row: dict[Any, Any]) -> dict[str, Any]:
    limit = row["stale_after"]
    aside = int(row["files_quarantined"] + row["files_refused"])
    named = row["names"] if is_unknown(limit) else f"limit {format_age(limit)}"
    return {
        **row,
        "feed": two_lines(
            row["title"], ", ".join(part for part in (named, f"{aside} not loaded" if aside else "") if part)
        ),
        "state": _state(row["state"]),
        "as_of": moment_and_age(question, row["as_of"]),
        "last_file": moment_and_age(question, row["last_file_at"]),
    }


def _state(state: str) -> Component:
    match state:
        case "ok":
            return state_chip("ok", "In time")
        case "stale":
            return state_chip("warn", "Stale")
        case "never":
            return state_chip("unknown", "Never received")
        case _:
            return html.Span("No limit")


def _reconciliation(by_source: pd.DataFrame) -> str:
    """`12 480 rows in = 12 001 loaded + 400 unchanged + 60 superseded + 19 set aside`, or that it does not add up."""
    total = {name: int(by_source[f"rows_{name}"].sum()) for name in ("in", *_PARTS)}
    parts = " + ".join(f"{format_count(total[name])}{NBSP}{text}" for name, text in _PARTS.items())
    if by_source["difference"].any():
        return f"The ledger does not add up: {format_count(total['in'])}{NBSP}rows in, but {parts}."
    return f"All rows accounted for: {format_count(total['in'])}{NBSP}rows in = {parts}. Blank lines are not rows."


_PARTS = {
    "loaded": "loaded",
    "unchanged": "unchanged",
    "superseded": "superseded by newer ones",
    "quarantined": "set aside",
}


def _days(question: Question, per_day: pd.DataFrame) -> Component:
    today = question.now.astimezone(question.zone).date()
    number = int(per_day.loc[per_day["day"] == today, "files"].sum())
    title = (
        f"{format_count(number)} file{'' if number == 1 else 's'} came today"
        if number
        else "No file came today"
    )
    return tile(
        title,
        files_per_day(per_day, today, DAYS, title),
        subtitle=f"Files by day and outcome, last {DAYS}{NBSP}days",
        note="A file sent again counts once, on the day of its last try.",
    )
