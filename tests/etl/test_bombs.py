"""Files that are made to do harm: each is refused soon, this process stays as large as it was, the next file loads."""

import resource
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.mapping import Feeds
from etl.sandbox import Limits, Readers, Reading
from etl.source import FileRejected
from tests.etl.lines import site_at
from tests.etl.readers.make_xlsx import write_xlsx
from tests.etl.test_sandbox import GOOD, file_meta

SECONDS, GROWTH_MB = 5.0, 50
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_SHEETS = 20_000


def deflated_gigabyte(folder: Path) -> Path:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    path = folder / "bomb.dcm"
    path.write_bytes(file_meta("1.2.840.10008.1.2.1.99") + body)
    return path


def nested_sequences(folder: Path) -> Path:
    """5,000 sequences without lengths, one in the other."""
    level = b"\x40\x00\x30\xa7SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    path = folder / "deep.dcm"
    path.write_bytes(file_meta("1.2.840.10008.1.2.1") + level * 5_000)
    return path


def long_line(folder: Path) -> Path:
    path = folder / "long.csv"
    with path.open("wb") as file:
        file.write(b"item_code,location,quantity\n")
        for _ in range(100):
            file.write(b"A" * 1_000_000)
    return path


def many_columns(folder: Path) -> Path:
    path = folder / "wide.csv"
    path.write_bytes(b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n" + b"," * 999_999 + b"\n")
    return path


def workbook(folder: Path) -> Path:
    return write_xlsx(
        folder / "bomb.xlsx", {"Sheet": [["item_code", "location", "quantity"], ["A", "B", "1"]]}
    )


def swollen_workbook(folder: Path) -> Path:
    path = workbook(folder)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"<row/>" * 30_000_000)
    return path


def nested_archives(folder: Path) -> Path:
    inner = bytes(50_000_000)
    for _ in range(3):
        path = folder / "inner.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(5):
                archive.writestr(f"{number}.zip", inner)
        inner = path.read_bytes()
        path.unlink()
    path = folder / "nested.xlsx"
    path.write_bytes(inner)
    return path


def billion_laughs(folder: Path) -> Path:
    path = folder / "laughs.xlsx"
    with zipfile.ZipFile(workbook(folder)) as good, zipfile.ZipFile(path, "w") as archive:
        for name in good.namelist():
            content = good.read(name)
            if name.startswith("xl/worksheets/"):
                declared = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'.encode()
                content = declared + content.split(b"?>", 1)[-1].replace(b"item_code", b"&l9;")
            if name == "xl/sharedStrings.xml":
                content = content.replace(b"item_code", b"&l9;")
            archive.writestr(name, content)
    return path


def many_sheets(folder: Path) -> Path:
    path = folder / "sheets.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(_SHEETS):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", "<worksheet/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return path


BOMBS: list[Callable[[Path], Path]] = [
    deflated_gigabyte, nested_sequences, long_line, many_columns, swollen_workbook, nested_archives, billion_laughs,
    many_sheets,
]  # fmt: skip


@pytest.mark.parametrize("make", BOMBS, ids=lambda make: make.__name__)
def test_it_is_refused_within_seconds_and_the_next_file_loads(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    bomb = make(tmp_path)
    good = tmp_path / "good.csv"
    good.write_text(GOOD)
    found: dict[str, object] = {}
    with Readers(site_at(), Feeds(), children=1, limits=Limits(silence_s=SECONDS)) as readers:
        # Started and at work before the clock runs.
        for _, reading in readers.read([good]):
            assert isinstance(reading, Reading)
            assert len(list(reading.rows())) == 1
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.monotonic()
        for path, reading in readers.read([bomb, good]):
            try:
                found[path.name] = (
                    reading.reason if isinstance(reading, FileRejected) else len(list(reading.rows()))
                )
            except FileRejected as rejected:
                found[path.name] = rejected.reason
        took = time.monotonic() - begun
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert isinstance(found[bomb.name], str)
    assert found[good.name] == 1
    # The limit itself, and five seconds for giving the reader up and starting another.
    assert took < SECONDS + 5
    assert grown < GROWTH_MB
