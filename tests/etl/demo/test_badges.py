"""Are the stories of the badge page in the reports, and do the service's sums agree with its periods?"""

from decimal import Decimal
from pathlib import Path

import pytest

from etl.demo.wear import wearers
from tests.etl.demo.conftest import Row, Written, rows_of

NEWEST = "2026-10-01"


@pytest.fixture(scope="module")
def rows(department: Written) -> list[Row]:
    return [row for row in department.rows("landauer_*.csv") if row["Account Number"]]


def msv(text: str) -> Decimal:
    return Decimal(0) if text in ("", "M") else Decimal(text)


def one(rows: list[Row], number: str, use: str, month: str) -> list[Row]:
    return [
        row
        for row in rows
        if (row["Participant Number"], row["Use"], row["Period Begin Date"]) == (number, use, month)
    ]


def test_14_months_are_reported_about_three_weeks_after_they_end(department: Written) -> None:
    paths = sorted(department.folder.rglob("landauer_*.csv"))
    assert len(paths) == 14
    assert paths[-1].name[9:16] == "2026-11"
    assert 16 <= int(paths[-1].name[17:19]) <= 21


def test_it_has_the_33_columns_and_line_ends_of_the_real_one(department: Written) -> None:
    path = next(department.folder.rglob("landauer_*.csv"))
    lines = path.read_bytes().split(b"\r\n")
    assert lines[-1] == b""
    assert all(b"\n" not in line for line in lines)
    assert len(rows_of(path)[0]) == 33
    assert b"," * 32 in lines


@pytest.mark.real_data
def test_the_header_is_that_of_the_real_export(department: Written) -> None:
    from tests.real import REAL

    real = (REAL / "badges" / "landauer_dose_report.csv").read_bytes()
    ours = next(department.folder.rglob("landauer_*.csv")).read_bytes()
    assert ours.split(b"\r\n")[0] == real.split(b"\r\n")[0]


def test_there_are_40_wearers_whose_numbers_keep_their_zeros(rows: list[Row]) -> None:
    numbers = {row["Participant Number"] for row in rows if row["Use"] != "CONTROL"}
    assert len(numbers) == len(wearers()) == 40
    assert "00217" in numbers
    assert all(len(number) == 5 for number in numbers)


def test_one_wearer_is_over_level_ii_and_one_over_level_i(rows: list[Row]) -> None:
    # A month is held against a third of the quarter's levels: 1.25 / 3 and 3.75 / 3.
    months = {
        f"{row['Participant Number']} {row['Period Begin Date'][:7]}": msv(row["Current DDE"])
        for row in in_force(rows)
        if row["Use"] in ("CHEST", "COLLAR")
    }
    assert {name for name, dose in months.items() if dose >= Decimal("1.25")} == {"00217 2026-10"}
    over = {name for name, dose in months.items() if Decimal("1.25") / 3 <= dose < Decimal("1.25")}
    assert over == {"00305 2026-10"}


def test_fluoroscopists_wear_lens_and_ring_badges(rows: list[Row]) -> None:
    assert {row["Use"] for row in rows} == {"CHEST", "COLLAR", "LENS", "RFINGER", "CONTROL"}
    for row in rows:
        if row["Use"] == "RFINGER":
            assert (row["Current DDE"], row["Current LDE"]) == ("", "")


def test_a_badge_is_missing_and_not_zero(rows: list[Row]) -> None:
    assert one(rows, "00217", "COLLAR", "2026-05-01") == []
    assert one(rows, "00071", "COLLAR", "2026-05-01") == []
    assert len(one(rows, "00071", "COLLAR", "2026-04-01")) == 1


def test_one_is_unused_and_one_damaged(rows: list[Row]) -> None:
    (unused,) = one(rows, "00266", "COLLAR", NEWEST)
    (damaged,) = one(rows, "00188", "COLLAR", NEWEST)
    assert (unused["NoteCode"], unused["Current DDE"]) == ("Unused", "")
    assert damaged["NoteCode"].startswith("Dosimeter received damaged")
    assert damaged["Current DDE"] == ""


def test_one_comes_late(department: Written) -> None:
    newest, before = sorted(department.folder.rglob("landauer_*.csv"))[-1:-3:-1]
    assert one(rows_of(before), "00266", "COLLAR", "2026-08-01")
    assert not one(rows_of(newest), "00266", "COLLAR", "2026-08-01")
    assert not [r for r in all_but(department, before) if one([r], "00266", "COLLAR", "2026-08-01")]


def all_but(department: Written, path: Path) -> list[Row]:
    return [
        row for other in department.folder.rglob("landauer_*.csv") if other != path for row in rows_of(other)
    ]


def test_one_is_corrected_by_a_version_1(rows: list[Row]) -> None:
    first, corrected = one(rows, "00092", "COLLAR", "2026-07-01")
    assert (first["Version"], corrected["Version"]) == ("0", "1")
    assert first["Serial Number"] == corrected["Serial Number"]
    assert first["Import Date"] < corrected["Import Date"]
    assert msv(corrected["Current DDE"]) < msv(first["Current DDE"])


def test_most_radiographers_receive_less_than_the_minimum(rows: list[Row]) -> None:
    chest = [row["Current DDE"] for row in rows if row["Use"] == "CHEST"]
    assert 0.5 < chest.count("M") / len(chest) < 0.9


def in_force(rows: list[Row]) -> list[Row]:
    best: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row["Serial Number"], row["Participant Number"])
        if key not in best or int(row["Version"]) > int(best[key]["Version"]):
            best[key] = row
    return list(best.values())


def of_person(rows: list[Row], row: Row) -> dict[str, list[Row]]:
    """What one sum of the service is made of, by month: trunk and lens badge of a person, or the ring alone."""
    found: dict[str, list[Row]] = {}
    for r in rows:
        if (r["Participant Number"], r["Use"] == "RFINGER") == (
            row["Participant Number"],
            row["Use"] == "RFINGER",
        ):
            found.setdefault(r["Period Begin Date"], []).append(r)
    return found


def of_month(worn: list[Row], quantity: str) -> Decimal:
    read = {r["Use"]: msv(r[f"Current {quantity}"]) for r in worn if r["Current SDE"]}
    if quantity == "LDE" and "LENS" in read:
        return read["LENS"]
    if quantity == "DDE":
        read.pop("LENS", None)
    return max(read.values(), default=Decimal(0))


def test_the_services_sums_agree_with_its_periods_but_for_one(rows: list[Row]) -> None:
    newest = [row for row in rows if row["Period Begin Date"] == NEWEST and row["Use"] != "CONTROL"]
    differing = set()
    for row in newest:
        own = of_person(in_force(rows), row)
        for quantity in ("DDE", "LDE", "SDE") if row["Use"] != "RFINGER" else ("SDE",):
            added = {month: of_month(worn, quantity) for month, worn in own.items()}
            year = sum(dose for month, dose in added.items() if month[:4] == "2026")
            life = sum(added.values())
            assert msv(row[f"Quarter {quantity}"]) == added[NEWEST]
            assert msv(row[f"Life {quantity}"]) == life
            if msv(row[f"YTD {quantity}"]) != year:
                differing.add(
                    (row["Participant Number"], row["Use"], quantity, msv(row[f"YTD {quantity}"]) - year)
                )
    assert differing == {("00148", "RFINGER", "SDE", Decimal("0.30"))}


def test_a_serial_number_names_one_badge(rows: list[Row]) -> None:
    owners = {(row["Serial Number"], row["Participant Number"], row["Period Begin Date"]) for row in rows}
    assert len(owners) == len({serial for serial, _, _ in owners})
