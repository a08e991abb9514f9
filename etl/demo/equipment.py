"""How are the rooms kept? Units, schedules, limits, the checks of each morning, service and cleaning.

Stories: the kVp of Room 3 failed after its new detector; the detector of Room 2 drifts, which its exams show before its
monthly check does; Mobile 1 is down today; its light field has no limit.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from db.qc.schedule import due_on
from etl.demo.chance import chance
from etl.demo.csv_text import csv_bytes, number
from etl.demo.department import DemoFile, Department, stamp
from etl.demo.rooms import MANUFACTURER, ROOMS, SWAP_DAYS_BEFORE, SWAP_ROOM, detector_drift
from etl.demo.wall_time import HOUR, MINUTE, midnight

_TOLD_AT = 8 * HOUR
_KINDS = {"DX": "radiography", "RF": "fluoroscopy", "CT": "CT"}
_DOWN_UNIT = "Mobile 1"
_KVP_FAILED_DAYS_BEFORE = SWAP_DAYS_BEFORE - 2
_STAFF = "A. Demo"
_UNITS = (
    "unit,room,unit_kind,manufacturer,model_name,serial_number,manufactured_on,installed_on,"
    "weekday_hours,saturday_hours,sunday_hours,is_active"
).split(",")
_SCHEDULES = (
    "unit,test,valid_from,anchor,rule,grace_before_days,grace_after_days,lead_days,schedule_source".split(",")
)
_LIMITS = (
    "unit,test,valid_from,limit_kind,reference,act_low,tol_low,tol_high,act_high,pass_words,tolerated_words,"
    "limit_source"
).split(",")
_RESULTS = "unit,test,performed_at,value,value_text,performed_by,comment".split(",")
_EVENTS = "unit,event_kind,started_at,ended_at,is_down,event_number,description,cause,engineer,cost".split(
    ","
)
_CLEANINGS = "unit,done_at,cleaning,precaution,done_by,note".split(",")
# check: rule, grace before, after, lead, kind of limit, reference, four limits, words, usual value, its spread
_YEARLY = "FREQ=YEARLY"
_CHECKS: dict[str, tuple[str, int, int, int, str, list[float | None], str, float | None, float]] = {
    "tube_warm_up": ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 0, 0, 0, "category", [None] * 5, "done", None, 0),
    "artefacts": ("FREQ=WEEKLY;BYDAY=WE", 2, 2, 2, "category", [None] * 5, "none", None, 0),
    "terminal_cleaning": ("FREQ=DAILY", 0, 1, 0, "category", [None] * 5, "done", None, 0),
    "ei_calibration": ("FREQ=MONTHLY;BYMONTHDAY=5", 7, 7, 7, "value", [0, -20, -10, 10, 20], "", 0, 1.6),
    "light_field": (
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
        14,
        14,
        14,
        "value",
        [None, None, None, 1.5, 2],
        "",
        1.0,
        0.15,
    ),
    "kvp_accuracy": (_YEARLY, 30, 30, 30, "value", [0, -10, -5, 5, 10], "", 1.2, 1.0),
    "hvl_80kv": (_YEARLY, 30, 30, 30, "value", [None, 2.9, None, None, None], "", 3.3, 0.08),
    "output_reproducibility": (
        _YEARLY,
        30,
        30,
        30,
        "value",
        [None, None, None, None, 0.05],
        "",
        0.021,
        0.004,
    ),
}
# Not every unit has every check: a CT has no light field and no exposure index.
_OF_CT = ("tube_warm_up", "terminal_cleaning", "kvp_accuracy", "hvl_80kv")


def files(department: Department) -> Iterator[DemoFile]:
    """Lists once, on the first day; what was done, each morning at eight."""
    first = stamp(midnight(department.first_day))
    yield f"equipment/equipment_list_{first}.csv", partial(csv_bytes, _UNITS, list(_unit_rows()))
    yield f"equipment/qc_limits_{first}.csv", partial(csv_bytes, _LIMITS, list(_limit_rows(department)))
    yield (
        f"equipment/qc_schedules_{first}.csv",
        partial(csv_bytes, _SCHEDULES, list(_schedule_rows(department))),
    )
    yield f"equipment/qc_results_{first}.csv", partial(csv_bytes, _RESULTS, list(_earlier(department)))
    for day in department.days:
        moment = midnight(day) + _TOLD_AT
        if moment > department.end:
            continue
        yield f"equipment/qc_results_{stamp(moment)}.csv", partial(_results, department, day)
        yield f"equipment/cleaning_log_{stamp(moment)}.csv", partial(_cleanings, department, day)
        if events := list(_event_rows(department, day)):
            yield f"equipment/service_events_{stamp(moment)}.csv", partial(csv_bytes, _EVENTS, events)


def _unit_rows() -> Iterator[list[str]]:
    for room in ROOMS.values():
        hours = ["00:00-24:00"] * 3 if room.modality == "CT" else ["07:00-19:00", "08:00-14:00", "closed"]
        yield [
            room.name, room.name, "mobile" if room.name.startswith("Mobile") else _KINDS[room.modality],
            MANUFACTURER, room.model_name, room.serial_number, "2019-01-01", "2019-06-01", *hours, "yes",
        ]  # fmt: skip


def _checks_of(unit: str) -> Iterator[str]:
    yield from (_OF_CT if ROOMS[unit].modality == "CT" else _CHECKS)


def _limit_rows(department: Department) -> Iterator[list[str]]:
    since = (department.first_day - timedelta(days=400)).isoformat()
    for unit in ROOMS:
        for test in _checks_of(unit):
            _, _, _, _, kind, limits, words, _, _ = _CHECKS[test]
            if (unit, test) != (_DOWN_UNIT, "light_field"):
                yield [
                    unit,
                    test,
                    since,
                    kind,
                    *map(number, limits),
                    words,
                    "",
                    "Acceptance and site rules (made up)",
                ]


def _schedule_rows(department: Department) -> Iterator[list[str]]:
    since = (department.first_day - timedelta(days=400)).isoformat()
    for unit in ROOMS:
        for test in _checks_of(unit):
            rule, before, after, lead, *_ = _CHECKS[test]
            anchor = _last_year(department, unit, test) if rule == _YEARLY else _anchor(department)
            yield [
                unit, test, since, anchor.isoformat(), rule, str(before), str(after), str(lead), "Plan (made up)",
            ]  # fmt: skip


def _anchor(department: Department) -> date:
    return date(department.first_day.year - 1, 1, 1)


def _last_year(department: Department, unit: str, test: str) -> date:
    return department.first_day - timedelta(
        days=chance(department.seed, "yearly", unit, test).randrange(20, 240)
    )


def _earlier(department: Department) -> Iterator[list[str]]:
    """What was found before the first day: the yearly checks, the quarterly ones, and a year of the detectors'."""
    for unit in ROOMS:
        for test in _checks_of(unit):
            rule, *_, usual, _ = _CHECKS[test]
            if rule == _YEARLY:
                yield _result(department, unit, test, _last_year(department, unit, test))
            elif usual is not None:
                day = department.first_day - timedelta(days=370)
                while day < department.first_day:
                    if _is_due(department, test, day):
                        yield _result(department, unit, test, day)
                    day += timedelta(days=1)


def _is_due(department: Department, test: str, day: date) -> bool:
    return due_on(_CHECKS[test][0], _anchor(department), 0, day - timedelta(days=1)) == day


def _results(department: Department, day: date) -> bytes:
    rows = []
    for unit in ROOMS:
        if unit == _DOWN_UNIT and day == department.story_day:
            continue
        for test in _checks_of(unit):
            missed = chance(department.seed, "missed", unit, test, day).random() < 0.02
            if _CHECKS[test][0] != _YEARLY and _is_due(department, test, day) and not missed:
                rows.append(_result(department, unit, test, day))
    if day == department.story_day - timedelta(days=_KVP_FAILED_DAYS_BEFORE):
        rows.append(
            [
                SWAP_ROOM,
                "kvp_accuracy",
                f"{day} 07:40",
                "11.4",
                "",
                _STAFF,
                "After the new detector; maker called",
            ]
        )
    return csv_bytes(_RESULTS, rows)


def _result(department: Department, unit: str, test: str, day: date) -> list[str]:
    draw = chance(department.seed, "check", unit, test, day)
    *_, words, usual, spread = _CHECKS[test]
    at = midnight(day) + 7 * HOUR + draw.randrange(50) * MINUTE
    value = ""
    if usual is not None:
        drift = 100 * (detector_drift(unit, day, department.story_day) - 1) if test == "ei_calibration" else 0
        value = f"{draw.gauss(usual, spread) + drift:.3f}"
    return [unit, test, f"{at:%Y-%m-%d %H:%M}", value, words if usual is None else "", _STAFF, ""]


def _event_rows(department: Department, day: date) -> Iterator[list[str]]:
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
        0: (_DOWN_UNIT, "repair", 0, "06:40", "", "yes", "No exposure, battery fault", "", ""),
        -1: (
            _DOWN_UNIT,
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


def _cleanings(department: Department, day: date) -> bytes:
    """The evening before, and this morning until eight."""
    evening = midnight(day) - 5 * HOUR
    rows = []
    for unit in ROOMS:
        draw = chance(department.seed, "cleaning", unit, day)
        at = evening + draw.randrange(90) * MINUTE
        if draw.random() > 0.03:
            rows.append([unit, _at(at), "terminal", "", "C. Demo", ""])
        for _ in range(draw.randrange(2, 4)):
            rows.append([unit, _at(evening - draw.randrange(20, 500) * MINUTE), "between", "", _STAFF, ""])
    if day == department.story_day:
        rows.append(["Room 2", _at(midnight(day) + 7 * HOUR), "isolation", "contact", _STAFF, ""])
    unique = {(row[0], row[1], row[2]): row for row in rows}
    return csv_bytes(_CLEANINGS, list(unique.values()))


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
