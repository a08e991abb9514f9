"""Which limits and investigation levels are in force for staff doses, and which does a sum reach?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from sqlalchemy import Connection, or_, select

from db.badge_doses import DoseSum
from db.badge_periods import Quantity
from db.schema.reference import alara_level, dose_limit

# What a level is stated for: a month, a quarter or a year worn (pro-rated to the wear period), or the year so far.
Span = Literal["period", "quarter", "year", "accumulated"]
_MONTHS: dict[str, int] = {"period": 1, "quarter": 3, "year": 12}
ADULTS = ("adult worker", "worker")
MINORS = ("minor", "apprentice", "student", "young worker", "trainee under 18")
_USV_PER_UNIT = {
    "uSv": Decimal(1),
    "mrem": Decimal(10),
    "mSv": Decimal(1_000),
    "rem": Decimal(10_000),
    "Sv": Decimal(1_000_000),
}
# The names that the sources give to quantities, by how they begin; of two names the longer decides.
_LIMIT_NAMES: dict[str, tuple[Quantity, ...]] = {
    "TEDE": ("body",),
    "effective dose": ("body",),
    "LDE": ("lens",),
    "equivalent dose lens": ("lens",),
    "SDE skin of whole body": ("skin",),
    "SDE any extremity": ("extremity",),
    "SDE skin or extremity": ("skin", "extremity"),
    "SDE skin/extremity": ("skin", "extremity"),
    "equivalent dose skin": ("skin",),
    "equivalent dose skin/extremities": ("skin", "extremity"),
    "equivalent dose extremities": ("extremity",),
    "equivalent dose hands and feet": ("extremity",),
}
_LEVEL_NAMES: dict[str, tuple[Quantity, ...]] = {
    "whole body": ("body",),
    "whole body; lens": ("body", "lens"),
    "DDE": ("body",),
    "lens": ("lens",),
    "skin or extremity": ("skin", "extremity"),
    "SDE skin or extremity": ("skin", "extremity"),
    "skin": ("skin",),
    "extremity": ("extremity",),
    "hands and forearms": ("extremity",),
}
_YEARLY = ("calendar year", "single year", "year", "12 consecutive months")
_SPANS: dict[str, Span] = {
    "month": "period",
    "calendar quarter": "quarter",
    "quarter": "quarter",
    "year": "year",
    "calendar year": "year",
    "accumulated in year": "accumulated",
    "cumulative in year": "accumulated",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A yearly dose limit in µSv, with the rule that sets it."""

    quantity: Quantity
    usv: int
    jurisdiction: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Level:
    """An investigation level in µSv, the span that it is stated for ("period" is a month), and whose it is."""

    quantity: Quantity
    name: str
    rank: int
    span: Span
    usv: int
    programme: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a wearer's sums stand. `level` is the highest level reached, `next_level` the lowest one not reached."""

    state: Literal["ok", "warn", "action", "unknown"]
    word: str
    share_of_limit: float | None
    level: Level | None
    next_level: Level | None


def limits_in_force(
    connection: Connection, jurisdiction: str, on: date, *, minors: bool = False
) -> dict[Quantity, Limit]:
    """The yearly limits of workers in a jurisdiction on a day: of adults, or of minors (under 18).

    A quantity without a limit is not in the answer.
    """
    population = dose_limit.c.population
    query = select(dose_limit).where(
        dose_limit.c.jurisdiction == jurisdiction,
        or_(*(population.startswith(word, autoescape=True) for word in MINORS))
        if minors
        else population.in_(ADULTS),
        dose_limit.c.period.in_(_YEARLY),
        dose_limit.c.valid_from <= on,
    )
    found: dict[Quantity, Limit] = {}
    for row in connection.execute(query.order_by(dose_limit.c.valid_from, dose_limit.c.edition)).mappings():
        if row["unit"] in _USV_PER_UNIT and "cap" not in row["quantity"]:
            for quantity in _named(row["quantity"], _LIMIT_NAMES):
                usv = usv_of(row["limit_value"], row["unit"])
                found[quantity] = Limit(quantity, usv, row["jurisdiction"], row["source"], row["confirmed"])
    return found


def cut_per_quarter(connection: Connection, jurisdiction: str, on: date) -> int:
    """What each quarter without a record of dose elsewhere takes from the limit, in µSv; 0 where no rule says so."""
    query = (
        select(dose_limit.c.limit_value, dose_limit.c.unit)
        .where(
            dose_limit.c.jurisdiction == jurisdiction,
            dose_limit.c.population.startswith("worker with missing current-year record"),
            dose_limit.c.valid_from <= on,
        )
        .order_by(dose_limit.c.valid_from.desc())
    )
    row = connection.execute(query).first()
    return usv_of(row.limit_value, row.unit) if row else 0


def levels_in_force(connection: Connection, programme: str, on: date) -> dict[Quantity, list[Level]]:
    """The levels of the programme whose name begins so, per quantity, lowest first. Of several the first by name."""
    names = connection.scalars(
        select(alara_level.c.programme)
        .where(alara_level.c.programme.startswith(programme, autoescape=True))
        .distinct()
    ).all()
    if not names:
        return {}
    query = select(alara_level).where(alara_level.c.programme == min(names), alara_level.c.valid_from <= on)
    found: dict[tuple[Quantity, str, Span], Level] = {}
    for row in connection.execute(query.order_by(alara_level.c.valid_from, alara_level.c.edition)).mappings():
        span = _SPANS.get(row["period"])
        if span is None or row["unit"] not in _USV_PER_UNIT:
            continue
        for quantity in _named(row["quantity"], _LEVEL_NAMES):
            rank = 2 if row["level"] == "II" else 1
            found[quantity, row["level"], span] = Level(
                quantity, _level_name(row["level"]), rank, span, usv_of(row["level_value"], row["unit"]),
                row["programme"], row["source"], row["confirmed"],
            )  # fmt: skip
    levels: dict[Quantity, list[Level]] = {}
    for level in sorted(found.values(), key=lambda level: (level.rank, level.usv)):
        levels.setdefault(level.quantity, []).append(level)
    return levels


def judge(
    sums: Mapping[str, DoseSum],
    worn: Fraction,
    levels: Sequence[Level],
    limit: Limit | None,
    external_usv: int = 0,
) -> Verdict:
    """Hold a wear period and its year against levels and the yearly limit.

    `sums` are those of the period and of the year to date, `worn` the months that the badge was worn: each level is
    pro-rated to them, but one that is stated as accumulated is held against the year. A level is reached at its value,
    a limit is broken above it; dose at other employers counts towards the limit. An unknown part never clears anyone:
    below all levels with a period of the year unknown the answer is unknown.
    """
    year_usv = sums["year"].usv + external_usv
    share = year_usv / limit.usv if limit else None
    reached = [level for level in levels if reaches(level, sums["period"].usv, sums["year"].usv, worn)]
    level = max(reached, key=lambda level: level.rank, default=None)
    above = [other for other in levels if other not in reached and (level is None or other.rank > level.rank)]
    next_level = min(above, key=lambda other: other.rank, default=None)
    if limit and year_usv > limit.usv:
        return Verdict("action", "Over limit", share, level, next_level)
    if level:
        return Verdict("action" if level.rank > 1 else "warn", level.name, share, level, next_level)
    if unknown := sums["year"].unknown:
        return Verdict("unknown", f"{unknown} unknown", share, None, next_level)
    if not levels and not limit:
        return Verdict("unknown", "No limit set", share, None, None)
    return Verdict("ok", "In limits", share, None, next_level)


def reaches(level: Level, period_usv: int, year_usv: int, worn: Fraction) -> bool:
    """Whether a period's dose, or for an accumulated level the year's, is at the level or above it."""
    if level.span == "accumulated":
        return year_usv >= level.usv
    return period_usv * _MONTHS[level.span] >= level.usv * worn


def value_of(level: Level, worn: Fraction) -> int:
    """The level in µSv, pro-rated to the months worn; an accumulated one stands for the year as it is."""
    if level.span == "accumulated":
        return level.usv
    return round(level.usv * worn / _MONTHS[level.span])


def level_of_period(usv: int, worn: Fraction, levels: Sequence[Level]) -> Level | None:
    """The highest level that one reading reaches by itself, each level pro-rated to the months that it was worn."""
    reached = [level for level in levels if level.span != "accumulated" and reaches(level, usv, 0, worn)]
    return max(reached, key=lambda level: level.rank, default=None)


def _named(text: str, names: Mapping[str, tuple[Quantity, ...]]) -> tuple[Quantity, ...]:
    fitting = [name for name in names if text.casefold().startswith(name.casefold())]
    return names[max(fitting, key=len)] if fitting else ()


def _level_name(level: str) -> str:
    return f"Level {level}" if level in {"I", "II"} else level.capitalize()


def usv_of(value: float, unit: str) -> int:
    """A dose in one of the units of the reference tables, in whole µSv. Raises KeyError for another unit."""
    # Through the decimal text: 0.35 mSv is 350 µSv and not 349.
    return round(Decimal(repr(value)) * _USV_PER_UNIT[unit])
