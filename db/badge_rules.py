"""Which limits and levels hold for which wearer? Adults, minors and interns, with what dose elsewhere changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from db.badge_doses import SeriesKey
from db.badge_limits import Level, Limit, cut_per_quarter, levels_in_force, limits_in_force
from db.badge_people import External, People, quarters_without_record
from db.badge_periods import Quantity


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits and levels in force, per quantity; levels are in order, lowest first. Minors have limits of their own.

    `intern_levels` are those of the students' programme, which hold for interns beside the others.
    `cut_usv` is what a quarter without a record takes from the limit of the whole body.
    """

    limits: Mapping[Quantity, Limit]
    levels: Mapping[Quantity, Sequence[Level]]
    minor_limits: Mapping[Quantity, Limit] = field(default_factory=dict)
    intern_levels: Mapping[Quantity, Sequence[Level]] = field(default_factory=dict)
    cut_usv: int = 0

    def limit_of(self, quantity: Quantity, *, minor: bool) -> Limit | None:
        """The yearly limit of an adult or a minor; a minor without one of their own has that of adults."""
        own = self.minor_limits.get(quantity) if minor else None
        return own or self.limits.get(quantity)

    def levels_of(self, quantity: Quantity, *, intern: bool) -> Sequence[Level]:
        """The levels, with the students' programme's before the others for an intern."""
        levels = self.levels.get(quantity, ())
        return [*self.intern_levels.get(quantity, ()), *levels] if intern else levels


def rules_in_force(
    connection: Connection, jurisdiction: str, programme: str, on: date, intern_programme: str = ""
) -> Rules:
    """Read the limits of a jurisdiction (exact name) and the levels of a programme (how its name begins)."""
    return Rules(
        limits_in_force(connection, jurisdiction, on),
        levels_in_force(connection, programme, on),
        limits_in_force(connection, jurisdiction, on, minors=True),
        levels_in_force(connection, intern_programme, on) if intern_programme else {},
        cut_per_quarter(connection, jurisdiction, on),
    )


def wearer_of(key: SeriesKey) -> tuple[str, str]:
    """Whose series it is."""
    return key.account_number, key.participant_number


def limit_of(
    key: SeriesKey, end: date, rules: Rules, known: People, elsewhere: Sequence[External]
) -> Limit | None:
    """The yearly limit, cut for each quarter without a record of dose elsewhere (10 CFR 20.2104(e))."""
    limit = rules.limit_of(key.quantity, minor=known.person(wearer_of(key)).is_minor(end))
    missing = quarters_without_record(elsewhere, key.quantity, end.year)
    if limit is None or not missing or key.quantity != "body":
        return limit
    return replace(limit, usv=max(0, limit.usv - missing * rules.cut_usv))


def limit_and_levels(
    rules: Rules, known: People, elsewhere: Sequence[External], key: SeriesKey, on: date
) -> tuple[Limit | None, Sequence[Level]]:
    """What a wearer's series is held against on a day."""
    intern = known.person(wearer_of(key)).is_intern
    return limit_of(key, on, rules, known, elsewhere), rules.levels_of(key.quantity, intern=intern)
