"""What did each badge of the made-up department receive in a month, and when does the service report it?

Doses are in hundredths of a millisievert, the step in which the service reports: sums stay exact.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from etl.demo.catalogue import table
from etl.demo.chance import chance, spread

DDE, LDE, SDE = "DDE", "LDE", "SDE"
UNUSED = "Unused"
DAMAGED = "Dosimeter received damaged. No evaluation possible."
REPORTS = 14
# Median of a month in 0.01 mSv and how often nothing is measured; the highest ordinary month stays below any level.
_USUAL = {
    "interventional": (15.0, 0.03),
    "fluoroscopy": (6.0, 0.12),
    "radiography": (1.6, 0.68),
    "nursing": (1.8, 0.6),
    "physics": (1.2, 0.75),
    "student": (1.2, 0.85),
}
_HIGHEST = {"body": 34, "LENS": 90, "RFINGER": 380}
_UNUSED_PERCENT = 1.6


@dataclass(frozen=True, slots=True)
class Wearer:
    """Somebody who wears one or more badges."""

    participant_number: str
    name: str
    work: str
    uses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One badge of one month as one report gives it; `doses` is None where nothing could be read."""

    wearer: Wearer
    use: str
    month: date
    doses: dict[str, int] | None
    note: str = ""
    version: int = 0
    # The month whose report brings it; later than `month` for a late badge and for a correction.
    reported_with: date | None = None


@lru_cache
def wearers() -> tuple[Wearer, ...]:
    """All who wear badges, by number."""
    return tuple(
        Wearer(row["participant_number"], row["name"], row["work"], tuple(row["uses"].split(";")))
        for row in table("wearers")
    )


def months_later(month: date, count: int) -> date:
    """The first day of another month."""
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return months_later(month, 1) - timedelta(days=1)


def reported_on(seed: int, month: date) -> date:
    """The day on which the service reports a month: about three weeks after it."""
    return months_later(month, 1) + timedelta(days=chance(seed, month, "badge report").randint(15, 20))


def newest_month(seed: int, day: date) -> date:
    """The last month that is reported by a day."""
    month = months_later(day.replace(day=1), -1)
    while reported_on(seed, month) > day:
        month = months_later(month, -1)
    return month


def ordinary_reading(seed: int, wearer: Wearer, use: str, month: date) -> Reading:
    """What a badge shows when there is no story to it."""
    draw = chance(seed, month, "badge", wearer.participant_number, use)
    if draw.random() * 100 < _UNUSED_PERCENT:
        return Reading(wearer, use, month, None, UNUSED)
    median, nothing = _USUAL[wearer.work]
    if draw.random() < nothing:
        return Reading(wearer, use, month, _doses(use, 0, 1.0))
    if use == "RFINGER":
        median *= 8
    elif use == "LENS":
        median *= 1.3
    highest = _HIGHEST.get(use, _HIGHEST["body"])
    return Reading(
        wearer, use, month, _doses(use, min(highest, round(median * spread(draw, 0.5))), spread(draw, 0.05))
    )


def _doses(use: str, dose: int, eye_factor: float) -> dict[str, int]:
    """A ring tells the dose to the skin alone, a lens badge that to the eye and the skin about it."""
    if use == "RFINGER":
        return {SDE: dose}
    if use == "LENS":
        return {DDE: 0, LDE: dose, SDE: dose}
    return {DDE: dose, LDE: round(dose * 1.04 * eye_factor), SDE: round(dose * 1.02 * eye_factor)}
