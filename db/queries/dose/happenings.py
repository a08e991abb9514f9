"""What happened that may explain a change? Checks, service, faults, new protocols, and what people noted."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, or_, select

from db.dose_exposures import counts
from db.dose_measures import MEASURES
from db.schema.dose import dose_study, irradiation_event
from db.schema.dose_outliers import annotation
from db.schema.dose_summaries import dose_cell
from db.schema.equipment import equipment, fault, qc_result, qc_test, service_event
from db.selection import Selection, month_after

COLUMNS = ["day", "until", "kind", "words", "room", "exam_type", "who", "number"]
_VERDICTS = {"action": "out of limits", "tolerance": "beyond tolerance"}
Row = tuple[date, date | None, str, str, str, str, str, int | None]


def happened(
    connection: Connection,
    of: Selection,
    measure: str = "",
    zone: tzinfo = UTC,
    rooms: Collection[str] | None = None,
) -> pd.DataFrame:
    """What happened in the days, room and exam type of `of`, in these `rooms` or all, oldest first.

    day, until (last day of a down time, else none), kind (note, QC, service, fault, protocol), words, room and
    exam_type ('' for all), who (of a note: who wrote it and when), number (of a note, to withdraw it). Days are the
    hospital's. QC: results beyond tolerance or limits that were not rejected. Service: what the service log holds. A
    protocol of one `measure` is new on the first day on which an exposure of the exam type (an exam, for measures per
    exam) names it, unless that lies in the exam type's first month of all.
    """
    rows = [
        *_notes(connection, of, zone),
        *_checks(connection, of),
        *_service(connection, of, zone),
        *_faults(connection, of, zone),
        *(_protocols(connection, of, measure) if of.exam_type and measure else []),
    ]
    found = [
        row
        for row in rows
        if of.start <= row[0] <= of.end
        and (not of.room or row[4] in ("", of.room))
        and (rooms is None or row[4] in ("", *rooms))
        and (not of.exam_type or row[5] in ("", of.exam_type))
    ]
    return pd.DataFrame(sorted(found, key=lambda row: (row[0], row[2], row[3], row[4])), columns=COLUMNS)


def _notes(connection: Connection, of: Selection, zone: tzinfo) -> list[Row]:
    note = annotation.c
    rows = connection.execute(
        select(annotation).where(
            note.withdrawn_at.is_(None), note.happened_on >= of.start, note.happened_on <= of.end
        )
    )
    return [
        (
            row.happened_on,
            None,
            "note",
            row.words,
            row.room,
            row.exam_type,
            f"{row.actor}, {_day(row.written_at, zone).isoformat()}",
            row.id,
        )
        for row in rows
    ]


def _room(unit: Any) -> Any:
    """The room's name in exams and doses; that of the unit where the list of units says no other."""
    return func.coalesce(equipment.c.room, unit).label("room")


def _title(test: Any) -> Any:
    """What a check is called; the word of its results where no row tells it."""
    told = select(func.max(qc_test.c.test_title)).where(qc_test.c.test == test).scalar_subquery()
    return func.coalesce(told, test).label("title")


def _checks(connection: Connection, of: Selection) -> list[Row]:
    result = qc_result.c
    rows = connection.execute(
        select(result.local_date, _title(result.test), result.verdict, _room(result.unit))
        .outerjoin(equipment, equipment.c.unit == result.unit)
        .where(
            result.verdict.in_(_VERDICTS),
            result.local_date >= of.start,
            result.local_date <= of.end,
            or_(result.review_state.is_(None), result.review_state != "rejected"),
        )
    )
    return [
        (
            row.local_date,
            None,
            "QC",
            f"{row.title.replace('_', ' ')} {_VERDICTS[row.verdict]}",
            row.room,
            "",
            "",
            None,
        )
        for row in rows
    ]


def _service(connection: Connection, of: Selection, zone: tzinfo) -> list[Row]:
    event = service_event.c
    first, after = _moments(of)
    rows = connection.execute(
        select(event.started_at, event.ended_at, event.event_kind, event.is_down, _room(event.unit))
        .outerjoin(equipment, equipment.c.unit == event.unit)
        .where(event.started_at >= first, event.started_at < after)
    )
    return [
        (
            _day(row.started_at, zone),
            _day(row.ended_at, zone) if row.is_down and row.ended_at else None,
            "service",
            row.event_kind.replace("_", " ") + (", unit down" if row.is_down else ""),
            row.room,
            "",
            "",
            None,
        )
        for row in rows
    ]


def _faults(connection: Connection, of: Selection, zone: tzinfo) -> list[Row]:
    first, after = _moments(of)
    rows = connection.execute(
        select(
            fault.c.reported_at, fault.c.returned_at, fault.c.fault_kind, fault.c.effect, _room(fault.c.unit)
        )
        .outerjoin(equipment, equipment.c.unit == fault.c.unit)
        .where(fault.c.reported_at >= first, fault.c.reported_at < after)
    )
    return [
        (
            _day(row.reported_at, zone),
            _day(row.returned_at, zone) if row.effect == "down" and row.returned_at else None,
            "fault",
            f"{row.fault_kind}, unit {row.effect}",
            row.room,
            "",
            "",
            None,
        )
        for row in rows
    ]


def _protocols(connection: Connection, of: Selection, measure: str) -> list[Row]:
    cell = dose_cell.c
    months = connection.execute(
        select(cell.protocol, func.min(cell.month).label("month"))
        .where(cell.exam_type == of.exam_type, cell.measure == measure, cell.protocol != "")
        .group_by(cell.protocol)
    ).all()
    first = min((row.month for row in months), default=None)
    per_exam = any(one.per_exam for one in MEASURES if one.name == measure)
    found: list[Row] = []
    for row in months:
        if row.month == first or not of.start.replace(day=1) <= row.month <= of.end:
            continue
        day = _first_day(connection, of.exam_type, row.protocol, row.month, per_exam=per_exam)
        if day is not None:
            found.append((day, None, "protocol", f"first {row.protocol}", "", of.exam_type, "", None))
    return found


def _first_day(
    connection: Connection, exam_type: str, protocol: str, month: date, *, per_exam: bool
) -> date | None:
    table = dose_study if per_exam else irradiation_event
    named = dose_study.c.exam_description if per_exam else irradiation_event.c.protocol
    wanted = [table.c.exam_type == exam_type, table.c.local_date >= month, named == protocol]
    wanted += [table.c.local_date < month_after(month), *([] if per_exam else [counts()])]
    return connection.scalar(select(func.min(table.c.local_date)).where(*wanted))


def _moments(of: Selection) -> tuple[datetime, datetime]:
    """Naive UTC around the hospital's days, whatever its zone."""
    midnight = datetime.min.time()
    return (
        datetime.combine(of.start - timedelta(days=1), midnight),
        datetime.combine(of.end + timedelta(days=2), midnight),
    )


def _day(moment: datetime, zone: tzinfo) -> date:
    return moment.replace(tzinfo=UTC).astimezone(zone).date()
