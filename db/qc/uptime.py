"""What share of its opening hours could a unit be used? Uptime = (available - lost) / available."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_HOURS = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
CLOSED = "closed"
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours by kind of day, as they stand in the list of units; None: not known."""

    weekday: str | None
    saturday: str | None
    sunday: str | None

    def on(self, day: date) -> str | None:
        """The hours of a day."""
        return self.weekday if day.weekday() < 5 else self.saturday if day.weekday() == 5 else self.sunday


def opening(hours: Hours, first: date, until: datetime, zone: tzinfo) -> list[Span] | None:
    """The spans (aware) in which the unit is open from a local day up to a moment; None: the hours are not known."""
    spans: list[Span] = []
    day = first
    while datetime.combine(day, time(), zone) < until:
        text = hours.on(day)
        if text is None:
            return None
        found = _HOURS.fullmatch(text)
        if found is None and text != CLOSED:
            return None
        if found is not None:
            start, end = _at(day, found[1], found[2], zone), _at(day, found[3], found[4], zone)
            end = min(end, until)
            if start < end:
                spans.append((start, end))
        day += timedelta(days=1)
    return spans


def uptime(open_spans: Sequence[Span], down: Iterable[Span]) -> float | None:
    """The share from 0 to 1; None when the unit was not open at all. Down times that overlap are lost once."""
    available = sum((end - start).total_seconds() for start, end in open_spans)
    if not available:
        return None
    return (available - 3600 * lost_hours(open_spans, down)) / available


def lost_hours(open_spans: Sequence[Span], down: Iterable[Span]) -> float:
    """How many of the opening hours lie within the down times; where these overlap they are lost once."""
    lost = 0.0
    merged = _merged(down)
    for start, end in open_spans:
        for from_, until in merged:
            lost += max(0.0, (min(end, until) - max(start, from_)).total_seconds())
    return lost / 3600


def _at(day: date, hour: str, minute: str, zone: tzinfo) -> datetime:
    # Midnight at the end of a day is the beginning of the next; in UTC, so that a change of clocks changes the length.
    extra, hours = divmod(int(hour), 24)
    local = datetime.combine(day + timedelta(days=extra), time(hours, int(minute)), zone)
    return local.astimezone(UTC)


def _merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
