"""Which dose reports and image headers did the devices send in the last two days? Real DICOM, without pixels."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from etl.demo.department import DemoFile, Department
from etl.demo.dicom_image import image_header
from etl.demo.dicom_names import FOR_PRESENTATION, FOR_PROCESSING, image_name
from etl.demo.dicom_report import dose_report
from etl.demo.exam import Exam
from etl.demo.exposures import exposures_of
from etl.demo.odd_objects import loses_its_last_event
from etl.demo.plan import exams_of
from etl.demo.rooms import ROOMS
from etl.demo.told_as import days_as_objects, report_name
from etl.demo.wall_time import to_utc


def files(department: Department) -> Iterator[DemoFile]:
    """One dose report for each exam of a unit that sends them, and the images of those that send images.

    A unit without reports sends each radiograph twice, for processing and for presentation, as many do; one with
    reports sends the second alone.
    """
    ends = to_utc(department.end, department.zone)
    for day in days_as_objects(department):
        for exam in exams_of(department, day):
            if exam.ended_at is not None and exam.ended_at <= ends:
                yield from _objects(department, day, exam)


def _objects(department: Department, day: date, exam: Exam) -> Iterator[DemoFile]:
    exposures = exposures_of(department, exam)
    room = ROOMS[exam.room]
    folder = f"dicom/{day:%Y-%m-%d}"
    if exposures and room.sends_reports:
        told = exposures[:-1] if loses_its_last_event(department, exam) else exposures
        yield f"{folder}/{report_name(exam)}", partial(dose_report, department, exam, exposures, told)
    if not room.sends_images:
        return
    classes = (FOR_PRESENTATION,) if room.sends_reports else (FOR_PROCESSING, FOR_PRESENTATION)
    for place, exposure in enumerate(exposures):
        for sop_class in classes if not exposure.rejected else ():
            name = image_name(exam, place, sop_class)
            yield f"{folder}/{name}", partial(image_header, department, exam, exposure, place, sop_class)
