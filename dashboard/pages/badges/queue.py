"""The queue: readings at or over a level, open ones first, the largest share of the limit on top."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_count, format_number
from dashboard.pages.badges import words
from dashboard.pages.badges.desk import Desk
from dashboard.pages.badges.question import PATH, Question
from db.badge_cases import Case
from db.wording import at_least, many

_MOST_IN_QUEUE = 8
VERDICTS: dict[str, tuple[State, str]] = {
    "level_1": ("warn", "Level I"),
    "level_2": ("action", "Level II"),
    "over_limit": ("action", "Over limit"),
}


def queue(
    desk: Desk, question: Question, people: int, opened: Case | None, newer: Sequence[tuple[date, int]] = ()
) -> Component:
    """The readings at or over a level, open ones first, the largest share of the limit on top.

    `newer` are the months after the report that is shown, with their badges: the first few of a report on its way.
    """
    report = words.report_words(question.report)
    subtitle = f"{report}, {format_count(people)} wearers; largest share of the yearly limit first"
    note = " ".join(_of_other_reports(desk, question, newer)) or None
    unknown = desk.unknown
    if not desk.cases and unknown:
        # An unknown dose may be over its level: no tick while there is one.
        are = "dose of it is" if unknown == 1 else "doses of it are"
        text = f"{format_count(unknown)} {are} unknown; what is unknown is never counted as zero."
        title = f"No known reading of {report} reaches a level"
        return tile(title, html.P(text), subtitle=subtitle, note=note, id="badges-queue")
    if not desk.cases:
        return tile(
            f"No reading of {report} reaches a level",
            empty("good", "No reading waits", "Each reading was judged by the level of its own wear period."),
            subtitle=subtitle, note=note, id="badges-queue",
        )  # fmt: skip
    number = len(desk.open_cases)
    shown = desk.cases[:_MOST_IN_QUEUE]
    title = (
        f"{format_count(number)} reading{'' if number == 1 else 's'} over a level "
        f"wait{'s' if number == 1 else ''} for review"
        if number
        else f"All {format_count(len(desk.cases))} readings over a level are decided"
    )
    return tile(
        title,
        table(
            [_row(case, desk, question) for case in shown],
            [
                Column("wearer", "Wearer", on_phone="head"),
                Column("level", "Level"),
                Column("dose", "Dose", "number", unit="mSv"),
                Column("share", "This reading", "number", unit="% of limit"),
            ],
            title="Readings at or over a level",
            cards=True,
            selected=shown.index(opened) if opened in shown else None,
            count_note=f"{len(shown)} of {format_count(len(desk.cases))}" if len(desk.cases) > len(shown) else None,
        ),
        subtitle=subtitle, note=note, id="badges-queue",
    )  # fmt: skip


def _of_other_reports(desk: Desk, question: Question, newer: Sequence[tuple[date, int]]) -> list[str]:
    """What waits or has come beside the report that is shown."""
    said = []
    if desk.elsewhere_open:
        wait = "waits" if desk.elsewhere_open == 1 else "wait"
        said.append(
            f"{format_count(desk.elsewhere_open)} more of other reports {wait}; choose the report above."
        )
    if newer and question.report == question.usual_report:
        came = ", ".join(f"{many(number, 'badge')} of {words.report_words(end)}" for end, number in newer)
        said.append(f"Of a newer report only {came} came yet; choose it above.")
    return said


def _row(case: Case, desk: Desk, question: Question) -> dict[str, Any]:
    who = desk.who.get(case.wearer_key, {})
    name = words.person(who) if who else case.participant_number
    link: Any = name
    if who:
        link = dcc.Link(
            name, href=PATH + question.about(who["wearer_id"], case.quantity, case.position).search
        )
    state, word = VERDICTS[case.verdict]
    chip = state_chip("ok", "Decided") if case.is_closed else state_chip(state, word)
    below = word if case.is_closed else "your own: deputy" if case.wearer_key in desk.own else ""
    share = case.share_of_limit
    return {
        "wearer": two_lines(link, mono(case.participant_number)),
        "level": two_lines(chip, below) if below else chip,
        "dose": two_lines(
            html.Strong(words.msv(case.dose_usv)), f"{words.QUANTITY_WORDS[case.quantity]} {case.position}"
        ),
        "share": "no limit" if share is None else _share_words(case, share),
    }


def _share_words(case: Case, share: float) -> Any:
    """The reading's share of the yearly limit; over the limit it is the year's, of which a part may be unknown."""
    if case.verdict != "over_limit":
        return format_number(share * 100, 1)
    return two_lines(f"{at_least(case.year_unknown)}{format_number(share * 100, 1)}", "the year")
