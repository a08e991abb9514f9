"""How far are the interns, and are the badges back? Cohort counts alone: no name, no dose, nothing under five."""

from collections import Counter
from collections.abc import Mapping

from dashboard.formats import NBSP
from dashboard.wall.asked import Asked
from dashboard.wall.fact import Age, Bar, Fact, Scene, State
from db.competency.track import State as TrackState
from db.queries import badges, interns
from db.small_cells import HIDDEN, UNDER, is_small, told, told_beside, told_parts
from db.wording import day_text

_INTERN_FEEDS = ("interns", "competencies", "exam_log", "clinical_hours")
_BADGE_FEEDS = ("landauer", "mirion")
_STATES: tuple[tuple[TrackState, str], ...] = (
    ("on_track", "on track"),
    ("complete", "complete"),
    ("behind", "behind"),
    ("late", "past last day"),
    ("not_begun", "not begun"),
)
_LINE = "Competencies against the programme's line"
_WHY_HIDDEN = f"{HIDDEN.capitalize()}: protects groups under 5"


def scene(asked: Asked) -> Scene:
    """The scene at a moment."""
    facts = (*_interns(asked), *_badges(asked))
    return Scene("people", "People", facts)


def _interns(asked: Asked) -> tuple[Fact, ...]:
    age = asked.age("Competencies", *_INTERN_FEEDS)
    rows = interns.overview(asked.connection, interns.Scope(None), asked.today)
    tracks = Counter(row.track.state for row in rows if row.track is not None)
    return (interns_fact({word: tracks[state] for state, word in _STATES}, age),)


def interns_fact(counts: Mapping[str, int], age: Age) -> Fact:
    """How many interns are in each state, by its word, as far as it may be told."""
    title, whole = "Interns on track", sum(counts.values())
    if not whole:
        return Fact(title, "Unknown", age, state="unknown", lines=("No intern's record has been received",))
    if is_small(whole):
        return Fact("Interns", UNDER, age, lines=("Too few to tell how far they are",))
    shown = told_parts(counts)
    longest = max(counts.values())
    bars = {
        # A bar has a length only where its count is told: a length can be measured.
        word: Bar(word, shown[word], number / longest if shown[word] == str(number) else 0.0)
        for word, number in counts.items()
    }
    if shown["on track"] == HIDDEN:
        return Fact("Interns", f"{whole}", age, bars=tuple(bars.values()), lines=(_LINE, _WHY_HIDDEN))
    others = tuple(bar for word, bar in bars.items() if word != "on track")
    # That some are behind says how many are not, where others are hidden; so does a colour.
    is_told = HIDDEN not in (shown["behind"], shown["past last day"])
    behind = counts["behind"] + counts["past last day"]
    state: State = "" if not is_told else "warn" if behind else "ok"
    word = "" if not is_told else "Some are behind" if behind else "None behind"
    lines = (_LINE, _WHY_HIDDEN) if HIDDEN in shown.values() else (_LINE,)
    return Fact(
        title, shown["on track"], age, unit=f"of {whole}", state=state, word=word, bars=others, lines=lines
    )


def _badges(asked: Asked) -> tuple[Fact, ...]:
    age = asked.age("Badges", *_BADGE_FEEDS)
    connection, today = asked.connection, asked.today
    report = badges.default_report(badges.reports(connection))
    if report is None:
        return (
            Fact("Badges", "Unknown", age, state="unknown", lines=("No badge report has been received",)),
        )
    found = badges.returned(connection, report, today, asked.settings.badge_months)
    return badge_facts(found.back, found.out, found.older, age, f"Period to {day_text(report, today)}")


def badge_facts(returned: int, out: int, older: int, age: Age, period: str) -> tuple[Fact, ...]:
    """Badges of a period that are back, that are not, and older ones that are not, as far as it may be told."""
    whole = returned + out
    of_whole = period if is_small(whole) or not out else f"{period}, n{NBSP}={NBSP}{whole}"
    # Of under five altogether it is not told either whether any is missing.
    missing = 0 if is_small(whole) else out
    return (
        Fact("Badges back", told_beside(returned, out), age, lines=(of_whole,)),
        _outstanding(
            "Not back yet", missing, told_beside(out, returned), age, period, is_told=not is_small(whole)
        ),
        _outstanding("Long missing", older, told(older), age, "Of 12 months before"),
    )


def _outstanding(title: str, number: int, value: str, age: Age, line: str, *, is_told: bool = True) -> Fact:
    state: State = "" if not is_told else "warn" if number else "ok"
    return Fact(
        title,
        value,
        age,
        state=state,
        word="" if not is_told else "Missing" if number else "None",
        lines=(line,),
    )
