"""Which texts fit a column? One that is too long, or holds control characters, is set aside rather than cut short.

DICOM allows 64 characters in most descriptions and any number in a report's text; what goes beyond the limits here
is a paragraph or damage, and no name of a protocol or a device.
"""

from typing import Any

from etl.readers.dicom_findings import Findings

LONGEST_UID = 64

LONGEST = {
    "accession_number": 64,
    "patient_id": 64,
    "patient_sex": 10,
    "manufacturer": 120,
    "model_name": 120,
    "station_name": 80,
    "device_serial_number": 80,
    "exam_description": 200,
    "procedure_text": 200,
    "acquisition_number": 20,
    "acquisition_plane": 80,
    "image_type": 200,
    "event_type": 80,
    "protocol": 200,
    "target_region": 120,
    "view": 80,
    "laterality": 40,
    "filter_material": 200,
    "filter_thickness_min_mm": 60,
    "filter_thickness_max_mm": 60,
    "ct_acquisition_type": 80,
    "ctdi_phantom": 80,
}


def hold_to_columns(row: dict[str, Any], event: int | None, findings: Findings) -> None:
    """Set aside the texts of a row that no column takes; they become None."""
    for column, longest in LONGEST.items():
        text = row.get(column)
        if text is None:
            continue
        if len(text) > longest:
            findings.set_aside(event, column, "length", f"at most {longest} characters")
        elif any(ord(character) < 32 and character not in "\t\r\n" for character in text):
            findings.set_aside(event, column, "characters", "text without control characters")
        else:
            continue
        row[column] = None


def is_uid(text: str | None) -> bool:
    """Tell whether a text can stand for an object: not empty, printable, and no longer than a UID may be."""
    return bool(text) and text is not None and len(text) <= LONGEST_UID and text.isprintable()
