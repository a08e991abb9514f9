"""Which limits and investigation levels are in force for staff doses, and which does a sum reach?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from sqlalchemy import Connection, select

from db.badge_doses import DoseSum
from db.badge_periods import Quantity
from db.schema.reference import alara_level, dose_limit

Span = Literal["period", "quarter", "year"]
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
    "accumulated in year": "year",
    "cumulative in year": "year",
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
    """An investigation level in µSv, over which span it is counted ("period" is per month worn), and whose it is."""

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


def limits_in_force(connection: Connection, jurisdiction: str, on: date) -> dict[Quantity, Limit]:
    """The yearly limits of adult workers in a jurisdiction on a day; a quantity without one is not in the answer."""
    query = select(dose_limit).where(
        dose_limit.c.jurisdiction == jurisdiction,
        dose_limit.c.population.in_(["adult worker", "worker"]),
        dose_limit.c.period.in_(_YEARLY),
        dose_limit.c.valid_from <= on,
    )
    found: dict[Quantity, Limit] = {}
    for row in connection.execute(query.order_by(dose_limit.c.valid_from, dose_limit.c.edition)).mappings():
        if row["unit"] in _USV_PER_UNIT and "cap" not in row["quantity"]:
            for quantity in _named(row["quantity"], _LIMIT_NAMES):
                usv = _usv(row["limit_value"], row["unit"])
                found[quantity] = Limit(quantity, usv, row["jurisdiction"], row["source"], row["confirmed"])
    return found


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
                quantity, _level_name(row["level"]), rank, span, _usv(row["level_value"], row["unit"]),
                row["programme"], row["source"], row["confirmed"],
            )  # fmt: skip
    levels: dict[Quantity, list[Level]] = {}
    for level in sorted(found.values(), key=lambda level: (level.rank, level.usv)):
        levels.setdefault(level.quantity, []).append(level)
    return levels


def judge(
    sums: Mapping[str, DoseSum], months_worn: int, levels: Sequence[Level], limit: Limit | None
) -> Verdict:
    """Hold sums (by span: period, quarter, year) against levels and the yearly limit.

    A level is reached at its value, a limit is broken above it. A monthly level is multiplied by the months of the wear
    period. An unknown part never clears anyone: below all levels with a period unknown the answer is unknown.
    """
    share = sums["year"].usv / limit.usv if limit else None
    reached = [level for level in levels if sums[level.span].usv >= value_of(level, months_worn)]
    level = max(reached, key=lambda level: level.rank, default=None)
    above = [other for other in levels if other not in reached and (level is None or other.rank > level.rank)]
    next_level = min(above, key=lambda other: other.rank, default=None)
    if limit and sums["year"].usv > limit.usv:
        return Verdict("action", "Over limit", share, level, next_level)
    if level:
        return Verdict("action" if level.rank > 1 else "warn", level.name, share, level, next_level)
    if unknown := sums["year"].unknown:
        return Verdict("unknown", f"{unknown} unknown", share, None, next_level)
    if not levels and not limit:
        return Verdict("unknown", "No limit set", share, None, None)
    return Verdict("ok", "In limits", share, None, next_level)


def value_of(level: Level, months_worn: int) -> int:
    """The level in µSv for a badge worn that many months: only a monthly level depends on it."""
    return level.usv * months_worn if level.span == "period" else level.usv


def level_of_period(usv: int, months_worn: int, levels: Sequence[Level]) -> Level | None:
    """The highest level that one reading reaches, each level pro-rated to the months that the badge was worn."""
    per_month = {"period": 1, "quarter": 3, "year": 12}
    reached = [level for level in levels if usv * per_month[level.span] >= level.usv * months_worn]
    return max(reached, key=lambda level: level.rank, default=None)


def _named(text: str, names: Mapping[str, tuple[Quantity, ...]]) -> tuple[Quantity, ...]:
    fitting = [name for name in names if text.casefold().startswith(name.casefold())]
    return names[max(fitting, key=len)] if fitting else ()


def _level_name(level: str) -> str:
    return f"Level {level}" if level in {"I", "II"} else level.capitalize()


def _usv(value: float, unit: str) -> int:
    # Through the decimal text: 0.35 mSv is 350 µSv and not 349.
    return round(Decimal(repr(value)) * _USV_PER_UNIT[unit])
