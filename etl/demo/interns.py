"""Who is in training, what did each log, and what was judged? A tracker's exports: once on the first day, then weekly.

Stories: Elin Marsh is ahead; Noor Calloway is behind and needs help first; Tomas Reyling has all but Upper GI or enema;
Freya Abara has a simulation more than the cap has room for; nothing of Kofi Lindgren's was judged for three months.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from random import Random

from etl.demo.chance import chance
from etl.demo.csv_text import csv_bytes
from etl.demo.department import DemoFile, Department, stamp
from etl.demo.people import INTERNS, SUPERVISORS
from etl.demo.plan import exams_of
from etl.demo.requirements import CARE, ELECTIVES, FLUOROSCOPY, HEAD, MANDATORY, OF_EXAM, SIMULATED
from etl.demo.wall_time import HOUR, MINUTE, midnight, to_local

EDITION = "ARRT Radiography 2022"
_PROGRAMME = "School of radiography (made up)"
_WEEK = timedelta(days=7)
_TOLD_AT = 6 * HOUR
_LENGTH = timedelta(weeks=104)
# The cohort that is far on, and the one that has begun; weeks before the stories' day.
_BEGAN_WEEKS_BEFORE = (72, 20)
_ROSTER = "intern,programme,cohort,edition,starts_on,ends_on,ris_name,clinic_hours_needed".split(",")
_ASSIGNED = "intern,supervisor,starts_on,ends_on".split(",")
_JUDGED = (
    "intern,requirement,evaluated_on,record_number,outcome,score_percent,simulated,evaluator,log_number,comment"
).split(",")
_LOGGED = (
    "intern,requirement,performed_at,record_number,participation,supervision,supervisor,repeats,repeat_supervision,"
    "approved,room"
).split(",")
_HOURS = "intern,started_at,ended_at,activity,site,shift,approved_by,comment".split(",")
_EVALUATED = "intern,evaluated_on,evaluation_kind,evaluator,score_percent,comment".split(",")
# How fast each goes through the list: the share of the straight line.
_PACE = {"Elin Marsh": 1.3, "Noor Calloway": 0.55, "Tomas Reyling": 1.6, "Marta Quill": 0.85}
_STOPPED = "Kofi Lindgren"
_NO_UPPER_GI = "Tomas Reyling"
_SIMULATES = "Freya Abara"


@dataclass(frozen=True, slots=True)
class Trainee:
    """An intern with the days of the programme."""

    name: str
    cohort: int
    starts_on: date
    supervisor: str

    @property
    def ends_on(self) -> date:
        """The last day of the programme."""
        return self.starts_on + _LENGTH


def trainees(department: Department) -> list[Trainee]:
    """All interns: the first half of them is the earlier cohort."""
    half = len(INTERNS) // 2
    found = []
    for place, name in enumerate(INTERNS):
        cohort = place // half
        began = department.story_day - timedelta(weeks=_BEGAN_WEEKS_BEFORE[cohort])
        found.append(
            Trainee(
                name, cohort, began - timedelta(days=began.weekday()), SUPERVISORS[place % len(SUPERVISORS)]
            )
        )
    return found


def files(department: Department) -> Iterator[DemoFile]:
    """Lists and the past once; then each Monday morning what the week before brought."""
    people = trainees(department)
    first = midnight(department.daily_from)
    at = stamp(first)
    yield f"interns/interns_{at}.csv", partial(csv_bytes, _ROSTER, [_roster_row(one) for one in people])
    yield (
        f"interns/intern_supervisors_{at}.csv",
        partial(csv_bytes, _ASSIGNED, [_assigned_row(one) for one in people]),
    )
    yield (
        f"interns/evaluations_{at}.csv",
        partial(csv_bytes, _EVALUATED, list(_evaluations(department, people))),
    )
    yield from _told(department, people, people[0].starts_on, department.daily_from, at)
    for day in department.days:
        moment = midnight(day) + _TOLD_AT
        if day.weekday() == 0 and moment <= department.end and day > department.daily_from:
            yield from _told(department, people, max(day - _WEEK, department.daily_from), day, stamp(moment))


def _told(
    department: Department, people: list[Trainee], since: date, until: date, at: str
) -> Iterator[DemoFile]:
    """What happened from one day until before another."""
    yield f"interns/competencies_{at}.csv", partial(_competencies, department, people, since, until)
    yield f"interns/exam_log_{at}.csv", partial(_exam_log, department, people, since, until)
    yield f"interns/clinical_hours_{at}.csv", partial(_hours, department, people, since, until)


def _roster_row(one: Trainee) -> list[str]:
    cohort = f"Class of {one.ends_on.year}"
    return [
        one.name, _PROGRAMME, cohort, EDITION, one.starts_on.isoformat(), one.ends_on.isoformat(), one.name, "1850",
    ]  # fmt: skip


def _assigned_row(one: Trainee) -> list[str]:
    return [one.name, one.supervisor, one.starts_on.isoformat(), ""]


@lru_cache(maxsize=64)
def passes(seed: int, one: Trainee, stops_on: date | None) -> tuple[tuple[date, str], ...]:
    """The competencies that an intern passes, over the whole programme, each with its day, in order."""
    draw = chance(seed, "passes", one.name)
    fluoroscopy = [
        name for name in FLUOROSCOPY if one.name != _NO_UPPER_GI or not name.startswith(("Upper", "Contrast"))
    ]
    others = list(ELECTIVES)
    draw.shuffle(others)
    electives = [*draw.sample(HEAD, 2), *fluoroscopy[:2], *others[:11]]
    if one.name == _NO_UPPER_GI:
        electives = ["Skull", *fluoroscopy[:2], *others[:12]]
    imaging = [*MANDATORY, *electives]
    draw.shuffle(imaging)
    if one.name == _SIMULATES:
        imaging.sort(key=lambda name: name not in SIMULATED)
    wanted = [*CARE, *imaging]
    pace = _PACE.get(one.name, draw.uniform(0.92, 1.08))
    days = _LENGTH.days * 0.96 / pace
    found = []
    for place, name in enumerate(wanted):
        day = one.starts_on + timedelta(days=round(14 + days * (place + draw.random()) / len(wanted)))
        day -= timedelta(days=max(day.weekday() - 4, 0))
        if stops_on is None or day < stops_on:
            found.append((day, name))
    return tuple(sorted(found))


def _passes(department: Department, one: Trainee) -> tuple[tuple[date, str], ...]:
    stops = department.story_day - timedelta(weeks=13) if one.name == _STOPPED else None
    return passes(department.seed, one, stops)


def _competencies(department: Department, people: list[Trainee], since: date, until: date) -> bytes:
    rows = []
    for one in people:
        for place, (day, name) in enumerate(_passes(department, one)):
            draw = chance(department.seed, "judged", one.name, name)
            number = f"C{people.index(one):02d}{place:03d}"
            before = day - timedelta(days=draw.randrange(3, 9))
            if draw.random() < 0.08 and since <= before < until:
                rows.append(
                    [one.name, name, before.isoformat(), f"{number}A", "attempted", str(draw.randrange(55, 75)), "no",
                     one.supervisor, "", "Positioning and marker to be practised"]
                )  # fmt: skip
            if since <= day < until:
                simulated = "yes" if one.name == _SIMULATES and name in SIMULATED else "no"
                rows.append(
                    [one.name, name, day.isoformat(), number, "passed", str(draw.randrange(82, 100)), simulated,
                     one.supervisor, f"{number}-2" if name in MANDATORY else "", ""]
                )  # fmt: skip
    return csv_bytes(_JUDGED, rows)


def _exam_log(department: Department, people: list[Trainee], since: date, until: date) -> bytes:
    rows = []
    for one in people:
        for place, (passed_on, name) in enumerate(_passes(department, one)):
            # What is passed was logged before: three times, in the weeks before.
            for turn in range(1 if name in CARE else 3):
                draw = chance(department.seed, "logged", one.name, name, turn)
                day = passed_on - timedelta(days=2 + 4 * turn + draw.randrange(3))
                if since <= day < until:
                    number = f"C{people.index(one):02d}{place:03d}-{turn}"
                    rows.append(
                        _log_row(
                            one, name, midnight(day) + draw.randrange(7 * 60, 15 * 60) * MINUTE, number, draw
                        )
                    )
    by_name = {one.name: one for one in people}
    for day in department.days:
        if since <= day < until:
            rows += _from_exams(department, by_name, day)
    return csv_bytes(_LOGGED, rows)


def _from_exams(department: Department, by_name: dict[str, Trainee], day: date) -> Iterator[list[str]]:
    """What interns log of the day's exams that they really did: not every one."""
    for exam in exams_of(department, day):
        draw = chance(department.seed, "logged exam", exam.accession_number)
        name = OF_EXAM.get(exam.procedure.exam_code)
        if exam.student and exam.started_at is not None and name is not None and draw.random() < 0.6:
            moment = to_local(exam.started_at, department.zone).replace(second=0, microsecond=0)
            one = by_name[exam.student]
            competent = any(passed == name and on < day for on, passed in _passes(department, one))
            competent = competent and not exam.room.startswith("Mobile")
            number = f"E{day:%y%m%d}{exam.number:04d}"
            row = _log_row(one, name, moment, number, draw, competent=competent)
            row[4] = draw.choice(("performed", "performed", "assisted", "observed"))
            row[-1] = exam.unit
            yield row


def _log_row(
    one: Trainee, name: str, moment: datetime, number: str, draw: Random, *, competent: bool = False
) -> list[str]:
    repeats = 1 if draw.random() < 0.09 else 0
    known = draw.random() < 0.94
    return [
        one.name, name, f"{moment:%Y-%m-%d %H:%M}", number, "performed",
        _supervision(draw, competent=competent) if known else "", one.supervisor if known else "",
        str(repeats), draw.choice(("direct",) * 9 + ("indirect",)) if repeats else "", "yes", "",
    ]  # fmt: skip


def _supervision(draw: Random, *, competent: bool) -> str:
    """Indirect once competent, as it may be; a few times before, as it may not."""
    return "indirect" if draw.random() < (0.5 if competent else 0.02) else "direct"


def _hours(department: Department, people: list[Trainee], since: date, until: date) -> bytes:
    """Three days of clinic and two of class a week; some stay long, and one forgets to clock out."""
    rows = []
    for one in people:
        day = max(since, one.starts_on)
        while day < min(until, one.ends_on):
            draw = chance(department.seed, "hours", one.name, day)
            if day.weekday() < 5 and draw.random() > 0.05:
                in_clinic = (day.weekday() + one.cohort) % 5 in (0, 2, 4)
                evening = in_clinic and draw.random() < 0.12
                start = midnight(day) + (14 * HOUR if evening else 7 * HOUR if in_clinic else 9 * HOUR)
                length = (11 if draw.random() < 0.01 else 8) * HOUR if in_clinic else 4 * HOUR
                end = "" if draw.random() < 0.006 else f"{start + length:%Y-%m-%d %H:%M}"
                rows.append(
                    [one.name, f"{start:%Y-%m-%d %H:%M}", end, "clinic" if in_clinic else "class",
                     "Northfield" if in_clinic else "School", ("evening" if evening else "day") if in_clinic else "",
                     one.supervisor if in_clinic else "", ""]
                )  # fmt: skip
            day += timedelta(days=1)
    return csv_bytes(_HOURS, rows)


def _evaluations(department: Department, people: list[Trainee]) -> Iterator[list[str]]:
    for one in people:
        for months, kind in ((4, "mid-term"), (8, "affective"), (12, "final of the first year")):
            day = one.starts_on + timedelta(weeks=4 * months)
            if day < department.daily_from:
                score = chance(department.seed, "evaluation", one.name, kind).randrange(78, 98)
                yield [one.name, day.isoformat(), kind, one.supervisor, str(score), ""]
