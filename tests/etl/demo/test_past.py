"""A longer past is told by the month, as a first import brings it, and fits the daily files that follow."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from etl.demo import write_department
from tests.etl.demo.conftest import ZONE, Row, Written, contents

END = datetime(2026, 11, 22, 14, 32, tzinfo=ZONE)
DAYS = 150


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Five months of a very small department."""
    folder = tmp_path_factory.mktemp("past")
    return Written(folder, write_department(folder, END, ZONE, days=DAYS, exams_a_year=4000))


@pytest.fixture(scope="module")
def exams(department: Written) -> dict[str, Row]:
    """Each exam as the newest file tells it; the months come first."""
    found: dict[str, Row] = {}
    for pattern in ("ris_month_*.csv", "ris_2*.csv"):
        for row in department.rows(pattern):
            found[row["accession_number"]] = row
    return found


def test_it_begins_on_the_first_of_a_month_and_each_month_has_a_file(department: Written) -> None:
    names = sorted(path.name for path in department.paths if path.name.startswith("ris_month"))
    assert names == [
        "ris_month_2026-06-30_2359.csv",
        "ris_month_2026-07-31_2359.csv",
        "ris_month_2026-08-22_2359.csv",
    ]
    daily = sorted(path.name for path in department.paths if path.name.startswith("ris_2"))
    assert daily[0] == "ris_2026-08-23_2359.csv"
    for feed in ("dose", "rejects"):
        assert len([path for path in department.paths if path.name.startswith(f"{feed}_month")]) == 3


def test_no_day_is_missing_between_the_months_and_the_daily_files(exams: dict[str, Row]) -> None:
    begun = {date.fromisoformat(row["started_at"][:10]) for row in exams.values() if row["started_at"]}
    days = {date(2026, 6, 1) + timedelta(days=n) for n in range((END.date() - date(2026, 6, 1)).days)}
    # A very small department may have a Sunday without an exam.
    assert len(days - begun) < len(days) / 10
    assert min(begun) == date(2026, 6, 1)


def test_a_report_signed_after_the_month_is_told_by_a_later_file(
    department: Written, exams: dict[str, Row]
) -> None:
    open_at_the_end = {
        row["accession_number"]
        for row in department.rows("ris_month_*.csv")
        if row["ended_at"] and not row["reported_at"]
    }
    assert open_at_the_end
    assert all(exams[number]["status"] == "final" for number in open_at_the_end)


def test_a_dose_of_a_month_belongs_to_an_exam_of_it(department: Written, exams: dict[str, Row]) -> None:
    rows = list(department.rows("dose_month_*.csv"))
    unknown = [row for row in rows if row["accession_number"] not in exams]
    assert len(rows) > 500
    assert len(unknown) < len(rows) / 10
    assert max(Counter(row["event_uid"] for row in rows).values()) == 1


def test_a_later_run_finds_the_past_and_adds_days_alone(department: Written, tmp_path: Path) -> None:
    known = {path.name for path in department.paths}
    later = END + timedelta(days=2)
    added = write_department(
        tmp_path, later, ZONE, days=DAYS, skip=known.__contains__, exams_a_year=4000
    )  # fmt: skip
    assert not known & {path.name for path in added}
    exported = sorted(path.name for path in added if path.name.startswith("ris_"))
    assert exported == ["ris_2026-11-22_2359.csv", "ris_2026-11-23_2359.csv", "ris_2026-11-24_1432.csv"]
    assert not [path for path in added if "month" in path.name]


def test_a_larger_department_has_its_rooms_several_times(tmp_path: Path) -> None:
    write_department(tmp_path, END, ZONE, days=1, exams_a_year=200_000)
    files = contents(tmp_path)
    rooms = {line.split(",")[9] for line in files["ris_2026-11-22_1432.csv"].decode().splitlines()[1:]}
    assert {"Room 1", "Room 1 B", "Room 1 C"} <= rooms
    units = files["equipment_list_2026-11-22_0000.csv"].decode()
    assert all(f"{room},{room}," in units for room in rooms)
