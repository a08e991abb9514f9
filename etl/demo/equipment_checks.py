"""What did the checks of the made-up department find? A year before its first day, then each morning."""

from collections.abc import Iterator
from datetime import date, timedelta

from etl.demo.chance import chance
from etl.demo.department import Department
from etl.demo.equipment_plan import CHECKS, DOWN_UNIT, STAFF, YEARLY, checks_of, is_due, last_year
from etl.demo.rooms import ROOMS, SWAP_DAYS_BEFORE, SWAP_ROOM, detector_drift
from etl.demo.wall_time import HOUR, MINUTE, midnight

RESULTS = "unit,test,performed_at,value,value_text,performed_by,comment".split(",")
_KVP_FAILED_DAYS_BEFORE = SWAP_DAYS_BEFORE - 2


def earlier(department: Department) -> Iterator[list[str]]:
    """What was found before the first day: the yearly checks, the quarterly ones, and a year of the detectors'."""
    for unit in ROOMS:
        for test in checks_of(unit):
            rule, *_, usual, _ = CHECKS[test]
            if rule == YEARLY:
                yield _result(department, unit, test, last_year(department, unit, test))
            elif usual is not None or test == "preventive_maintenance":
                day = department.daily_from - timedelta(days=370)
                while day < department.daily_from:
                    if is_due(department, test, day):
                        yield _result(department, unit, test, day)
                    day += timedelta(days=1)


def morning(department: Department, day: date) -> list[list[str]]:
    """What was done on the morning of a day, on some days nothing; Room 3's failure among it."""
    rows = []
    for unit in ROOMS:
        if unit == DOWN_UNIT and day == department.story_day:
            continue
        for test in checks_of(unit):
            missed = chance(department.seed, "missed", unit, test, day).random() < 0.02
            # Cleanings stand in the cleaning log, and count from there.
            if test == "terminal_cleaning":
                continue
            if CHECKS[test][0] != YEARLY and is_due(department, test, day) and not missed:
                rows.append(_result(department, unit, test, day))
    if day == department.story_day - timedelta(days=_KVP_FAILED_DAYS_BEFORE):
        rows.append(
            [
                SWAP_ROOM,
                "kvp_accuracy",
                f"{day} 07:40",
                "11.4",
                "",
                STAFF,
                "After the new detector; maker called",
            ]
        )
    return rows


def _result(department: Department, unit: str, test: str, day: date) -> list[str]:
    draw = chance(department.seed, "check", unit, test, day)
    *_, words, usual, spread = CHECKS[test]
    at = midnight(day) + 7 * HOUR + draw.randrange(50) * MINUTE
    value = ""
    if usual is not None:
        drift = 100 * (detector_drift(unit, day, department.story_day) - 1) if test == "ei_calibration" else 0
        # As a meter shows it: tenths of a per cent, thousandths of a ratio.
        decimals = 1 if spread >= 1 else 3
        value = f"{draw.gauss(usual, spread) + drift:.{decimals}f}"
    return [
        unit,
        test,
        f"{at:%Y-%m-%d %H:%M}",
        value,
        words.split(";")[0] if usual is None else "",
        STAFF,
        "",
    ]
