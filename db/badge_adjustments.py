"""Which doses did a person decide on? Estimates and adjustments, laid over the readings as the service gave them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, select, tuple_

from db.badge_periods import Dose, Reading, place_of
from db.schema.badge_desk import dose_adjustment

_NOT_MEASURED = Dose("not_measured")
_MAIN = {"body": "dde", "lens": "lde", "extremity": "sde", "fetal": "dde"}


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One decision in force: doses in whole µSv, None where it leaves the quantity as the service reported it."""

    account_number: str
    participant_number: str
    use: str
    serial_number: str
    wear_start: date
    wear_end: date
    dde_usv: int | None
    lde_usv: int | None
    sde_usv: int | None
    reason: str
    withdraws: bool
    entered_by: str
    entered_at: datetime


def adjustments(
    connection: Connection, wearer_keys: Sequence[tuple[str, str]] | None = None
) -> list[Adjustment]:
    """The decisions in force, of some wearers or of all: the last on each badge and period, unless it takes back."""
    columns = dose_adjustment.c
    query = select(*(columns[name] for name in Adjustment.__slots__)).order_by(columns.id)
    if wearer_keys is not None:
        query = query.where(tuple_(columns.account_number, columns.participant_number).in_(wearer_keys))
    last: dict[tuple[object, ...], Adjustment] = {}
    for row in connection.execute(query):
        found = Adjustment(*row)
        last[tuple(row)[:6]] = found
    return [one for one in last.values() if not one.withdraws]


def adjusted(readings: list[Reading], decisions: Iterable[Adjustment]) -> list[Reading]:
    """The readings with the decisions laid over them.

    A decision on a badge takes the place of its doses. One on a badge that never came adds a reading of its own, until
    the badge is read after all: then the real reading counts.
    """
    by_badge: dict[tuple[str, str, str, date], Adjustment] = {}
    without_badge: list[Adjustment] = []
    for one in decisions:
        if one.serial_number:
            by_badge[one.account_number, one.participant_number, one.serial_number, one.wear_start] = one
        else:
            without_badge.append(one)
    if by_badge:
        readings = [
            _laid_over(
                reading,
                by_badge.get(
                    (reading.account_number, reading.participant_number, reading.serial_number, reading.wear_start)
                ),
            )
            for reading in readings
        ]  # fmt: skip
    if without_badge:
        read: dict[tuple[str, str, str], list[Reading]] = defaultdict(list)
        for reading in readings:
            read[reading.account_number, reading.participant_number, reading.use].append(reading)
        readings = readings + [
            _as_reading(one)
            for one in without_badge
            if not any(
                _answers(reading, one)
                for reading in read[one.account_number, one.participant_number, one.use]
            )
        ]
    return readings


def _laid_over(reading: Reading, one: Adjustment | None) -> Reading:
    if one is None:
        return reading
    dde, lde, sde = (
        reading_dose if usv is None else Dose("estimated", usv)
        for reading_dose, usv in (
            (reading.dde, one.dde_usv),
            (reading.lde, one.lde_usv),
            (reading.sde, one.sde_usv),
        )
    )
    return replace(reading, note=_said(one, reading.note), dde=dde, lde=lde, sde=sde)


def _as_reading(one: Adjustment) -> Reading:
    dde, lde, sde = (
        _NOT_MEASURED if usv is None else Dose("estimated", usv)
        for usv in (one.dde_usv, one.lde_usv, one.sde_usv)
    )
    badge = (one.account_number, one.participant_number, one.use, one.wear_start, one.wear_end)
    return Reading(*badge, dde, lde, sde, "", _said(one, None))


def _answers(reading: Reading, one: Adjustment) -> bool:
    main: Dose = getattr(reading, _MAIN[place_of(reading.use) or "body"])
    overlaps = reading.wear_start <= one.wear_end and one.wear_start <= reading.wear_end
    return overlaps and main.flag not in ("absent", "damaged")


def _said(one: Adjustment, note: str | None) -> str:
    said = f"Estimate by {one.entered_by}: {one.reason}"
    return f"{note}; {said}" if note else said
