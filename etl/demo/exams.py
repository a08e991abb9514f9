"""Which exams were ordered, done and reported? The RIS's export of a day: its exams, and older ones changed on it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from etl.demo.contrast import contrast_of
from etl.demo.csv_text import csv_bytes
from etl.demo.department import DemoFile, Department, stamp
from etl.demo.exam import Exam
from etl.demo.plan import exams_of
from etl.demo.wall_time import midnight, to_local, to_utc

HEADER = (
    "accession_number,study_instance_uid,patient_id,birth_date,sex,exam_code,exam_description,modality,body_part,"
    "room,priority,patient_class,technologist,student,supervisor,ordered_at,scheduled_at,arrived_at,started_at,"
    "ended_at,preliminary_at,reported_at,status,cancel_reason,contrast_agent,contrast_volume_ml"
).split(",")
# How long after its exam a report may still be signed; older exams are not looked at again.
_LONGEST_WAIT_DAYS = 12


def file_name(day: date) -> str:
    """The file of a day that is over."""
    return f"ris_{day:%Y-%m-%d}_2359.csv"


def month_name(last: date) -> str:
    """The file of a month before the daily ones, by its last day."""
    return f"ris_month_{last:%Y-%m-%d}_2359.csv"


def files(department: Department) -> Iterator[DemoFile]:
    """One file for each day; that of today is issued anew, complete, as the day goes on."""
    for day in department.days:
        until = department.told_until(day)
        if until == department.end and not _has_news(department, day, until):
            continue
        yield f"ris/ris_{stamp(until)}.csv", partial(_export, department, (day,), until)


def month(department: Department, days: Sequence[date]) -> Iterator[DemoFile]:
    """One file for the days of a month that is over: its exams, and older ones changed in it."""
    until = department.told_until(days[-1])
    yield f"ris/{month_name(days[-1])}", partial(_export, department, days, until)


def _has_news(department: Department, day: date, until: datetime) -> bool:
    """Whether there is anything to tell of a day that has only begun: an export without a row is not issued."""
    return _export(department, (day,), until).count(b"\n") > 1


def _export(department: Department, days: Sequence[date], until: datetime) -> bytes:
    zone = department.zone
    begins, ends = to_utc(midnight(days[0]), zone), to_utc(until, zone)
    older = (days[0] - timedelta(days=back) for back in range(_LONGEST_WAIT_DAYS, 0, -1))
    rows = (
        row_of(exam, ends, zone)
        for day in (*older, *days)
        if day >= department.first_day
        for exam in exams_of(department, day)
        if exam.in_ris and _is_told(exam, days[0], begins, ends)
    )
    return csv_bytes(HEADER, rows)


def _is_told(exam: Exam, first: date, begins: datetime, ends: datetime) -> bool:
    """Whether a file that begins with a day has the exam: it is of its days, or something happened to it in them."""
    if exam.day < first:
        return any(begins <= moment <= ends for moment in exam.moments())
    # An appointment is told of when its time has come: what lies ahead has not happened.
    return (exam.scheduled_at or exam.ordered_at) <= ends


def row_of(exam: Exam, until: datetime, zone: ZoneInfo) -> list[str]:
    """The exam as the RIS knows it at a moment (naive UTC): what comes later is blank."""

    def told(moment: datetime | None) -> str:
        return f"{to_local(moment, zone):%Y-%m-%d %H:%M}" if moment is not None and moment <= until else ""

    called_off = told(exam.called_off_at) != ""
    begun = told(exam.started_at) != ""
    steps = {
        exam.called_off_as: exam.called_off_at,
        "final": exam.reported_at,
        "preliminary": exam.preliminary_at,
        "completed": exam.ended_at,
        "in_progress": exam.started_at,
        "arrived": exam.arrived_at,
        "scheduled": exam.scheduled_at,
    }
    status = next((name for name, moment in steps.items() if told(moment)), "ordered")
    patient, procedure = exam.patient, exam.procedure
    return [
        exam.accession_number,
        exam.study_instance_uid,
        patient.patient_id,
        patient.birth_date.isoformat(),
        patient.sex,
        procedure.exam_code,
        procedure.description,
        procedure.modality,
        procedure.body_part,
        exam.unit,
        exam.priority,
        exam.patient_class,
        *((exam.technologist, exam.student, exam.supervisor) if begun else ("", "", "")),
        told(exam.ordered_at),
        told(exam.scheduled_at),
        told(exam.arrived_at),
        told(exam.started_at),
        told(exam.ended_at),
        told(exam.preliminary_at),
        told(exam.reported_at),
        status,
        exam.cancel_reason if called_off else "",
        *(contrast_of(exam) if begun else ("", "")),
    ]
