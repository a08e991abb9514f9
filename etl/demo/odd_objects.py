"""What do devices send that is not as it should be? Once each, on the day before the department's story day.

Images of a phantom, an image that fits no event of its report, and a report that lost an event which its total counts.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from etl.demo.chance import made_up_uid
from etl.demo.department import DemoFile, Department
from etl.demo.dicom_image import image_header
from etl.demo.dicom_names import FOR_PRESENTATION
from etl.demo.exam import Exam
from etl.demo.exposures import exposures_of
from etl.demo.people import Patient
from etl.demo.plan import exams_of
from etl.demo.rooms import ROOMS
from etl.demo.told_as import days_as_objects
from etl.demo.wall_time import to_utc

PHANTOM_ROOM, PHANTOM_IMAGES = "Room 2", 3
# No event of the exam is as late: the console had been left open, and somebody exposed once more.
_LATER = timedelta(minutes=47)


def files(department: Department) -> Iterator[DemoFile]:
    """The phantom's images, and the image that fits nowhere."""
    day = department.story_day - timedelta(days=1)
    if day not in days_as_objects(department):
        return
    folder = f"dicom/{day:%Y-%m-%d}"
    phantom = _first(department, day, reports=False)
    if phantom:
        for place in range(PHANTOM_IMAGES):
            yield (
                f"{folder}/phantom_{day:%Y-%m-%d}_{place}.dcm",
                partial(_phantom, department, phantom, place),
            )
    stray = _first(department, day, reports=True)
    if stray:
        yield f"{folder}/stray_{day:%Y-%m-%d}.dcm", partial(_stray, department, stray)


def loses_its_last_event(department: Department, exam: Exam) -> bool:
    """Whether the report of an exam tells of all events but the last: the day's first fluoroscopy of several runs."""
    if exam.procedure.modality != "RF" or exam.day != department.story_day - timedelta(days=1):
        return False
    ends = to_utc(department.end, department.zone)
    several = (
        other
        for other in exams_of(department, exam.day)
        if other.procedure.modality == "RF"
        and (other.ended_at is not None and other.ended_at <= ends)
        and len(exposures_of(department, other)) > 2
    )
    return exam == next(several, None)


def _first(department: Department, day: date, *, reports: bool) -> Exam | None:
    """The day's first exam in a room that sends images, with dose reports beside them or without."""
    ends = to_utc(department.end, department.zone)
    return next(
        (
            exam
            for exam in exams_of(department, day)
            if (ROOMS[exam.room].sends_images and ROOMS[exam.room].sends_reports == reports)
            and (reports or exam.room == PHANTOM_ROOM)
            and (exam.ended_at is not None and exam.ended_at <= ends)
            and exposures_of(department, exam)
        ),
        None,
    )


def _phantom(department: Department, exam: Exam, place: int) -> bytes:
    about = ("phantom", exam.day)
    study = replace(
        exam,
        accession_number="",
        study_instance_uid=made_up_uid(department.seed, *about),
        procedure=replace(exam.procedure, description="QC detector constancy"),
        patient=Patient("PHANTOM", date(2000, 1, 1), "O"),
    )
    exposure = replace(
        exposures_of(department, exam)[0],
        event_uid=made_up_uid(department.seed, *about, place),
        started_at=(exam.started_at or exam.ready_at) - timedelta(minutes=30 - place),
        protocol="Flat field",
    )
    return image_header(department, study, exposure, place, FOR_PRESENTATION)


def _stray(department: Department, exam: Exam) -> bytes:
    known = exposures_of(department, exam)
    exposure = replace(
        known[-1],
        event_uid=made_up_uid(department.seed, "stray", exam.day),
        started_at=known[-1].started_at + _LATER,
    )
    return image_header(department, exam, exposure, len(known), FOR_PRESENTATION)
