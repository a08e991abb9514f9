"""What does a worker's annual report say? The boxes of NRC Form 5, from the same sums as the page.

Identity number, its type and the birth date stay empty: they are not held here. Numbers and titles of the boxes follow
the form as it is commonly described; the form itself was not at hand.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from db.badge_doses import DoseSum, Entry, SeriesKey, series, total
from db.badge_effective import EffectiveRule, assigned_entries, badge_of_record
from db.badge_people import WearerKey, external_doses, external_sum, people
from db.badge_periods import add_months
from db.badge_readings import calendar_of, names, readings
from db.schema.reference import effective_dose_rule

NOT_HELD = "not held here"
NOT_MONITORED = "not monitored"


@dataclass(frozen=True, slots=True)
class Box:
    """One box of the form. A dose is in `usv`; `words` is what stands there without one, `note` what goes with it."""

    box: str
    title: str
    words: str = ""
    dose: DoseSum | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """A year of one worker: the boxes, and the wear periods that they were added up from."""

    year: int
    until: date
    participant_number: str
    boxes: tuple[Box, ...]
    periods: tuple[tuple[SeriesKey, Entry], ...]


def effective_rule(connection: Connection, rule: str, on: date) -> EffectiveRule | None:
    """The site's rule for the effective dose on a day, by its name; None where none is chosen. Raises LookupError."""
    if not rule:
        return None
    columns = effective_dose_rule.c
    row = (
        connection.execute(
            select(effective_dose_rule)
            .where(columns.rule == rule, columns.valid_from <= on)
            .order_by(columns.valid_from.desc())
        )
        .mappings()
        .first()
    )
    if row is None:
        raise LookupError(f"the reference table has no rule for the effective dose called {rule!r}")
    return EffectiveRule(
        row["rule"], row["collar_factor"], row["waist_factor"], row["source"], row["confirmed"]
    )


def annual_report(
    connection: Connection,
    key: WearerKey,
    year: int,
    today: date,
    rule: EffectiveRule | None,
    released: Sequence[date] | None = None,
    site: str = "",
) -> AnnualReport:
    """The worker's year, up to today where it is not over. `released`: only periods of these reports (their months)."""
    until = min(date(year, 12, 31), today)
    after = date(year - 1, 12, 31)
    roster = people(connection, key).roster
    found = {
        k: _released(entries, released)
        for k, entries in series(
            readings(connection, add_months(after, -12), [key], begun_by=until),
            until,
            roster,
            calendar_of(connection, until),
        ).items()
        if k.quantity != "fetal"
    }
    who = names(connection)
    rows = who[(who["account_number"] == key[0]) & (who["participant_number"] == key[1])].to_dict("records")
    elsewhere = external_doses(connection, key).get(key, [])
    assigned = total(assigned_entries(found, *key, rule), after, until)
    doses = _doses(found, after, until)
    outside = {
        quantity: external_sum(elsewhere, quantity, after, until)
        for quantity in ("body", "lens", "skin", "extremity")
    }
    employers = [one.employer for one in elsewhere if after < one.ends_on <= until]
    boxes = [
        Box("1", "Name", str(rows[0]["participant_name"] or "") if rows else ""),
        Box("2", "Identification number", note=NOT_HELD),
        Box("3", "ID type", note=NOT_HELD),
        Box("4", "Sex", note=NOT_HELD),
        Box("5", "Date of birth", note=NOT_HELD),
        Box("6", "Monitoring period", f"{after.year + 1}-01-01 to {until.isoformat()}"),
        Box("7", "Licensee or registrant", site),
        Box("8", "License or registration number", note="to be filled in by the licensee"),
        Box("9A", "Record or estimate", _record_or_estimate(doses)),
        Box("9B", "Routine or planned special exposure", "Routine"),
        Box("10", "Intakes", NOT_MONITORED),
        _box("11", "Deep dose equivalent (DDE)", doses["body"], outside["body"]),
        _box("12", "Lens dose equivalent (LDE)", doses["lens"], outside["lens"]),
        _box("13", "Shallow dose equivalent, whole body (SDE,WB)", doses["skin"], outside["skin"]),
        _box("14", "Shallow dose equivalent, max. extremity (SDE,ME)", doses["extremity"], outside["extremity"]),
        Box("15", "Committed effective dose equivalent (CEDE)", NOT_MONITORED),
        Box("16", "Committed dose equivalent, max. organ (CDE)", NOT_MONITORED),
        Box("17", "Total effective dose equivalent (TEDE)", dose=assigned, note=_how(rule)),
        _box("18", "Total organ dose equivalent, max. organ (TODE)", doses["body"], 0),
        Box("19", "Comments", _comments(doses, employers)),
    ]  # fmt: skip
    periods = tuple(
        (k, entry) for k, entries in found.items() for entry in entries if after < entry.wear_end <= until
    )
    return AnnualReport(year, until, key[1], tuple(boxes), periods)


def _released(entries: Sequence[Entry], released: Sequence[date] | None) -> list[Entry]:
    if released is None:
        return list(entries)
    months = {(day.year, day.month) for day in released}
    return [entry for entry in entries if (entry.wear_end.year, entry.wear_end.month) in months]


def _doses(found: Mapping[SeriesKey, Sequence[Entry]], after: date, until: date) -> dict[str, DoseSum | None]:
    """One sum per quantity: of the badge of record, of the lens series, of the hand or foot with the larger dose."""
    record = badge_of_record([key.position for key in found if key.quantity == "body"])
    chosen: dict[str, list[DoseSum]] = {"body": [], "lens": [], "skin": [], "extremity": []}
    for key, entries in found.items():
        if key.quantity in ("body", "skin") and key.position != record:
            continue
        summed = total(entries, after, until)
        if summed.periods and key.quantity in chosen:
            chosen[key.quantity].append(summed)
    return {
        quantity: max(sums, key=lambda one: (one.usv, one.unknown), default=None)
        for quantity, sums in chosen.items()
    }


def _box(box: str, title: str, dose: DoseSum | None, external_usv: int) -> Box:
    if dose is None:
        return Box(box, title, NOT_MONITORED)
    note = f"and {external_usv / 1000:.2f} mSv at other employers" if external_usv else ""
    return Box(box, title, dose=dose, note=note)


def _how(rule: EffectiveRule | None) -> str:
    if rule is None:
        return "DDE at the most exposed place; no weighting is approved here"
    mark = "" if rule.confirmed else ", not confirmed"
    return f"assigned by {rule.rule} ({rule.source}{mark})"


def _record_or_estimate(doses: Mapping[str, DoseSum | None]) -> str:
    estimated = any(dose is not None and dose.estimated for dose in doses.values())
    return "Record, with estimates" if estimated else "Record"


def _comments(doses: Mapping[str, DoseSum | None], employers: Sequence[str]) -> str:
    parts = []
    unknown = max((dose.unknown for dose in doses.values() if dose is not None), default=0)
    if unknown:
        parts.append(
            f"{unknown} wear period{'' if unknown == 1 else 's'} unknown: each dose is at least what is given"
        )
    if employers:
        parts.append("Dose at other employers: " + ", ".join(sorted(set(employers))))
    return ". ".join(parts)
