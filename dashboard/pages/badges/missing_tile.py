"""Which badges are missing or doubtful: the short list beside the queue."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
from dash import dcc
from dash.development.base_component import Component

from dashboard.blocks.button import link_button
from dashboard.blocks.chip import State, state_chip
from dashboard.blocks.empty import empty
from dashboard.blocks.table import Column, mono, table, two_lines
from dashboard.blocks.tile import tile
from dashboard.formats import format_count, format_days
from dashboard.pages.badges import words
from dashboard.pages.badges.question import PATH, Question
from db.badge_periods import place_of
from db.wording import many

_MOST = 6
_WARN = ("Two badges", "Two numbers")


def finding_chip(row: Mapping[Any, Any]) -> Component:
    """What is the matter; dashed where a dose is unknown, amber where it is doubtful."""
    state: State = "warn" if row["finding"] in _WARN else "unknown"
    return state_chip(state, row["finding"], title=row["detail"] or None)


def age(row: Mapping[Any, Any]) -> str:
    """How long ago the period ended; a finding without a period has no age."""
    return "" if pd.isna(row["days_since"]) else format_days(int(row["days_since"]))


def missing_tile(
    found: pd.DataFrame, differences: pd.DataFrame, question: Question, today: date, rows_aside: int = 0
) -> Component:
    """The longest missing ones, how many sums of the service differ from ours, and what of reports is set aside."""
    count = len(found)
    note = "Not returned is inferred where no roster names the wearer. Missing is never counted as zero."
    if len(differences):
        people = differences["participant_number"].nunique()
        note = (
            f"The service's own sums differ from what its readings add up to for {people} "
            f"wearer{'' if people == 1 else 's'}; the list names them. {note}"
        )
    if rows_aside:
        said = f"{many(rows_aside, 'row')} of badge reports or roster set aside"
        note = f"{said}: in no sum, and nothing is replaced by it. {note}"
    everything = link_button("All, with reminders", "/badges/missing", kind="quiet", icon_name="printer")
    if not count:
        return tile(
            "No badge is missing, but not every row could be read"
            if rows_aside
            else "Every dose of the last 12 months is known",
            empty("never", "Rows of badge reports are set aside", "The feeds page says which, and what would be right.")
            if rows_aside
            else empty("good", "No badge is missing", "No wear period is missing, absent or damaged."),
            note=note, actions=everything if len(differences) else None, id="badges-unknown",
        )  # fmt: skip
    rows = [
        {
            "state": finding_chip(row),
            "wearer": _wearer(row, question),
            "badge": two_lines(f"{row['position']} {age(row)}", _period(row, today)),
        }
        for row in found.head(_MOST).to_dict("records")
    ]
    return tile(
        f"{format_count(count)} badge{' is' if count == 1 else 's are'} missing or doubtful",
        table(
            rows,
            [Column("state", "State"), Column("wearer", "Wearer"), Column("badge", "Badge")],
            title="Missing and doubtful badges",
            count_note=f"{min(count, _MOST)} of {format_count(count)}, longest ago first",
        ),
        subtitle="The 12 months up to this report", note=note, actions=everything, id="badges-unknown",
    )  # fmt: skip


def _wearer(row: Mapping[Any, Any], question: Question) -> Component:
    name: Any = words.person(row)
    quantity = place_of(row["position"]) if row["position"] else None
    if quantity and not pd.isna(row["wearer_id"]) and row["wear_end"] is not None:
        name = dcc.Link(
            name, href=PATH + question.about(int(row["wearer_id"]), quantity, row["position"]).search
        )
    return two_lines(name, mono(row["participant_number"]))


def _period(row: Mapping[Any, Any], today: date) -> str:
    if row["wear_end"] is None or pd.isna(row["wear_end"]):
        return str(row["detail"] or row["next_step"])
    return words.period_words(row["wear_start"], row["wear_end"], today)
