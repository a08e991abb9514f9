"""The quick way through a DICOM file reads what the long way reads, and steps back from every file that is odd."""

import mmap
import random
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from etl.readers.dicom import read_dose_object
from etl.readers.dicom_attributes import WANTED, items, pieces, private, words
from etl.readers.dicom_elements import Elements
from etl.readers.dicom_encoding import encoding_of
from etl.readers.dicom_scan import Doubt, scan
from etl.readers.dicom_structure import Outline
from etl.source import FileRejected
from tests.etl.readers.make_dicom import (
    CR_CLASS,
    acquisition,
    code,
    coded,
    container,
    exposure,
    image,
    moment,
    num,
    report,
    text,
    uid,
    write,
)
from tests.real import REAL

MUTANTS = 1_500

PROJECTION = report(
    container("113702", num("113722", "1e-4", "Gy.m2"), num("113730", "12.5", "s")),
    exposure(
        moment("111526", "20260302101530"),
        num("122130", "1e-4", "Gy.m2"),
        num("113733", ["80", "82"], "kV"),
        coded("123014", "T-D3000", "Chest"),
        text("125203", "Thorax p.a."),
        uid("113795", "1.2.3.9"),
    ),
    Manufacturer="Maker",
    PatientID="0012",
    AccessionNumber="A 7",
    PatientSize="1.70",
)
CT = report(
    container("113811", num("113813", "120", "mGy.cm")), acquisition(num("113830", "5", "mGy"), uid("1", "2"))
)
IMAGE = image(
    CR_CLASS, KVP="80", ImageAndFluoroscopyAreaDoseProduct="1", OrganDose="1", FilterMaterial="COPPER"
)


def both_ways(path: Path):
    """What the quick way and the long way make of a file."""
    found: list[tuple[Any, ...]] = []
    for by_scan in (True, False):
        try:
            dose = read_dose_object(path, by_scan=by_scan)
            found.append((dose.source, dose.report, dose.events, dose.rejects))
        except FileRejected as rejected:
            found.append((rejected.reason, rejected.recognised))
    return found


def scanned(path: Path) -> Elements:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        return scan(mapped, encoding_of(mapped), WANTED, Outline())


def is_scanned(path: Path) -> bool:
    try:
        scanned(path)
    except (Doubt, ValueError):
        return False
    return True


def mutants(whole: bytes, number: int, seed: int):
    """The same bytes with a few of them changed, lost or doubled."""
    chance = random.Random(seed)
    for _ in range(number):
        spoilt = bytearray(whole)
        for _ in range(chance.choice((1, 1, 2, 4))):
            at, length = chance.randrange(len(spoilt)), chance.choice((1, 2, 8, 60))
            match chance.randrange(4):
                case 0:
                    del spoilt[at : at + length]
                case 1:
                    spoilt[at:at] = spoilt[at : at + length]
                case _:
                    spoilt[at] = chance.choice((0, 1, 2, 32, 92, 255, chance.randrange(256)))
        yield bytes(spoilt)


@pytest.mark.parametrize("made", [PROJECTION, CT, IMAGE], ids=["projection", "ct", "image"])
@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_a_well_formed_object_is_read_the_quick_way_and_reads_the_same(made, syntax, tmp_path):
    path = write(made, tmp_path / "whole.dcm", syntax)
    assert is_scanned(path)
    quick, slow = both_ways(path)
    assert len(quick) == 4
    assert quick == slow


@pytest.mark.parametrize("syntax", [ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian])
def test_other_encodings_are_left_to_the_long_way(syntax, tmp_path):
    path = write(PROJECTION, tmp_path / "other.dcm", syntax)
    assert not is_scanned(path)
    quick, slow = both_ways(path)
    assert len(quick) == 4
    assert quick == slow


def test_a_file_without_a_preamble_is_left_to_the_long_way(tmp_path):
    path = write(PROJECTION, tmp_path / "headless.dcm", preamble=False)
    assert not is_scanned(path)
    quick, slow = both_ways(path)
    assert quick == slow


@pytest.mark.parametrize("cut", range(1, 200, 7))
def test_a_cut_file_is_never_read_the_quick_way(cut, tmp_path):
    path = write(PROJECTION, tmp_path / "cut.dcm")
    path.write_bytes(path.read_bytes()[:-cut])
    assert not is_scanned(path)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("made", [PROJECTION, IMAGE], ids=["report", "image"])
def test_whatever_is_done_to_a_file_both_ways_say_the_same(made, syntax, tmp_path):
    whole = write(made, tmp_path / "whole.dcm", syntax).read_bytes()
    path, quick_ones = tmp_path / "mutant.dcm", 0
    for spoilt in mutants(whole, MUTANTS // 4, seed=len(whole)):
        path.write_bytes(spoilt)
        if spoilt and is_scanned(path):
            quick_ones += 1
            quick, slow = both_ways(path)
            assert quick == slow, spoilt.hex()
    assert quick_ones > MUTANTS // 40


@pytest.mark.parametrize(
    ("character_set", "written"),
    [
        ("ISO_IR 100", "Schädel"),
        ("ISO_IR 192", "頭部"),
        (["", "ISO 2022 IR 87"], "頭部"),
        ("ISO_IR 13", "ｱﾀﾏ"),
    ],
)
def test_a_text_is_decoded_by_the_character_set_of_the_file(character_set, written, tmp_path):
    made = image(CR_CLASS, SpecificCharacterSet=character_set, StudyDescription=written, KVP="80")
    path = write(made, tmp_path / "text.dcm")
    assert words(scanned(path), "StudyDescription") == written
    quick, slow = both_ways(path)
    assert quick == slow


def test_a_character_set_of_a_single_item_is_left_to_the_long_way(tmp_path):
    item = code("1", "Schädel")
    item.SpecificCharacterSet = "ISO_IR 100"
    path = write(image(CR_CLASS, AnatomicRegionSequence=Sequence([item])), tmp_path / "item.dcm")
    assert not is_scanned(path)
    quick, slow = both_ways(path)
    assert quick == slow


def test_an_element_whose_vr_an_archive_did_not_know_is_read_by_the_dictionary(tmp_path):
    made = image(CR_CLASS, PatientID="12")
    made.add_new("OrganDose", "UN", b"0.02")
    path = write(made, tmp_path / "unknown.dcm")
    path.write_bytes(path.read_bytes().replace(b"\x40\x00\x16\x03DS\x04\x00", b"\x40\x00\x16\x03UN\x04\x00"))
    quick, slow = both_ways(path)
    assert quick == slow


def test_a_private_value_is_found_under_its_makers_name_only(tmp_path):
    made = image(CR_CLASS)
    made.private_block(0x0903, "GEIIS PACS", create=True).add_new(0x10, "US", 1)
    elements = scanned(write(made, tmp_path / "private.dcm"))
    assert private(elements, 0x0903, "GEIIS PACS", 0x10) == "1"
    assert private(elements, 0x00E1, "ELSCINT1", 0x21) is None
    other = image(CR_CLASS)
    other.private_block(0x0903, "SOMEBODY", create=True).add_new(0x10, "US", 1)
    assert private(scanned(write(other, tmp_path / "other.dcm")), 0x0903, "GEIIS PACS", 0x10) is None


def test_sequences_are_read_with_and_without_their_lengths(tmp_path):
    made = image(CR_CLASS)
    for undefined in (False, True):
        made.ViewCodeSequence = Sequence([code("1", "one"), code("2", "two")])
        made["ViewCodeSequence"].is_undefined_length = undefined
        for item in made.ViewCodeSequence:
            item.is_undefined_length_sequence_item = undefined
        elements = scanned(write(made, tmp_path / "sequence.dcm"))
        assert [pieces(item, "CodeValue") for item in items(elements, "ViewCodeSequence")] == [["1"], ["2"]]


def test_sequences_that_nest_too_deep_are_left_to_the_long_way(tmp_path):
    inner = Dataset()
    for _ in range(60):
        outer = Dataset()
        outer.ContentSequence = Sequence([inner])
        inner = outer
    path = write(image(CR_CLASS, ContentSequence=Sequence([inner])), tmp_path / "deep.dcm")
    assert not is_scanned(path)


def real_files() -> list[Path]:
    folders = ("dicom", "dicom_bad", "dicom_images")
    return [path for folder in folders for path in sorted((REAL / folder).glob("*.dcm"))]


@pytest.mark.real_data
@pytest.mark.parametrize("path", real_files() or [Path("missing")], ids=lambda path: path.name)
def test_every_real_file_reads_the_same_on_both_ways(path):
    quick, slow = both_ways(path)
    assert quick == slow


@pytest.mark.real_data
def test_nearly_every_real_dose_report_is_read_the_quick_way():
    reports = [path for path in sorted((REAL / "dicom").glob("*.dcm")) if "RDSR" in path.name]
    assert len(reports) > 15
    assert sum(map(is_scanned, reports)) >= len(reports) - 1
