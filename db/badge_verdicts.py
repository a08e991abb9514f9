"""What was each reading found to be when it came? Judged with the load, in its transaction, and kept with the level.

A reading that stands as it was judged is never judged again: changing a level later does not flag it anew. One that
changes (a correction, an estimate) gets a new verdict beside the old one. Fetal badges are never among them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, false, func, insert, or_, select, tuple_, update

from db.badge_doses import UNKNOWN_FLAGS, Entry, Roster, SeriesKey, series, total
from db.badge_limits import Level, Limit, judge, value_of
from db.badge_people import External, People, WearerKey, external_doses, external_sum, people
from db.badge_periods import Calendars, add_months, month_end, months_worn, windows
from db.badge_readings import calendar_of, readings
from db.badge_rules import Rules, limit_and_levels, rules_in_force
from db.schema.badge_desk import badge_verdict
from db.schema.badges import badge_reading

_reading, _verdict = badge_reading.c, badge_verdict.c
# As many wearers as fit into one statement on both engines.
_AT_ONCE = 400
# Which flag speaks for several readings that end together: an unknown one first, then a number.
_ORDER = (*UNKNOWN_FLAGS, "estimated", "value", "M", "unused")
CASES = ("level_1", "level_2", "over_limit")


@dataclass(frozen=True, slots=True)
class Programme:
    """Which rules the site is under: jurisdiction of limits, programme of levels, programme for interns."""

    limits: str = "US-NRC"
    alara: str = "Typical US hospital"
    interns: str = ""


DEFAULT_PROGRAMME = Programme()


def settle_file(connection: Connection, file_id: int, programme: Programme, now: datetime) -> int:
    """Judge the readings that a file brought or changed, and their wearers' later ones of the year.

    Returns the number of new verdicts. `now` is naive UTC, as the tables hold times.
    """
    touched = connection.execute(
        select(_reading.account_number, _reading.participant_number, func.min(_reading.wear_end))
        .where(_reading.file_id == file_id, _reading.is_control.is_(false()))
        .group_by(_reading.account_number, _reading.participant_number)
    ).all()
    return settle(connection, {(row[0], row[1]): row[2] for row in touched}, programme, now)


def settle_unjudged(connection: Connection, programme: Programme, now: datetime) -> int:
    """Judge what has no verdict yet, or got one while no level and no limit was on file."""
    judged = select(_verdict.id).where(
        _verdict.account_number == _reading.account_number,
        _verdict.participant_number == _reading.participant_number,
        _verdict.wear_end == _reading.wear_end,
        _verdict.superseded_at.is_(None),
        _verdict.verdict != "unjudged",
    )
    waiting = connection.execute(
        select(_reading.account_number, _reading.participant_number, func.min(_reading.wear_end))
        .where(_reading.is_control.is_(false()), ~judged.exists())
        .group_by(_reading.account_number, _reading.participant_number)
    ).all()
    return settle(connection, {(row[0], row[1]): row[2] for row in waiting}, programme, now)


def settle(
    connection: Connection, since_of: Mapping[WearerKey, date], programme: Programme, now: datetime
) -> int:
    """Judge wearers' readings from the year of a day on, each wearer's own; returns the number of new verdicts."""
    keys = sorted(since_of)
    rules: dict[date, Rules] = {}
    calendar = calendar_of(connection) if keys else {}
    written = 0
    for at in range(0, len(keys), _AT_ONCE):
        some = keys[at : at + _AT_ONCE]
        first = date(min(since_of[key] for key in some).year, 1, 1)
        written += _settle_some(connection, some, first, programme, rules, calendar, now)
    return written


def _settle_some(
    connection: Connection,
    keys: Sequence[WearerKey],
    first: date,
    programme: Programme,
    rules: dict[date, Rules],
    calendar: Calendars,
    now: datetime,
) -> int:
    known, elsewhere = people(connection), external_doses(connection)
    own = readings(connection, add_months(first, -12), keys)
    found = series(own, roster=_roster_of(known, keys), calendar=calendar)
    standing = _current(connection, keys, first)
    new: list[dict[str, Any]] = []
    for key, entries in found.items():
        if key.quantity == "fetal":
            continue
        wearer_key = (key.account_number, key.participant_number)
        for end, together, year in _by_end(entries, first):
            judged_by = rules.get(end)
            if judged_by is None:
                judged_by = rules[end] = rules_in_force(
                    connection, programme.limits, programme.alara, end, programme.interns
                )
            row = _judged(key, together, year, judged_by, known, elsewhere.get(wearer_key, []))
            old = standing.pop((*wearer_key, key.quantity, key.position, end), None)
            if old is None or not _stands(old, row):
                sequence = old["sequence"] + 1 if old else 0
                new.append({**row, "sequence": sequence, "judged_at": now, "old": old["id"] if old else None})
    # What is left stood for readings that are no longer there: a correction gave them another period.
    gone = [old["id"] for old in standing.values()]
    _write(connection, new, gone, now)
    return len(new)


def _roster_of(known: People, keys: Sequence[WearerKey]) -> Roster:
    wanted = set(keys)
    return {badge: assigned for badge, assigned in known.roster.items() if badge[:2] in wanted}


def _by_end(entries: Iterable[Entry], first: date) -> Iterator[tuple[date, list[Entry], list[Entry]]]:
    """Each day on which readings end, those readings, and all of the calendar year up to it.

    Readings that end on one day are one dose: a badge and its replacement both count. Missing ones have none.
    """
    year: list[Entry] = []
    for end, group in groupby(entries, key=lambda entry: entry.wear_end):
        if year and year[-1].wear_end.year != end.year:
            year = []
        together = list(group)
        year.extend(together)
        read = [entry for entry in together if entry.flag != "missing"]
        if read and end >= first:
            yield end, read, list(year)


def _judged(
    key: SeriesKey,
    together: Sequence[Entry],
    year: Sequence[Entry],
    rules: Rules,
    known: People,
    elsewhere: Sequence[External],
) -> dict[str, Any]:
    end, start = together[0].wear_end, min(entry.wear_start for entry in together)
    sums = {"period": total(together, date.min, end), "year": total(year, date.min, end)}
    external = 0
    if elsewhere:
        after, _ = windows(end)["year"]
        external = external_sum(elsewhere, key.quantity, after, month_end(end))
    limit, levels = limit_and_levels(rules, known, elsewhere, key, end)
    worn = months_worn(start, end)
    verdict = judge(sums, worn, levels, limit, external)
    compared = verdict.level or verdict.next_level
    flags = [entry.flag for entry in together]
    dose = sums["period"]
    return {
        "account_number": key.account_number,
        "participant_number": key.participant_number,
        "quantity": key.quantity,
        "position": key.position,
        "wear_start": start,
        "wear_end": end,
        "flag": flags[0] if len(flags) == 1 else next(flag for flag in _ORDER if flag in flags),
        "dose_usv": dose.usv if dose.kind == "value" else None,
        "year_usv": sums["year"].usv + external,
        "year_unknown": sums["year"].unknown,
        "verdict": _word(verdict.word, verdict.level, levels, limit, dose.unknown),
        **_against(compared, worn, limit),
    }


def _word(word: str, level: Level | None, levels: Sequence[Level], limit: Limit | None, unknown: int) -> str:
    if word == "Over limit":
        return "over_limit"
    if level is not None:
        return "level_2" if level.rank > 1 else "level_1"
    if not levels and limit is None:
        return "unjudged"
    return "unknown" if unknown else "below"


def _against(compared: Level | None, worn: Any, limit: Limit | None) -> dict[str, Any]:
    return {
        "level_name": compared.name if compared else None,
        "level_usv": value_of(compared, worn) if compared else None,
        "level_programme": compared.programme if compared else None,
        "level_source": compared.source if compared else None,
        "limit_usv": limit.usv if limit else None,
        "limit_source": f"{limit.jurisdiction}, {limit.source}" if limit else None,
    }


def _stands(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether an earlier verdict still speaks of what is there: the same dose, and the limit not newly passed."""
    if old["verdict"] == "unjudged":
        return bool(new["verdict"] == "unjudged")
    same = all(old[name] == new[name] for name in ("flag", "dose_usv", "wear_start"))
    over = old["limit_usv"] is not None and new["year_usv"] > old["limit_usv"]
    return same and over == (old["verdict"] == "over_limit")


def _current(
    connection: Connection, keys: Sequence[WearerKey], first: date
) -> dict[tuple[str, str, str, str, date], Any]:
    query = select(badge_verdict).where(
        tuple_(_verdict.account_number, _verdict.participant_number).in_(keys),
        _verdict.wear_end >= first,
        _verdict.superseded_at.is_(None),
    )
    return {
        (row["account_number"], row["participant_number"], row["quantity"], row["position"], row["wear_end"]): row
        for row in connection.execute(query).mappings()
    }  # fmt: skip


def _write(connection: Connection, new: Sequence[dict[str, Any]], gone: Sequence[int], now: datetime) -> None:
    old = [row.pop("old") for row in new]
    ended = [*gone, *(one for one in old if one is not None)]
    for at in range(0, len(ended), _AT_ONCE):
        connection.execute(
            update(badge_verdict).where(_verdict.id.in_(ended[at : at + _AT_ONCE])).values(superseded_at=now)
        )
    if new:
        connection.execute(insert(badge_verdict), list(new))


def is_case() -> Any:
    """Condition: a verdict in force that somebody has to look at."""
    return or_(*(_verdict.verdict == word for word in CASES)) & _verdict.superseded_at.is_(None)
