"""A cell of a table that leaves radops: a spreadsheet that opens it runs nothing, whatever stands in it."""

import unicodedata

from db.exports import Cell, as_text

# A spreadsheet runs a cell that begins with one of these signs as a formula, some also behind blanks or signs that
# nobody sees, and in their full-width forms.
_FORMULA_STARTS = ("=", "+", "-", "@")
_CONTROLS = ("\t", "\r", "\0")
_SKIPPED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def safe_cell(value: Cell) -> Cell:
    """The value itself, or where a spreadsheet would run a text, that text with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and _would_run(value) else value


def safe_text(value: Cell) -> str:
    """A cell that a spreadsheet shows as it is: text that it would run gets an apostrophe, a number stays a number."""
    return as_text(safe_cell(value))


def _would_run(text: str) -> bool:
    # Most cells begin with a letter or a digit: nothing before them, and neither begins a formula.
    if text[:1].isascii() and text[:1].isalnum():
        return False
    first = next((sign for sign in text if unicodedata.category(sign) not in _SKIPPED), "")
    return text.startswith(_CONTROLS) or unicodedata.normalize("NFKC", first).startswith(_FORMULA_STARTS)
