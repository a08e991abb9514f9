"""What does a wall show? Scenes of at most seven facts and one message, as plain values that become JSON.

A fact knows the moment that its data speak of; how old that is, each answer says anew, by the server's clock alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

State = Literal["", "ok", "due", "warn", "action", "unknown"]
MOST_FACTS = 7


@dataclass(frozen=True, slots=True)
class Age:
    """Whose data a fact is made of, of when (aware), and from which age on (seconds) it must not be trusted."""

    source: str
    as_of: datetime | None = None
    limit_s: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a fact that has parts: its value as it may be told, and its share of the longest bar, 0 to 1."""

    label: str
    value: str
    share: float


@dataclass(frozen=True, slots=True)
class Chart:
    """One line against what is usual, on axes of its own; points are (x, y), ticks (place, label)."""

    line: Sequence[tuple[float, float]]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_ticks: Sequence[tuple[float, str]]
    y_ticks: Sequence[tuple[float, str]]
    label: str
    # Stands above it, and goes with it where there is no room.
    title: str = ""
    band: Sequence[tuple[float, float, float]] = ()
    usual: Sequence[tuple[float, float]] = ()
    usual_label: str = ""
    # A line across, such as the reference level.
    level: float | None = None
    level_label: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One tile: a value in words or figures, its state in a word, and at most two lines below.

    `since` (aware): the value is the time since then, which the screen goes on counting.
    """

    title: str
    value: str
    age: Age
    unit: str = ""
    state: State = ""
    word: str = ""
    lines: tuple[str, ...] = ()
    bars: tuple[Bar, ...] = ()
    chart: Chart | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture; `message` is the one sentence to be acted on, empty where nothing is."""

    name: str
    title: str
    facts: tuple[Fact, ...]
    message: str = ""
    message_state: State = ""

    def __post_init__(self) -> None:
        if len(self.facts) > MOST_FACTS:
            raise ValueError(f"{self.name} has {len(self.facts)} facts; a wall shows {MOST_FACTS} at most")


def write_scene(scene: Scene) -> dict[str, Any]:
    """The scene as plain values that JSON holds; moments as text in ISO 8601."""
    return asdict(scene)


def read_scene(held: Mapping[str, Any]) -> Scene:
    """The scene that `write_scene` wrote, after JSON."""
    return Scene(**{**held, "facts": tuple(_read_fact(one) for one in held["facts"])})


def _read_fact(held: Mapping[str, Any]) -> Fact:
    age = held["age"]
    return Fact(
        **{
            **held,
            "age": Age(age["source"], _moment(age["as_of"]), age["limit_s"]),
            "lines": tuple(held["lines"]),
            "bars": tuple(Bar(**bar) for bar in held["bars"]),
            "chart": None if held["chart"] is None else Chart(**held["chart"]),
            "since": _moment(held["since"]),
        }
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def as_answer(scene: Scene, now: datetime) -> dict[str, Any]:
    """The scene as the screen gets it: ages and durations in seconds at this moment (aware), no clock time to trust."""
    return {
        "name": scene.name,
        "title": scene.title,
        "message": scene.message,
        "message_state": scene.message_state,
        "facts": [_fact(fact, now) for fact in scene.facts],
    }


def _fact(fact: Fact, now: datetime) -> dict[str, Any]:
    said = {name: getattr(fact, name) for name in ("title", "value", "unit", "state", "word", "lines")}
    said["source"] = fact.age.source
    said["age_s"] = _seconds(fact.age.as_of, now)
    said["limit_s"] = fact.age.limit_s
    said["since_s"] = _seconds(fact.since, now)
    said["bars"] = [asdict(bar) for bar in fact.bars]
    said["chart"] = None if fact.chart is None else asdict(fact.chart)
    return said


def _seconds(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else max(0.0, round((now - moment).total_seconds(), 1))
