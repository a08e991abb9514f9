"""A radiation dose report as a whole: header, totals and events, and what kind of examination it is about."""

from collections import Counter
from typing import Any

from etl.readers import dicom_ct, dicom_projection
from etl.readers.dicom_attributes import Attributes
from etl.readers.dicom_columns import total_of
from etl.readers.dicom_findings import Findings
from etl.readers.dicom_header import read_header
from etl.readers.dicom_mammography import read_glandular_totals
from etl.readers.dicom_quantities import Quantity, first
from etl.readers.dicom_sr import Item, read_tree
from etl.readers.dicom_units import AREA_DOSE_GY_CM2, NUMBER, TIME_S

DOSE_REPORT = "113701"
# The report of Siemens' older mobile C-arms: totals only, under codes of their own.
RADIATION_SUMMARY = "99SMS_RADSUM:C-10"
SUMMARY_QUANTITIES = (
    Quantity("total_fluoro_time_s", ("99SMS_RADSUM:C-202", "C-202"), TIME_S, first),
    Quantity("total_dap_gy_cm2", ("99SMS_RADSUM:C-204", "C-204"), AREA_DOSE_GY_CM2, first),
    Quantity("number_of_radiographic_frames", ("99SMS_RADSUM:C-200", "C-200"), NUMBER, first),
)

# SNOMED RT, then SNOMED CT.
MAMMOGRAPHY = frozenset(("P5-40010", "71651007"))
FLUOROSCOPY = frozenset(("P5-06000", "44491008"))
STEPPING, ROTATIONAL = "113612", "113613"
FLUOROSCOPY_SYSTEM = "113957"
PROCEDURE, DEVICE_TYPE, EVENT_TYPE, FLUORO_MODE = "121058", "122142", "113721", "113732"

# Where a header leaves out what the device says of itself in the report.
DEVICE_OBSERVER = {
    "manufacturer": "121014",
    "model_name": "121015",
    "station_name": "121013",
    "device_serial_number": "121016",
}


class NoDoseData(ValueError):
    """The report has the title of a dose report, but neither totals nor events."""


def read_report(dataset: Attributes, findings: Findings) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read the report row and its events in the order of the file.

    Raises NoDoseData when there is neither an accumulated dose nor an event.
    """
    report, tree = read_header(dataset, findings), read_tree(dataset)
    for column, code in DEVICE_OBSERVER.items():
        observer = tree.first(code)
        if report[column] is None and observer is not None:
            report[column] = observer.text()
    acquisitions, exposures = list(tree.within(dicom_ct.EVENT)), list(tree.within(dicom_projection.EVENT))
    ct_totals, totals = (
        list(tree.within(dicom_ct.ACCUMULATED)),
        list(tree.within(dicom_projection.ACCUMULATED)),
    )
    if not (acquisitions or exposures or ct_totals or totals):
        raise NoDoseData
    if acquisitions or ct_totals:
        events = [dicom_ct.read_event(item, index, findings) for index, item in enumerate(acquisitions)]
        dicom_ct.read_totals(report, ct_totals, findings)
        dicom_ct.count_types(report, [dicom_ct.acquisition_type(item) for item in acquisitions])
        report["modality"] = "CT"
    else:
        events = [dicom_projection.read_event(item, index, findings) for index, item in enumerate(exposures)]
        dicom_projection.read_totals(report, totals, findings)
        has_glandular = read_glandular_totals(report, totals, findings)
        report["modality"] = _modality(tree, exposures, events, report, has_glandular)
    _name_events(report, events)
    report.update(
        event_count=len(events),
        sum_event_dap_gy_cm2=total_of(events, "dap_gy_cm2"),
        sum_event_dlp_mgy_cm=total_of(events, "dlp_mgy_cm"),
        sum_event_dose_rp_mgy=total_of(events, "dose_rp_mgy"),
    )
    return report, events


def read_summary(dataset: Attributes, findings: Findings) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read a report that has totals and no events. None are made up for it."""
    report, tree = read_header(dataset, findings), read_tree(dataset)
    for quantity in SUMMARY_QUANTITIES:
        found = {code: list(tree.within(code)) for code in quantity.codes}
        report[quantity.column] = quantity.read(found, None, findings)
    frames = report["number_of_radiographic_frames"]
    report.update(
        modality="RF",
        event_count=0,
        number_of_radiographic_frames=None if frames is None else round(frames),
    )
    return report, []


def _modality(
    tree: Item,
    exposures: list[Item],
    events: list[dict[str, Any]],
    report: dict[str, Any],
    has_glandular: bool,
) -> str:
    """Tell mammography, fluoroscopy and radiography apart by what was done.

    A system for both writes fluoroscopy totals of 0 into the report of a radiograph, so their presence says nothing.
    """
    procedure = tree.first(PROCEDURE)
    glandular = has_glandular or any(event["agd_mgy"] is not None for event in events)
    if glandular or (procedure is not None and procedure.coded() in MAMMOGRAPHY):
        return "MG"
    types = {item.coded() for exposure in exposures for item in exposure.within(EVENT_TYPE)}
    device = tree.first(DEVICE_TYPE)
    if (
        types & (FLUOROSCOPY | {STEPPING, ROTATIONAL})
        or report["total_fluoro_time_s"]
        or any(True for exposure in exposures for _ in exposure.within(FLUORO_MODE))
        or (device is not None and device.coded() == FLUOROSCOPY_SYSTEM)
    ):
        return "RF"
    return "DX"


def _name_events(report: dict[str, Any], events: list[dict[str, Any]]) -> None:
    """See that each event has a UID of its own: two planes may share one, and some devices give none."""
    seen: Counter[str] = Counter()
    for index, event in enumerate(events):
        uid = event["event_uid"]
        if not uid:
            event["event_uid"] = f"{report['sop_uid']}#{index}"
            continue
        seen[uid] += 1
        if seen[uid] > 1:
            event["event_uid"] = f"{uid}#{seen[uid]}"
