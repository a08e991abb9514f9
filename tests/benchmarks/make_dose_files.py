"""Makes dose objects to load: the makers' own files where they are at hand, else those of the made-up department.

Each file is used again and again with other UIDs of study and object, so that all are different.
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pydicom

from etl.demo import write_department
from etl.readers.dicom import read_dose_object
from etl.source import FileRejected
from tests.real import REAL

_ZONE = ZoneInfo("Europe/Vienna")


def write_dose_files(folder: Path, number: int) -> str:
    """Write so many files into a new folder; returns a word on where they are from."""
    folder.mkdir(parents=True)
    sources = [path for path in sorted((REAL / "dicom").glob("*.dcm")) if _is_dose_object(path)]
    kind = "of twelve makers"
    if not sources:
        kind = "of the made-up department"
        made = folder.parent / "department"
        written = write_department(made, datetime(2026, 11, 24, 17, tzinfo=_ZONE), _ZONE, days=4)
        sources = [path for path in written if path.suffix == ".dcm"]
    for count in range(number):
        path = sources[count % len(sources)]
        (folder / f"{count:03d}-{path.name}").write_bytes(_with_other_uids(path, count // len(sources)))
    return kind


def _is_dose_object(path: Path) -> bool:
    try:
        read_dose_object(path)
    except FileRejected:
        return False
    return True


def _with_other_uids(path: Path, turn: int) -> bytes:
    """The bytes of a file with the last digits of its study's and its own UID replaced; lengths stay as they are."""
    content = path.read_bytes()
    if turn == 0:
        return content
    dataset = pydicom.dcmread(path, stop_before_pixels=True, force=True)
    for uid in {str(dataset.StudyInstanceUID), str(dataset.SOPInstanceUID)}:
        kept, digits = uid[:-3], f"{turn:03d}"
        if kept.endswith("."):
            # A part of a UID does not begin with 0.
            kept = kept[:-1] + "1"
        content = content.replace(uid.encode(), (kept + digits).encode())
    return content
