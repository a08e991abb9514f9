"""How does a dose report tell of radiographs and fluoroscopy? Totals, then each exposure (TID 10002, 10003)."""

import math
from collections.abc import Iterator

from pydicom.dataset import Dataset

from etl.demo.department import Department
from etl.demo.dicom_content import (
    HAS_MODIFIER,
    Code,
    coded,
    container,
    dcm,
    image,
    measured,
    moment,
    sct,
    text,
    uid,
)
from etl.demo.dicom_names import FOR_PRESENTATION, image_uid
from etl.demo.exam import Exam
from etl.demo.exposure import Exposure
from etl.demo.rooms import ROOMS
from etl.demo.wall_time import to_local

_ONE_PLANE = coded(dcm("113764", "Acquisition Plane"), dcm("113622", "Single Plane"), relation=HAS_MODIFIER)
_REFERENCE_POINT = coded(
    dcm("113780", "Reference Point Definition"), dcm("113860", "15cm from Isocenter toward Source")
)
_LATERALITY = sct("272741003", "Laterality")
_SIDES = {"Left": sct("7771000", "Left"), "Right": sct("24028007", "Right")}
VIEWS = {
    "AP": sct("399348003", "antero-posterior"),
    "PA": sct("399272004", "postero-anterior"),
    "LAT": sct("399173006", "left lateral"),
}
_TYPES = {
    "radiograph": dcm("113611", "Stationary Acquisition"),
    "spot": dcm("113611", "Stationary Acquisition"),
    "fluoroscopy": sct("44491008", "Fluoroscopy"),
}


def content(
    department: Department, exam: Exam, exposures: list[Exposure], told: list[Exposure]
) -> Iterator[Dataset]:
    """The accumulated dose of all exposures, then each irradiation event that is told of."""
    yield container(dcm("113702", "Accumulated X-Ray Dose Data"), _totals(exam, exposures))
    for exposure in told:
        yield container(dcm("113706", "Irradiation Event X-Ray Data"), _event(department, exam, exposure))


def _totals(exam: Exam, exposures: list[Exposure]) -> Iterator[Dataset | None]:
    runs = [e for e in exposures if e.kind == "fluoroscopy"]
    images = [e for e in exposures if e.kind != "fluoroscopy"]
    yield _ONE_PLANE
    yield measured(dcm("113722", "Dose Area Product Total"), _dap_gy_m2(exposures), "Gy.m2")
    yield measured(dcm("113725", "Dose (RP) Total"), _dose_rp_gy(exposures), "Gy")
    if exam.procedure.modality == "RF":
        yield measured(dcm("113726", "Fluoro Dose Area Product Total"), _dap_gy_m2(runs), "Gy.m2")
        yield measured(dcm("113728", "Fluoro Dose (RP) Total"), _dose_rp_gy(runs), "Gy")
        yield measured(dcm("113730", "Total Fluoro Time"), _held_s(runs), "s")
        yield measured(dcm("113727", "Acquisition Dose Area Product Total"), _dap_gy_m2(images), "Gy.m2")
        yield measured(dcm("113729", "Acquisition Dose (RP) Total"), _dose_rp_gy(images), "Gy")
        yield measured(dcm("113855", "Total Acquisition Time"), _seconds(images), "s")
    yield measured(dcm("113731", "Total Number of Radiographic Frames"), len(images), "1", "no units")
    yield _REFERENCE_POINT


def _event(department: Department, exam: Exam, exposure: Exposure) -> Iterator[Dataset | None]:
    started = to_local(exposure.started_at, department.zone)
    yield _ONE_PLANE
    yield uid(dcm("113769", "Irradiation Event UID"), exposure.event_uid)
    yield moment(dcm("111526", "DateTime Started"), f"{started:%Y%m%d%H%M%S}")
    yield coded(dcm("113721", "Irradiation Event Type"), _TYPES[exposure.kind])
    yield text(dcm("125203", "Acquisition Protocol"), exposure.protocol)
    yield _target_region(exposure)
    view = VIEWS.get(exposure.view)
    yield coded(dcm("111031", "Image View"), view) if view else None
    yield measured(dcm("122130", "Dose Area Product"), _scaled(exposure.dap_gy_cm2, 1e-4), "Gy.m2")
    yield measured(dcm("113845", "Exposure Index"), exposure.exposure_index, "1", "no units")
    yield measured(dcm("113846", "Target Exposure Index"), exposure.target_exposure_index, "1", "no units")
    yield measured(dcm("113847", "Deviation Index"), exposure.deviation_index, "1", "no units")
    yield measured(dcm("113738", "Dose (RP)"), _scaled(exposure.dose_rp_mgy, 1e-3), "Gy")
    yield _REFERENCE_POINT
    yield measured(dcm("113733", "KVP"), exposure.kvp_kv, "kV")
    yield measured(dcm("113734", "X-Ray Tube Current"), exposure.tube_current_ma, "mA")
    yield measured(dcm("113824", "Exposure Time"), exposure.exposure_time_ms, "ms")
    yield measured(
        dcm("113742", "Irradiation Duration"), _scaled(exposure.irradiation_duration_ms, 1e-3), "s"
    )
    yield measured(dcm("113736", "Exposure"), _scaled(exposure.exposure_mas, 1e3), "uA.s")
    yield measured(dcm("113750", "Distance Source to Detector"), exposure.source_to_detector_mm, "mm")
    if ROOMS[exam.room].sends_images and not exposure.rejected:
        yield image(dcm("113795", "Acquired Image"), FOR_PRESENTATION, image_uid(exposure, FOR_PRESENTATION))


def _target_region(exposure: Exposure) -> Dataset:
    region = Code(exposure.region_code, "SCT", exposure.region)
    side = _SIDES.get(exposure.laterality)
    sided = [coded(_LATERALITY, side, relation=HAS_MODIFIER)] if side else []
    return coded(dcm("123014", "Target Region"), region, *sided)


def _dap_gy_m2(exposures: list[Exposure]) -> float:
    return math.fsum(e.dap_gy_cm2 or 0.0 for e in exposures) * 1e-4


def _dose_rp_gy(exposures: list[Exposure]) -> float:
    return math.fsum(e.dose_rp_mgy or 0.0 for e in exposures) * 1e-3


def _seconds(exposures: list[Exposure]) -> float:
    return math.fsum(e.exposure_time_ms or 0.0 for e in exposures) * 1e-3


def _held_s(exposures: list[Exposure]) -> float:
    return math.fsum(e.irradiation_duration_ms or 0.0 for e in exposures) * 1e-3


def _scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
