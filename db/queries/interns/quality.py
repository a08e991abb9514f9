"""How often was an exposure of an intern rejected, against the same views of the rest of the department?

Rejected by rejected and accepted radiographs of patients (AAPM TG-305), the definition of the exams page; and of the
same radiographs those that were rejected and made again. An exposure is the intern's where the reject log, or else its
exam, names them. The department's share is that of all exposures without this intern, weighted by the intern's own
views: the same mix. Wilson's interval, 95 %; fewer than 30 exposures give no share.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from db.exposure_tallies import Tally, tallies
from db.intervals import FEWEST, wilson

DAYS = 365


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `n` exposures. `share` with its interval from 0 to 1; all None under 30, or where none was accepted."""

    hits: int
    n: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of an intern, by its first day; the department's shares are of the same mix, None without one."""

    first_day: date
    rejected: Share
    repeated: Share
    department_rejected: float | None


@dataclass(frozen=True, slots=True)
class Quality:
    """An intern's exposures of a year. `department_*`: the share in the same mix; None where nobody else had such."""

    rejected: Share
    repeated: Share
    department_rejected: float | None
    department_repeated: float | None
    # Exposures of views that nobody else had, or that are not known: they stand in no comparison.
    not_compared: int
    # Oldest first.
    quarters: tuple[Quarter, ...]
    # Reason -> (rejects of the intern, share of all others' rejects); most first.
    reasons: tuple[tuple[str, int, float | None], ...]


def quality(connection: Connection, ris_name: str | None, today: date) -> Quality | None:
    """The last 365 days up to `today`; None where no exposure is known to be the intern's."""
    if not ris_name:
        return None
    found = tallies(connection, today - timedelta(days=DAYS), today)
    own = [one for one in found if one.student == ris_name]
    if not own:
        return None
    others = [one for one in found if one.student != ris_name]
    mix = _mix(own)
    rates = _rates(others)
    return Quality(
        _share(own, "rejected"),
        _share(own, "repeated"),
        _expected(mix, rates, "rejected"),
        _expected(mix, rates, "repeated"),
        sum(number for view, number in mix.items() if view not in rates),
        tuple(_quarters(own, others)),
        _reasons(own, others),
    )


def share_of(hits: int, n: int) -> Share:
    """A share with its interval; of fewer than 30 nothing is told but their number."""
    return Share(hits, n, None, None, None) if n < FEWEST else Share(hits, n, hits / n, *wilson(hits, n))


def _share(found: Iterable[Tally], what: str) -> Share:
    part = list(found)
    accepted = sum(one.accepted for one in part)
    n = accepted + sum(one.rejected for one in part)
    hits = sum(getattr(one, what) for one in part)
    # Where nothing is known to be accepted, nobody knows of how many.
    return share_of(hits, n) if accepted else Share(hits, n, None, None, None)


def _mix(found: Iterable[Tally]) -> Counter[str]:
    mix: Counter[str] = Counter()
    for one in found:
        mix[one.view] += one.accepted + one.rejected
    return mix


def _rates(others: Iterable[Tally]) -> dict[str, dict[str, float]]:
    """View -> shares of all others; views that are not known, or of which nothing was accepted, are left out."""
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for one in others:
        sums[one.view].update(accepted=one.accepted, rejected=one.rejected, repeated=one.repeated)
    return {
        view: {what: of[what] / (of["accepted"] + of["rejected"]) for what in ("rejected", "repeated")}
        for view, of in sums.items()
        if view and of["accepted"]
    }


def _expected(mix: Mapping[str, int], rates: Mapping[str, Mapping[str, float]], what: str) -> float | None:
    compared = sum(number for view, number in mix.items() if view in rates)
    if not compared:
        return None
    return sum(number * rates[view][what] for view, number in mix.items() if view in rates) / compared


def _quarters(own: Iterable[Tally], others: Iterable[Tally]) -> Iterable[Quarter]:
    parts: dict[date, tuple[list[Tally], list[Tally]]] = defaultdict(lambda: ([], []))
    for place, found in enumerate((own, others)):
        for one in found:
            parts[one.quarter][place].append(one)
    for first_day in sorted(parts):
        mine, theirs = parts[first_day]
        if mine:
            expected = _expected(_mix(mine), _rates(theirs), "rejected")
            yield Quarter(first_day, _share(mine, "rejected"), _share(mine, "repeated"), expected)


def _reasons(own: Iterable[Tally], others: Iterable[Tally]) -> tuple[tuple[str, int, float | None], ...]:
    mine, theirs = _by_reason(own), _by_reason(others)
    elsewhere = theirs.total()
    found = [
        (reason, number, theirs[reason] / elsewhere if elsewhere else None) for reason, number in mine.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one[1], one[0])))


def _by_reason(found: Iterable[Tally]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for one in found:
        if one.rejected:
            counted[one.reason] += one.rejected
    return counted
