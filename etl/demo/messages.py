"""What does the interface engine say of the last two days? HL7 messages, a batch a day: visits, reports, an addendum.

The RIS's own export tells the same exams; the two meet in one exam each.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from etl.demo.department import DemoFile, Department
from etl.demo.exam import Exam
from etl.demo.plan import exams_of
from etl.demo.wall_time import midnight, to_local, to_utc

_DAYS = 2
_CLASSES = {"outpatient": "O", "inpatient": "I", "emergency": "E"}
# Every so many reports one gets an addendum a while later, which must not move the time of the report.
_ADDENDUM_EVERY, _ADDENDUM_AFTER = 12, timedelta(hours=3)
Message = tuple[datetime, str]


def files(department: Department) -> Iterator[DemoFile]:
    """One batch for each of the last days that are over."""
    for day in department.days[-_DAYS - 1 : -1]:
        yield f"hl7/hl7_{day:%Y-%m-%d}_2359.hl7", partial(_batch, department, day)


def _batch(department: Department, day: date) -> bytes:
    begins = to_utc(midnight(day), department.zone)
    messages = [
        message
        for back in (1, 0)
        for exam in exams_of(department, day - timedelta(days=back))
        if exam.in_ris and exam.day >= department.first_day
        for message in _messages(department, exam)
        if begins <= message[0] < begins + timedelta(days=1)
    ]
    texts = [text for _, text in sorted(messages)]
    stamp = f"{day:%Y%m%d}235900"
    lines = [rf"BHS|^~\&|DEMO_RIS|NORTHFIELD|||{stamp}", *texts, f"BTS|{len(texts)}"]
    return "".join(f"{line}\r" for line in lines).encode()


def _messages(department: Department, exam: Exam) -> Iterator[Message]:
    if exam.arrived_at is not None:
        visit = f"PV1|1|{_CLASSES[exam.patient_class]}"
        yield exam.arrived_at, _message(department, exam, "ADT^A04", exam.arrived_at, "V", visit)
    reports = [("P", exam.preliminary_at), ("F", exam.reported_at)]
    if exam.reported_at is not None and exam.number % _ADDENDUM_EVERY == 0:
        reports.append(("F", exam.reported_at + _ADDENDUM_AFTER))
    for place, (status, moment) in enumerate(reports):
        if moment is not None:
            yield (
                moment,
                _message(
                    department,
                    exam,
                    "ORU^R01",
                    moment,
                    f"R{place}",
                    _result(department, exam, status, moment),
                ),
            )


def _result(department: Department, exam: Exam, status: str, moment: datetime) -> str:
    procedure = exam.procedure
    return (
        f"OBR|1|||{procedure.exam_code}^{procedure.description}^L||||||||||||||{exam.accession_number}||||"
        f"{_time(department, moment)}||{procedure.modality}|{status}"
    )


def _message(department: Department, exam: Exam, kind: str, moment: datetime, suffix: str, last: str) -> str:
    number = f"{exam.accession_number}-{suffix}"
    patient = exam.patient
    return "\r".join(
        (
            rf"MSH|^~\&|DEMO_RIS|NORTHFIELD|RADOPS||{_time(department, moment)}||{kind}|{number}|P|2.5.1",
            f"PID|1||{patient.patient_id}^^^NORTHFIELD^MR||||{patient.birth_date:%Y%m%d}|{patient.sex}",
            last,
        )
    )


def _time(department: Department, moment: datetime) -> str:
    return f"{to_local(moment, department.zone):%Y%m%d%H%M%S}"
