from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from etl.demo import write_department
from etl.readers.dicom import read_dose_object
from tests.etl.demo.conftest import ZONE, Written, contents, rows_of

# A Sunday, so that what is written again and again is little.
END = datetime(2026, 11, 22, 14, 32, tzinfo=ZONE)
# Enough for every kind of file; what is asked here does not depend on how many there are.
FEW = 6000


def short(folder: Path, end: datetime, days: int = 6, seed: int = 1) -> dict[str, bytes]:
    write_department(folder, end, ZONE, seed, days, exams_a_year=FEW)
    return contents(folder)


def test_the_same_seed_and_end_give_the_same_bytes(tmp_path: Path) -> None:
    assert short(tmp_path / "one", END) == short(tmp_path / "two", END)


def test_another_seed_gives_another_department(tmp_path: Path) -> None:
    one, two = short(tmp_path / "one", END), short(tmp_path / "two", END, seed=2)
    name = "ris_2026-11-20_2359.csv"
    assert one[name] != two[name]


def test_all_files_have_names_of_their_own(department: Written) -> None:
    assert max(Counter(path.name for path in department.paths).values()) == 1


def test_it_returns_what_it_wrote(department: Written) -> None:
    assert set(department.paths) == {p for p in department.folder.rglob("*") if p.is_file()}


def test_a_second_run_at_the_same_moment_writes_nothing(tmp_path: Path) -> None:
    write_department(tmp_path, END, ZONE, days=6, exams_a_year=FEW)
    assert write_department(tmp_path, END, ZONE, days=6, exams_a_year=FEW) == []


def test_a_later_run_adds_the_missing_days_and_changes_no_file(tmp_path: Path) -> None:
    before = short(tmp_path, END)
    added = write_department(tmp_path, END + timedelta(days=4, hours=-5), ZONE, days=6, exams_a_year=FEW)
    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before
    assert {path.name for path in added} == set(after) - set(before)
    days = sorted(path.name[4:19] for path in added if path.name.startswith("ris_"))
    assert days == [
        "2026-11-22_2359",
        "2026-11-23_2359",
        "2026-11-24_2359",
        "2026-11-25_2359",
        "2026-11-26_0932",
    ]


def test_a_later_run_is_the_same_in_one_step_or_in_two(tmp_path: Path) -> None:
    short(tmp_path / "one", END)
    short(tmp_path / "one", END + timedelta(days=2))
    one = short(tmp_path / "one", END + timedelta(days=5))
    short(tmp_path / "two", END)
    two = short(tmp_path / "two", END + timedelta(days=5))
    # What differs is how far today had come at each stop, and which days came as objects.
    ris = [name for name in two if name.startswith(("ris_", "landauer_"))]
    assert ris
    assert {name: one[name] for name in ris} == {name: two[name] for name in ris}


def test_a_day_that_was_told_as_objects_stays_so(tmp_path: Path) -> None:
    short(tmp_path, END)
    after = short(tmp_path, END + timedelta(days=7))
    exported = {name[5:15] for name in after if name.startswith("dose_")}
    reported = {f"2026-{name[12:14]}-{name[14:16]}" for name in after if name.startswith("rdsr_")}
    assert reported == {"2026-11-21", "2026-11-22", "2026-11-28", "2026-11-29"}
    assert not exported & reported
    assert {"2026-11-20", "2026-11-23", "2026-11-27"} <= exported


def test_the_second_telling_of_today_has_all_of_the_first(tmp_path: Path) -> None:
    short(tmp_path, END)
    first = {row["accession_number"] for row in rows_of(tmp_path / "ris/ris_2026-11-22_1432.csv")}
    short(tmp_path, END + timedelta(days=1))
    second = {row["accession_number"] for row in rows_of(tmp_path / "ris/ris_2026-11-22_2359.csv")}
    assert first < second


def test_what_is_there_already_may_be_known_from_elsewhere(tmp_path: Path) -> None:
    known = {path.name for path in write_department(tmp_path / "one", END, ZONE, days=6, exams_a_year=FEW)}
    later = write_department(
        tmp_path / "two", END + timedelta(days=1), ZONE, days=6, skip=known.__contains__, exams_a_year=FEW
    )
    assert not known & {path.name for path in later}
    assert min(path.name for path in later if path.name.startswith("ris_")) == "ris_2026-11-22_2359.csv"


@pytest.mark.parametrize("hour", [0, 7, 23])
def test_nothing_happens_after_the_end(tmp_path: Path, hour: int) -> None:
    end = datetime(2026, 11, 22, hour, 0 if hour < 23 else 59, tzinfo=ZONE)
    limit = end.replace(tzinfo=None)
    for path in write_department(tmp_path, end, ZONE, days=4, exams_a_year=FEW):
        if path.suffix == ".dcm":
            found = read_dose_object(path)
            moments = [found.report["content_at"], found.report["study_at"]]
            moments += [event["started_at"] for event in found.events]
        else:
            texts = [text for row in rows_of(path) for column, text in row.items() if column.endswith("_at")]
            texts += [row["Import Date"] for row in rows_of(path) if "Import Date" in row]
            moments = [datetime.fromisoformat(text) for text in texts if text]
        assert all(moment <= limit for moment in moments if moment), path.name
        if path.suffix == ".csv":
            stamp = path.stem[path.stem.index("_20") + 1 :]
            form = "%Y-%m-%d_%H%M" if "_" in stamp else "%Y-%m-%d"
            assert datetime.strptime(stamp, form) <= limit


def test_no_time_runs_backwards_when_the_clocks_change(tmp_path: Path) -> None:
    zone = ZoneInfo("America/New_York")
    for end in (datetime(2026, 11, 2, 20, tzinfo=zone), datetime(2026, 3, 9, 20, tzinfo=zone)):
        folder = tmp_path / f"{end:%m}"
        write_department(folder, end, zone, days=3, exams_a_year=FEW)
        for path in folder.glob("ris/*.csv"):
            for row in rows_of(path):
                if row["ended_at"]:
                    assert row["started_at"] <= row["ended_at"], row["accession_number"]
                    assert (row["arrived_at"] or row["started_at"]) <= row["started_at"]


def test_everything_says_that_it_is_made_up(department: Written) -> None:
    for row in department.rows("ris_*.csv"):
        assert row["accession_number"].startswith("DEMO-")
        assert row["patient_id"].startswith("DEMO-")
    assert {row["Account Name"] for row in department.rows("landauer_*.csv")} == {
        "",
        "NORTHFIELD GENERAL (MADE UP) - RADIOLOGY",
    }


def test_a_moment_without_a_zone_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="zone"):
        write_department(tmp_path, END.replace(tzinfo=None), ZONE)


def test_a_department_without_days_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="days"):
        write_department(tmp_path, END, ZONE, days=0)
