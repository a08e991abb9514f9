"""Which attributes do all objects of an exam share: patient, study, device? None of them belongs to anybody."""

from datetime import datetime
from io import BytesIO

from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from etl.demo.chance import made_up_uid
from etl.demo.department import SITE_NAME, Department
from etl.demo.exam import Exam
from etl.demo.rooms import MANUFACTURER, room_of_house
from etl.demo.wall_time import to_local

_WRITER = UID(made_up_uid(0, "implementation"))


def header(
    department: Department, exam: Exam, sop_class: str, sop_instance: str, content_at: datetime
) -> Dataset:
    """The shared part of an object; `content_at` is local time, as is all that a device writes."""
    assert exam.started_at is not None
    room, patient = room_of_house(exam.room, exam.house), exam.patient
    started = to_local(exam.started_at, department.zone)
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, sop_instance
    dataset.StudyDate, dataset.StudyTime = date_and_time(started)
    dataset.SeriesDate, dataset.SeriesTime = date_and_time(content_at)
    dataset.ContentDate, dataset.ContentTime = date_and_time(content_at)
    dataset.AccessionNumber = exam.accession_number
    dataset.Manufacturer = MANUFACTURER
    dataset.InstitutionName = SITE_NAME
    dataset.StationName = room.name
    dataset.StudyDescription = exam.procedure.description
    dataset.OperatorsName = "^".join(reversed(exam.technologist.split(" ", 1)))
    dataset.ReferringPhysicianName = "Made up^Referrer"
    dataset.ManufacturerModelName = room.model_name
    dataset.PatientName = f"Made up^{patient.patient_id}"
    dataset.PatientID = patient.patient_id
    dataset.PatientBirthDate = f"{patient.birth_date:%Y%m%d}"
    dataset.PatientSex = patient.sex
    dataset.DeviceSerialNumber = room.serial_number
    dataset.SoftwareVersions = "made up 1.0"
    dataset.StudyInstanceUID = exam.study_instance_uid
    dataset.StudyID = f"{exam.number}"
    return dataset


def date_and_time(moment: datetime) -> tuple[str, str]:
    """A moment as DICOM's date and time."""
    return f"{moment:%Y%m%d}", f"{moment:%H%M%S}"


def to_bytes(dataset: Dataset) -> bytes:
    """The object as a DICOM file."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    # Named, so that the bytes do not change with the library's version.
    meta.ImplementationClassUID = _WRITER
    meta.ImplementationVersionName = "RADOPS_DEMO"
    dataset.file_meta = meta
    buffer = BytesIO()
    dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()
