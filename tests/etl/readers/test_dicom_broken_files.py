"""Cut, damaged, nested, deflated and foreign files: each is read whole or rejected, and never ends in another error."""

import random
import struct
import zlib
from pathlib import Path

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from etl.readers.dicom import DoseObject, read_dose_object, recognises
from etl.source import FileRejected
from tests.etl.readers.make_dicom import (
    CR_CLASS,
    MG_CLASS,
    code,
    coded,
    container,
    exposure,
    image,
    num,
    report,
    write,
)

SYNTAXES = [
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    ExplicitVRBigEndian,
    DeflatedExplicitVRLittleEndian,
]

REPORT = report(
    container("113702", num("113722", "1e-4", "Gy.m2")),
    exposure(num("122130", "1e-4", "Gy.m2"), num("113733", "80", "kV"), coded("123014", "T-D3000", "Chest")),
    Manufacturer="Maker",
    PatientID="0012",
)
IMAGE = image(
    CR_CLASS, KVP="80", ImageAndFluoroscopyAreaDoseProduct="1", OrganDose="1", FilterMaterial="COPPER"
)


def outcome(path: Path) -> DoseObject | FileRejected:
    try:
        return read_dose_object(path)
    except FileRejected as rejected:
        return rejected


def cut_everywhere(whole: Path, start: int) -> list[tuple[int, DoseObject | FileRejected]]:
    content, cut = whole.read_bytes(), whole.with_name("cut.dcm")
    found = []
    for length in range(start, len(content)):
        cut.write_bytes(content[:length])
        found.append((length, outcome(cut)))
    return found


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.name)
def test_a_report_reads_the_same_in_every_transfer_syntax(tmp_path: Path, syntax: str) -> None:
    dose = read_dose_object(write(REPORT, tmp_path / "report.dcm", syntax))
    assert (dose.report["total_dap_gy_cm2"], dose.report["manufacturer"], dose.report["patient_id"]) == (
        1,
        "Maker",
        "0012",
    )
    assert (dose.events[0]["dap_gy_cm2"], dose.events[0]["kvp_kv"]) == (1, 80)
    assert dose.events[0]["target_region"] == "Chest"


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda syntax: syntax.name)
def test_an_image_reads_the_same_in_every_transfer_syntax(tmp_path: Path, syntax: str) -> None:
    event = read_dose_object(write(IMAGE, tmp_path / "image.dcm", syntax)).events[0]
    assert (event["kvp_kv"], event["dap_gy_cm2"]) == (80, pytest.approx(0.1))


@pytest.mark.parametrize(
    "syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian], ids=lambda syntax: syntax.name
)
def test_a_file_without_preamble_is_recognised_and_read(tmp_path: Path, syntax: str) -> None:
    path = write(IMAGE, tmp_path / "bare.dcm", syntax, preamble=False)
    assert recognises(path.read_bytes()[:144], path)
    assert read_dose_object(path).events[0]["kvp_kv"] == 80


@pytest.mark.parametrize(
    "content", [b"", b"\x00", b"Badge,Dose\n1,2\n" * 20, b"PK\x03\x04" + b"\0" * 200, b"\xff" * 500]
)
def test_what_is_not_dicom_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert not recognises(content[:144], path)
    with pytest.raises(FileRejected) as rejected:
        read_dose_object(path)
    assert not rejected.value.recognised


@pytest.mark.parametrize(
    "syntax",
    [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian],
    ids=lambda syntax: syntax.name,
)
def test_a_report_cut_at_any_byte_is_never_half_read(tmp_path: Path, syntax: str) -> None:
    whole = write(REPORT, tmp_path / "report.dcm", syntax)
    for length, found in cut_everywhere(whole, start=0):
        assert isinstance(found, FileRejected), f"cut after {length} bytes"


def test_a_report_that_is_cut_after_its_title_is_quarantined(tmp_path: Path) -> None:
    whole = write(REPORT, tmp_path / "report.dcm")
    after_title = whole.read_bytes().index(b"113701") + 6
    recognised = {
        found.recognised for _, found in cut_everywhere(whole, after_title) if isinstance(found, FileRejected)
    }
    assert recognised == {True}


def test_an_image_cut_at_any_byte_loses_no_value_unnoticed(tmp_path: Path) -> None:
    whole = write(IMAGE, tmp_path / "image.dcm")
    events = read_dose_object(whole).events
    for length, found in cut_everywhere(whole, start=0):
        assert isinstance(found, FileRejected) or found.events == events, f"cut after {length} bytes"


def test_an_image_stripped_of_its_pixel_data_is_whole(tmp_path: Path) -> None:
    stripped = image(KVP="80")
    del stripped.PixelData
    assert read_dose_object(write(stripped, tmp_path / "image.dcm")).events[0]["kvp_kv"] == 80


def test_zeros_after_the_data_set_are_padding(tmp_path: Path) -> None:
    path = write(REPORT, tmp_path / "report.dcm")
    path.write_bytes(path.read_bytes() + b"\0" * 37)
    assert read_dose_object(path).events[0]["kvp_kv"] == 80


def test_anything_else_after_the_data_set_is_damage(tmp_path: Path) -> None:
    path = write(REPORT, tmp_path / "report.dcm")
    path.write_bytes(path.read_bytes() + b"left over from a larger file")
    with pytest.raises(FileRejected) as rejected:
        read_dose_object(path)
    assert rejected.value.recognised


@pytest.mark.parametrize("depth", [60, 5_000])
def test_sequences_that_nest_too_deep_are_rejected(tmp_path: Path, depth: int) -> None:
    """Written by hand, because pydicom cannot write what it cannot read."""
    opened = b"\x40\x00\x30\xa7SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    closed = b"\xfe\xff\x0d\xe0\0\0\0\0\xfe\xff\xdd\xe0\0\0\0\0"
    path = write(report(), tmp_path / "nested.dcm")
    path.write_bytes(path.read_bytes() + opened * depth + closed * depth)
    with pytest.raises(FileRejected) as rejected:
        read_dose_object(path)
    assert "deep" in rejected.value.reason


def test_a_deflate_bomb_is_rejected_before_it_grows(tmp_path: Path) -> None:
    path = write(REPORT, tmp_path / "bomb.dcm", DeflatedExplicitVRLittleEndian)
    content = path.read_bytes()
    start = 144 + int.from_bytes(content[140:144], "little")
    deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    grown = b"".join([*(deflater.compress(b"\0" * 2**20) for _ in range(100)), deflater.flush()])
    path.write_bytes(content[:start] + grown)
    with pytest.raises(FileRejected, match="64 MB"):
        read_dose_object(path)


@pytest.mark.parametrize("end", [-4, -10, 400])
def test_a_deflated_data_set_that_is_cut_is_rejected(tmp_path: Path, end: int) -> None:
    path = write(REPORT, tmp_path / "cut.dcm", DeflatedExplicitVRLittleEndian)
    path.write_bytes(path.read_bytes()[:end])
    with pytest.raises(FileRejected):
        read_dose_object(path)


@pytest.mark.parametrize("made", [REPORT, IMAGE], ids=["report", "image"])
def test_a_damaged_file_never_ends_in_another_error(tmp_path: Path, made: Dataset) -> None:
    path = write(made, tmp_path / "damaged.dcm")
    content = path.read_bytes()
    chance = random.Random(20260302)
    for _ in range(1_500):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(128, len(damaged))] = chance.choice(
                (0, 0x20, 0x41, 0x7F, 0xFF, chance.randrange(256))
            )
        path.write_bytes(damaged)
        outcome(path)


@pytest.mark.parametrize("made", [REPORT, IMAGE], ids=["report", "image"])
def test_the_reason_of_a_rejected_file_quotes_nothing_of_it(tmp_path: Path, made: Dataset) -> None:
    made = Dataset(made)
    made.PatientID, made.PatientName = "SECRET-0012", "SECRET^NAME"
    path = write(made, tmp_path / "damaged.dcm")
    content = path.read_bytes()
    chance = random.Random(7)
    for _ in range(500):
        damaged = bytearray(content)
        damaged[chance.randrange(128, len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        found = outcome(path)
        if isinstance(found, FileRejected):
            assert "SECRET" not in f"{found.reason} {found.__cause__}"
        else:
            assert "SECRET" not in str(found.rejects)


@pytest.mark.parametrize(
    "before", [b"\x08\x00\x04\x01LO", b"\xfe\xff\x00\xe0"], ids=["an element too long", "an item too long"]
)
def test_a_length_that_swallows_what_follows_its_sequence_is_found(tmp_path: Path, before: bytes) -> None:
    region = Sequence([code("T-D4000", "Abdomen")])
    path = write(image(AnatomicRegionSequence=region, PatientID="0012", KVP="80"), tmp_path / "image.dcm")
    content = bytearray(path.read_bytes())
    swallowed = len(b"\x10\x00\x20\x00LO\x04\x000012")
    at = content.index(before) + len(before)
    written = int.from_bytes(content[at : at + 2], "little")
    content[at : at + 2] = struct.pack("<H", written + swallowed)
    path.write_bytes(content)
    with pytest.raises(FileRejected, match="longer") as rejected:
        read_dose_object(path)
    assert rejected.value.recognised


def test_a_file_that_lost_its_end_says_so_and_asks_for_it_again(tmp_path: Path) -> None:
    path = write(REPORT, tmp_path / "report.dcm")
    content = path.read_bytes()
    for share in (0.5, 0.9):
        path.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(FileRejected, match=r"the file is cut off.*send it again"):
            read_dose_object(path)


def test_a_deflated_data_set_that_never_ends_is_cut(tmp_path: Path) -> None:
    path = write(REPORT, tmp_path / "endless.dcm", DeflatedExplicitVRLittleEndian)
    content = path.read_bytes()
    start = 144 + int.from_bytes(content[140:144], "little")
    inflated = zlib.decompress(content[start:], -zlib.MAX_WBITS)
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    path.write_bytes(content[:start] + deflater.compress(inflated) + deflater.flush(zlib.Z_SYNC_FLUSH))
    with pytest.raises(FileRejected, match="ends inside"):
        read_dose_object(path)


@pytest.mark.parametrize(
    ("made", "last"),
    [
        (image(MG_CLASS, KVP="28", OrganDose="0.01"), "PixelRepresentation"),
        (image(CR_CLASS, KVP="80"), "Rows"),
    ],
    ids=["a mammogram before its glandular dose", "an image before its pixels are described"],
)
def test_an_image_that_ends_between_two_attributes_is_quarantined(
    tmp_path: Path, made: Dataset, last: str
) -> None:
    tag = made[last].tag
    short = Dataset({element.tag: element for element in made if element.tag <= tag})
    with pytest.raises(FileRejected, match="ends before its image") as rejected:
        read_dose_object(write(short, tmp_path / "short.dcm"))
    assert rejected.value.recognised
