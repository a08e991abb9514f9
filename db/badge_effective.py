"""What effective dose do a wearer's body badges stand for? The site's rule, over the same wear periods; pure, no SQL.

Measured and assigned dose are series of their own and never share a column. Without a rule that the authority approved
the deep dose at the most exposed place stands for it (10 CFR 20.1201(c)).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from db.badge_doses import UNKNOWN_FLAGS, Entry, SeriesKey
from db.badge_periods import place_of

# Which trunk badge is of record where several are worn: outside the apron first, since it is the most exposed place.
_OF_RECORD = ("COLLAR", "WHBODY", "CHEST", "WAIST")


@dataclass(frozen=True, slots=True)
class EffectiveRule:
    """Factors of a rule; without a waist factor it takes the collar badge alone."""

    rule: str
    collar_factor: float
    waist_factor: float | None
    source: str
    confirmed: bool


def badge_of_record(positions: Sequence[str]) -> str | None:
    """The body badge that counts as the wearer's body dose, of those that are worn; None without a body badge."""
    trunk = [position for position in positions if place_of(position) == "body"]
    order = {word: at for at, word in enumerate(_OF_RECORD)}
    return min(trunk, key=lambda position: (order.get(position.upper(), len(order)), position), default=None)


def assigned_entries(
    found: Mapping[SeriesKey, Sequence[Entry]], account: str, participant: str, rule: EffectiveRule | None
) -> list[Entry]:
    """The wearer's assigned dose, period by period, in whole µSv (half up), from the body badges' deep dose.

    The rule's collar factor goes with a collar badge; a period without the badges that the rule needs keeps the dose
    of the badge of record unweighted, as does every period without a rule. An unknown badge leaves the period unknown.
    """
    bodies = {
        key.position: entries
        for key, entries in found.items()
        if (key.account_number, key.participant_number, key.quantity) == (account, participant, "body")
    }
    record = badge_of_record(list(bodies))
    if record is None:
        return []
    under = next((position for position in bodies if position != record), None)
    assigned = []
    for entry in bodies[record]:
        other = _beside(entry, bodies[under]) if under else None
        assigned.append(_weighted(entry, other, record, rule))
    return assigned


def _beside(entry: Entry, others: Sequence[Entry]) -> Entry | None:
    """The other badge of the same period."""
    return next(
        (o for o in others if o.wear_start <= entry.wear_end and entry.wear_start <= o.wear_end), None
    )


def _weighted(entry: Entry, under: Entry | None, record: str, rule: EffectiveRule | None) -> Entry:
    plain = Entry(entry.wear_start, entry.wear_end, "assigned", entry.flag, entry.usv, entry.inferred)
    if rule is None or "COLLAR" not in record.upper() or entry.flag in UNKNOWN_FLAGS:
        return plain
    if rule.waist_factor is None:
        return _of(plain, (entry.usv or 0) * _exact(rule.collar_factor), entry.flag)
    if under is None:
        return plain
    if under.flag in UNKNOWN_FLAGS:
        return Entry(entry.wear_start, entry.wear_end, "assigned", under.flag, None, under.inferred)
    weighted = (under.usv or 0) * _exact(rule.waist_factor) + (entry.usv or 0) * _exact(rule.collar_factor)
    flag = entry.flag if entry.usv is not None or under.usv is None else under.flag
    return _of(plain, weighted, flag)


def _of(plain: Entry, usv: Decimal, flag: str) -> Entry:
    if flag not in ("value", "estimated"):
        return Entry(plain.wear_start, plain.wear_end, "assigned", flag)
    whole = int(usv.quantize(Decimal(1), ROUND_HALF_UP))
    return Entry(plain.wear_start, plain.wear_end, "assigned", flag, whole)


def _exact(factor: float) -> Decimal:
    return Decimal(repr(factor))
