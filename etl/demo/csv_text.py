"""How is a CSV of the made-up department written? UTF-8, comma, quotes where needed, a line end after every row."""

import csv
import io
from collections.abc import Iterable, Sequence


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]], line_end: str = "\n") -> bytes:
    """Return the whole file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def number(value: float | None) -> str:
    """A number without needless digits; blank where there is none."""
    return "" if value is None else f"{value:.8g}"
