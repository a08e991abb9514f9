"""Which attributes are taken from a DICOM file? Only those listed here; asking for another one is an error.

PS3.15 annex E names several hundred attributes that tell of a person; none of them is needed for dose but the few
below, and the patient's name is not among them. Numbers and dates are read from the bytes as they stand in the file,
because pydicom turns `161.3` in an integer field, or `10.50/ 15.00`, into an exception.
"""

import struct
from collections.abc import Sequence

from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset

from etl.readers.dicom_elements import Elements, Wanted, swapped

# A data set as it is read the long way, or its few elements as they were found in the bytes.
Attributes = Dataset | Elements

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

_PADDING = "\x00 \t\r\n"
_BINARY = {"FD": "d", "FL": "f", "US": "H", "SS": "h", "UL": "I", "SL": "i"}
_TAGS = {keyword: tag for keyword in TAKEN if (tag := tag_for_keyword(keyword)) is not None}
_VRS = {keyword: dictionary_VR(tag) for keyword, tag in _TAGS.items()}
# Under which an element is kept by the scan, and how its bytes are to be read.
_KEYS = {keyword: swapped(tag) for keyword, tag in _TAGS.items()}

WANTED = Wanted(
    {tag: _VRS[keyword] for keyword, tag in _TAGS.items()},
    frozenset(group for group, _, _ in TAKEN_PRIVATE),
)


def pieces(dataset: Attributes, keyword: str) -> list[str]:
    """Return the values of a number, date, code string or UID as text, without padding; empty ones stay ''."""
    if isinstance(dataset, Elements):
        value = dataset.get(_KEYS[keyword])
        return [] if value is None else _pieces_of_bytes(value, _VRS[keyword], True)
    tag = _TAGS[keyword]
    if tag not in dataset:
        return []
    return _pieces_of(dataset.get_item(tag), _VRS[keyword])


def plain(dataset: Attributes, keyword: str) -> str | None:
    """Return a single plain value as text, the first of several; None when it is missing or empty."""
    if isinstance(dataset, Elements) and _VRS[keyword] not in _BINARY:
        value = dataset.get(_KEYS[keyword])
        return value.split(b"\\", 1)[0].decode("latin-1").strip(_PADDING) or None if value else None
    return next((piece for piece in pieces(dataset, keyword)[:1] if piece), None)


def words(dataset: Attributes, keyword: str) -> str | None:
    """Return free text decoded by the file's character set, as the file writes it; None when missing or empty."""
    tag = _TAGS[keyword]
    if isinstance(dataset, Elements):
        found = dataset.get(_KEYS[keyword])
        value = None if found is None else dataset.texts.read(tag, _VRS[keyword], found)
    else:
        value = dataset[tag].value if tag in dataset else None
    if value is None:
        return None
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    text = value if isinstance(value, str) else "\\".join(str(part) for part in value)
    return text.strip(_PADDING) or None


def items(dataset: Attributes, keyword: str) -> Sequence[Attributes]:
    """Return the items of a sequence; an empty list when it is missing, empty or no sequence."""
    if isinstance(dataset, Elements):
        return dataset.get(_KEYS[keyword], ())
    tag = _TAGS[keyword]
    if tag not in dataset:
        return ()
    value = dataset[tag].value
    if value is None or isinstance(value, str | bytes):
        return ()
    return [item for item in value if isinstance(item, Dataset)]


def private(dataset: Attributes, group: int, creator: str, element: int) -> str | None:
    """Return one private value of the list above as text; None when its maker's block is not in the file."""
    if (group, creator, element) not in TAKEN_PRIVATE:
        raise KeyError(f"private element ({group:04X},xx{element:02X}) of {creator} is not among those taken")
    if isinstance(dataset, Elements):
        return _scanned_private(dataset, group, creator, element)
    try:
        tag = dataset.private_block(group, creator).get_tag(element)
    except KeyError:
        return None
    if tag not in dataset:
        return None
    return next((piece for piece in _pieces_of(dataset.get_item(tag), "UN") if piece), None)


def _scanned_private(elements: Elements, group: int, creator: str, element: int) -> str | None:
    for block in range(0x10, 0x100):
        _, name = elements.get(swapped(group << 16 | block), ("", b""))
        if name.decode("latin-1").rstrip("\0 ") == creator:
            vr, value = elements.get(swapped(group << 16 | block << 8 | element), ("", b""))
            return next((piece for piece in _pieces_of_bytes(value, vr, True) if piece), None)
    return None


def _pieces_of(element: object, vr: str) -> list[str]:
    value = getattr(element, "value", None)
    if value is None:
        return []
    written_vr = str(getattr(element, "VR", None) or vr)
    if written_vr in ("UN", "None"):
        written_vr = vr
    if isinstance(element, RawDataElement) and isinstance(value, bytes):
        return _pieces_of_bytes(value, written_vr, element.is_little_endian)
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    parts = value.split("\\") if isinstance(value, str) else value if _is_several(value) else [value]
    return [str(part).strip(_PADDING) for part in parts]


def _pieces_of_bytes(value: bytes, vr: str, little_endian: bool) -> list[str]:
    if vr in _BINARY:
        return _unpacked(value, _BINARY[vr], little_endian)
    return [part.strip(_PADDING) for part in value.decode("latin-1").split("\\")]


def _is_several(value: object) -> bool:
    return hasattr(value, "__iter__")


def _unpacked(value: bytes, code: str, little_endian: bool) -> list[str]:
    size = struct.calcsize(code)
    count = len(value) // size
    order = "<" if little_endian else ">"
    return [repr(number) for number in struct.unpack_from(f"{order}{count}{code}", value)]
