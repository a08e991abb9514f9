"""Which checks has each unit of the made-up department, when, and by what are they judged?"""

from collections.abc import Iterator
from datetime import date, timedelta

from db.qc.schedule import due_on
from etl.demo.chance import chance
from etl.demo.csv_text import number
from etl.demo.department import Department
from etl.demo.rooms import ROOMS

# Of this unit nobody has set a limit for the light field; and it is down today.
DOWN_UNIT = "Mobile 1"
STAFF = "A. Demo"
SCHEDULES = (
    "unit,test,valid_from,anchor,rule,grace_before_days,grace_after_days,lead_days,schedule_source".split(",")
)
LIMITS = (
    "unit,test,valid_from,limit_kind,reference,act_low,tol_low,tol_high,act_high,pass_words,tolerated_words,"
    "limit_source"
).split(",")
# check: rule, grace before, after, lead, kind of limit, reference, four limits, words, usual value, its spread
YEARLY = "FREQ=YEARLY"
CHECKS: dict[str, tuple[str, int, int, int, str, list[float | None], str, float | None, float]] = {
    "tube_warm_up": ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 0, 0, 0, "category", [None] * 5, "done", None, 0),
    "artefacts": ("FREQ=WEEKLY;BYDAY=WE", 2, 2, 2, "category", [None] * 5, "none;pass", None, 0),
    "terminal_cleaning": ("FREQ=DAILY", 0, 1, 0, "category", [None] * 5, "done", None, 0),
    "preventive_maintenance": (
        "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=1",
        30,
        30,
        30,
        "category",
        [None] * 5,
        "done",
        None,
        0,
    ),
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
    "kvp_accuracy": (YEARLY, 30, 30, 30, "value", [0, -10, -5, 5, 10], "", 1.2, 1.0),
    "hvl_80kv": (YEARLY, 30, 30, 30, "value", [None, 2.9, None, None, None], "", 3.3, 0.08),
    "output_reproducibility": (
        YEARLY,
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
_TOLERATED = {"artefacts": "minor"}
# Not every unit has every check: a CT has no light field and no exposure index.
_OF_CT = ("tube_warm_up", "terminal_cleaning", "preventive_maintenance", "kvp_accuracy", "hvl_80kv")


def checks_of(unit: str) -> Iterator[str]:
    """The checks of a unit."""
    yield from (_OF_CT if ROOMS[unit].modality == "CT" else CHECKS)


def limit_rows(department: Department) -> Iterator[list[str]]:
    """The rows of `qc_limits`."""
    since = (department.daily_from - timedelta(days=400)).isoformat()
    for unit in ROOMS:
        for test in checks_of(unit):
            _, _, _, _, kind, limits, words, _, _ = CHECKS[test]
            if (unit, test) != (DOWN_UNIT, "light_field"):
                yield [
                    unit,
                    test,
                    since,
                    kind,
                    *map(number, limits),
                    words,
                    _TOLERATED.get(test, ""),
                    "Acceptance and site rules (made up)",
                ]


def schedule_rows(department: Department) -> Iterator[list[str]]:
    """The rows of `qc_schedules`."""
    since = (department.daily_from - timedelta(days=400)).isoformat()
    for unit in ROOMS:
        for test in checks_of(unit):
            rule, before, after, lead, *_ = CHECKS[test]
            anchor = last_year(department, unit, test) if rule == YEARLY else _anchor(department)
            yield [
                unit, test, since, anchor.isoformat(), rule, str(before), str(after), str(lead), "Plan (made up)",
            ]  # fmt: skip


def _anchor(department: Department) -> date:
    return date(department.daily_from.year - 1, 1, 1)


def last_year(department: Department, unit: str, test: str) -> date:
    """The day on which a yearly check was done last."""
    return department.daily_from - timedelta(
        days=chance(department.seed, "yearly", unit, test).randrange(20, 240)
    )


def is_due(department: Department, test: str, day: date) -> bool:
    """Whether a check that is not yearly is due on a day."""
    return due_on(CHECKS[test][0], _anchor(department), 0, day - timedelta(days=1)) == day
