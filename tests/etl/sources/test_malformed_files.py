"""Forty ways in which a file can be wrong, each with its verdict, tried on every tabular source.

`loads`: all rows as in the sample; `holds rows`: rows are set aside and the others come in unchanged; `holds file`: the
file is recognised and set aside whole; `refuses`: no source takes it.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

from etl.fields import Date, Field, LocalTime, Number, Text, Whole
from etl.headers import headers_of_fields, is_needed
from etl.source import FileRejected, Source
from tests.etl.readers.make_xlsx import Raw, write_xlsx
from tests.etl.sources.taking import TABLES, Cells, sample_of, take

LOADS, HOLDS_ROWS, HOLDS_FILE, REFUSES = "loads", "holds rows", "holds file", "refuses"

Spoil = Callable[[Source, Path], Path]


def cells_of(source: Source) -> Cells:
    cells = Cells.of(sample_of(source))
    cells.rows = [row for row in cells.rows if any(row)]
    return cells


def target(source: Source, folder: Path, suffix: str = ".csv") -> Path:
    return folder / f"{sample_of(source).stem}{suffix}"


def spoil_bytes(change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(source: Source, folder: Path) -> Path:
        path = cells_of(source).write(target(source, folder))
        path.write_bytes(change(path.read_bytes()))
        return path

    return spoil


def spoil_cells(change: Callable[[Cells], object]) -> Spoil:
    def spoil(source: Source, folder: Path) -> Path:
        cells = cells_of(source)
        change(cells)
        return cells.write(target(source, folder))

    return spoil


def to_each_line(change: Callable[[list[str]], list[str]]) -> Callable[[Cells], None]:
    """The same change in the header and every row."""

    def spoil(cells: Cells) -> None:
        cells.header, cells.rows = change(cells.header), [change(row) for row in cells.rows]

    return spoil


@dataclass(frozen=True)
class InField:
    """Put texts into rows of their own, in the first field of some kind."""

    kind: type[Field]
    texts: tuple[str, ...]

    def header(self, source: Source) -> str | None:
        """The column that is spoiled; None where the source has none of this kind."""
        found = headers_of_fields(source, cells_of(source).header)
        return next(
            (found[f.column] for f in source.fields if type(f) is self.kind and f.column in found), None
        )

    def __call__(self, source: Source, folder: Path) -> Path:
        cells = cells_of(source)
        place = cells.column(self.header(source) or "")
        model = next(row for row in cells.rows if row[place])
        cells.rows += [[*model[:place], text, *model[place + 1 :]] for text in self.texts]
        return cells.write(target(source, folder))


def spoil_field(kind: type[Field], *texts: str) -> InField:
    return InField(kind, texts)


def spoil_needed(source: Source, folder: Path) -> Path:
    """Give another name to the last column that every row needs."""
    cells = cells_of(source)
    found = headers_of_fields(source, cells.header)
    field = [f for f in source.fields if f.column in found and is_needed(source, f)][-1]
    cells.header[cells.column(found[field.column])] = "Something else"
    return cells.write(target(source, folder))


def open_quote(closing_later: bool) -> Spoil:
    def spoil(source: Source, folder: Path) -> Path:
        lines = cells_of(source).text().splitlines(keepends=True)
        first, later = lines[1], lines[2]
        lines[1] = '"' + first
        if closing_later:
            head, comma, tail = later.partition(",")
            lines[2] = f'{head}"{comma}{tail}'
        return _written(target(source, folder), "".join(lines).encode())

    return spoil


def sheet_of(source: Source) -> list[list[object]]:
    cells = cells_of(source)
    return [[*row] for row in (cells.header, *cells.rows)]


def spoil_sheet(change: Callable[[list[list[object]]], object], merged: str = "") -> Spoil:
    def spoil(source: Source, folder: Path) -> Path:
        rows = sheet_of(source)
        change(rows)
        return write_xlsx(target(source, folder, ".xlsx"), {"Sheet": rows}, merged=merged)

    return spoil


def real_dates(date1904: bool) -> Spoil:
    """A workbook whose days and times are dates to the spreadsheet, in one of its two calendars."""

    def spoil(source: Source, folder: Path) -> Path:
        rows = sheet_of(source)
        for row in rows[1:]:
            for place, cell in enumerate(row):
                try:
                    moment = datetime.fromisoformat(str(cell)) if len(str(cell)) in (10, 16, 19) else None
                except ValueError:
                    continue
                if moment is not None and "-" in str(cell):
                    row[place] = date.fromisoformat(str(cell)) if len(str(cell)) == 10 else moment
        return write_xlsx(target(source, folder, ".xlsx"), {"Sheet": rows}, date1904=date1904)

    return spoil


def password_workbook(source: Source, folder: Path) -> Path:
    """An encrypted workbook is a compound file with a stream of this name."""
    return _written(target(source, folder, ".xlsx"), compound_file("EncryptedPackage", b"\x00" * 5000))


def compound_file(name: str, content: bytes) -> bytes:
    """A minimal compound file (MS-CFB, version 3) with one stream."""
    sectors = -(-len(content) // 512)
    free, end, fat, none = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += b"".join(n.to_bytes(2, "little") for n in (0x3E, 3, 0xFFFE, 9, 6)) + bytes(6)
    header += b"".join(n.to_bytes(4, "little") for n in (0, 1, 1, 0, 4096, end, 0, end, 0, 0))
    header += b"".join(n.to_bytes(4, "little") for n in [none] * 108)
    chain = [fat, end, *range(3, sectors + 2), end]
    table = b"".join(n.to_bytes(4, "little") for n in chain + [free] * (128 - len(chain)))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = title.encode("utf-16-le")
        length = len(raw) + 2 if title else 0
        links = b"".join(n.to_bytes(4, "little") for n in (none, none, child))
        return (
            raw.ljust(64, b"\0")
            + length.to_bytes(2, "little")
            + bytes([kind, 1])
            + links
            + bytes(36)
            + start.to_bytes(4, "little")
            + size.to_bytes(8, "little")
        )

    directory = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, none, 2, len(content))
    directory += entry("", 0, none, 0, 0) * 2
    return header + table + directory + content.ljust(sectors * 512, b"\0")


def truncated_zip(source: Source, folder: Path) -> Path:
    path = write_xlsx(target(source, folder, ".xlsx"), {"Sheet": sheet_of(source)})
    return _written(path, path.read_bytes()[: path.stat().st_size * 2 // 3])


def bomb(source: Source, folder: Path) -> Path:
    book = write_xlsx(folder / "book.xlsx", {"Sheet": sheet_of(source)})
    path = _written(target(source, folder, ".xlsx"), many_zeros())
    with zipfile.ZipFile(book) as whole, zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name in whole.namelist():
            archive.writestr(name, whole.read(name))
    return path


@cache
def many_zeros() -> bytes:
    """An archive of one part that unpacks to 110 MB."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", bytes(110_000_000))
    return made.getvalue()


def other_archive(source: Source, folder: Path) -> Path:
    path = target(source, folder, ".xlsx")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    return path


def csv_named_xlsx(source: Source, folder: Path) -> Path:
    return cells_of(source).write(target(source, folder, ".xlsx"))


def xlsx_named_csv(source: Source, folder: Path) -> Path:
    return write_xlsx(target(source, folder, ".csv"), {"Notes": [["made up"]], "Sheet": sheet_of(source)})


def formula(result: str) -> Callable[[list[list[object]]], object]:
    cell = Raw('<c r="{ref}"><f>1+1</f>' + result + "</c>")
    return lambda rows: rows[1].__setitem__(0, cell)


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def widen(place: int, extra: str) -> Callable[[Cells], object]:
    return lambda cells: cells.rows[place].append(extra)


CLASSES: dict[str, tuple[str, Spoil]] = {
    "empty": (REFUSES, spoil_bytes(lambda content: b"")),
    "blank lines alone": (REFUSES, spoil_bytes(lambda content: b"\n\n\n")),
    "header only": (LOADS, spoil_cells(lambda cells: cells.rows.clear())),
    "no header": (REFUSES, spoil_bytes(lambda content: content.split(b"\n", 1)[1])),
    "header renamed": (HOLDS_FILE, spoil_needed),
    "header reordered": (LOADS, spoil_cells(to_each_line(lambda row: row[::-1]))),
    "header doubled": (
        HOLDS_FILE,
        spoil_cells(to_each_line(lambda row: [*row, row[-2], row[0]])),
    ),
    "column added": (LOADS, spoil_cells(to_each_line(lambda row: [*row[:2], "Shoe size", *row[2:]]))),
    "row too short": (HOLDS_ROWS, spoil_cells(lambda cells: cells.rows[0].pop())),
    "row too long": (HOLDS_ROWS, spoil_cells(widen(0, "more"))),
    "delimiter at the end of each line": (LOADS, spoil_bytes(lambda c: c.replace(b"\n", b",\n"))),
    "delimiter at the end of one row": (HOLDS_ROWS, spoil_cells(widen(1, ""))),
    "semicolons": (LOADS, lambda s, f: cells_of(s).write(target(s, f), ";")),
    "tabs": (LOADS, lambda s, f: cells_of(s).write(target(s, f), "\t")),
    "bars": (LOADS, lambda s, f: cells_of(s).write(target(s, f), "|")),
    "byte order mark": (LOADS, lambda s, f: cells_of(s).write(target(s, f), encoding="utf-8-sig")),
    "UTF-16": (LOADS, lambda s, f: cells_of(s).write(target(s, f), encoding="utf-16")),
    "Latin-1 bytes": (HOLDS_FILE, spoil_bytes(lambda c: c[:-1] + "ü".encode("latin-1") + b"\n")),
    "invalid UTF-8": (HOLDS_FILE, spoil_bytes(lambda c: c[:-1] + b"\xf0\x28\x8c\xbc\n")),
    "NUL byte": (HOLDS_FILE, spoil_bytes(lambda c: c[:-1] + b"\x00\n")),
    "CR only": (LOADS, lambda s, f: cells_of(s).write(target(s, f), newline="\r")),
    "mixed line ends": (LOADS, spoil_bytes(lambda c: c.replace(b"\n", b"\r\n", 2))),
    "a CR inside": (HOLDS_FILE, spoil_bytes(lambda c: c[:-3] + b"\r" + c[-3:])),
    "quote left open": (HOLDS_FILE, open_quote(closing_later=False)),
    "quote closed on a later row": (HOLDS_FILE, open_quote(closing_later=True)),
    "line break inside a field": (HOLDS_FILE, spoil_cells(lambda c: c.rows[0].__setitem__(0, "a\nb"))),
    "cut in a row": (HOLDS_FILE, spoil_bytes(lambda c: c[: c.rindex(b",")])),
    "cut in the last cell": (HOLDS_FILE, spoil_bytes(lambda c: c[:-2])),
    "last line without its end": (HOLDS_FILE, spoil_bytes(lambda c: c[:-1])),
    "a line of a gigabyte": (HOLDS_FILE, spoil_bytes(lambda c: c + b"x" * 3_000_000 + b"\n")),
    "a million columns": (HOLDS_ROWS, spoil_bytes(lambda c: c + b"," * 1_000_000 + b"x\n")),
    "zip cut short": (REFUSES, truncated_zip),
    "zip bomb": (REFUSES, bomb),
    "archive that is no workbook": (REFUSES, other_archive),
    "CSV named XLSX": (LOADS, csv_named_xlsx),
    "XLSX named CSV, second sheet": (LOADS, xlsx_named_csv),
    "password on the workbook": (REFUSES, password_workbook),
    "workbook of texts": (LOADS, spoil_sheet(lambda rows: None)),
    "title above the header": (LOADS, spoil_sheet(lambda rows: rows.insert(0, ["Made up", None]), merged="A1:B1")),
    "merged cells": (HOLDS_FILE, spoil_sheet(lambda rows: None, merged="A2:A3")),
    "formula without a result": (HOLDS_ROWS, spoil_sheet(formula("<v></v>"))),
    "error value": (
        HOLDS_ROWS,
        spoil_sheet(lambda rows: rows[1].__setitem__(0, Raw('<c r="{ref}" t="e"><v>#N/A</v></c>'))),
    ),
    "dates as serials, 1900": (LOADS, real_dates(date1904=False)),
    "dates as serials, 1904": (LOADS, real_dates(date1904=True)),
    "a serial number for a date": (HOLDS_ROWS, spoil_field(Date, "48000")),
    "day and month ambiguous": (HOLDS_ROWS, spoil_field(Date, "03/04/2031")),
    "impossible date": (HOLDS_ROWS, spoil_field(Date, "2031-02-30", "2031-13-01", "2030-02-29")),
    "two-digit year": (HOLDS_ROWS, spoil_field(Date, "31-11-24", "11/24/31")),
    "impossible time": (HOLDS_ROWS, spoil_field(LocalTime, "2031-11-24 24:01", "2031-11-24 10:60", "2031-02-30 10:00")),
    "hour of the clock change": (LOADS, spoil_field(LocalTime, "2031-03-09 02:30", "2031-11-02 01:30")),
    "decimal comma": (HOLDS_ROWS, spoil_field(Number, "0,5")),
    "thousands comma": (HOLDS_ROWS, spoil_field(Number, "1,234", "1,234.5")),
    "unit in the cell": (HOLDS_ROWS, spoil_field(Number, "12 mrem", "12mSv", "3 uGy.m2")),
    "out of range": (HOLDS_ROWS, spoil_field(Number, "1e308", "1e99", "-1e99", "99999999999")),
    "no number": (HOLDS_ROWS, spoil_field(Number, "NaN", "nan", "Inf", "-inf", "infinity", "None", "#N/A")),
    "negative count": (HOLDS_ROWS, spoil_field(Whole, "-1", "1.0", "1.5", "1e2")),
    "identifiers like numbers and words": (LOADS, spoil_field(Text, "000123", "12E45", "NA", "null", "1,234")),
    "identifier that a spreadsheet rounded": (HOLDS_ROWS, spoil_field(Text, "1.2E+46")),
}  # fmt: skip

REFERENCE = ("dose_limits", "alara_levels", "reference_levels", "reject_reasons", "exam_names")
DESK = ("effective_dose_rules", "reporting_clocks")
INTERNS = ("competency_requirements", "competency_rules", "competency_cases", "training_settings")
EXCEPTIONS = {
    # Free text is no identifier, and theirs come first.
    **{
        ("identifier that a spreadsheet rounded", name): LOADS
        for name in (
            "ris_csv",
            "dose_csv",
            "reject_log",
            "reject_reason_names",
            "garment_criteria",
            "operations_targets",
            "outlier_rules",
            "deviation_bands",
            "exam_traits",
            *REFERENCE,
            *DESK,
            *INTERNS,
        )
    },
    # Their last cell stands in quotes, where a CR is part of the text; the text's own rule then finds it.
    **{("a CR inside", name): HOLDS_ROWS for name in REFERENCE},
    # A note of several lines has line feeds of its own, so that lines cannot end with a CR alone.
    ("CR only", "landauer"): REFUSES,
}


# A class about times, say, is none for a source without any.
CASES = [
    pytest.param(name, source, id=f"{name}-{source.name}")
    for name, (_, spoil) in CLASSES.items()
    for source in TABLES
    if not isinstance(spoil, InField) or spoil.header(source) is not None
]


@pytest.mark.parametrize(("name", "source"), CASES)
def test_each_way_of_being_wrong_gets_its_verdict(name: str, source: Source, tmp_path: Path) -> None:
    verdict, spoil = CLASSES[name]
    verdict = EXCEPTIONS.get((name, source.name), verdict)
    path = spoil(source, tmp_path)
    if verdict in (HOLDS_FILE, REFUSES):
        with pytest.raises(FileRejected) as refusal:
            take(path)
        assert refusal.value.recognised == (verdict == HOLDS_FILE), refusal.value.reason
        assert refusal.value.reason
        return
    taken, sample = take(path), take(sample_of(source))
    assert taken.source.name == source.name
    assert bool(taken.rejected) == (verdict == HOLDS_ROWS), taken.rejected[:1]
    rejected_lines = {row.line for row in taken.rejected}
    assert all(fault.rule and fault.expected for row in taken.rejected for fault in row.rejects)
    if name == "header only":
        assert taken.rows == []
        return
    # Whatever is not set aside is what the sample says (rows added by a class come after those of the sample).
    kept = [values for number, values in enumerate(sample.values, start=2) if number not in rejected_lines]
    if not {row.line for row in taken.rows} & rejected_lines and source.name != "landauer":
        assert without_index(taken.values[: len(kept)]) == without_index(kept)


def without_index(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows without their number in the file, which moves with the rows before them."""
    return [{name: value for name, value in row.items() if name != "event_index"} for row in rows]
