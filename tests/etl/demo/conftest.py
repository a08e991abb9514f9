import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from etl.demo import write_department

ZONE = ZoneInfo("Europe/Berlin")
END = datetime(2026, 11, 24, 14, 32, tzinfo=ZONE)

Row = dict[str, str]


@dataclass(frozen=True)
class Written:
    """A department on disk."""

    folder: Path
    paths: list[Path]

    def rows(self, pattern: str) -> Iterator[Row]:
        """The rows of all files of a pattern, oldest file first."""
        for path in sorted(self.folder.rglob(pattern)):
            yield from rows_of(path)


def rows_of(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def contents(folder: Path) -> dict[str, bytes]:
    """What lies in a folder: name -> bytes."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="session")
def department(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The small department as `radops demo` writes it on a Tuesday afternoon."""
    folder = tmp_path_factory.mktemp("department")
    return Written(folder, write_department(folder, END, ZONE))
