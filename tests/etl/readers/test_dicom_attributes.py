"""Which attributes may be taken from a DICOM file at all?"""

import re
from pathlib import Path

import pytest
from pydicom.datadict import keyword_dict
from pydicom.dataset import Dataset

from etl.readers import dicom_attributes
from etl.readers.dicom_attributes import TAKEN, TAKEN_PRIVATE, pieces, plain, private, words

READERS = Path(dicom_attributes.__file__).parent

# Of what tells of a person, these alone are taken; the identifiers are hashed before they are stored.
OF_A_PERSON = {
    "AccessionNumber",
    "PatientAge",
    "PatientBirthDate",
    "PatientID",
    "PatientSex",
    "PatientSize",
    "PatientWeight",
}


def test_nothing_of_a_person_is_taken_but_what_is_listed_here() -> None:
    telling = re.compile(
        r"Patient|Physician|Operator|Person|Address|Telephone|Institution|Issuer|Accession|Name$"
    )
    device = {"ManufacturerModelName", "StationName", "ProtocolName"}
    assert {keyword for keyword in TAKEN if telling.search(keyword)} - device == OF_A_PERSON


def test_the_list_is_no_longer_than_it_is() -> None:
    assert len(TAKEN) == 89
    assert len(TAKEN_PRIVATE) == 2


def test_every_keyword_is_one_of_the_standard() -> None:
    assert set(keyword_dict) >= TAKEN


def test_every_keyword_on_the_list_is_used() -> None:
    others = [path for path in READERS.glob("dicom*.py") if path.stem != "dicom_attributes"]
    code = "".join(path.read_text(encoding="utf-8") for path in others)
    assert [keyword for keyword in sorted(TAKEN) if not re.search(rf"\b{keyword}\b", code)] == []


@pytest.mark.parametrize("ask", [pieces, plain, words])
def test_an_attribute_that_is_not_listed_cannot_be_read(ask: object) -> None:
    made = Dataset()
    made.PatientName = "Miller^Anna"
    with pytest.raises(KeyError):
        ask(made, "PatientName")  # type: ignore[operator]  # three readers of one shape


def test_a_private_element_that_is_not_listed_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        private(Dataset(), 0x0029, "MAKER", 0x10)


def test_nobody_reads_a_data_set_past_the_list() -> None:
    past = re.compile(r"\bdataset\.(get|[A-Z])|\bdataset\[|getattr\((?!element)")
    for path in READERS.glob("dicom*.py"):
        if path.stem != "dicom_attributes":
            assert not past.search(path.read_text(encoding="utf-8")), path.name
