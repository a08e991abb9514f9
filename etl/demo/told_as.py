"""Do a day's doses come as a dose system's export or as the devices' own objects? The last two days are objects.

A day that an earlier run told as objects stays so: a later run adds what that run could not know yet.
"""

from datetime import date, timedelta

from etl.demo.department import Department
from etl.demo.exam import Exam
from etl.demo.plan import exams_of
from etl.demo.rooms import ROOMS

_DAYS_AS_OBJECTS = 2


def days_as_export(department: Department) -> list[date]:
    """The days whose doses stand in a CSV."""
    objects = set(days_as_objects(department))
    return [day for day in department.days if day not in objects]


def days_as_objects(department: Department) -> list[date]:
    """The days whose doses come as DICOM objects."""
    first = department.today - timedelta(days=_DAYS_AS_OBJECTS - 1)
    return [
        day
        for day in department.days
        if (day >= first and not department.skip(export_name(day))) or _begun_as_objects(department, day)
    ]


def export_name(day: date) -> str:
    """The CSV of a day."""
    return f"dose_{day:%Y-%m-%d}_2359.csv"


def report_name(exam: Exam) -> str:
    """The dose report of an exam."""
    return f"rdsr_{exam.accession_number}.dcm"


def _begun_as_objects(department: Department, day: date) -> bool:
    return any(
        department.skip(report_name(exam))
        for exam in exams_of(department, day)
        if exam.dose_sent and ROOMS[exam.room].sends_reports
    )
