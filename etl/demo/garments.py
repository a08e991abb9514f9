"""Which lead aprons and shields hang where, and what did last year's inspections find?"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from etl.demo.catalogue import table
from etl.demo.csv_text import csv_bytes
from etl.demo.department import DemoFile, Department, stamp
from etl.demo.supplies import first_count
from etl.demo.wall_time import midnight

GARMENT_HEADER = "serial_number,garment_name,garment_kind,location,lead_mm,in_use_since,retired_on".split(",")
INSPECTION_HEADER = (
    "serial_number,inspected_on,visual,tactile,defect_zone,defect_area_mm2,result,inspector".split(",")
)


def files(department: Department) -> Iterator[DemoFile]:
    """The list of garments, and the inspections before this program was there."""
    moment = midnight(first_count(department)) + timedelta(hours=5)
    yield f"store/garments_{stamp(moment)}.csv", partial(_garments, department)
    yield f"store/garment_inspections_{stamp(moment)}.csv", partial(_inspections, department)


def _garments(department: Department) -> bytes:
    rows = []
    for row in table("garments"):
        since = department.story_day - timedelta(days=int(row["days_in_use"]))
        rows.append(
            [
                row["serial_number"],
                row["garment_name"],
                row["garment_kind"],
                row["location"],
                row["lead_mm"],
                since.isoformat(),
                "",
            ]
        )
    return csv_bytes(GARMENT_HEADER, rows)


def _inspections(department: Department) -> bytes:
    rows = []
    for row in table("garments"):
        if row["inspected_days_ago"]:
            day = department.story_day - timedelta(days=int(row["inspected_days_ago"]))
            rows.append(_inspection(row, day))
    return csv_bytes(INSPECTION_HEADER, rows)


def _inspection(row: dict[str, str], day: date) -> list[str]:
    has_defect = bool(row["defect_area_mm2"])
    return [
        row["serial_number"],
        day.isoformat(),
        "defect" if has_defect else "ok",
        "ok",
        row["defect_zone"],
        row["defect_area_mm2"],
        "pass",
        "M. Made-up",
    ]
