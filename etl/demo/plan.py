"""Which exams does a day bring, and when do they begin and end? The same answer whenever it is asked."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from etl.demo.catalogue import CLASSES, procedures
from etl.demo.chance import chance, made_up_uid, poisson, spread
from etl.demo.department import Department
from etl.demo.exam import Exam
from etl.demo.people import NEWCOMERS, STUDENTS, SUPERVISORS, TECHNOLOGISTS, any_patient
from etl.demo.reporting import report_times
from etl.demo.rooms import MOBILES
from etl.demo.wall_time import MINUTE, midnight, to_local, to_utc

# A small department's; `exams_a_year` tells how many a larger one has.
EXAMS_A_WEEKDAY = 76.0
# Who comes to it; to a larger one come more.
_PATIENTS = 6000
_SHARE_OF_A_WEEKDAY = (1.06, 1.02, 1.0, 0.98, 0.94, 0.37, 0.33)
_SHARES = {"weekday": (0.45, 0.29, 0.26), "weekend": (0.04, 0.43, 0.53)}
# Hour of the day -> how many arrive, by class; outpatients come by appointment.
_HOURS = {
    "outpatient": (0,) * 8 + (9, 10, 10, 9, 5, 8, 9, 7, 4) + (0,) * 7,
    "inpatient": (1, 1, 1, 1, 1, 3, 9, 9, 10, 10, 9, 8, 6, 7, 7, 6, 5, 4, 3, 3, 2, 2, 1, 1),
    "emergency": (3, 2, 2, 2, 2, 2, 3, 4, 5, 7, 8, 9, 9, 8, 8, 8, 8, 9, 9, 8, 7, 6, 5, 4),
}
_PRIORITIES = {
    "outpatient": {"routine": 96, "urgent": 4},
    "inpatient": {"routine": 66, "urgent": 26, "stat": 8},
    "emergency": {"routine": 18, "urgent": 47, "stat": 35},
}
_ORDERED_MINUTES_BEFORE = {"routine": 75.0, "urgent": 32.0, "stat": 11.0}
_CANCELLED = (
    "Order withdrawn",
    "Duplicate order",
    "Patient condition changed",
    "Preparation missing",
    "Wrong exam ordered",
)
_LATEST_START = timedelta(hours=23)
# Of so many exams with an intern one keeps the supervisor who may be with another.
_TWO_AT_ONCE = 9


def exams_a_weekday(exams_a_year: float) -> float:
    """How many exams a weekday has where a year has so many."""
    return exams_a_year / 365.25 * 7 / sum(_SHARE_OF_A_WEEKDAY)


def exams_of(department: Department, day: date) -> list[Exam]:
    """The exams of a day, whatever moment it is."""
    return _exams_of(department.seed, department.zone, day, department.exams_a_weekday, department.houses)


# So many days as are looked back at from one to the next, and a month before them.
@lru_cache(maxsize=64)
def _exams_of(seed: int, zone: ZoneInfo, day: date, exams_a_weekday: float, houses: int) -> list[Exam]:
    draw = chance(seed, day, "exams")
    count = poisson(draw, exams_a_weekday * _SHARE_OF_A_WEEKDAY[day.weekday()])
    patients = round(_PATIENTS * max(1.0, exams_a_weekday / EXAMS_A_WEEKDAY))
    exams = [_ordered(draw, seed, zone, day, number, patients) for number in range(1, count + 1)]
    for exam in exams:
        exam.house = exam.number % houses
    free: dict[str, datetime] = {}
    taught: list[Exam] = []
    for exam in sorted(exams, key=lambda e: (e.ready_at, e.number)):
        _carry_out(draw, exam, free, zone)
        if exam.student:
            # Later ones begin when they are ready or after: what has ended by now stands beside none of them.
            taught = [
                other for other in taught if other.ended_at is not None and other.ended_at > exam.ready_at
            ]
            _free_supervisor(exam, taught)
            taught.append(exam)
    if draw.random() < 0.6 and exams:
        _without_an_order(draw, exams)
    return exams


def _ordered(draw: Random, seed: int, zone: ZoneInfo, day: date, number: int, patients: int) -> Exam:
    kind = "weekend" if day.weekday() >= 5 else "weekday"
    patient_class = draw.choices(CLASSES, _SHARES[kind])[0]
    choices = procedures()
    procedure = draw.choices(choices, [p.weights[patient_class] for p in choices])[0]
    priorities = _PRIORITIES[patient_class]
    priority = draw.choices(list(priorities), list(priorities.values()))[0]
    room = draw.choices(procedure.rooms, procedure.room_weights)[0]
    ready_at = _ready_at(draw, zone, day, patient_class)
    exam = Exam(
        day=day,
        number=number,
        accession_number=f"DEMO-{day:%y%m%d}-{number:04d}",
        study_instance_uid=made_up_uid(seed, "study", day, number),
        patient=any_patient(seed, day, draw.random(), patients),
        procedure=procedure,
        patient_class=patient_class,
        priority=priority,
        room=room,
        ordered_at=ready_at,
        ready_at=ready_at,
        dose_sent=draw.random() >= (0.07 if room in MOBILES else 0.028),
    )
    if patient_class == "outpatient":
        _by_appointment(draw, exam, zone)
    else:
        exam.ordered_at = ready_at - _ORDERED_MINUTES_BEFORE[priority] * spread(draw, 0.5) * MINUTE
        if room not in MOBILES:
            exam.arrived_at = exam.ordered_at + (ready_at - exam.ordered_at) * draw.uniform(0.5, 0.95)
        if draw.random() < 0.018:
            _call_off(
                draw,
                exam,
                "cancelled",
                exam.ordered_at + draw.uniform(0.1, 0.45) * (ready_at - exam.ordered_at),
            )
    return exam


def _ready_at(draw: Random, zone: ZoneInfo, day: date, patient_class: str) -> datetime:
    hour = draw.choices(range(24), _HOURS[patient_class])[0]
    minute = draw.choice((0, 15, 30, 45)) if patient_class == "outpatient" else draw.randrange(60)
    local = min(datetime(day.year, day.month, day.day, hour, minute), midnight(day) + _LATEST_START)
    # The clocks change between 01:00 and 03:00: an exam in an hour that comes twice would have a doubtful length.
    if hour < 4 and to_utc(local, zone) - to_utc(midnight(day), zone) != local - midnight(day):
        local += timedelta(hours=6)
    return to_utc(local, zone)


def _by_appointment(draw: Random, exam: Exam, zone: ZoneInfo) -> None:
    scheduled = exam.ready_at
    ordered_day = exam.day - timedelta(days=round(1 + 6 * spread(draw, 0.7)))
    exam.ordered_at = to_utc(midnight(ordered_day) + timedelta(minutes=draw.randrange(8 * 60, 17 * 60)), zone)
    exam.scheduled_at = scheduled
    fate = draw.random()
    if fate < 0.045:
        _call_off(draw, exam, "no_show", scheduled + draw.randrange(30, 75) * MINUTE)
        exam.cancel_reason = "Patient did not come"
    elif fate < 0.075:
        _call_off(draw, exam, "cancelled", scheduled - draw.randrange(20, 60 * 20) * MINUTE)
    else:
        exam.arrived_at = scheduled + round(draw.gauss(-11, 8)) * MINUTE
        exam.ready_at = max(scheduled, exam.arrived_at)


def _call_off(draw: Random, exam: Exam, status: str, moment: datetime) -> None:
    exam.called_off_at = moment
    exam.called_off_as = status
    exam.cancel_reason = draw.choice(_CANCELLED)
    exam.arrived_at = None
    exam.dose_sent = False


def _carry_out(draw: Random, exam: Exam, free: dict[str, datetime], zone: ZoneInfo) -> None:
    """Let an exam begin when its patient is ready and its room is free, and end; its report follows."""
    if exam.called_off_at is not None:
        return
    started = max(exam.ready_at + draw.uniform(1, 5) * MINUTE, free.get(exam.unit, exam.ready_at))
    length = exam.procedure.minutes * spread(draw, 0.28) * MINUTE
    latest = to_utc(midnight(exam.day) + timedelta(hours=23, minutes=58), zone)
    exam.ended_at = min(started + length, latest)
    exam.started_at = min(started, exam.ended_at - MINUTE)
    free[exam.unit] = exam.ended_at + draw.uniform(1, 3) * MINUTE
    _staff(draw, exam, zone)
    exam.preliminary_at, exam.reported_at = report_times(
        draw, exam.ended_at, exam.priority, exam.patient_class, zone
    )


def _staff(draw: Random, exam: Exam, zone: ZoneInfo) -> None:
    assert exam.started_at is not None
    hour = to_local(exam.started_at, zone).hour
    shift = 0 if 7 <= hour < 15 else 1 if 15 <= hour < 23 else 2
    # A technologist keeps a room for the shift; which room, changes from day to day.
    place = sum(map(ord, exam.room)) + exam.day.toordinal() * 5 + shift * 7
    exam.technologist = TECHNOLOGISTS[place % len(TECHNOLOGISTS)]
    teaching = exam.day.weekday() < 5 and 8 <= hour < 16 and exam.procedure.modality == "DX"
    if teaching and draw.random() < 0.3:
        student = draw.choice(STUDENTS)
        # Both cohorts learn from the same exams; drawn by number, so that nothing else of the day changes.
        exam.student = student if exam.number % 2 else NEWCOMERS[STUDENTS.index(student)]
        exam.supervisor = draw.choice(SUPERVISORS)


def _free_supervisor(exam: Exam, taught: list[Exam]) -> None:
    """Each supervisor has one intern at a time, but now and then one has two: that is a finding to be seen."""
    assert exam.started_at is not None
    assert exam.ended_at is not None
    if exam.number % _TWO_AT_ONCE == 0:
        return
    busy = {
        other.supervisor
        for other in taught
        if other.student != exam.student
        and other.started_at is not None
        and other.ended_at is not None
        and other.started_at < exam.ended_at
        and exam.started_at < other.ended_at
    }
    drawn = SUPERVISORS.index(exam.supervisor)
    others = (*SUPERVISORS[drawn:], *SUPERVISORS[:drawn])
    exam.supervisor = next((name for name in others if name not in busy), exam.supervisor)


def _without_an_order(draw: Random, exams: list[Exam]) -> None:
    done = [exam for exam in exams if exam.dose_sent and exam.patient_class == "emergency"]
    if done:
        draw.choice(done).in_ris = False
