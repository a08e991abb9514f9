"""How far are the interns, and are the badges back? Cohort counts alone: no name, no dose, nothing under five."""

from collections import Counter
from datetime import date

from dashboard.wall.asked import Asked
from dashboard.wall.fact import Age, Bar, Fact, Scene, State
from db.badge_periods import place_of
from db.competency.track import State as TrackState
from db.database import Connection
from db.queries import badges, interns
from db.small_cells import HIDDEN, told, told_parts
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
_OUT = ("Not returned", "Late", "Absent")


def scene(asked: Asked) -> Scene:
    """The scene at a moment."""
    facts = (*_interns(asked), *_badges(asked))
    return Scene("people", "People", facts)


def _interns(asked: Asked) -> tuple[Fact, ...]:
    age = asked.age("Competencies", *_INTERN_FEEDS)
    title = "Interns on track"
    rows = interns.overview(asked.connection, interns.Scope(None), asked.today)
    tracks = Counter(row.track.state for row in rows if row.track is not None)
    if not tracks:
        return (
            Fact(title, "Unknown", age, state="unknown", lines=("No intern's record has been received",)),
        )
    counts = {word: tracks[state] for state, word in _STATES}
    shown = told_parts(counts)
    longest = max(counts.values())
    behind = tracks["behind"] + tracks["late"]
    # That some are behind says how many are not, where others are hidden; so does a colour.
    is_told = HIDDEN not in (shown["behind"], shown["past last day"])
    state: State = "" if not is_told else "warn" if behind else "ok"
    bars = tuple(
        # A bar has a length only where its count is told: a length can be measured.
        Bar(word, shown[word], number / longest if shown[word] == str(number) else 0.0)
        for word, number in counts.items()
        if word != "on track"
    )
    word = "" if not is_told else "Some are behind" if behind else "None behind"
    return (
        Fact(title, shown["on track"], age, state=state, word=word, bars=bars,
             lines=("Competencies against the programme's line",)),
    )  # fmt: skip


def _badges(asked: Asked) -> tuple[Fact, ...]:
    age = asked.age("Badges", *_BADGE_FEEDS)
    connection, today = asked.connection, asked.today
    report = badges.default_report(badges.reports(connection))
    if report is None:
        return (
            Fact("Badges", "Unknown", age, state="unknown", lines=("No badge report has been received",)),
        )
    returned, out, older = badges.remembered(
        badges.version(connection),
        ("wall", report, today, asked.settings.badge_months),
        lambda: badge_counts(connection, report, today, asked.settings.badge_months),
    )
    shown = told_parts({"returned": returned, "out": out})
    period = f"Period to {day_text(report, today)}"
    return (
        Fact("Badges back", shown["returned"], age, lines=(period,)),
        _outstanding("Not back yet", out, shown["out"], age, period),
        _outstanding("Long missing", older, told(older), age, "Of 12 months before"),
    )


def _outstanding(title: str, number: int, value: str, age: Age, line: str) -> Fact:
    state: State = "warn" if number else "ok"
    return Fact(title, value, age, state=state, word="Missing" if number else "None", lines=(line,))


def badge_counts(
    connection: Connection, report: date, today: date, absent_months: int
) -> tuple[int, int, int]:
    """Badges of a report's month that came back, that did not, and those of twelve months before that did not.

    One badge is one wearer at one place of the body; fetal ones are in no count, here as in the report's own.
    """
    first = report.replace(day=1)
    back = {
        (one.account_number, one.participant_number, place_of(one.use))
        for one in badges.readings(connection, since=first, until=report)
        if place_of(one.use) not in (None, "fetal") and one.dde.flag != "absent"
    }
    missing = badges.missing(connection, report, today, absent_months)
    out = missing[missing["finding"].isin(_OUT)]
    now_out = sum(1 for end in out["wear_end"] if isinstance(end, date) and end >= first)
    return len(back), now_out, len(out) - now_out
