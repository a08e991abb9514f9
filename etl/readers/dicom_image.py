"""One exposure from the header of a CR, DX or mammography image (PS3.3 C.8.1, C.8.7.7, C.8.11, C.4.16)."""

from typing import Any

from etl.readers.dicom_attributes import Attributes, items, pieces, plain, private, words
from etl.readers.dicom_columns import blank_event
from etl.readers.dicom_filters import read_header_filters
from etl.readers.dicom_findings import Findings
from etl.readers.dicom_header import first_moment, read_header
from etl.readers.dicom_kinds import FOR_PROCESSING, MAMMOGRAPHY
from etl.readers.dicom_moments import read_datetime

# (column, keywords in order of preference with the factor to the column's unit). A device that does not know a value
# often writes 0, so in a header a zero counts as missing, but for the deviation index.
HEADER_QUANTITIES: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] = (
    ("kvp_kv", (("KVP", 1.0),)),
    ("tube_current_ma", (("XRayTubeCurrent", 1.0), ("XRayTubeCurrentInuA", 1e-3))),
    ("exposure_time_ms", (("ExposureTime", 1.0), ("ExposureTimeInuS", 1e-3))),
    # Exposure is a whole number of mAs, too coarse for a hand: the one in uAs goes first.
    ("exposure_mas", (("ExposureInuAs", 1e-3), ("Exposure", 1.0))),
    ("dap_gy_cm2", (("ImageAndFluoroscopyAreaDoseProduct", 0.1),)),  # dGy.cm2
    ("entrance_exposure_rp_mgy", (("EntranceDoseInmGy", 1.0),)),
    ("exposure_index", (("ExposureIndex", 1.0),)),
    ("target_exposure_index", (("TargetExposureIndex", 1.0),)),
    ("relative_exposure", (("RelativeXRayExposure", 1.0),)),
    ("focal_spot_size_mm", (("FocalSpots", 1.0),)),
    ("half_value_layer_mm", (("HalfValueLayer", 1.0),)),
    ("source_to_detector_mm", (("DistanceSourceToDetector", 1.0),)),
)
MAMMOGRAPHY_QUANTITIES = (
    ("agd_mgy", (("OrganDose", 100.0),)),  # dGy
    ("compressed_thickness_mm", (("BodyPartThickness", 1.0),)),
)

_SIDES = {"L": "Left", "R": "Right", "U": "Unpaired", "B": "Both"}
_ACQUISITION_MOMENTS = (
    ("AcquisitionDate", "AcquisitionTime"),
    ("ContentDate", "ContentTime"),
    ("SeriesDate", "SeriesTime"),
    ("StudyDate", "StudyTime"),
)


def read_image(dataset: Attributes, findings: Findings) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read the report row and the one event of an image. Missing stays None, and so does a zero that says nothing."""
    report = read_header(dataset, findings)
    kind = modality(dataset)
    event = blank_event()
    quantities = HEADER_QUANTITIES + (MAMMOGRAPHY_QUANTITIES if kind == "MG" else ())
    for column, sources in quantities:
        event[column] = _read(dataset, column, sources, findings)
    event.update(
        event_uid=plain(dataset, "IrradiationEventUID") or report["sop_uid"],
        acquired_image_uid=report["sop_uid"],
        acquisition_number=plain(dataset, "AcquisitionNumber"),
        image_type="\\".join(pieces(dataset, "ImageType")) or None,
        started_at=read_datetime(plain(dataset, "AcquisitionDateTime"))
        or first_moment(dataset, _ACQUISITION_MOMENTS),
        rejected=reject_flag(dataset),
        protocol=words(dataset, "ProtocolName") or words(dataset, "SeriesDescription"),
        target_region=_meaning(dataset, "AnatomicRegionSequence") or words(dataset, "BodyPartExamined"),
        view=_meaning(dataset, "ViewCodeSequence") or words(dataset, "ViewPosition"),
        laterality=_laterality(dataset),
        deviation_index=_deviation_index(dataset, event, findings),
        source_to_detector_mm=_in_mm(dataset, event["source_to_detector_mm"]),
    )
    read_header_filters(event, dataset, findings)
    current, time = event["tube_current_ma"], event["exposure_time_ms"]
    if event["exposure_mas"] is None and current and time:
        event["exposure_mas"] = findings.checked(0, "exposure_mas", current * time / 1000)
        event["exposure_derived"] = event["exposure_mas"] is not None
    report.update(
        modality=kind,
        presentation_intent=_intent(dataset),
        event_count=1,
        total_dap_gy_cm2=event["dap_gy_cm2"],
        sum_event_dap_gy_cm2=event["dap_gy_cm2"],
    )
    side = {"Left": "total_agd_left_mgy", "Right": "total_agd_right_mgy"}.get(event["laterality"] or "")
    if side:
        report[side] = event["agd_mgy"]
    return report, event


def modality(dataset: Attributes) -> str:
    """Return MG, PX or DX: by the class of the object, and by its Modality within the class."""
    stated = plain(dataset, "Modality")
    if plain(dataset, "SOPClassUID") in MAMMOGRAPHY or stated == "MG":
        return "MG"
    return "PX" if stated == "PX" else "DX"


def reject_flag(dataset: Attributes) -> bool | None:
    """Return what the archive's own reject flag says; None without one, which does not mean "not rejected"."""
    flag = private(dataset, 0x0903, "GEIIS PACS", 0x10)
    return None if flag is None else flag not in ("0", "")


def has_exposure(dataset: Attributes) -> bool:
    """Tell whether any exposure value is there that is not zero."""
    keywords = (
        "KVP ExposureInuAs Exposure OrganDose EntranceDoseInmGy ImageAndFluoroscopyAreaDoseProduct".split()
    )
    unheard = Findings()
    return any(any(unheard.numbers(0, keyword, pieces(dataset, keyword))) for keyword in keywords)


def _read(
    dataset: Attributes, column: str, sources: tuple[tuple[str, float], ...], findings: Findings
) -> float | None:
    for keyword, factor in sources:
        values = {value for value in findings.numbers(0, column, pieces(dataset, keyword)) if value}
        if len(values) > 1:
            # Some devices list all focal spots that they have; which one was used is not to be guessed.
            findings.set_aside(0, column, "several values", "a single value")
        elif values:
            return findings.checked(0, column, values.pop() * factor)
    return None


def _deviation_index(dataset: Attributes, event: dict[str, Any], findings: Findings) -> float | None:
    """A deviation of 0 is a perfect exposure, unless there are no indices that it could be the deviation of."""
    values = findings.numbers(0, "deviation_index", pieces(dataset, "DeviationIndex")[:1])
    value = findings.checked(0, "deviation_index", values[0]) if values else None
    if value == 0 and (event["exposure_index"] is None or event["target_exposure_index"] is None):
        return None
    return value


def _in_mm(dataset: Attributes, distance: float | None) -> float | None:
    """Kodak's DR 7500 writes the distance from source to detector in decimetres: 11.5 is 1,150 mm."""
    in_decimetres = (words(dataset, "ManufacturerModelName") or "").replace(" ", "").upper() == "DR7500"
    return distance * 100 if distance is not None and distance < 100 and in_decimetres else distance


def _laterality(dataset: Attributes) -> str | None:
    for keyword in ("ImageLaterality", "Laterality"):
        written = plain(dataset, keyword)
        if written:
            return _SIDES.get(written, written)
    return None


def _intent(dataset: Attributes) -> str | None:
    stated = plain(dataset, "PresentationIntentType")
    if stated == "FOR PROCESSING" or (not stated and plain(dataset, "SOPClassUID") in FOR_PROCESSING):
        return "processing"
    return "presentation" if stated == "FOR PRESENTATION" else None


def _meaning(dataset: Attributes, keyword: str) -> str | None:
    return next((words(code, "CodeMeaning") for code in items(dataset, keyword)), None)
