"""How the page looks: frames in, components out; nothing here asks the database."""

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.layout import columns, stack
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_count, format_number
from dashboard.pages.badges import review, words
from dashboard.pages.badges.missing_tile import missing_tile
from dashboard.pages.badges.nothing import never, nothing_here
from dashboard.pages.badges.picture import Picture
from dashboard.pages.badges.question import PATH, Question
from dashboard.pages.badges.queue import queue
from dashboard.pages.badges.wearer import wearer_tile

# More make the page slow, and a phone's list endless; whoever looks for one wearer searches.
_MOST_ROWS = 30


def body(picture: Picture, zone: tzinfo, now: datetime) -> list[Component]:
    """Queue, unknown doses and signature left, the open wearer right, all wearers below; or why there is nothing."""
    question, desk = picture.question, picture.desk
    if question is None or desk is None:
        return [tile("Is anyone heading for a level or the limit?", never())]
    people = picture.standing["wearer_id"].nunique() if len(picture.standing) else 0
    opened = picture.opened
    right = (
        wearer_tile(opened, question, picture, desk, (zone, now))
        if opened
        else tile("Whose doses are these?", nothing_here())
    )
    left = [
        queue(desk, question, people, opened.beside.case if opened else None, _newer(picture)),
        missing_tile(
            desk.missing,
            desk.differences,
            question,
            picture.today,
            sum(feed.rows_aside for feed in picture.freshness),
        ),
        review.signing(desk, question, zone),
    ]
    return [columns(stack(*left), right, "1:2"), _everybody(picture, question)]


def _newer(picture: Picture) -> list[tuple[date, int]]:
    """The months after the report that is shown by itself, with the badges that came of each."""
    question = picture.question
    rows = picture.reports.to_dict("records")
    return [
        (row["month_end"], row["badges"])
        for row in rows
        if question and row["month_end"] > question.usual_report
    ]


def _link(row: Mapping[Any, Any], question: Question, quantity: str, position: str) -> Component:
    series = "" if pd.isna(row["series_code"]) else f" {row['series_code']}"
    name = dcc.Link(
        words.person(row), href=PATH + question.about(row["wearer_id"], quantity, position).search
    )
    return two_lines(name, html.Span([mono(row["participant_number"]), series]))


def _everybody(picture: Picture, question: Question) -> Component:
    shown = picture.shown
    rows = [
        {
            "wearer": _link(row, question, row["quantity"], row["position"]),
            "badge": two_lines(words.QUANTITY_WORDS[row["quantity"]], row["position"]),
            **{span: words.sum_of(row, span) for span in ("period", "quarter", "year", "rolling")},
            "level": words.level_note(row),
            "limit": "none on file"
            if pd.isna(row["limit_usv"])
            else format_number(row["limit_usv"] / 1000, 0),
            "share": words.share_of_limit(row),
            "verdict": state_chip(words.state_of(row), row["word"]),
        }
        for row in shown.head(_MOST_ROWS).to_dict("records")
    ]
    people = shown["wearer_id"].nunique() if len(shown) else 0
    title = f"How do all {format_count(people)} wearers stand in {words.report_words(question.report)}?"
    if not rows:
        return tile(title, nothing_here())
    more = "; narrow the list by search" if len(shown) > len(rows) else ""
    return tile(
        title,
        table(
            rows,
            [
                Column("wearer", "Wearer", on_phone="head"),
                Column("badge", "Quantity"),
                Column("verdict", "Verdict"),
                Column("period", "Period", "number", unit="mSv"),
                Column("quarter", "Quarter", "number", unit="mSv"),
                Column("year", "Year", "number", unit="mSv", strong=True),
                Column("rolling", "12 months", "number", unit="mSv"),
                Column("level", "Period against level", "number", on_phone="wide"),
                Column("limit", "Limit", "number", unit="mSv"),
                Column("share", "Year to date", "number", unit="% of limit"),
            ],
            title="Every wearer against level and limit",
            cards=True,
            count_note=f"{format_count(len(rows))} of {format_count(len(shown))} doses, worst first{more}",
        ),
        subtitle="Each quantity and position apart, never added. M: below the minimum that the service reports. "
        f"Rolling 12 months: {words.twelve_months(question.report)}",
        note="Measured doses as reported, not effective dose. Control badges are no persons and are left out."
        + words.stale_words(picture.freshness),
        id="badges-all",
    )  # fmt: skip
