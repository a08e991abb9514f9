"""How many exam types are under their reference level, and which one is not?

A verdict compares the department's median of a month with at least 20 exposures, never one patient.
"""

import math
from datetime import date
from typing import Any

import pandas as pd

from dashboard.formats import NBSP, format_month, format_percent
from dashboard.wall.asked import Asked
from dashboard.wall.fact import Age, Chart, Fact, Scene
from db.queries import dose
from db.wording import many

_FEEDS = ("rdsr", "image_header", "dose_csv")


def scene(asked: Asked) -> Scene:
    """The scene at a moment."""
    age = asked.age("Dose", *_FEEDS)
    period = dose.default_period(asked.connection)
    if period is None:
        never = Fact("Dose", "Unknown", age, state="unknown", lines=("No dose has been received",))
        return Scene("dose", "Patient dose", (never,), "No dose has been received", "unknown")
    _, end = period
    medians = dose.median_by_month(asked.connection, dose.usual(period))
    levels = dose.reference_levels(asked.connection, asked.settings.drl, end)
    ranked = dose.against_reference(medians, levels)
    judged = ranked[ranked["verdict"].isin(["Over DRL", "Below", "Under half"])]
    if judged.empty:
        none = Fact(
            "Under their reference level", "Unknown", age, state="unknown",
            lines=("No exam type has a level and enough exposures",),
        )  # fmt: skip
        return Scene("dose", "Patient dose", (none,))
    over = judged[judged["verdict"] == "Over DRL"]
    under = len(judged) - len(over)
    worst = judged.iloc[0].to_dict()
    facts = [
        Fact(
            "Under reference level",
            f"{under}",
            age,
            unit=f"of {len(judged)}",
            state="warn" if len(over) else "ok",
            word=f"{len(over)} over" if len(over) else "All under",
            lines=("Exam types, newest month", *_unjudged(len(ranked) - len(judged))),
            chart=_trend(medians, worst, end),
        ),
        *(_one(row, age) for row in judged.head(3).to_dict("records")),
        _half(judged, age),
    ]
    return Scene("dose", "Patient dose", tuple(facts), *_message(over, asked))


def _label(row: dict[Any, Any]) -> str:
    return dose.exam_label(row["exam_type"], row["projection"])


def _one(row: dict[Any, Any], age: Age) -> Fact:
    over = row["verdict"] == "Over DRL"
    return Fact(
        _label(row),
        format_percent(row["share"]),
        age,
        state="warn" if over else "ok",
        word="Over level" if over else "Under level",
        lines=(f"of its level, n{NBSP}={NBSP}{int(row['n'])}",),
    )


def _half(judged: pd.DataFrame, age: Age) -> Fact:
    number = int((judged["verdict"] == "Under half").sum())
    return Fact(
        "Under half of it",
        f"{number}",
        age,
        lines=("Is the image still good enough?" if number else "None",),
    )


def _unjudged(number: int) -> tuple[str, ...]:
    """Of those no level is on file, or they have fewer than 20 exposures in the month."""
    return (f"{number} more without a verdict",) if number else ()


def _message(over: pd.DataFrame, asked: Asked) -> tuple[str, Any]:
    if over.empty:
        return "", ""
    first = over.iloc[0].to_dict()
    since: date | None = first["since"]
    text = f"{_label(first)} is over its reference level"
    if since is not None:
        text += f" since {format_month(since, asked.today)}"
    if len(over) > 1:
        text += f", and {many(len(over) - 1, 'other exam type')} too"
    return text, "warn"


def _trend(medians: pd.DataFrame, worst: dict[Any, Any], end: date) -> Chart:
    """The worst one's medians by month as shares of its level; months with under 20 exposures are left out."""
    key = ["measure", "exam_type", "projection"]
    same = medians[
        (medians[key] == [worst[name] for name in key]).all(axis=1)
        & (medians["n"] >= dose.MINIMUM_FOR_VERDICT)
    ]
    last = end.year * 12 + end.month - 1
    points = [
        (float(11 - (last - (row["month"].year * 12 + row["month"].month - 1))), row["median"] / worst["drl"])
        for row in same.to_dict("records")
        if not math.isnan(row["median"])
    ]
    line = [(x, 100 * y) for x, y in points]
    top = max([130.0, *(y * 1.2 for _, y in line)])
    months = [date((last - 11 + place) // 12, (last - 11 + place) % 12 + 1, 1) for place in range(12)]
    return Chart(
        line=line,
        x_range=(0.0, 11.6),
        y_range=(0.0, top),
        x_ticks=[(float(place), format_month(months[place], months[place])) for place in (0, 3, 6, 9, 11)],
        y_ticks=[(0.0, "0 %"), (50.0, "50 %"), (100.0, "100 %")],
        label=format_percent(worst["share"]),
        title=f"{_label(worst)} by month",
        level=100.0,
        level_label="reference level",
    )
