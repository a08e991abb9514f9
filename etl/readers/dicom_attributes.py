"""Which attributes are taken from a DICOM file? Only those listed here; asking for another one is an error.

PS3.15 annex E names several hundred attributes that tell of a person; none of them is needed for dose but the few
below, and the patient's name is not among them. Numbers and dates are read from the bytes as they stand in the file,
because pydicom turns `161.3` in an integer field, or `10.50/ 15.00`, into an exception.
"""

import struct

from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset

TAKEN = frozenset(
    # What the object is.
    "SOPClassUID SOPInstanceUID StudyInstanceUID Modality ImageType PresentationIntentType QualityControlImage "
    # When: local time throughout.
    "StudyDate StudyTime SeriesDate SeriesTime AcquisitionDate AcquisitionTime AcquisitionDateTime ContentDate "
    "ContentTime InstanceCreationDate InstanceCreationTime "
    # Which exam of whom: the identifiers are hashed before they are stored.
    "AccessionNumber ReferencedRequestSequence RequestAttributesSequence StudyDescription "
    "RequestedProcedureDescription PerformedProcedureStepDescription ProcedureCodeSequence PatientID "
    "PatientBirthDate PatientAge PatientSex PatientSize PatientWeight "
    # Which device.
    "Manufacturer ManufacturerModelName StationName DeviceSerialNumber "
    # How an image was taken.
    "IrradiationEventUID AcquisitionNumber ProtocolName BodyPartExamined AnatomicRegionSequence ViewPosition "
    "ViewCodeSequence ImageLaterality Laterality KVP XRayTubeCurrent XRayTubeCurrentInuA ExposureTime "
    "ExposureTimeInuS Exposure ExposureInuAs ImageAndFluoroscopyAreaDoseProduct EntranceDoseInmGy OrganDose "
    "ExposureIndex TargetExposureIndex DeviationIndex RelativeXRayExposure FilterType FilterMaterial "
    "FilterThicknessMinimum FilterThicknessMaximum FocalSpots HalfValueLayer DistanceSourceToDetector "
    "BodyPartThickness "
    # The items of a structured report.
    "ContentSequence ConceptNameCodeSequence ConceptCodeSequence CodeValue CodingSchemeDesignator CodeMeaning "
    "MeasuredValueSequence MeasurementUnitsCodeSequence NumericValue TextValue UID DateTime "
    "ReferencedSOPSequence ReferencedSOPInstanceUID "
    # A CT dose summary kept as a secondary capture.
    "ExposureDoseSequence TotalNumberOfExposures SeriesDescription AcquisitionType CTDIvol SpiralPitchFactor "
    "ScanLength SingleCollimationWidth TotalCollimationWidth".split()
)

# Private elements: (group, private creator, element) -> what it is, from its maker's conformance statement.
TAKEN_PRIVATE = {
    (0x00E1, "ELSCINT1", 0x21): "dose length product in mGy.cm",
    (0x0903, "GEIIS PACS", 0x10): "reject image flag",
}

_BINARY = {"FD": "d", "FL": "f", "US": "H", "SS": "h", "UL": "I", "SL": "i"}
_TAGS = {keyword: tag_for_keyword(keyword) for keyword in TAKEN}


def pieces(dataset: Dataset, keyword: str) -> list[str]:
    """Return the values of a number, date, code string or UID as text, without padding; empty ones stay ''."""
    tag = _TAGS[keyword]
    if tag is None or tag not in dataset:
        return []
    return _pieces_of(dataset.get_item(tag), dictionary_VR(tag))


def plain(dataset: Dataset, keyword: str) -> str | None:
    """Return a single plain value as text, the first of several; None when it is missing or empty."""
    return next((piece for piece in pieces(dataset, keyword)[:1] if piece), None)


def words(dataset: Dataset, keyword: str) -> str | None:
    """Return free text decoded by the file's character set, as the file writes it; None when missing or empty."""
    tag = _TAGS[keyword]
    if tag is None or tag not in dataset:
        return None
    value = dataset[tag].value
    if value is None:
        return None
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    text = value if isinstance(value, str) else "\\".join(str(part) for part in value)
    return text.strip("\x00 \t\r\n") or None


def items(dataset: Dataset, keyword: str) -> list[Dataset]:
    """Return the items of a sequence; an empty list when it is missing, empty or no sequence."""
    tag = _TAGS[keyword]
    if tag is None or tag not in dataset:
        return []
    value = dataset[tag].value
    if value is None or isinstance(value, str | bytes):
        return []
    return [item for item in value if isinstance(item, Dataset)]


def private(dataset: Dataset, group: int, creator: str, element: int) -> str | None:
    """Return one private value of the list above as text; None when its maker's block is not in the file."""
    if (group, creator, element) not in TAKEN_PRIVATE:
        raise KeyError(f"private element ({group:04X},xx{element:02X}) of {creator} is not among those taken")
    try:
        tag = dataset.private_block(group, creator).get_tag(element)
    except KeyError:
        return None
    if tag not in dataset:
        return None
    return next((piece for piece in _pieces_of(dataset.get_item(tag), "UN") if piece), None)


def _pieces_of(element: object, vr: str) -> list[str]:
    value = getattr(element, "value", None)
    if value is None:
        return []
    written_vr = str(getattr(element, "VR", None) or vr)
    if written_vr in ("UN", "None"):
        written_vr = vr
    if isinstance(element, RawDataElement) and isinstance(value, bytes):
        if written_vr in _BINARY:
            return _unpacked(value, _BINARY[written_vr], element.is_little_endian)
        value = value.decode("latin-1")
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    parts = value.split("\\") if isinstance(value, str) else value if _is_several(value) else [value]
    return [str(part).strip("\x00 \t\r\n") for part in parts]


def _is_several(value: object) -> bool:
    return hasattr(value, "__iter__")


def _unpacked(value: bytes, code: str, little_endian: bool) -> list[str]:
    size = struct.calcsize(code)
    count = len(value) // size
    order = "<" if little_endian else ">"
    return [repr(number) for number in struct.unpack_from(f"{order}{count}{code}", value)]
