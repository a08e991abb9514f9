"""Reads one DICOM file into a dose object, or says why it is none: by what it holds, not by its name or template.

A file is followed from the first byte to the last before anything is taken from it, so that a cut one is never half
read. What is no dose object is refused; a dose object that is broken is quarantined.
"""

import logging
import mmap
import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pydicom
from pydicom.errors import BytesLengthException, InvalidDicomError

from etl.readers.dicom_attributes import WANTED, Attributes, pieces
from etl.readers.dicom_ct_capture import read_capture
from etl.readers.dicom_elements import Elements
from etl.readers.dicom_encoding import (
    INFLATED,
    BrokenEncoding,
    Buffer,
    Encoding,
    encoding_of,
    inflate,
    looks_like_dicom,
)
from etl.readers.dicom_findings import Finding, Findings
from etl.readers.dicom_image import has_exposure, read_image
from etl.readers.dicom_kinds import SECONDARY_CAPTURE, is_image_cut_short, refusal
from etl.readers.dicom_report import DOSE_REPORT, RADIATION_SUMMARY, NoDoseData, read_report, read_summary
from etl.readers.dicom_scan import Doubt, scan
from etl.readers.dicom_sr import TooDeep, root_code
from etl.readers.dicom_structure import Outline, walk
from etl.readers.dicom_texts import hold_to_columns, is_uid
from etl.source import FileRejected

__all__ = ["DoseObject", "looks_like_dicom", "read_dose_object", "recognises"]

# pydicom quotes values of the file in its log and its warnings. They may be private, so neither is let out.
logging.getLogger("pydicom").setLevel(logging.CRITICAL + 1)

# What pydicom raises for damaged values; the texts of these errors may quote a value.
DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BytesLengthException,
    EOFError,
    InvalidDicomError,
    LookupError,
    OSError,
    RuntimeError,  # too deep a recursion, and what is not implemented
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

Rows = tuple[str, dict[str, Any], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class DoseObject:
    """One dose report or image: its report row, its events in the order of the file, and the values set aside.

    `source` is "rdsr" or "image_header". The keys of the rows are those of `dicom_columns`; what is missing in the
    file is None. `rejects` holds (event index or None for the report, column, rule, what was expected).
    """

    source: str
    report: dict[str, Any]
    events: list[dict[str, Any]]
    rejects: list[Finding]


def recognises(head: bytes, _path: Path) -> bool:
    """Tell by its first 144 bytes whether a file is DICOM, whatever it is called; a DICOMDIR is DICOM too."""
    return looks_like_dicom(head)


def read_dose_object(path: Path, *, by_scan: bool = True) -> DoseObject:
    """Read a dose report or an image header; without `by_scan` the long way, which every doubt leads to anyhow.

    Raises FileRejected for a file that cannot be taken, whatever is wrong with it; the reason names attributes and
    kinds of objects, never a value. Raises OSError only where the file cannot be opened.
    """
    outline, findings = Outline(), Findings()
    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            source, report, events = _read(_open(file, outline, by_scan), outline, findings)
        except FileRejected:
            raise
        except BrokenEncoding as error:
            raise _rejected(str(error), outline) from error
        except DAMAGE as error:
            raise _rejected(f"the data set cannot be read ({type(error).__name__})", outline) from None
    for column in ("study_uid", "sop_uid"):
        if not is_uid(report[column]):
            raise FileRejected(f"{column} is missing or no UID", recognised=True)
    hold_to_columns(report, None, findings)
    for index, event in enumerate(events):
        hold_to_columns(event, index, findings)
    return DoseObject(source, report, events, findings.rejects)


def _rejected(damage: str, outline: Outline) -> FileRejected:
    """Say what the object is if it is no dose object, else what is wrong with it."""
    other = refusal(outline, broken=True)
    return FileRejected(other if other and outline.tags else damage, recognised=other is None)


def _open(file: BinaryIO, outline: Outline, by_scan: bool) -> Attributes:
    """Check that the file is whole and a dose object; return what is needed of it up to the pixel data."""
    if not file.read(1):
        raise FileRejected("the file is empty", recognised=False)
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        if not looks_like_dicom(mapped[:144]):
            raise FileRejected("not a DICOM file", recognised=False)
        encoding = encoding_of(mapped)
        scanned = _scanned(mapped, encoding, outline) if by_scan else None
        if scanned is None and encoding.deflated:
            # Inflated here first, within bounds; pydicom inflates without any.
            walk(inflate(mapped[encoding.start :]), 0, INFLATED, outline)
        elif scanned is None:
            walk(mapped, encoding.start, encoding, outline)
    reason = refusal(outline)
    if reason:
        raise FileRejected(reason, recognised=False)
    if is_image_cut_short(outline):
        raise FileRejected("the file ends before its image", recognised=True)
    if scanned is not None:
        return scanned
    file.seek(0)
    content = BytesIO(file.read()) if encoding.deflated else file
    return pydicom.dcmread(content, stop_before_pixels=True, force=True)


def _scanned(mapped: Buffer, encoding: Encoding, outline: Outline) -> Elements | None:
    """The quick way through a file that leaves no doubt; None for any other one."""
    try:
        return scan(mapped, encoding, WANTED, outline)
    except Doubt:
        return None


def _read(dataset: Attributes, outline: Outline, findings: Findings) -> Rows:
    title = root_code(dataset)
    try:
        if title == DOSE_REPORT:
            return "rdsr", *read_report(dataset, findings)
        if title == RADIATION_SUMMARY:
            return "rdsr", *read_summary(dataset, findings)
    except NoDoseData:
        raise FileRejected("the dose report holds neither totals nor events", recognised=True) from None
    except TooDeep:
        raise FileRejected("the items of the report nest too deep", recognised=False) from None
    if title is not None:
        raise FileRejected("a structured report, but no X-ray dose report", recognised=False)
    if outline.sop_class == SECONDARY_CAPTURE and outline.modality == "CT":
        report, events = read_capture(dataset, findings)
        return "image_header", report, events
    if outline.sop_class == SECONDARY_CAPTURE and not (
        "ORIGINAL" in pieces(dataset, "ImageType") and has_exposure(dataset)
    ):
        raise FileRejected("a secondary capture without the exposure of the original image", recognised=False)
    report, event = read_image(dataset, findings)
    return "image_header", report, [event]
