"""A table for another program: CSV and XLSX in which nothing runs, whatever stands in a cell."""

import csv
import io
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from dashboard.formats import is_unknown
from dashboard.safe_text import safe_text

KINDS = ("csv", "xlsx")
_SHEET_NAME_CHARACTERS = 31


def as_csv(frame: pd.DataFrame) -> bytes:
    """The frame as CSV (UTF-8, CRLF); what is missing is blank, and text that would run as a formula is marked."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([safe_text(str(name)) for name in frame.columns])
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([safe_text(_plain(value)) for value in row])
    return made.getvalue().encode()


def as_xlsx(frame: pd.DataFrame, title: str) -> bytes:
    """The frame as a workbook of one sheet, named after `title`; every text stays text, numbers are numbers."""
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        for column, name in enumerate(frame.columns):
            sheet.write_string(0, column, str(name))
        for line, row in enumerate(frame.itertuples(index=False, name=None), 1):
            for column, cell in enumerate(row):
                value = _plain(cell)
                if isinstance(value, bool):
                    sheet.write_boolean(line, column, value)
                elif isinstance(value, int | float):
                    sheet.write_number(line, column, value)
                elif value is not None:
                    sheet.write_string(line, column, value)
    return made.getvalue()


def file_of(name: str, kind: str, frame: pd.DataFrame, today: date) -> tuple[bytes, str]:
    """The bytes of a download and its file's name: `radops-exams-room-2026-11-25.csv`."""
    content = as_csv(frame) if kind == "csv" else as_xlsx(frame, name)
    return content, f"radops-{name}-{today.isoformat()}.{kind}"


def _sheet_name(title: str) -> str:
    kept = "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:_SHEET_NAME_CHARACTERS].strip("' ")
    return kept or "radops"


def _plain(value: Any) -> str | float | bool | None:
    if is_unknown(value):
        return None
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "item"):
        value = value.item()
    return value if isinstance(value, bool | int | float) else str(value)
