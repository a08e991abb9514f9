"""The part that every dose object has in common: which study, patient and device, and when."""

from datetime import datetime
from typing import Any

from etl.readers.dicom_attributes import Attributes, items, pieces, plain, words
from etl.readers.dicom_columns import blank_report
from etl.readers.dicom_findings import Findings
from etl.readers.dicom_moments import age_years, join, read_birth_date, read_date

_SECTIONS_OF_A_REQUEST = ("ReferencedRequestSequence", "RequestAttributesSequence")

# Where the object's own date and time may stand, the most exact first.
_CONTENT_MOMENTS = (
    ("ContentDate", "ContentTime"),
    ("SeriesDate", "SeriesTime"),
    ("InstanceCreationDate", "InstanceCreationTime"),
    ("StudyDate", "StudyTime"),
)


def read_header(dataset: Attributes, findings: Findings) -> dict[str, Any]:
    """Read a report row from the data set's own attributes. The patient's name is never among them.

    The age is in decimal years at the study, from the birth date where there is a real one, else as stated.
    """
    report = blank_report()
    study_date = read_date(plain(dataset, "StudyDate"))
    if study_date is None and plain(dataset, "StudyDate"):
        findings.set_aside(None, "study_date", "date", "a date as YYYYMMDD")
    born = read_birth_date(plain(dataset, "PatientBirthDate"), study_date)
    report.update(
        sop_uid=plain(dataset, "SOPInstanceUID"),
        sop_class=plain(dataset, "SOPClassUID"),
        study_uid=plain(dataset, "StudyInstanceUID"),
        accession_number=words(dataset, "AccessionNumber") or _accession_of_request(dataset),
        patient_id=words(dataset, "PatientID"),
        patient_birth_date=born,
        patient_age_years=age_years(born, study_date, plain(dataset, "PatientAge")),
        patient_sex=plain(dataset, "PatientSex"),
        patient_size_m=_number(dataset, "PatientSize", "patient_size_m", findings),
        patient_weight_kg=_number(dataset, "PatientWeight", "patient_weight_kg", findings),
        manufacturer=words(dataset, "Manufacturer"),
        model_name=words(dataset, "ManufacturerModelName"),
        station_name=words(dataset, "StationName"),
        device_serial_number=words(dataset, "DeviceSerialNumber"),
        study_date=study_date,
        study_at=join(plain(dataset, "StudyDate"), plain(dataset, "StudyTime")),
        content_at=first_moment(dataset, _CONTENT_MOMENTS),
        exam_description=_exam_description(dataset),
        is_quality_control={"YES": True, "NO": False}.get(plain(dataset, "QualityControlImage") or ""),
    )
    report["procedure_text"] = report["exam_description"] or _coded_procedure(dataset)
    return report


def first_moment(dataset: Attributes, pairs: tuple[tuple[str, str], ...]) -> datetime | None:
    """Return the first date with its time that is there; a date is never joined to another one's time."""
    for day, moment in pairs:
        found = join(plain(dataset, day), plain(dataset, moment))
        if found is not None:
            return found
    return None


def _exam_description(dataset: Attributes) -> str | None:
    own = words(dataset, "StudyDescription") or words(dataset, "RequestedProcedureDescription")
    if own:
        return own
    requests = [item for section in _SECTIONS_OF_A_REQUEST for item in items(dataset, section)]
    return next(filter(None, (words(item, "RequestedProcedureDescription") for item in requests)), None)


def _coded_procedure(dataset: Attributes) -> str | None:
    meanings = (words(code, "CodeMeaning") for code in items(dataset, "ProcedureCodeSequence"))
    return next(filter(None, meanings), None) or words(dataset, "PerformedProcedureStepDescription")


def _accession_of_request(dataset: Attributes) -> str | None:
    """Take the accession number from the request, unless the object answers several requests at once."""
    requests = [item for section in _SECTIONS_OF_A_REQUEST for item in items(dataset, section)]
    numbers = {words(request, "AccessionNumber") for request in requests} - {None}
    return numbers.pop() if len(numbers) == 1 else None


def _number(dataset: Attributes, keyword: str, column: str, findings: Findings) -> float | None:
    values = findings.numbers(None, column, pieces(dataset, keyword)[:1])
    return findings.checked(None, column, values[0] if values else None)
