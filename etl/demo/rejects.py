"""Which exposures were rejected, and why? The consoles' reject log, a file for each day that is over."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from etl.demo.chance import chance
from etl.demo.csv_text import csv_bytes
from etl.demo.department import DemoFile, Department
from etl.demo.exam import Exam
from etl.demo.exposure import Exposure
from etl.demo.exposures import exposures_of
from etl.demo.plan import exams_of
from etl.demo.wall_time import to_local

HEADER = (
    "room,rejected_at,image_number,accession_number,study_instance_uid,event_uid,modality,exam_description,projection,"
    "reject_reason,technologist,student,supervisor,supervision,repeated"
).split(",")
# Words as people choose them at a console; the last ones nobody has mapped, as in every department.
_REASONS = {
    "Positioning": 34,
    "Anatomy cut off": 22,
    "Rotation": 12,
    "Patient motion": 9,
    "Incomplete inspiration": 6,
    "Underexposed": 4,
    "Overexposed": 3,
    "Collimation": 3,
    "Necklace left on": 2,
    "Wrong or missing marker": 2,
    "Test image": 1,
    "See note": 1,
    "9999": 0.6,
}


def files(department: Department) -> Iterator[DemoFile]:
    """One file for each day that is over and has a reject."""
    for day in department.days:
        if day < department.today and any(_rejected(department, day)):
            yield f"rejects/rejects_{day:%Y-%m-%d}_2359.csv", partial(_log, department, (day,))


def month(department: Department, days: Sequence[date]) -> Iterator[DemoFile]:
    """One file for the days of a month that is over, unless nothing was rejected in it."""
    if any(any(_rejected(department, day)) for day in days):
        yield f"rejects/rejects_month_{days[-1]:%Y-%m-%d}_2359.csv", partial(_log, department, days)


def _log(department: Department, days: Sequence[date]) -> bytes:
    return csv_bytes(HEADER, (_row(department, *one) for day in days for one in _rejected(department, day)))


def _rejected(department: Department, day: date) -> Iterator[tuple[Exam, int, Exposure]]:
    for exam in exams_of(department, day):
        for place, exposure in enumerate(exposures_of(department, exam)):
            if exposure.rejected:
                yield exam, place, exposure


def _row(department: Department, exam: Exam, place: int, exposure: Exposure) -> list[str]:
    draw = chance(department.seed, exam.day, exam.number, place, "reject")
    reason = draw.choices(list(_REASONS), list(_REASONS.values()))[0]
    return [
        exam.unit,
        f"{to_local(exposure.started_at, department.zone):%Y-%m-%d %H:%M:%S}",
        f"{exam.number:04d}-{place + 1:02d}",
        exam.accession_number,
        exam.study_instance_uid,
        exposure.event_uid,
        exam.procedure.modality,
        exam.procedure.description,
        exposure.protocol,
        reason,
        exam.technologist,
        exam.student,
        exam.supervisor,
        draw.choice(("direct", "direct", "indirect")) if exam.student else "",
        # What stands here was made again in the next exposure, as `etl.demo.exposures` tells it.
        "yes",
    ]
