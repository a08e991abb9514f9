"""May a workbook be opened at all, and which of its cells would be read as blank though they are not?

The library that reads workbooks gives error values (`#N/A`) and formulas without a stored result as blank cells; both
are found here in the file itself, so that no value goes missing unnoticed.
"""

import re
import zipfile
import zlib
from html import unescape
from pathlib import Path

from etl.source import FileRejected

_ENTRIES, _BYTES, _RATIO = 200, 100_000_000, 100
_XLS_BYTES = 64_000_000
# Small files may well compress better than any ratio says.
_SMALL_BYTES = 10_000

_ERROR = re.compile(rb'<c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"')
# A formula cell that closes without a value; an empty text (t="str") is a value.
_UNCOMPUTED = re.compile(
    rb'<c\b(?![^>]*\bt="str")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*'
    rb"<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>"
)
_SHEET = re.compile(r'<sheet\b(?=[^>]*\bname="([^"]*)")(?=[^>]*\br:id="([^"]*)")')
_LINK = re.compile(r'<Relationship\b(?=[^>]*\bId="([^"]*)")(?=[^>]*\bTarget="([^"]*)")')

# BIFF8: BOOLERR with its error flag set, and FORMULA whose result is an error ([MS-XLS] 2.4.24, 2.4.127, 2.5.133).
_XLS_CODES = rb"[\x00\x07\x0f\x17\x1d\x24\x2a]"
_XLS_ERRORS = re.compile(
    rb"\x05\x02\x08\x00.{6}" + _XLS_CODES + rb"\x01|\x06\x00.{2}.{6}\x02." + _XLS_CODES + rb".{3}\xff\xff",
    re.DOTALL,
)

Places = frozenset[tuple[int, int]]


def check_xls(path: Path) -> None:
    """Refuse an XLS file that is too large, or that holds error values anywhere. Raises FileRejected."""
    if path.stat().st_size > _XLS_BYTES:
        raise FileRejected(f"a workbook of more than {_XLS_BYTES // 1_000_000} MB", recognised=False)
    if has_xls_errors(path.read_bytes()):
        raise FileRejected(
            "error values such as #N/A in the workbook, which cannot be told from blanks in an XLS file",
            recognised=False,
        )


def has_xls_errors(content: bytes) -> bool:
    """Whether an XLS file's bytes hold a cell with an error value."""
    return _XLS_ERRORS.search(content) is not None


def check_xlsx(path: Path) -> dict[str, Places]:
    """Refuse a bomb before anything opens it; return per sheet the (row, column), from 0, of cells without a value.

    Raises FileRejected.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries, path)
            # Reading every part also checks the sizes and sums that the archive claims.
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise FileRejected("a damaged workbook, or one cut short", recognised=False) from error
    targets = dict(_LINK.findall(_text(parts, "xl/_rels/workbook.xml.rels")))
    places = {}
    for name, link in _SHEET.findall(_text(parts, "xl/workbook.xml")):
        target = targets.get(link, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        content = parts.get(part, b"")
        found = [*_ERROR.findall(content), *_UNCOMPUTED.findall(content)]
        places[unescape(name)] = frozenset((int(row) - 1, _column(letters)) for letters, row in found)
    return places


def _check_entries(entries: list[zipfile.ZipInfo], path: Path) -> None:
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise FileRejected("a ZIP archive that is no XLSX workbook", recognised=False)
    if len(entries) > _ENTRIES:
        raise FileRejected(f"a workbook of more than {_ENTRIES} parts", recognised=False)
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRejected("the workbook is protected by a password", recognised=False)
    if sum(entry.file_size for entry in entries) > min(
        _BYTES, _RATIO * max(path.stat().st_size, _SMALL_BYTES)
    ):
        raise FileRejected("a workbook that unpacks to far more than it should", recognised=False)


def _text(parts: dict[str, bytes], name: str) -> str:
    return parts.get(name, b"").decode("utf-8", "replace")


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1
