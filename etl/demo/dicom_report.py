"""What does a device report of an exam's dose? An X-ray radiation dose SR (PS3.16 TID 10001, for CT TID 10011)."""

from pydicom.dataset import Dataset

from etl.demo import dicom_ct, dicom_projection
from etl.demo.chance import made_up_uid
from etl.demo.department import SITE_NAME, Department
from etl.demo.dicom_content import (
    CONTAINS,
    HAS_CONTEXT,
    HAS_MODIFIER,
    HAS_PROPERTIES,
    coded,
    container,
    dcm,
    sct,
    text,
    uid,
)
from etl.demo.dicom_header import header, to_bytes
from etl.demo.exam import Exam
from etl.demo.exposure import Exposure
from etl.demo.rooms import MANUFACTURER, room_of_house
from etl.demo.wall_time import to_local

SOP_CLASS = "1.2.840.10008.5.1.4.1.1.88.67"
_TITLE = dcm("113701", "X-Ray Radiation Dose Report")
_DIAGNOSTIC = coded(
    sct("363703001", "Has Intent"), sct("261004008", "Diagnostic Intent"), relation=HAS_MODIFIER
)


def dose_report(
    department: Department, exam: Exam, exposures: list[Exposure], told: list[Exposure] | None = None
) -> bytes:
    """The report of one exam: totals of all its exposures, and each of those `told` of (default: all)."""
    assert exam.ended_at is not None
    instance = made_up_uid(department.seed, "report", exam.day, exam.number)
    dataset = header(department, exam, SOP_CLASS, instance, to_local(exam.ended_at, department.zone))
    dataset.Modality = "SR"
    dataset.SeriesInstanceUID = made_up_uid(department.seed, "report series", exam.day, exam.number)
    dataset.SeriesNumber, dataset.InstanceNumber = 990, 1
    dataset.SeriesDescription = "Dose report (made up)"
    dataset.CompletionFlag, dataset.VerificationFlag = "COMPLETE", "UNVERIFIED"
    dataset.update(_tree(department, exam, exposures, exposures if told is None else told))
    return to_bytes(dataset)


def _tree(department: Department, exam: Exam, exposures: list[Exposure], told: list[Exposure]) -> Dataset:
    if exam.procedure.modality == "CT":
        procedure, template = sct("77477000", "Computed Tomography X-Ray"), "10011"
        content = dicom_ct.content(exam, told, department.zone)
    else:
        procedure, template = dcm("113704", "Projection X-Ray"), "10001"
        content = dicom_projection.content(department, exam, exposures, told)
    source = coded(
        dcm("113854", "Source of Dose Information"),
        dcm("113856", "Automated Data Collection"),
        relation=CONTAINS,
    )
    children = [
        coded(dcm("121058", "Procedure reported"), procedure, _DIAGNOSTIC, relation=HAS_MODIFIER),
        *_observer(department, exam),
        coded(
            dcm("113705", "Scope of Accumulation"),
            dcm("113014", "Study"),
            uid(dcm("110180", "Study Instance UID"), exam.study_instance_uid, HAS_PROPERTIES),
            relation=HAS_CONTEXT,
        ),
        *content,
        source,
    ]
    return container(_TITLE, children, relation=None, template=template)


def _observer(department: Department, exam: Exam) -> list[Dataset]:
    room = room_of_house(exam.room, exam.house)
    device = made_up_uid(department.seed, "device", room.name)
    return [
        coded(dcm("121005", "Observer Type"), dcm("121007", "Device"), relation=HAS_CONTEXT),
        uid(dcm("121012", "Device Observer UID"), device, HAS_CONTEXT),
        text(dcm("121013", "Device Observer Name"), room.name, HAS_CONTEXT),
        text(dcm("121014", "Device Observer Manufacturer"), MANUFACTURER, HAS_CONTEXT),
        text(dcm("121015", "Device Observer Model Name"), room.model_name, HAS_CONTEXT),
        text(dcm("121016", "Device Observer Serial Number"), room.serial_number, HAS_CONTEXT),
        text(dcm("121017", "Device Observer Physical Location During Observation"), SITE_NAME, HAS_CONTEXT),
    ]
