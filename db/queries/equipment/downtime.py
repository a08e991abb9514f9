"""When could a unit not be used, and what share of its opening hours was that?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, or_, select

from db.qc.uptime import Hours, Span, lost_hours, opening, uptime
from db.schema.equipment import equipment, fault, service_event


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which a unit could not be used, or a service that left it usable. Moments are aware.

    `lost_hours`: of its opening hours so far, in tenths; None: they are not known. `source`: fault or service.
    """

    unit: str
    source: str
    kind: str
    began: datetime
    ended: datetime | None
    is_down: bool
    lost_hours: float | None
    cause: str | None
    cost: float | None
    fault_id: int | None


def stops(connection: Connection, since: date, now: datetime, zone: tzinfo) -> list[Stop]:
    """Service events and faults that had not ended before a local day, newest first."""
    start = day_begin(since, zone).replace(tzinfo=None)
    hours = {row.unit: _hours(row) for row in connection.execute(select(equipment))}
    events = connection.execute(
        select(service_event).where(
            or_(service_event.c.ended_at.is_(None), service_event.c.ended_at >= start)
        )
    )
    faults = connection.execute(
        select(fault).where(or_(fault.c.returned_at.is_(None), fault.c.returned_at >= start))
    )
    found = []
    for row in events:
        span = (row.started_at.replace(tzinfo=UTC), _ended(row.ended_at))
        lost = _lost(hours.get(row.unit), span, now, zone) if row.is_down else 0.0
        found.append(
            Stop(
                row.unit, "service", row.event_kind, *span, bool(row.is_down), lost, row.cause, row.cost, None
            )
        )
    for row in faults:
        span = (row.reported_at.replace(tzinfo=UTC), _ended(row.returned_at))
        is_down = row.effect == "down"
        lost = _lost(hours.get(row.unit), span, now, zone) if is_down else 0.0
        found.append(
            Stop(row.unit, "fault", row.fault_kind, *span, is_down, lost, row.cause, row.cost, row.id)
        )
    return sorted(found, key=lambda stop: (stop.began, stop.unit), reverse=True)


def _ended(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


def _lost(
    hours: Hours | None, span: tuple[datetime, datetime | None], now: datetime, zone: tzinfo
) -> float | None:
    began, end = span[0], span[1] or now
    spans = None if hours is None else opening(hours, began.astimezone(zone).date(), end, zone)
    # Rounded here, halves up, and nowhere else: the rows of a table then sum up to what stands above it.
    return None if spans is None else math.floor(lost_hours(spans, [(began, end)]) * 10 + 0.5) / 10


def lost_in_all(found: Sequence[Stop]) -> tuple[float, int]:
    """The opening hours lost in these stops, and how many of them lost an unknown number."""
    known = [stop.lost_hours for stop in found if stop.lost_hours is not None]
    return round(sum(known), 1), len(found) - len(known)


def uptime_of_all(connection: Connection, now: datetime, zone: tzinfo) -> tuple[float | None, int]:
    """The share of this month's opening hours in which the units in use could be used, and of how many units.

    All hours count alike; units whose hours are not known are left out. None: no hours are known.
    """
    today = now.astimezone(zone).date()
    down = down_spans(connection, day_begin(today.replace(day=1), zone), now)
    available, lost, units = 0.0, 0.0, 0
    for row in connection.execute(select(equipment)):
        spans = None if row.is_active is False else opening(_hours(row), today.replace(day=1), now, zone)
        if spans:
            available += lost_hours(spans, spans)
            lost += lost_hours(spans, down.get(row.unit, []))
            units += 1
    return ((available - lost) / available if available else None), units


def _hours(row: Any) -> Hours:
    return Hours(row.weekday_hours, row.saturday_hours, row.sunday_hours)


def day_begin(day: date, zone: tzinfo) -> datetime:
    """The beginning of a local day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def in_service_work(connection: Connection) -> dict[str, Any]:
    """Unit -> the latest service event that takes it down and has not ended."""
    found = connection.execute(
        select(service_event)
        .where(service_event.c.ended_at.is_(None), service_event.c.is_down)
        .order_by(service_event.c.started_at.desc())
    )
    return {row.unit: row for row in found}


def down_spans(connection: Connection, since: datetime, now: datetime) -> dict[str, list[Span]]:
    """Down times from `since` to `now`: service events that say so, and faults with the effect down, until returned."""
    start = since.astimezone(UTC).replace(tzinfo=None)
    events = select(service_event.c.unit, service_event.c.started_at, service_event.c.ended_at).where(
        service_event.c.is_down, or_(service_event.c.ended_at.is_(None), service_event.c.ended_at >= start)
    )
    faults = select(fault.c.unit, fault.c.reported_at, fault.c.returned_at).where(
        fault.c.effect == "down", or_(fault.c.returned_at.is_(None), fault.c.returned_at >= start)
    )
    spans: dict[str, list[Span]] = {}
    for query in (events, faults):
        for unit, began, ended in connection.execute(query):
            until = now if ended is None else ended.replace(tzinfo=UTC)
            spans.setdefault(unit, []).append((began.replace(tzinfo=UTC), until))
    return spans


def month_uptime(about: Any, down: Sequence[Span], today: date, now: datetime, zone: tzinfo) -> float | None:
    """The share of this month's opening hours so far in which a unit could be used; None: they are not known."""
    if about is None:
        return None
    spans = opening(_hours(about), today.replace(day=1), now, zone)
    return None if spans is None else uptime(spans, down)
