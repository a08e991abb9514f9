"""Makes small DICOM files for the tests: dose reports item by item, and image headers, in any transfer syntax."""

from pathlib import Path
from typing import Any

from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian

DOSE_REPORT_CLASS = "1.2.840.10008.5.1.4.1.1.88.67"
ENHANCED_SR_CLASS = "1.2.840.10008.5.1.4.1.1.88.22"
CR_CLASS = "1.2.840.10008.5.1.4.1.1.1"
DX_CLASS = "1.2.840.10008.5.1.4.1.1.1.1"
DX_FOR_PROCESSING_CLASS = "1.2.840.10008.5.1.4.1.1.1.1.1"
MG_CLASS = "1.2.840.10008.5.1.4.1.1.1.2"
CAPTURE_CLASS = "1.2.840.10008.5.1.4.1.1.7"

STUDY_UID, REPORT_UID, EVENT_UID = "1.2.3.4.1", "1.2.3.4.2", "1.2.3.4.3"


def code(value: str, meaning: str = "as the maker says", scheme: str = "DCM") -> Dataset:
    coded = Dataset()
    coded.CodeValue, coded.CodingSchemeDesignator, coded.CodeMeaning = value, scheme, meaning
    return coded


def item(name: str, value_type: str, *children: Dataset, scheme: str = "DCM", **attributes: Any) -> Dataset:
    made = Dataset()
    made.RelationshipType, made.ValueType = "CONTAINS", value_type
    made.ConceptNameCodeSequence = Sequence([code(name, scheme=scheme)])
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    if children:
        made.ContentSequence = Sequence(children)
    return made


def container(name: str, *children: Dataset, scheme: str = "DCM") -> Dataset:
    return item(name, "CONTAINER", *children, scheme=scheme)


def num(
    name: str, value: str | list[str] | None, unit: str | None, *children: Dataset, scheme: str = "DCM"
) -> Dataset:
    """A NUM item; None for the value leaves the measured values empty, None for the unit leaves the unit out."""
    measured = Dataset()
    if value is not None:
        measured.add_new("NumericValue", "LO", value)  # LO takes what DS refuses, and is written the same
        measured["NumericValue"].VR = "DS"
    if unit is not None:
        measured.MeasurementUnitsCodeSequence = Sequence([code(unit, scheme="UCUM")])
    return item(
        name,
        "NUM",
        *children,
        scheme=scheme,
        MeasuredValueSequence=Sequence([measured] if value is not None else []),
    )


def coded(
    name: str, value: str, meaning: str = "a meaning", *children: Dataset, scheme: str = "DCM"
) -> Dataset:
    return item(name, "CODE", *children, scheme=scheme, ConceptCodeSequence=Sequence([code(value, meaning)]))


def text(name: str, value: str, scheme: str = "DCM") -> Dataset:
    return item(name, "TEXT", scheme=scheme, TextValue=value)


def uid(name: str, value: str) -> Dataset:
    return item(name, "UIDREF", UID=value)


def moment(name: str, value: str) -> Dataset:
    return item(name, "DATETIME", DateTime=value)


def exposure(*children: Dataset, event_uid: str | None = EVENT_UID) -> Dataset:
    """An irradiation event of a projection X-ray."""
    first = () if event_uid is None else (uid("113769", event_uid),)
    return container("113706", *first, *children)


def acquisition(*children: Dataset, event_uid: str = EVENT_UID) -> Dataset:
    """An acquisition of a CT."""
    return container("113819", uid("113769", event_uid), *children)


def report(*content: Dataset, title: str = "113701", scheme: str = "DCM", **attributes: Any) -> Dataset:
    """A dose report with the least of a header, and with the attributes given."""
    made = header(DOSE_REPORT_CLASS, Modality="SR", **attributes)
    made.ValueType = "CONTAINER"
    made.ConceptNameCodeSequence = Sequence([code(title, scheme=scheme)])
    if content:
        made.ContentSequence = Sequence(content)
    return made


def image(sop_class: str = DX_CLASS, **attributes: Any) -> Dataset:
    """An image header with two pixels, and with the attributes given."""
    made = header(sop_class, **({"Modality": "MG" if sop_class == MG_CLASS else "DX"} | attributes))
    made.Rows, made.Columns, made.BitsAllocated, made.PixelRepresentation = 1, 2, 8, 0
    made.add_new("PixelData", "OB", b"\x01\x02")
    return made


def header(sop_class: str, **attributes: Any) -> Dataset:
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID, made.StudyInstanceUID = sop_class, REPORT_UID, STUDY_UID
    made.StudyDate, made.StudyTime = "20260302", "101500"
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    return made


def write(dataset: Dataset, path: Path, syntax: str = ExplicitVRLittleEndian, preamble: bool = True) -> Path:
    """Write a data set in a transfer syntax; without the preamble it begins with its first element."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = UID(syntax)
    meta.MediaStorageSOPClassUID = UID(dataset.get("SOPClassUID") or "1.2.3")
    meta.MediaStorageSOPInstanceUID = UID(dataset.get("SOPInstanceUID") or "1.2.3")
    made = Dataset(dataset)
    made.file_meta = meta
    dcmwrite(path, made, enforce_file_format=True)
    if not preamble:
        content = path.read_bytes()
        length = int.from_bytes(content[140:144], "little")
        path.write_bytes(content[144 + length :])
    return path
