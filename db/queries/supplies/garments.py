"""Which protective garments must be inspected, by when, and which must not be worn?"""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, and_, func, or_, select

from db.database import frame
from db.queries.supplies.lots import walking_key
from db.schema.garments import garment, garment_criterion, garment_inspection

# A visual and tactile inspection each year (Stanford EHS, after Lambert and McKeon 2001).
EVERY_MONTHS = 12
SOON_DAYS = 30


def garments_due(connection: Connection, today: date) -> pd.DataFrame:
    """Each garment in use with its last inspection, the worst first.

    `due_on` is a year after the last inspection, or the day since which it is in use where it never was inspected.
    `state`: rejected (must not be worn), overdue (due before today), due (within 30 days), ok, or unknown (neither
    inspected nor a first day).
    """
    last = (
        select(garment_inspection.c.serial_number, func.max(garment_inspection.c.inspected_on).label("day"))
        .group_by(garment_inspection.c.serial_number)
        .subquery("last")
    )
    checked = garment_inspection
    found = frame(
        connection,
        select(
            garment.c.serial_number,
            garment.c.garment_name,
            garment.c.garment_kind,
            garment.c.location,
            garment.c.lead_mm,
            garment.c.in_use_since,
            checked.c.inspected_on,
            checked.c.result,
            checked.c.defect_zone,
            checked.c.defect_area_mm2,
            checked.c.criterion_mm2,
            checked.c.inspector,
        )
        .outerjoin(last, last.c.serial_number == garment.c.serial_number)
        .outerjoin(
            checked,
            and_(checked.c.serial_number == last.c.serial_number, checked.c.inspected_on == last.c.day),
        )
        .where(or_(garment.c.retired_on.is_(None), garment.c.retired_on > today)),
    )
    rows = found.to_dict("records")
    found["due_on"] = pd.Series([_due_on(row) for row in rows], index=found.index, dtype=object)
    found["state"] = [
        _state(row["result"], due, today) for row, due in zip(rows, found["due_on"].tolist(), strict=True)
    ]
    order = sorted(
        found.index,
        key=lambda row: (
            _STATES.index(str(found.at[row, "state"])),
            str(found.at[row, "due_on"]),
            walking_key(str(found.at[row, "serial_number"])),
        ),
    )
    return found.loc[order].reset_index(drop=True)


def criteria(connection: Connection, today: date) -> pd.DataFrame:
    """The reject criteria in force, with their sources; `confirmed` is false for what nobody has confirmed yet."""
    table = garment_criterion
    return frame(
        connection,
        select(table)
        .where(table.c.valid_from <= today)
        .order_by(table.c.garment_kind, table.c.max_defect_area_mm2),
    )


_STATES = ("rejected", "overdue", "unknown", "due", "ok")


def _due_on(row: dict[str, object]) -> date | None:
    inspected, since = row["inspected_on"], row["in_use_since"]
    if isinstance(inspected, date):
        return _year_after(inspected)
    return since if isinstance(since, date) else None


def _year_after(day: date) -> date:
    # Of a leap day the year after ends on 28 February.
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _state(result: object, due: object, today: date) -> str:
    if result == "reject":
        return "rejected"
    if not isinstance(due, date):
        return "unknown"
    if due < today:
        return "overdue"
    return "due" if (due - today).days <= SOON_DAYS else "ok"
