"""The moment that a file speaks of: the day in its name, else when it was written."""

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from etl.readers import file_as_of

ZONE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("name", "as_of"),
    [
        ("stock_2026-11-24.csv", datetime(2026, 11, 24, 5, 0)),
        ("stock_20261124.csv", datetime(2026, 11, 24, 5, 0)),
        ("stock_20261124_1530.csv", datetime(2026, 11, 24, 20, 30)),
        ("stock_2026-11-24_153045.csv", datetime(2026, 11, 24, 20, 30, 45)),
        ("ris 2026-07-01 15-30.csv", datetime(2026, 7, 1, 19, 30)),
        ("20269999_20260701.csv", datetime(2026, 7, 1, 4, 0)),
    ],
)
def test_the_day_in_the_name_counts_in_local_time(name: str, as_of: datetime, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("x")
    assert file_as_of(path, ZONE) == as_of


@pytest.mark.parametrize("name", ["stock.csv", "9000020261124.csv", "2026-13-45.csv", "report_1234.csv"])
def test_without_a_day_in_the_name_the_time_of_writing_counts(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("x")
    os.utime(path, (1_790_000_000.75, 1_790_000_000.75))
    assert file_as_of(path, ZONE) == datetime(2026, 9, 21, 14, 13, 20)
