"""A CT's dose summary kept as a secondary capture, with the acquisitions in its Exposure Dose Sequence (Philips)."""

from typing import Any

from etl.readers.dicom_attributes import Attributes, items, pieces, plain, private, words
from etl.readers.dicom_columns import blank_event, total_of
from etl.readers.dicom_ct import count_types
from etl.readers.dicom_findings import Findings
from etl.readers.dicom_header import read_header
from etl.readers.dicom_image import reject_flag

# (column, keyword, factor to the column's unit)
ITEM_QUANTITIES = (
    ("kvp_kv", "KVP", 1.0),
    ("tube_current_ma", "XRayTubeCurrentInuA", 1e-3),
    ("exposure_time_ms", "ExposureTime", 1.0),
    ("ctdivol_mgy", "CTDIvol", 1.0),
    ("scanning_length_mm", "ScanLength", 1.0),
    ("pitch_factor", "SpiralPitchFactor", 1.0),
    ("nominal_single_collimation_width_mm", "SingleCollimationWidth", 1.0),
    ("nominal_total_collimation_width_mm", "TotalCollimationWidth", 1.0),
)
_DLP = (0x00E1, "ELSCINT1", 0x21)


def read_capture(dataset: Attributes, findings: Findings) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read the report row and its events. The capture gives events no UID: theirs is the object's with a number."""
    report = read_header(dataset, findings)
    rejected = reject_flag(dataset)
    events = []
    for index, item in enumerate(items(dataset, "ExposureDoseSequence")):
        event = blank_event()
        for column, keyword, factor in ITEM_QUANTITIES:
            values = findings.numbers(index, column, pieces(item, keyword)[:1])
            event[column] = findings.checked(index, column, values[0] * factor) if values else None
        event.update(
            event_uid=f"{report['sop_uid']}#{index}",
            protocol=words(item, "SeriesDescription"),
            ct_acquisition_type=plain(item, "AcquisitionType"),
            dlp_mgy_cm=_dlp(item, index, "dlp_mgy_cm", findings),
            rejected=rejected,
        )
        events.append(event)
    counted = findings.numbers(None, "ct_irradiation_event_count", pieces(dataset, "TotalNumberOfExposures"))
    report.update(
        modality="CT",
        event_count=len(events),
        ct_irradiation_event_count=round(counted[0]) if counted else None,
        total_dlp_mgy_cm=_dlp(dataset, None, "total_dlp_mgy_cm", findings),
        sum_event_dlp_mgy_cm=total_of(events, "dlp_mgy_cm"),
    )
    count_types(report, [event["ct_acquisition_type"] for event in events])
    return report, events


def _dlp(dataset: Attributes, index: int | None, column: str, findings: Findings) -> float | None:
    written = private(dataset, *_DLP)
    values = findings.numbers(index, column, [written] if written else [])
    return findings.checked(index, column, values[0]) if values else None
