"""Is today going as usual, who waits, and are the reports in time?

Patients are counted here: no count under five, no step of the curve under five, and a median from five on.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import timedelta

from dashboard.formats import NBSP, format_count, format_number, format_time, format_weekday
from dashboard.wall.asked import Asked
from dashboard.wall.fact import Age, Bar, Chart, Fact, Scene, State
from db.queries import exams, waiting
from db.queries.exams import ExamDay
from db.small_cells import HIDDEN, UNDER, coarse, is_small, told, told_median, told_parts, told_share
from db.wording import day_text

_FEEDS = ("ris_csv", "hl7")
_REPORT_DAYS = 7
# Fewer classes than the exams page has: what is read in passing.
_AGES = {
    "under 1 h": ("under 1 h",),
    "1 to 4 h": ("1 to 4 h",),
    "4 to 24 h": ("4 to 12 h", "12 to 24 h"),
    "over 24 h": ("1 to 3 d", "3 to 7 d", "over 7 d"),
}
if {age for ages in _AGES.values() for age in ages} != {name for name, _ in exams.AGES}:
    raise LookupError("the wall and the exams page know different ages of open reports")
_WORDS = {"below": ("warn", "Below usual"), "as": ("ok", "As usual"), "above": ("due", "Above usual")}


def scene(asked: Asked) -> Scene:
    """The scene at a moment."""
    age = asked.age("RIS", *_FEEDS)
    day = exams.exam_day(asked.connection, asked.now, asked.zone)
    if day is None:
        never = Fact("Exams done", "Unknown", age, state="unknown", lines=("No exam has been received",))
        return Scene("today", "Today", (never,), "No exam has been received from the RIS", "unknown")
    title = "Today" if day.is_today else f"Newest day known, {day_text(day.day, asked.today)}"
    facts = [_done(asked, day, age)]
    if day.is_today:
        facts += [_waiting(asked, day, age), _reports(asked, day, age), _open(asked, day, age)]
        return Scene("today", title, tuple(facts))
    text = f"Nothing is known of today: the RIS last told of {day_text(day.day, asked.today)}"
    return Scene("today", title, tuple(facts), text, "unknown")


def _done(asked: Asked, day: ExamDay, age: Age) -> Fact:
    so_far, done = day.so_far, int(day.so_far["done"])
    by = f" by {format_time(day.until, asked.zone)}" if so_far["hour"] < 24 else ""
    if math.isnan(so_far["median"]):
        lines: tuple[str, ...] = (f"No earlier {format_weekday(day.day)} to compare with",)
        state, word = "", ""
    else:
        how = "below" if done < so_far["low"] else "above" if done > so_far["high"] else "as"
        # Of a hidden number no comparison is told either: it would say where under five it is.
        state, word = ("", "") if is_small(done) else _WORDS[how]
        lines = (
            f"Usual{by} is {format_number(so_far['median'], 0)}",
            f"(middle half {format_number(so_far['low'], 0)} to {format_number(so_far['high'], 0)})",
        )
    return Fact(
        "Exams done", told(done), age, state=_state(state), word=word, lines=lines, chart=_chart(day, done)
    )


def _state(word: str) -> State:
    states: dict[str, State] = {"warn": "warn", "ok": "ok", "due": "due"}
    return states.get(word, "")


def _chart(day: ExamDay, done: int) -> Chart | None:
    hours = day.by_hour
    reached = day.so_far["hour"]
    known = [
        (float(row["hour"]), int(row["done"]))
        for row in hours.dropna(subset=["done"]).to_dict("records")
        if row["hour"] <= reached
    ]
    line = coarse([*(point for point in known if point[0] < reached), (float(reached), done)])
    compared = int(day.so_far["days"]) > 0
    top = max([float(done), *(hours["high"].dropna() if compared else [])]) or 1.0
    step = next((size for size in (10, 20, 50, 100, 200, 500, 1000, 5000) if top / size <= 3), 10_000)
    first = _first_hour(day)
    return Chart(
        line=[(x, float(y)) for x, y in line],
        x_range=(first, 24.0),
        y_range=(0.0, max(top * 1.08, float(step))),
        x_ticks=[(float(hour), f"{hour:02d}") for hour in range(int(first), 25, 4)],
        y_ticks=[(float(value), format_count(value)) for value in range(0, int(top) + 1, step)],
        label="" if is_small(done) else f"{'Today' if day.is_today else 'Then'} {format_count(done)}",
        band=[
            (float(row["hour"]), float(row["low"]), float(row["high"]))
            for row in (hours.to_dict("records") if compared else [])
            if row["hour"] >= first
        ],
        usual=[
            (float(row["hour"]), float(row["median"]))
            for row in (hours.to_dict("records") if compared else [])
            if row["hour"] >= first
        ],
        usual_label=f"Usual {format_weekday(day.day)}" if compared else "",
    )


def _first_hour(day: ExamDay) -> float:
    hours = day.by_hour
    busy = hours[(hours["done"].fillna(0) > 0) | (hours["high"].fillna(0) > 0)]
    return 0.0 if busy.empty else float(max(int(busy["hour"].iloc[0]) - 1, 0) // 4 * 4)


def _waiting(asked: Asked, day: ExamDay, age: Age) -> Fact:
    waits = waiting.waits_min(asked.connection, day.day, day.until)
    return waiting_fact(waits, waiting.usual_waits_min(asked.connection, day.day), age)


def waiting_fact(waits: Sequence[float], usual_waits: Sequence[float], age: Age) -> Fact:
    """How many patients wait, and how long the middle one does against usual (minutes), as far as it may be told."""
    middle, usual = told_median(waits), told_median(usual_waits)
    usual_line = f"Usual {usual:.0f}{NBSP}min" if usual is not None else "No usual wait known"
    if not waits:
        return Fact("Waiting now", "0", age, state="ok", word="Nobody waits", lines=(usual_line,))
    if middle is None:
        return Fact("Waiting now", told(len(waits)), age, lines=("Median from 5 on", usual_line))
    longer = usual is not None and middle > 1.5 * usual
    return Fact(
        "Waiting now",
        told(len(waits)),
        age,
        state="warn" if longer else "",
        word="Longer than usual" if longer else "",
        lines=(f"Median wait {middle:.0f}{NBSP}min", usual_line),
    )


def _reports(asked: Asked, day: ExamDay, age: Age) -> Fact:
    """The share within target of the exams of seven days that have their first final report."""
    done = exams.exams_between(asked.connection, day.day - timedelta(days=_REPORT_DAYS - 1), day.day)
    wanted = exams.targets(asked.connection, asked.today)
    steps = exams.turnaround(done, wanted)
    row = steps[(steps["measure"] == "end_to_final") & (steps["group"] == "all")].iloc[0].to_dict()
    judged, within = int(row["with_target"]), int(row["within"])
    share = told_share(within, judged)
    title = "Reports on time"
    if share is None:
        return Fact(title, "Unknown", age, state="unknown", lines=("Under 5 with a target",))
    percents = {goal for _, goal in exams.target_words(wanted, "end_to_final", "all", "") if goal is not None}
    # Where the targets want different shares, no one share tells whether they are met.
    goal = percents.pop() if len(percents) == 1 else None
    met = goal is None or 100 * within / judged >= goal
    return Fact(
        title,
        share,
        age,
        state="" if goal is None else "ok" if met else "warn",
        word="" if goal is None else "In target" if met else f"Below {goal:.0f}{NBSP}%",
        lines=(f"{_REPORT_DAYS} days, n{NBSP}={NBSP}{told(judged)}",),
    )


def _open(asked: Asked, day: ExamDay, age: Age) -> Fact:
    found = exams.by_age(exams.unread(asked.connection, day.until))
    counted = dict(zip(found["age"], found["n"], strict=True))
    return open_fact(
        {name: sum(int(counted.get(one, 0)) for one in ages) for name, ages in _AGES.items()}, age
    )


def open_fact(counts: Mapping[str, int], age: Age) -> Fact:
    """Open reports by age, youngest first, as far as it may be told; the oldest class stands out where it may."""
    title, whole = "Reports open", sum(counts.values())
    if is_small(whole):
        # Neither is told how old they are, nor whether one of them is over its time.
        return Fact(title, UNDER, age, lines=("of any age",))
    shown = told_parts(counts)
    longest = max([*counts.values(), 1])
    *younger, oldest = shown
    bars = tuple(
        # A bar has a length only where its count is told: a length can be measured.
        Bar(name, shown[name], counts[name] / longest if shown[name] == str(counts[name]) else 0.0)
        for name in younger
    )
    if shown[oldest] == HIDDEN:
        return Fact(title, f"{whole}", age, lines=(f"{oldest}: {HIDDEN}",), bars=bars)
    many_old = counts[oldest] > 0
    return Fact(
        title,
        shown[oldest],
        age,
        state="warn" if many_old else "ok",
        word=oldest if many_old else "None over 24 h",
        bars=bars,
    )
