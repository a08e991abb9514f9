"""How does a dose report tell of CT scans? The total DLP, then one container for each scan (TID 10012, 10013)."""

import math
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from pydicom.dataset import Dataset

from etl.demo.dicom_content import HAS_CONTEXT, Code, coded, container, dcm, measured, moment, sct, text, uid
from etl.demo.exam import Exam
from etl.demo.exposure import Exposure
from etl.demo.wall_time import to_local

_ACQUISITIONS = {
    "scout": dcm("113805", "Constant Angle Acquisition"),
    "spiral": sct("116152004", "Spiral Acquisition"),
}
_PHANTOMS = {
    "head": dcm("113690", "IEC Head Dosimetry Phantom"),
    "body": dcm("113691", "IEC Body Dosimetry Phantom"),
}


def content(exam: Exam, exposures: list[Exposure], zone: ZoneInfo) -> Iterator[Dataset]:
    """When radiation began and ended, the totals, then each acquisition."""
    assert exam.ended_at is not None
    first = to_local(exposures[0].started_at, zone)
    last = to_local(exam.ended_at, zone)
    yield moment(dcm("113809", "Start of X-Ray Irradiation"), f"{first:%Y%m%d%H%M%S}", HAS_CONTEXT)
    yield moment(dcm("113810", "End of X-Ray Irradiation"), f"{last:%Y%m%d%H%M%S}", HAS_CONTEXT)
    total = math.fsum(e.dlp_mgy_cm or 0.0 for e in exposures)
    yield container(
        dcm("113811", "CT Accumulated Dose Data"),
        [
            measured(dcm("113812", "Total Number of Irradiation Events"), len(exposures), "{events}"),
            measured(dcm("113813", "CT Dose Length Product Total"), total, "mGy.cm"),
        ],
    )
    for exposure in exposures:
        yield container(dcm("113819", "CT Acquisition"), _acquisition(exposure, zone))


def _acquisition(exposure: Exposure, zone: ZoneInfo) -> Iterator[Dataset]:
    started = to_local(exposure.started_at, zone)
    yield text(dcm("125203", "Acquisition Protocol"), exposure.protocol)
    yield coded(dcm("123014", "Target Region"), Code(exposure.region_code, "SCT", exposure.region))
    yield coded(dcm("113820", "CT Acquisition Type"), _ACQUISITIONS[exposure.kind])
    yield moment(dcm("111526", "DateTime Started"), f"{started:%Y%m%d%H%M%S}")
    yield uid(dcm("113769", "Irradiation Event UID"), exposure.event_uid)
    yield container(dcm("113822", "CT Acquisition Parameters"), _parameters(exposure))
    if exposure.ctdivol_mgy is not None:
        yield container(
            dcm("113829", "CT Dose"),
            [
                measured(dcm("113830", "Mean CTDIvol"), exposure.ctdivol_mgy, "mGy"),
                coded(dcm("113835", "CTDIw Phantom Type"), _PHANTOMS[exposure.phantom]),
                measured(dcm("113838", "DLP"), exposure.dlp_mgy_cm, "mGy.cm"),
            ],
        )


def _parameters(exposure: Exposure) -> Iterator[Dataset | None]:
    time_s = None if exposure.exposure_time_ms is None else exposure.exposure_time_ms / 1000
    yield measured(dcm("113824", "Exposure Time"), time_s, "s")
    yield measured(dcm("113825", "Scanning Length"), exposure.scanning_length_mm, "mm")
    yield measured(dcm("113826", "Nominal Single Collimation Width"), 0.625, "mm")
    yield measured(dcm("113827", "Nominal Total Collimation Width"), 40, "mm")
    yield measured(dcm("113828", "Pitch Factor"), exposure.pitch_factor, "{ratio}")
    yield measured(dcm("113823", "Number of X-Ray Sources"), 1, "{X-Ray sources}")
    rotation_s = 0.5 if exposure.kind == "spiral" else None
    yield container(
        dcm("113831", "CT X-Ray Source Parameters"),
        [
            text(dcm("113832", "Identification of the X-Ray Source"), "A"),
            measured(dcm("113733", "KVP"), exposure.kvp_kv, "kV"),
            measured(dcm("113833", "Maximum X-Ray Tube Current"), _peak(exposure), "mA"),
            measured(dcm("113734", "X-Ray Tube Current"), exposure.tube_current_ma, "mA"),
            measured(dcm("113834", "Exposure Time per Rotation"), rotation_s, "s"),
        ],
    )


def _peak(exposure: Exposure) -> float | None:
    """Under dose control the current changes along the body; its peak lies well above the mean."""
    if exposure.tube_current_ma is None:
        return None
    return round(exposure.tube_current_ma * (1.3 if exposure.kind == "spiral" else 1))
