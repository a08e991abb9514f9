"""Workbooks made by hand, byte for byte, so that a test decides what a cell is: text, number, date, formula, error."""

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    "{sheets}</Types>"
)
_SHEET_TYPE = (
    '<Override PartName="/xl/worksheets/sheet{number}.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)


class Raw(str):
    """A cell's XML as it is, with `{ref}` for its place: for formulas, errors and the like."""

    __slots__ = ()


def write_xlsx(
    path: Path,
    sheets: dict[str, Sequence[Sequence[Any]]],
    merged: str = "",
    date1904: bool = False,
    extra: dict[str, bytes] | None = None,
) -> Path:
    """Write a workbook; cells are texts, numbers, truth values, dates, datetimes, None or Raw."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        numbers = range(1, len(sheets) + 1)
        types = "".join(_SHEET_TYPE.format(number=n) for n in numbers)
        book.writestr("[Content_Types].xml", _TYPES.format(sheets=types))
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        listed = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, name in enumerate(sheets, start=1)
        )
        epoch = '<workbookPr date1904="1"/>' if date1904 else ""
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{epoch}<sheets>{listed}</sheets></workbook>',
        )
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        styles = f'<Relationship Id="rId99" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        book.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}">{links}{styles}</Relationships>'
        )
        book.writestr("xl/styles.xml", _STYLES)
        for number, rows in enumerate(sheets.values(), start=1):
            book.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows, merged, date1904))
        for name, content in (extra or {}).items():
            book.writestr(name, content)
    return path


def _sheet(rows: Sequence[Sequence[Any]], merged: str, date1904: bool) -> str:
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            _cell(f"{_letters(place)}{number}", value, date1904) for place, value in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    together = f'<mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData>{together}</worksheet>'


def _cell(ref: str, value: Any, date1904: bool) -> str:
    match value:
        case None | "":
            return ""
        case Raw():
            return value.replace("{ref}", ref)
        case str():
            return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        case bool():
            return f'<c r="{ref}" t="b"><v>{int(value)}</v></c>'
        case datetime():
            return f'<c r="{ref}" s="2"><v>{_serial(value, date1904)!r}</v></c>'
        case date():
            midnight = datetime(value.year, value.month, value.day)
            return f'<c r="{ref}" s="1"><v>{int(_serial(midnight, date1904))}</v></c>'
    return f'<c r="{ref}"><v>{value!r}</v></c>'


def _serial(moment: datetime, date1904: bool) -> float:
    origin = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)
    return (moment - origin) / timedelta(days=1)


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
