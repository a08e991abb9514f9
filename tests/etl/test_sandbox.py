"""A hostile or broken file costs itself alone: it is refused, the reader is replaced, the next file loads."""

import os
import zlib
from pathlib import Path

import pytest

from etl.mapping import Feeds
from etl.sandbox import Limits, Readers, Reading
from etl.source import FileRejected
from tests.etl.lines import site_at

GOOD = "item_code,location,quantity\nA1,Rack 1,12\n"


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.csv"
    path.write_text(GOOD)
    return path


def read(paths, **limits):
    """What becomes of each file: its number of rows, or why it is refused."""
    found = {}
    with Readers(site_at(), Feeds(), children=2, limits=Limits(**limits)) as readers:
        for path, reading in readers.read(paths):
            try:
                found[Path(path).name] = (
                    reading.reason if isinstance(reading, FileRejected) else len(list(reading.rows()))
                )
            except FileRejected as rejected:
                found[Path(path).name] = rejected.reason
    return found


def test_a_file_that_never_comes_to_an_end_is_given_up_and_the_next_ones_load(good, tmp_path):
    stuck = tmp_path / "stuck.csv"
    os.mkfifo(stuck)
    others = [tmp_path / f"good{n}.csv" for n in range(4)]
    for path in others:
        path.write_text(GOOD)
    found = read([good, stuck, *others], silence_s=1.5)
    assert "nothing came" in found.pop("stuck.csv")
    assert set(found.values()) == {1}
    assert len(found) == 5


def test_a_file_that_takes_too_much_memory_is_given_up(tmp_path):
    # A file of no end: a short one may be read before the first look at how much memory its reader holds.
    endless = tmp_path / "endless.csv"
    os.mkfifo(endless)
    assert "more than 20 MB" in read([endless], resident_bytes=20 * 1024**2)["endless.csv"]


def test_a_deflated_object_that_unpacks_to_a_gigabyte_is_refused(good, tmp_path):
    bomb = tmp_path / "bomb.dcm"
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    meta = file_meta("1.2.840.10008.1.2.1.99")
    zeros = bytes(1 << 20)
    body = b"".join(packer.compress(zeros) for _ in range(1024)) + packer.flush()
    bomb.write_bytes(meta + body)
    found = read([bomb, good])
    assert isinstance(found["bomb.dcm"], str)
    assert found["good.csv"] == 1


def test_a_line_of_a_hundred_million_characters_is_refused(good, tmp_path):
    long = tmp_path / "long.csv"
    with long.open("wb") as file:
        file.write(b"item_code,location,quantity\n")
        for _ in range(100):
            file.write(b"A" * 1_000_000)
    found = read([long, good])
    assert isinstance(found["long.csv"], str)
    assert found["good.csv"] == 1


def test_a_file_that_is_gone_when_its_turn_comes_is_refused(good, tmp_path):
    found = read([tmp_path / "gone.csv", good])
    assert "FileNotFoundError" in found["gone.csv"]
    assert found["good.csv"] == 1


def test_a_reading_that_is_not_used_up_does_not_reach_into_the_next(tmp_path):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("item_code,location,quantity\n" + "".join(f"A{n},Rack 1,{n}\n" for n in range(20_000)))
    second.write_text(GOOD)
    with Readers(site_at(), Feeds(), children=1) as readers:
        readings = readers.read([first, second])
        _, large = next(readings)
        assert isinstance(large, Reading)
        next(large.rows())
        _, small = next(readings)
        assert isinstance(small, Reading)
        assert len(list(small.rows())) == 1


def file_meta(transfer_syntax: str) -> bytes:
    """The head of a DICOM file: preamble and group 2 with the transfer syntax and a dose report's class."""
    elements = b""
    for tag, vr, value in (
        (b"\x02\x00\x02\x00", b"UI", b"1.2.840.10008.5.1.4.1.1.88.67"),
        (b"\x02\x00\x03\x00", b"UI", b"1.2.3.4"),
        (b"\x02\x00\x10\x00", b"UI", transfer_syntax.encode()),
    ):
        padded = value + b"\0" * (len(value) % 2)
        elements += tag + vr + len(padded).to_bytes(2, "little") + padded
    length = b"\x02\x00\x00\x00UL\x04\x00" + len(elements).to_bytes(4, "little")
    return bytes(128) + b"DICM" + length + elements
