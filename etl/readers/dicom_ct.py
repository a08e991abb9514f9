"""CT acquisitions and totals (PS3.16 TID 10011 to 10014)."""

from typing import Any

from etl.readers.dicom_columns import blank_event, joined
from etl.readers.dicom_findings import Findings
from etl.readers.dicom_moments import read_datetime
from etl.readers.dicom_quantities import Quantity, by_code, first, mean_of_nonzero
from etl.readers.dicom_sr import Item
from etl.readers.dicom_units import (
    CURRENT_MA,
    DOSE_MGY,
    LENGTH_DOSE_MGY_CM,
    LENGTH_MM,
    NUMBER,
    TIME_MS,
    TIME_S,
    VOLTAGE_KV,
)

EVENT = "113819"
ACCUMULATED = "113811"
SOURCE, ACQUISITION_TYPE, NOTIFICATION, DEVICE_ROLE = "113831", "113820", "113908", "113876"

# Acquisition type, in DICOM's own code or SNOMED RT, in SNOMED CT, and as a CT image header spells it.
COUNTED = {
    "number_of_spiral": frozenset(("P5-08001", "116152004", "SPIRAL")),
    "number_of_axial": frozenset(("113804", "SEQUENCED")),
    "number_of_const_angle": frozenset(("113805", "CONSTANT_ANGLE")),
    "number_of_stationary": frozenset(("113806", "STATIONARY")),
}

EVENT_QUANTITIES = (
    Quantity("ctdivol_mgy", ("113830",), DOSE_MGY, first),
    Quantity("dlp_mgy_cm", ("113838",), LENGTH_DOSE_MGY_CM, first),
    Quantity("exposure_time_ms", ("113824", "113735"), TIME_MS, first),
    Quantity("scanning_length_mm", ("113825",), LENGTH_MM, first),
    Quantity("nominal_single_collimation_width_mm", ("113826",), LENGTH_MM, first),
    Quantity("nominal_total_collimation_width_mm", ("113827",), LENGTH_MM, first),
    Quantity("pitch_factor", ("113828",), NUMBER, first),
    Quantity("number_of_xray_sources", ("113823",), NUMBER, first),
    Quantity("dose_check_dlp_alert_mgy_cm", ("113903",), LENGTH_DOSE_MGY_CM, first),
    Quantity("dose_check_ctdivol_alert_mgy", ("113904",), DOSE_MGY, first),
    Quantity("dose_check_accum_dlp_forward_estimate_mgy_cm", ("113905",), LENGTH_DOSE_MGY_CM, first),
    Quantity("dose_check_accum_ctdivol_forward_estimate_mgy", ("113906",), DOSE_MGY, first),
)

# (the quantity of one X-ray source, the column that lists it for several sources)
SOURCE_QUANTITIES = (
    (Quantity("kvp_kv", ("113733",), VOLTAGE_KV, mean_of_nonzero), "kvp_by_source_kv"),
    (Quantity("tube_current_ma", ("113734",), CURRENT_MA, mean_of_nonzero), "tube_current_by_source_ma"),
    (Quantity("max_tube_current_ma", ("113833",), CURRENT_MA, first), "max_tube_current_by_source_ma"),
    (
        Quantity("exposure_time_per_rotation_s", ("113834",), TIME_S, first),
        "exposure_time_per_rotation_by_source_s",
    ),
)

TOTAL_EVENTS = Quantity("ct_irradiation_event_count", ("113812",), NUMBER, first)
TOTAL_DLP = Quantity("total_dlp_mgy_cm", ("113813",), LENGTH_DOSE_MGY_CM, first)


def read_event(container: Item, index: int, findings: Findings) -> dict[str, Any]:
    """Read one acquisition. A scout of some makers has no CTDIvol and no DLP: they stay None, which is not 0."""
    # The levels of a notification carry the codes of an alert with some makers, so they are kept out.
    found = by_code(container, apart=(SOURCE, NOTIFICATION, DEVICE_ROLE))
    event = blank_event()
    for quantity in EVENT_QUANTITIES:
        event[quantity.column] = quantity.read(found, index, findings)
    sources = event["number_of_xray_sources"]
    event.update(
        number_of_xray_sources=None if sources is None else round(sources),
        event_uid=_text(found, "113769", Item.uid),
        started_at=read_datetime(_text(found, "111526", Item.moment)),
        protocol=_text(found, "125203"),
        target_region=_text(found, "123014"),
        ct_acquisition_type=_text(found, ACQUISITION_TYPE),
        ctdi_phantom=_text(found, "113835"),
    )
    _read_sources(event, found, index, findings)
    return event


def read_totals(report: dict[str, Any], containers: list[Item], findings: Findings) -> None:
    """Read the number of events and the DLP that the scanner states."""
    for container in containers:
        found = by_code(container)
        count = TOTAL_EVENTS.read(found, None, findings)
        if report["ct_irradiation_event_count"] is None and count is not None:
            report["ct_irradiation_event_count"] = round(count)
        if report["total_dlp_mgy_cm"] is None:
            report["total_dlp_mgy_cm"] = TOTAL_DLP.read(found, None, findings)


def count_types(report: dict[str, Any], types: list[str | None]) -> None:
    """Count the acquisitions by the code of their type."""
    for column, codes in COUNTED.items():
        report[column] = sum(code in codes for code in types)


def acquisition_type(container: Item) -> str | None:
    """Return the code of an acquisition's type."""
    return next((item.coded() for item in container.within(ACQUISITION_TYPE)), None)


def _read_sources(
    event: dict[str, Any], found: dict[str, list[Item]], index: int, findings: Findings
) -> None:
    """Read each X-ray source. The single columns hold a value only if all sources agree on it."""
    sources = [by_code(source) for source in found.get(SOURCE, ())] or [found]
    for quantity, listed in SOURCE_QUANTITIES:
        values = [quantity.read(source, index, findings) for source in sources]
        if len(set(values)) == 1:
            event[quantity.column] = values[0]
        if len(values) > 1:
            event[listed] = joined(values)


def _text(found: dict[str, list[Item]], code: str, read: Any = Item.text) -> str | None:
    return next(filter(None, (read(item) for item in found.get(code, ()))), None)
