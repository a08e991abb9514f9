"""How are the rooms kept? Units, schedules, limits, the checks of each morning, service and cleaning.

Stories: the kVp of Room 3 failed after its new detector; the detector of Room 2 drifts, which its exams show before its
monthly check does; Mobile 1 is down today; its light field has no limit.
"""

from collections.abc import Iterator
from functools import partial

from etl.demo.csv_text import csv_bytes
from etl.demo.department import DemoFile, Department, stamp
from etl.demo.equipment_checks import RESULTS, earlier, morning
from etl.demo.equipment_plan import LIMITS, SCHEDULES, limit_rows, schedule_rows
from etl.demo.equipment_service import EVENTS, cleanings, event_rows
from etl.demo.rooms import MANUFACTURER, ROOMS, room_of_house
from etl.demo.wall_time import HOUR, midnight

_TOLD_AT = 8 * HOUR
_KINDS = {"DX": "radiography", "RF": "fluoroscopy", "CT": "CT"}
_UNITS = (
    "unit,room,unit_kind,manufacturer,model_name,serial_number,manufactured_on,installed_on,"
    "weekday_hours,saturday_hours,sunday_hours,is_active"
).split(",")


def files(department: Department) -> Iterator[DemoFile]:
    """Lists once, on the first day; what was done, each morning at eight."""
    first = stamp(midnight(department.daily_from))
    yield f"equipment/equipment_list_{first}.csv", partial(csv_bytes, _UNITS, list(_unit_rows(department)))
    yield f"equipment/qc_limits_{first}.csv", partial(csv_bytes, LIMITS, list(limit_rows(department)))
    yield (
        f"equipment/qc_schedules_{first}.csv",
        partial(csv_bytes, SCHEDULES, list(schedule_rows(department))),
    )
    yield f"equipment/qc_results_{first}.csv", partial(csv_bytes, RESULTS, list(earlier(department)))
    for day in department.days:
        moment = midnight(day) + _TOLD_AT
        if moment > department.end:
            continue
        if done := morning(department, day):
            yield f"equipment/qc_results_{stamp(moment)}.csv", partial(csv_bytes, RESULTS, done)
        yield f"equipment/cleaning_log_{stamp(moment)}.csv", partial(cleanings, department, day)
        if events := list(event_rows(department, day)):
            yield f"equipment/service_events_{stamp(moment)}.csv", partial(csv_bytes, EVENTS, events)


def _unit_rows(department: Department) -> Iterator[list[str]]:
    houses = range(department.houses)
    for room in (room_of_house(name, house) for house in houses for name in ROOMS):
        hours = ["00:00-24:00"] * 3 if room.modality == "CT" else ["07:00-19:00", "08:00-14:00", "closed"]
        yield [
            room.name, room.name, "mobile" if room.name.startswith("Mobile") else _KINDS[room.modality],
            MANUFACTURER, room.model_name, room.serial_number, "2019-01-01", "2019-06-01", *hours, "yes",
        ]  # fmt: skip
