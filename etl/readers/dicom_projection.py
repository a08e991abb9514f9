"""Irradiation events and totals of radiography, fluoroscopy and mammography (PS3.16 TID 10001 to 10007)."""

import re
from typing import Any

from etl.readers.dicom_columns import blank_event, joined
from etl.readers.dicom_findings import Findings
from etl.readers.dicom_moments import read_datetime
from etl.readers.dicom_quantities import Quantity, by_code, first, mean_of_nonzero
from etl.readers.dicom_sr import Item
from etl.readers.dicom_units import (
    AREA_DOSE_GY_CM2,
    CHARGE_MAS,
    CURRENT_MA,
    DOSE_MGY,
    LENGTH_MM,
    NUMBER,
    TIME_MS,
    TIME_S,
    VOLTAGE_KV,
)

EVENT = "113706"
ACCUMULATED = "113702"
FILTERS, CALIBRATION, DEVICE_ROLE = "113771", "122505", "113876"
ANATOMY, ANATOMY_SCT, TARGET_REGION, VIEW = "T-D0005", "91723000", "123014", "111031"
LATERALITY = ("G-C171", "272741003")
PLANE, NO_FILTER = "113764", "111609"
ACQUIRED_IMAGE, COMMENT = "113795", "121106"

TUBE_CURRENT = Quantity("tube_current_ma", ("113734", "113767"), CURRENT_MA, mean_of_nonzero)
PULSE_WIDTH = Quantity("pulse_width_ms", ("113793",), TIME_MS, mean_of_nonzero)

EVENT_QUANTITIES = (
    Quantity("dap_gy_cm2", ("122130",), AREA_DOSE_GY_CM2, sum),
    Quantity("dose_rp_mgy", ("113738",), DOSE_MGY, sum),
    Quantity("entrance_exposure_rp_mgy", ("111636",), DOSE_MGY, sum),
    Quantity("agd_mgy", ("111631",), DOSE_MGY, sum),
    Quantity("kvp_kv", ("113733",), VOLTAGE_KV, mean_of_nonzero),
    TUBE_CURRENT,
    Quantity("exposure_mas", ("113736",), CHARGE_MAS, sum),
    # Siemens writes 113735 where the template has 113824.
    Quantity("exposure_time_ms", ("113824", "113735"), TIME_MS, sum),
    Quantity("irradiation_duration_ms", ("113742",), TIME_MS, sum),
    PULSE_WIDTH,
    # Philips counts the frames of a run under a code of its own where it leaves out the pulses.
    Quantity("number_of_pulses", ("113768", "99PHI-IXR-XPER:003"), NUMBER, sum),
    Quantity("exposure_index", ("113845",), NUMBER, first),
    Quantity("target_exposure_index", ("113846",), NUMBER, first),
    Quantity("deviation_index", ("113847",), NUMBER, first),
    Quantity("focal_spot_size_mm", ("113766",), LENGTH_MM, first),
    Quantity("half_value_layer_mm", ("111634",), LENGTH_MM, first),
    Quantity("source_to_detector_mm", ("113750",), LENGTH_MM, first),
    Quantity("collimated_field_height_mm", ("113788",), LENGTH_MM, first),
    Quantity("collimated_field_width_mm", ("113789",), LENGTH_MM, first),
    Quantity("compressed_thickness_mm", ("111633",), LENGTH_MM, first),
)

TOTAL_QUANTITIES = (
    Quantity("total_dap_gy_cm2", ("113722",), AREA_DOSE_GY_CM2, first),
    Quantity("total_dose_rp_mgy", ("113725",), DOSE_MGY, first),
    Quantity("total_fluoro_dap_gy_cm2", ("113726",), AREA_DOSE_GY_CM2, first),
    Quantity("total_fluoro_dose_rp_mgy", ("113728",), DOSE_MGY, first),
    Quantity("total_fluoro_time_s", ("113730",), TIME_S, first),
    Quantity("total_acquisition_dap_gy_cm2", ("113727",), AREA_DOSE_GY_CM2, first),
    Quantity("total_acquisition_dose_rp_mgy", ("113729",), DOSE_MGY, first),
    Quantity("total_acquisition_time_s", ("113855",), TIME_S, first),
    Quantity("number_of_radiographic_frames", ("113731",), NUMBER, first),
)

FILTER_LEAST = Quantity("filter_thickness_min_mm", ("113758",), LENGTH_MM, first)
FILTER_MOST = Quantity("filter_thickness_max_mm", ("113773",), LENGTH_MM, first)

# Philips' private description of the four collimator blades, measured one metre from the focus.
_BLADES = {
    "collimated_field_width_mm": ("99PHI-IXR-XPER:006", "99PHI-IXR-XPER:009"),
    "collimated_field_height_mm": ("99PHI-IXR-XPER:007", "99PHI-IXR-XPER:008"),
}
# Siemens writes the size of the image intensifier into the comment of the event, as XML.
_INTENSIFIER = re.compile(r'<iiDiameter\s+SRData="\s*(\d+(?:\.\d+)?)\s*"')


def read_event(container: Item, index: int, findings: Findings) -> dict[str, Any]:
    """Read one irradiation event; what the report does not say stays None."""
    found = by_code(container, apart=(FILTERS, CALIBRATION, DEVICE_ROLE))
    event = blank_event()
    for quantity in EVENT_QUANTITIES:
        event[quantity.column] = quantity.read(found, index, findings)
    event.update(
        event_uid=_first(found, "113769", Item.uid),
        acquired_image_uid=_first(found, ACQUIRED_IMAGE, Item.uid),
        acquisition_plane=_first(found, PLANE, Item.text),
        event_type=_first(found, "113721", Item.text),
        protocol=_first(found, "125203", Item.text),
        target_region=_first(found, TARGET_REGION, Item.text)
        or _first(found, ANATOMY, Item.text)
        or _first(found, ANATOMY_SCT, Item.text),
        view=_first(found, VIEW, Item.text),
        laterality=_laterality(container, found),
        ii_field_size_mm=_intensifier(found, index, findings),
    )
    _read_started(event, found, index, findings)
    _read_filters(event, container, index, findings)
    _read_blades(event, found, index, findings)
    if event["exposure_mas"] is None:
        _derive_exposure(event, found, index)
    return event


def read_totals(report: dict[str, Any], containers: list[Item], findings: Findings) -> None:
    """Read the accumulated doses into the report; a biplane system has one container for each plane, added up."""
    planes: dict[str | None, Item] = {}
    for container in containers:
        plane = container.first(PLANE)
        planes.setdefault(plane.coded() if plane else None, container)
    found_in = [by_code(container, apart=(CALIBRATION, DEVICE_ROLE)) for container in planes.values()]
    for quantity in TOTAL_QUANTITIES:
        values = [quantity.read(found, None, findings) for found in found_in]
        known = [value for value in values if value is not None]
        report[quantity.column] = sum(known) if known else None
    frames = report["number_of_radiographic_frames"]
    report["number_of_radiographic_frames"] = None if frames is None else round(frames)


def _first(found: dict[str, list[Item]], code: str, read: Any) -> str | None:
    return next(filter(None, (read(item) for item in found.get(code, ()))), None)


def _read_started(
    event: dict[str, Any], found: dict[str, list[Item]], index: int, findings: Findings
) -> None:
    written = _first(found, "111526", Item.moment)
    event["started_at"] = read_datetime(written)
    if written and event["started_at"] is None:
        findings.set_aside(index, "started_at", "date", "a date and time as YYYYMMDDHHMMSS")


def _laterality(container: Item, found: dict[str, list[Item]]) -> str | None:
    """Find the side under the anatomy (GE, Hologic), under the target region (Giotto, Eurocolumbus), or alone."""
    for code in (ANATOMY, ANATOMY_SCT, TARGET_REGION):
        for item in found.get(code, ()):
            side = item.first(*LATERALITY)
            if side is not None:
                return side.text()
    alone = container.first(*LATERALITY)
    return alone.text() if alone is not None else None


def _read_filters(event: dict[str, Any], container: Item, index: int, findings: Findings) -> None:
    materials: list[str] = []
    least: list[float | None] = []
    most: list[float | None] = []
    for filter_ in container.within(FILTERS):
        found = by_code(filter_)
        kinds = found.get("113772", [])
        material = _first(found, "113757", Item.text)
        if material is None and any(kind.coded() == NO_FILTER for kind in kinds):
            material = kinds[0].text()
        if material:
            materials.append(material)
        least.append(FILTER_LEAST.read(found, index, findings))
        most.append(FILTER_MOST.read(found, index, findings))
    event["filter_material"] = ";".join(materials) or None
    event["filter_thickness_min_mm"] = joined(least)
    event["filter_thickness_max_mm"] = joined(most)


def _read_blades(event: dict[str, Any], found: dict[str, list[Item]], index: int, findings: Findings) -> None:
    """Work out the field at the detector from the blades, where the report has no field of its own."""
    if "113788" in found or "113789" in found or not event["source_to_detector_mm"]:
        return
    for column, codes in _BLADES.items():
        openings = [
            value
            for code in codes
            for item in found.get(code, ())
            for value in item.values(index, column, LENGTH_MM, findings)
        ]
        if len(openings) == len(codes):
            field = sum(openings) * event["source_to_detector_mm"] / 1000
            event[column] = findings.checked(index, column, field)


def _intensifier(found: dict[str, list[Item]], index: int, findings: Findings) -> float | None:
    match = _INTENSIFIER.search(_first(found, COMMENT, Item.text) or "")
    return findings.checked(index, "ii_field_size_mm", float(match.group(1))) if match else None


def _derive_exposure(event: dict[str, Any], found: dict[str, list[Item]], index: int) -> None:
    """Work out mAs from current and time, and mark it: pulse by pulse where both are listed so."""
    unheard = Findings()
    currents = TUBE_CURRENT.values(found, index, unheard)
    widths = PULSE_WIDTH.values(found, index, unheard)
    if len(currents) == 1 and event["exposure_time_ms"]:
        exposure = currents[0] * event["exposure_time_ms"] / 1000
    elif len(currents) > 1 and len(currents) == len(widths):
        exposure = sum(current * width for current, width in zip(currents, widths, strict=True)) / 1000
    else:
        return
    if exposure > 0:
        event["exposure_mas"] = unheard.checked(index, "exposure_mas", exposure)
        event["exposure_derived"] = event["exposure_mas"] is not None
