"""What does a wall display show, in which order, and for how long each? Written as `today:20,rooms:15`. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# The scenes by name, with what each tells.
SCENES: Mapping[str, str] = {
    "today": "exams done against usual, waiting, reports",
    "rooms": "which units are down or limited, which checks are due",
    "dose": "exam types under their reference level",
    "supplies": "expired, expiring, below minimum",
    "people": "interns' progress and badges, as counts",
    "messages": "shift handover and announcements",
}
LEAST_SECONDS, MOST_SECONDS = 5, 600
_USUAL_SECONDS = 20
_MOST_TURNS = 20


class PlaylistRefused(Exception):
    """A playlist names no scene that there is, or shows one too short or too long; the message says what is right."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One scene and how long it stands, in seconds."""

    scene: str
    seconds: int


EVERYTHING = tuple(Turn(name, _USUAL_SECONDS) for name in SCENES)


def read_playlist(text: str) -> tuple[Turn, ...]:
    """`today:30, rooms` as turns; a scene without a time stands 20 s, no text at all is every scene.

    Raises PlaylistRefused.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return EVERYTHING
    if len(parts) > _MOST_TURNS:
        raise PlaylistRefused(f"A playlist has at most {_MOST_TURNS} turns.")
    return tuple(_turn(part) for part in parts)


def write_playlist(turns: Iterable[Turn]) -> str:
    """The same as text: `today:30, rooms:20`."""
    return ", ".join(f"{turn.scene}:{turn.seconds}" for turn in turns)


def as_rows(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """The turns as the database keeps them."""
    return [{"scene": turn.scene, "seconds": turn.seconds} for turn in turns]


def of_rows(rows: Iterable[Mapping[str, Any]]) -> tuple[Turn, ...]:
    """The turns that the database holds; scenes that a later version no longer has are left out."""
    kept = tuple(Turn(row["scene"], int(row["seconds"])) for row in rows if row["scene"] in SCENES)
    return kept or EVERYTHING


def _turn(part: str) -> Turn:
    scene, _, seconds = (piece.strip() for piece in part.partition(":"))
    if scene not in SCENES:
        raise PlaylistRefused(f"There is no scene {scene[:40]!r}; there are {', '.join(SCENES)}.")
    if not seconds:
        return Turn(scene, _USUAL_SECONDS)
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 5):
        raise PlaylistRefused(f"{scene}: its time is a whole number of seconds, as in {scene}:20.")
    if not LEAST_SECONDS <= int(seconds) <= MOST_SECONDS:
        raise PlaylistRefused(f"{scene}: a scene stands {LEAST_SECONDS} to {MOST_SECONDS} seconds.")
    return Turn(scene, int(seconds))
