"""What did the inspection of a protective garment find, and may it stay in use?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from db.audit import Actor, in_utc, record
from db.schema.garments import garment, garment_criterion, garment_inspection

_EPOCH = datetime(1970, 1, 1)
PASS, REJECT = "pass", "reject"


class InspectionRefused(Exception):
    """An inspection that says too little; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was seen and felt; a defect has a zone and an area in mm²."""

    visual_ok: bool
    tactile_ok: bool
    defect_zone: str | None = None
    defect_area_mm2: float | None = None
    note: str | None = None


def inspect_garment(
    connection: Connection,
    serial_number: str,
    findings: Findings,
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> str:
    """Record an inspection; returns its result, `pass` or `reject`, by the criterion in force for the kind and zone.

    A defect above the criterion rejects the garment. Where there is no criterion any defect does: nobody has said what
    is allowed. Raises InspectionRefused.
    """
    kind = connection.scalar(select(garment.c.garment_kind).where(garment.c.serial_number == serial_number))
    if kind is None:
        raise InspectionRefused("There is no garment with this serial number.")
    found_today = select(garment_inspection.c.inspector).where(
        garment_inspection.c.serial_number == serial_number, garment_inspection.c.inspected_on == today
    )
    if connection.execute(found_today).one_or_none() is not None:
        raise InspectionRefused("It was inspected today already.")
    has_defect = not (findings.visual_ok and findings.tactile_ok)
    if has_defect and (not findings.defect_zone or findings.defect_area_mm2 is None):
        raise InspectionRefused("Say where the defect is and how large, in mm².")
    if findings.defect_area_mm2 is not None and not 0 <= findings.defect_area_mm2 <= 1_000_000:
        raise InspectionRefused("An area is a number of mm² from 0 up.")
    criterion = _criterion(connection, kind, findings.defect_zone, today) if has_defect else None
    is_rejected = has_defect and (
        criterion is None or (findings.defect_area_mm2 or 0.0) > criterion.max_defect_area_mm2
    )
    result = REJECT if is_rejected else PASS
    connection.execute(
        insert(garment_inspection).values(
            serial_number=serial_number,
            inspected_on=today,
            visual_ok=findings.visual_ok,
            tactile_ok=findings.tactile_ok,
            defect_zone=findings.defect_zone if has_defect else None,
            defect_area_mm2=findings.defect_area_mm2 if has_defect else None,
            result=result,
            criterion_mm2=criterion.max_defect_area_mm2 if criterion else None,
            criterion_source=criterion.source if criterion else None,
            inspector=actor.username,
            note=(findings.note or "").strip()[:500] or None,
            source_order=(in_utc(now) - _EPOCH) // timedelta(microseconds=1),
        )
    )
    record(
        connection,
        actor,
        "garment.inspect",
        now=now,
        object_kind="garment",
        object_id=serial_number,
        detail=result,
    )
    return result


def _criterion(connection: Connection, kind: str, zone: str | None, today: date) -> Row[Any] | None:
    return connection.execute(
        select(garment_criterion)
        .where(
            garment_criterion.c.garment_kind == kind,
            garment_criterion.c.defect_zone.in_([zone, "anywhere"]),
            garment_criterion.c.valid_from <= today,
        )
        .order_by(garment_criterion.c.valid_from.desc(), garment_criterion.c.max_defect_area_mm2)
        .limit(1)
    ).one_or_none()
