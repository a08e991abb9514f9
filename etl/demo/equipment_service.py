"""Which units of the made-up department were serviced, and when was each cleaned?"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from etl.demo.chance import chance
from etl.demo.csv_text import csv_bytes
from etl.demo.department import Department
from etl.demo.equipment_plan import DOWN_UNIT, STAFF
from etl.demo.rooms import ROOMS, SWAP_DAYS_BEFORE, SWAP_ROOM
from etl.demo.wall_time import HOUR, MINUTE, midnight

EVENTS = "unit,event_kind,started_at,ended_at,is_down,event_number,description,cause,engineer,cost".split(",")
# This unit was not cleaned on the last evenings: its terminal cleaning is overdue.
_FORGOTTEN, _FORGOTTEN_EVENINGS = "Room 5", 3
_CLEANINGS = "unit,done_at,cleaning,precaution,done_by,note".split(",")


def event_rows(department: Department, day: date) -> Iterator[list[str]]:
    """The events of the last day before eight; a repair that ended is told again, with its end."""
    before = (department.story_day - day).days
    told = {
        SWAP_DAYS_BEFORE - 1: (
            SWAP_ROOM,
            "detector swap",
            1,
            "06:00",
            "16:30",
            "yes",
            "New detector",
            "end of life",
            "14800",
        ),
        12: ("Room 4", "repair", 1, "10:20", "16:05", "yes", "Table does not move", "worn belt", "640"),
        6: (
            "Room 5",
            "preventive maintenance",
            1,
            "07:00",
            "11:00",
            "yes",
            "Half-yearly, planned",
            "",
            "1900",
        ),
        0: (DOWN_UNIT, "repair", 0, "06:40", "", "yes", "No exposure, battery fault", "", ""),
        -1: (
            DOWN_UNIT,
            "repair",
            1,
            "06:40",
            "15:10",
            "yes",
            "No exposure, battery fault",
            "battery",
            "980",
        ),
    }.get(before)
    if told is None:
        return
    unit, kind, days_ago, start, end, is_down, words, cause, cost = told
    on = day - timedelta(days=days_ago)
    yield [
        unit, kind, f"{on} {start}", f"{on} {end}" if end else "", is_down,
        f"WO-{on:%y%m%d}", words, cause, "Biomed (made up)", cost,
    ]  # fmt: skip


def cleanings(department: Department, day: date) -> bytes:
    """The evening before, and this morning until eight."""
    evening = midnight(day) - 5 * HOUR
    rows = []
    for unit in ROOMS:
        draw = chance(department.seed, "cleaning", unit, day)
        at = evening + draw.randrange(90) * MINUTE
        forgotten = unit == _FORGOTTEN and day > department.story_day - timedelta(days=_FORGOTTEN_EVENINGS)
        if draw.random() > 0.03 and not forgotten:
            rows.append([unit, _at(at), "terminal", "", "C. Demo", ""])
        for _ in range(draw.randrange(2, 4)):
            rows.append([unit, _at(evening - draw.randrange(20, 500) * MINUTE), "between", "", STAFF, ""])
    if day >= department.story_day - timedelta(days=1):
        rows.append(["Room 2", _at(midnight(day) + 7 * HOUR), "isolation", "contact", STAFF, ""])
    unique = {(row[0], row[1], row[2]): row for row in rows}
    return csv_bytes(_CLEANINGS, list(unique.values()))


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
