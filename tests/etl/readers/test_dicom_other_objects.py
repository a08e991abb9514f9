"""What is no dose object is refused with its kind; letters of any kind cost no number."""

from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from etl.readers.dicom import read_dose_object
from etl.source import FileRejected
from tests.etl.readers.make_dicom import (
    header,
    image,
    report,
    text,
    write,
)


def test_a_dicomdir_is_refused_and_never_followed(tmp_path: Path) -> None:
    record = Dataset()
    record.DirectoryRecordType, record.ReferencedFileID = "IMAGE", ["..", "..", "secret"]
    made = Dataset()
    made.FileSetID, made.DirectoryRecordSequence = "SET", Sequence([record])
    with pytest.raises(FileRejected, match="DICOMDIR") as rejected:
        read_dose_object(write(made, tmp_path / "DICOMDIR"))
    assert not rejected.value.recognised


@pytest.mark.parametrize(
    ("sop_class", "says"),
    [
        ("1.2.840.10008.5.1.4.1.1.2", "CT Image Storage"),
        ("1.2.840.10008.5.1.4.1.1.12.2", "Radiofluoroscopic"),
        ("1.2.840.10008.5.1.4.1.1.4", "MR Image Storage"),
        ("1.2.3.4.5", "unknown class"),
    ],
)
def test_other_objects_are_refused_with_the_name_of_their_kind(
    tmp_path: Path, sop_class: str, says: str
) -> None:
    with pytest.raises(FileRejected, match=says) as rejected:
        read_dose_object(write(header(sop_class, Modality="CT"), tmp_path / "other.dcm"))
    assert not rejected.value.recognised


@pytest.mark.parametrize(
    ("title", "says"), [("113500", "radiopharmaceutical"), ("18748-4", "no X-ray dose report")]
)
def test_other_reports_are_refused(tmp_path: Path, title: str, says: str) -> None:
    with pytest.raises(FileRejected, match=says) as rejected:
        read_dose_object(write(report(title=title), tmp_path / "other.dcm"))
    assert not rejected.value.recognised


def test_a_dose_report_without_anything_in_it_is_quarantined(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match="neither totals nor events") as rejected:
        read_dose_object(write(report(text("121106", "nothing")), tmp_path / "empty.dcm"))
    assert rejected.value.recognised


@pytest.mark.parametrize(
    ("keyword", "key"), [("StudyInstanceUID", "study_uid"), ("SOPInstanceUID", "sop_uid")]
)
def test_an_object_without_its_uids_is_quarantined(tmp_path: Path, keyword: str, key: str) -> None:
    made = image(KVP="80")
    setattr(made, keyword, "")
    with pytest.raises(FileRejected, match=key) as rejected:
        read_dose_object(write(made, tmp_path / "nameless.dcm"))
    assert rejected.value.recognised


@pytest.mark.parametrize("charset", ["ISO_IR 192", "ISO 2022 IR 87", "NO SUCH SET", ""])
def test_a_wrong_character_set_costs_no_number(tmp_path: Path, charset: str) -> None:
    made = image(KVP="80")
    made.add_new("StudyDescription", "LO", "")
    path = write(made, tmp_path / "letters.dcm")
    made.add_new("SpecificCharacterSet", "CS", "ISO_IR 100")
    made.StudyDescription = "Schädel"
    write(made, path)
    content = path.read_bytes().replace(b"ISO_IR 100", charset.encode().ljust(10)[:10])
    path.write_bytes(content)
    assert read_dose_object(path).events[0]["kvp_kv"] == 80


def test_text_is_decoded_by_the_files_own_character_set(tmp_path: Path) -> None:
    made = image(SpecificCharacterSet="ISO_IR 192", StudyDescription="Грудь", Manufacturer="Müller")
    said = read_dose_object(write(made, tmp_path / "letters.dcm")).report
    assert (said["exam_description"], said["manufacturer"]) == ("Грудь", "Müller")
