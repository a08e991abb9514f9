"""One badge period as a cell: a dose is never just a number."""

from typing import Literal

import pandas as pd
from dash import html

from dashboard.blocks.children import classes, rows_of
from dashboard.formats import format_msv, is_unknown

# As the report says it, and four more: `missing` (no line in the report), `not_worn`
# (unused, though the person worked), `worn` (begun, not read yet), `future`.
Flag = Literal[
    "value",
    "M",
    "unused",
    "not_measured",
    "absent",
    "damaged",
    "estimated",
    "missing",
    "not_worn",
    "worn",
    "future",
]

# flag: (what stands large, the word below, class)
_WORDS: dict[str, tuple[str, str, str]] = {
    "M": ("M", "minimal", "ro-dose-minimal"),
    "unused": ("Unused", "sealed", "ro-dose-unused"),
    "not_measured": ("?", "not read", "ro-dose-missing"),
    "absent": ("?", "missing", "ro-dose-missing"),
    "damaged": ("?", "damaged", "ro-dose-missing"),
    "missing": ("?", "missing", "ro-dose-missing"),
    "not_worn": ("?", "unused", "ro-dose-missing"),
    "worn": ("", "worn", "ro-dose-worn"),
    "future": ("", "", "ro-dose-future"),
}

# A cell has room for seven letters; the rest is said when one points at it.
_IN_FULL = {
    "M": "Below the minimum that the service reports",
    "not_measured": "Worn but not measured",
    "absent": "Badge not returned",
    "missing": "No reading in the report",
    "not_worn": "Returned unused, though the person worked",
    "worn": "Not read yet",
}


def dose_cell(flag: Flag, dose_msv: float | None = None, level: str | None = None) -> html.Div:
    """The value in mSv with 2 decimals; `M` below the minimum, `Unused` hatched, `?` dashed, an estimate italic.

    `level` is `I` (amber) or `II` (filled) when the reading reached it.
    """
    if flag in _WORDS:
        large, small, look = _WORDS[flag]
    else:
        large = "?" if is_unknown(dose_msv) else format_msv(dose_msv, "")
        small = "estimate" if flag == "estimated" else ""
        look = "ro-dose-estimate" if flag == "estimated" else ""
        if is_unknown(dose_msv):
            small, look = "unknown", "ro-dose-missing"
        elif level in {"I", "II"}:
            small = f"Level {level}"
            look = classes(look, "ro-dose-level-1" if level == "I" else "ro-dose-level-2")
    full = _IN_FULL.get(flag)
    words = [html.Span(large, className="ro-dose-large")] if large else []
    if small:
        words.append(html.Span(small, className="ro-dose-small"))
    return html.Div(words, className=classes("ro-dose", look), title=full)


def dose_strip(periods: pd.DataFrame) -> html.Ol:
    """Cells of all periods side by side; `periods` has `label`, `flag`, `dose_msv` and `level`, oldest first."""
    cells = []
    for row in rows_of(periods):
        level = None if is_unknown(row.level) else str(row.level)
        cell = dose_cell(row.flag, row.dose_msv, level)
        cells.append(html.Li([html.Span(row.label, className="ro-dose-label"), cell]))
    return html.Ol(cells, className="ro-dose-strip")
