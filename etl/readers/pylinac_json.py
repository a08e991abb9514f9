"""What does a phantom analysis of pylinac say? Its JSON as rows: one per number, named after analysis and field.

pylinac's `results_data(as_json=True)` names neither the unit nor the room; the site says it in feeds.toml, for the
files of that unit: `[qc_results] values = {unit = "Room 3"}, files = "room3*.json"`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.source import FileRejected, RawRow, Reject

HEADERS = ("test", "performed_at", "value")
_LARGEST_BYTES = 5_000_000
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_DEEPEST = 3


def looks_like_json(head: bytes) -> bool:
    """Whether a file begins as a JSON object does."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


class PylinacTable:
    """The numbers of one analysis as rows. Raises FileRejected for JSON that is none of pylinac's."""

    def __init__(self, path: Path) -> None:
        self.blank_lines = 0
        self.ignored_columns: tuple[str, ...] = ()
        if path.stat().st_size > _LARGEST_BYTES:
            raise FileRejected("JSON of more than 5 MB, which no analysis writes", recognised=False)
        try:
            found = json.loads(path.read_text(encoding="utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise FileRejected("JSON that is cut or damaged", recognised=False) from error
        if not isinstance(found, dict) or "pylinac_version" not in found:
            raise FileRejected(
                "JSON that is no analysis of pylinac: it has no pylinac_version", recognised=False
            )
        self._found = found

    def rows(self) -> Iterator[RawRow | Reject]:
        """Yield a row for each number, in the order of the file; lists (such as points in the image) are left out."""
        kind = str(self._found.get("phantom_model") or self._found.get("analysis_type") or "analysis")
        prefix = f"pylinac {_plain(kind)}"
        moment = _moment(self._found.get("date_of_analysis"))
        for line, (name, value) in enumerate(_numbers(self._found, "", 0), 1):
            yield RawRow(
                "", line, {"test": _short(f"{prefix} {name}"), "performed_at": moment, "value": repr(value)}
            )


def _numbers(found: Mapping[str, Any], before: str, depth: int) -> Iterator[tuple[str, float]]:
    for name, value in found.items():
        path = f"{before}{_plain(name)}"
        inner = _together(value) if isinstance(value, list) else value
        if isinstance(inner, dict) and depth < _DEEPEST:
            yield from _numbers(inner, f"{path}.", depth + 1)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield path, value


def _together(found: list[Any]) -> dict[str, Any] | None:
    """MTF comes as a list of `{percent: line pairs per mm}`, each with a key of its own; None for other lists."""
    if all(isinstance(one, dict) and len(one) == 1 for one in found):
        return {key: number for one in found for key, number in one.items()}
    return None


def _short(name: str) -> str:
    """At most 60 characters, the end of the name among them: it tells one number of a module from the next."""
    return name if len(name) <= 60 else f"{name[:29]}..{name[-29:]}"


def _plain(text: str) -> str:
    return _NOT_IN_A_NAME.sub("_", text.casefold()).strip("_")


def _moment(text: Any) -> str:
    """The moment to the second, as the hospital's clock showed it; what is none is passed on, to be set aside."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return str(text)[:40]
    return str(text)[:40] if found.tzinfo else f"{found:%Y-%m-%d %H:%M:%S}"
