"""How the page looks: frames in, components out; nothing here asks the database."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.chip import state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.layout import columns, stack
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_count, format_number
from dashboard.pages.badges import words
from dashboard.pages.badges.nothing import never, nothing_here
from dashboard.pages.badges.picture import Picture
from dashboard.pages.badges.question import PATH, Question
from dashboard.pages.badges.wearer import wearer_tile
from db.badge_periods import place_of

_MOST_IN_QUEUE = 6
_MOST_UNKNOWN = 6
_MOST_ROWS = 100


def body(picture: Picture) -> list[Component]:
    """Queue and unknown doses left, the open wearer right, all wearers below; or why there is nothing."""
    question = picture.question
    if question is None:
        return [tile("Is anyone heading for a level or the limit?", never())]
    right = (
        wearer_tile(picture.opened, question, picture.rules, picture.today, _stale(picture))
        if picture.opened
        else tile("Whose doses are these?", nothing_here())
    )
    return [
        columns(stack(_queue(picture, question), _unknown(picture, question)), right, "1:2"),
        _everybody(picture, question),
    ]


def _link(row: Mapping[Any, Any], question: Question, quantity: str, position: str) -> Component:
    series = "" if pd.isna(row["series_code"]) else f" {row['series_code']}"
    name = dcc.Link(
        words.person(row), href=PATH + question.about(row["wearer_id"], quantity, position).search
    )
    return two_lines(name, html.Span([mono(row["participant_number"]), series]))


def _queue(picture: Picture, question: Question) -> Component:
    report = words.report_words(question.report)
    over = (
        picture.shown[picture.shown["state"].isin(["action", "warn"])]
        if len(picture.shown)
        else picture.shown
    )
    people = picture.standing["wearer_id"].nunique() if len(picture.standing) else 0
    subtitle = f"{report}, {format_count(people)} wearers; largest share of the yearly limit first"
    if over.empty:
        return _none_over(picture.shown, report, subtitle)
    rows = [
        {
            "wearer": _link(row, question, row["quantity"], row["position"]),
            "level": state_chip(words.state_of(row), row["word"]),
            "dose": two_lines(
                html.Strong(words.sum_of(row, row["level_span"] or "year")),
                f"{words.QUANTITY_WORDS[row['quantity']]} {row['position']}",
            ),
            "share": _share(row),
        }
        for row in over.head(_MOST_IN_QUEUE).to_dict("records")
    ]
    return tile(
        f"{format_count(len(over))} {'dose reaches' if len(over) == 1 else 'doses reach'} a level or the limit",
        table(
            rows,
            [
                Column("wearer", "Wearer"),
                Column("level", "Level"),
                Column("dose", "Period", "number", unit="mSv"),
                Column("share", "Share", "number", unit="% of year"),
            ],
            title="Doses that reach a level",
            selected=_place_of_opened(over.head(_MOST_IN_QUEUE), picture),
            count_note=f"{len(rows)} of {format_count(len(over))}" if len(over) > len(rows) else None,
        ),
        subtitle=subtitle,
        id="badges-queue",
    )


def _none_over(shown: pd.DataFrame, report: str, subtitle: str) -> Component:
    """Nothing to review; said with a green tick only where nothing is unknown."""
    unknown = int((shown["year_unknown"] > 0).sum()) if len(shown) else 0
    count = format_count(len(shown))
    if unknown:
        text = (
            f"None of {count} doses in this list is known to be at or over its level; "
            f"{format_count(unknown)} of them {'has' if unknown == 1 else 'have'} an unknown part."
        )
        return tile(
            f"No known dose of {report} reaches a level", html.P(text), subtitle=subtitle, id="badges-queue"
        )
    good = empty("good", "No reading waits", f"All {count} doses in this list are below their levels.")
    return tile(f"No dose of {report} reaches a level", good, subtitle=subtitle, id="badges-queue")


def _share(row: Mapping[Any, Any]) -> str:
    share = row["share_of_limit"]
    return "no limit" if pd.isna(share) else format_number(share * 100, 1)


def _place_of_opened(rows: pd.DataFrame, picture: Picture) -> int | None:
    if picture.opened is None:
        return None
    wanted = [picture.opened.row[name] for name in ("wearer_id", "quantity", "position")]
    places = [
        [row[name] for name in ("wearer_id", "quantity", "position")] for row in rows.to_dict("records")
    ]
    return places.index(wanted) if wanted in places else None


def _unknown(picture: Picture, question: Question) -> Component:
    year = question.report.year
    doubled = _doubled(picture.standing)
    count = len(picture.unknown) + len(doubled)
    if not count:
        return tile(
            f"Every dose of {year} is known",
            empty("good", "No badge is missing", "No wear period to date is missing, absent or damaged."),
        )
    rows = [
        {
            "state": state_chip("unknown", words.UNKNOWN_WORDS[row["flag"]], title=_why(row)),
            "wearer": _link(row, question, place_of(row["position"]) or "body", row["position"]),
            "badge": two_lines(
                f"{row['position']}, {words.late(row['wear_end'], picture.today)}",
                words.period_words(row["wear_start"], row["wear_end"], picture.today),
            ),
        }
        for row in picture.unknown.to_dict("records")
    ] + [
        {
            "state": state_chip("warn", "Two badges", title="Both count; was one a replacement?"),
            "wearer": _link(row, question, row["quantity"], row["position"]),
            "badge": two_lines(f"{row['position']} {words.report_words(question.report)}", "both count"),
        }
        for row in doubled
    ]
    return tile(
        f"{format_count(count)} {'dose is' if count == 1 else 'doses are'} unknown or doubtful",
        table(
            rows[:_MOST_UNKNOWN],
            [
                Column("state", "State"),
                Column("wearer", "Wearer"),
                Column("badge", "Badge"),
            ],
            title="Unknown and doubtful doses",
            count_note=f"{min(count, _MOST_UNKNOWN)} of {format_count(count)}, longest ago first",
        ),
        subtitle=f"Periods ending in {year}. Missing is never counted as zero",
        note="Not returned is inferred: the wearer had such a badge before, and no report names this one.",
        id="badges-unknown",
    )  # fmt: skip


def _doubled(standing: pd.DataFrame) -> list[dict[Any, Any]]:
    """Two badges of one use in one period; lens doses may be made of two badges by their nature."""
    if standing.empty:
        return []
    rows = standing[(standing["badges_in_period"] > 1) & (standing["quantity"] != "lens")]
    return list(rows.drop_duplicates(["wearer_id", "position"]).to_dict("records"))


def _why(row: Mapping[Any, Any]) -> str:
    note = row["note"]
    return "Inferred: no report names this badge" if row["inferred"] else str(note or "As the report says")


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
            "share": _share(row),
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
                Column("wearer", "Wearer"),
                Column("badge", "Quantity"),
                Column("verdict", "Verdict"),
                Column("period", "Period", "number", unit="mSv"),
                Column("quarter", "Quarter", "number", unit="mSv"),
                Column("year", "Year", "number", unit="mSv", strong=True),
                Column("rolling", "12 months", "number", unit="mSv"),
                Column("level", "Period against level", "number"),
                Column("limit", "Limit", "number", unit="mSv"),
                Column("share", "Share", "number", unit="% of year"),
            ],
            title="Every wearer against level and limit",
            count_note=f"{format_count(len(rows))} of {format_count(len(shown))} doses, worst first{more}",
        ),
        subtitle="Each quantity and position apart, never added. M: below the minimum that the service reports. "
        f"Rolling 12 months: {words.twelve_months(question.report)}",
        note="Measured doses as reported, not effective dose. Control badges are no persons and are left out."
        + _stale(picture),
        id="badges-all",
    )  # fmt: skip


def _stale(picture: Picture) -> str:
    """What every figure repeats in words when its feed is past its own limit."""
    titles = [feed.title for feed in picture.freshness if feed.state == "stale"]
    return f" Stale: {', '.join(titles)}; newer readings are missing here." if titles else ""
