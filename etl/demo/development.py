"""What interns and staff have on record: credentials, onboarding, shadowing, meetings, education. Once, then weekly.

Stories: Samir Achterberg's registration ended and was not renewed; Greta Pemberley's BLS ends within weeks, as does
Noor Calloway's; of Jasper Moto nobody recorded the HIPAA training, and Piet Andrade's badge was never issued; Lucia
Ferrant is short of continuing education; Elin Marsh shadows every week, and Kofi Lindgren has stopped.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from etl.demo.chance import chance
from etl.demo.csv_text import csv_bytes
from etl.demo.department import DemoFile, Department, stamp
from etl.demo.interns import Trainee, trainees
from etl.demo.people import TECHNOLOGISTS
from etl.demo.wall_time import HOUR, midnight

_HEAD = "person,person_group,kind,title,record_number,done_on,expires_on,hours,note".split(",")
_WEEK = timedelta(days=7)
_TOLD_AT = 6 * HOUR + HOUR / 2
_ITEMS = ("Badge issued", "HIPAA training", "BLS", "MR safety screening")
_NEVER = {("Jasper Moto", "HIPAA training"), ("Piet Andrade", "Badge issued")}
_READERS = ("chest readers", "bone readers", "emergency readers")
_MEETINGS = ("Reject review", "Radiation safety", "Image quality round")
_COURSES = (
    "Patient positioning, online course", "Digital radiography update", "Pediatric dose", "Sectional anatomy",
)  # fmt: skip
# How often in ten weeks somebody shadows; others four times.
_EAGER = {"Elin Marsh": 10, "Kofi Lindgren": 0, "Noor Calloway": 1}
_SHORT_OF_EDUCATION = "Lucia Ferrant"
# Days from the story's day to the end of what ends soon, or has ended.
_ENDS = {
    ("Samir Achterberg", "ARRT registration"): -6, ("Greta Pemberley", "BLS"): 24, ("Noor Calloway", "BLS"): 17,
    ("Henrik Doyle", "State licence"): 47, ("Owen Tanaka", "BLS"): -2,
}  # fmt: skip


def files(department: Department) -> Iterator[DemoFile]:
    """What is on record on the first day; then each Monday morning what the week before brought."""
    first = department.first_day
    yield (
        f"interns/development_{stamp(midnight(first))}.csv",
        partial(_whole, department, first - timedelta(days=560), first),
    )
    for day in department.days:
        moment = midnight(day) + _TOLD_AT
        if day.weekday() == 0 and moment <= department.end and day > first:
            yield (
                f"interns/development_{stamp(moment)}.csv",
                partial(_lately, department, max(day - _WEEK, first), day),
            )


def _whole(department: Department, since: date, until: date) -> bytes:
    people = trainees(department)
    rows = [row for one in people for row in _onboarding(department, one.name, "intern", one.starts_on)]
    for name in TECHNOLOGISTS:
        began = department.story_day - timedelta(
            days=chance(department.seed, "hired", name).randrange(500, 4000)
        )
        rows += _onboarding(department, name, "staff", began)
        for title, years in (("ARRT registration", 1), ("State licence", 2)):
            rows.append(_ending(department, name, "staff", "credential", title, years))
    return csv_bytes(_HEAD, [*rows, *_learned(department, people, since, until)])


def _lately(department: Department, since: date, until: date) -> bytes:
    return csv_bytes(_HEAD, _learned(department, trainees(department), since, until))


def _onboarding(department: Department, name: str, group: str, began: date) -> Iterator[list[str]]:
    for place, title in enumerate(_ITEMS):
        if (name, title) in _NEVER:
            continue
        if title == "BLS":
            yield _ending(department, name, group, "onboarding", title, 2)
        else:
            yield [
                name,
                group,
                "onboarding",
                title,
                "",
                (began + timedelta(days=place)).isoformat(),
                "",
                "",
                "",
            ]


def _ending(department: Department, name: str, group: str, kind: str, title: str, years: int) -> list[str]:
    draw = chance(department.seed, "ends", name, title)
    days = _ENDS.get((name, title), draw.randrange(100, 365 * years - 60))
    ends = department.story_day + timedelta(days=days)
    done = ends - timedelta(days=365 * years)
    return [name, group, kind, title, "", done.isoformat(), ends.isoformat(), "", ""]


def _learned(department: Department, people: list[Trainee], since: date, until: date) -> Iterator[list[str]]:
    """What was learned from one day until before another, week by week."""
    monday = since - timedelta(days=since.weekday())
    while monday < until:
        for day, row in _of_week(department, people, monday):
            if since <= day < until:
                yield row
        monday += _WEEK


def _of_week(department: Department, people: list[Trainee], monday: date) -> Iterator[tuple[date, list[str]]]:
    for one in people:
        draw = chance(department.seed, "shadowing", one.name, monday)
        day = monday + timedelta(days=draw.randrange(5))
        stopped = one.name == "Kofi Lindgren" and monday > department.story_day - timedelta(weeks=13)
        often = 0 if stopped else _EAGER.get(one.name, 4) or 4
        if one.starts_on <= monday and draw.random() < often / 10:
            with_whom = draw.choice(_READERS)
            yield (
                day,
                _row(one.name, "intern", "shadowing", f"With the {with_whom}", day, draw.choice((1, 1.5, 2))),
            )
    week = monday.toordinal() // 7
    if week % 4 == 0:
        day = monday + timedelta(days=2)
        title = _MEETINGS[week // 4 % len(_MEETINGS)]
        for name, group in (*((one.name, "intern") for one in people if one.starts_on <= day),
                            *((name, "staff") for name in TECHNOLOGISTS)):  # fmt: skip
            if chance(department.seed, "meeting", name, monday).random() < 0.8:
                yield day, _row(name, group, "meeting", title, day, 1)
    for name in TECHNOLOGISTS:
        draw = chance(department.seed, "course", name, monday)
        if draw.random() < (0.02 if name == _SHORT_OF_EDUCATION else 0.16):
            day = monday + timedelta(days=draw.randrange(5))
            yield (
                day,
                _row(name, "staff", "education", draw.choice(_COURSES), day, draw.choice((1, 1.5, 2, 3))),
            )


def _row(name: str, group: str, kind: str, title: str, day: date, hours: float) -> list[str]:
    return [name, group, kind, title, "", day.isoformat(), "", f"{hours:g}", ""]
