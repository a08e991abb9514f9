"""What is asked of the feeds page, and how it writes moments for whoever asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.blocks.table import two_lines
from dashboard.formats import NBSP, format_age, format_day, format_time, is_unknown


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks, when, and whether a filter is set. `now` is an aware moment."""

    now: datetime
    zone: tzinfo
    may_read_names: bool
    narrowed: bool
    reset_path: str


def moment_and_age(question: Question, moment: Any) -> Component:
    """When, and below it how long ago; `none` where there is no such moment."""
    if is_unknown(moment):
        return html.Span("none", className="ro-quiet")
    aware = pd.Timestamp(moment).to_pydatetime()
    age = format_age(max(question.now - aware, timedelta(0))).replace(" ", NBSP)
    return two_lines(moment_text(question, aware), f"{age}{NBSP}ago")


def moment_text(question: Question, moment: datetime) -> str:
    """`24 Nov, 14:13` by the hospital's clock."""
    local = moment.astimezone(question.zone)
    today = question.now.astimezone(question.zone).date()
    return f"{format_day(local.date(), today)},{NBSP}{format_time(moment, question.zone)}"
