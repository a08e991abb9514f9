"""A badge's dose, its flag and its text are told apart, in the made-up sample and in the real report."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.sources.landauer import LANDAUER
from tests.etl.sources.taking import Cells, feeds_from, sample_of, take
from tests.real import REAL

QUANTITIES = ("dde", "lde", "sde")


def by_participant(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["participant_number"]: row for row in rows}


def answers(row: dict[str, Any]) -> list[tuple[str, int | None]]:
    return [(row[f"{q}_flag"], row[f"{q}_usv"]) for q in QUANTITIES]


def test_every_kind_of_answer_is_told_apart() -> None:
    rows = by_participant(take(sample_of(LANDAUER)).values)
    nothing: tuple[str, None] = ("not_measured", None)
    assert answers(rows["00012"]) == [("value", 130), ("value", 140), ("value", 115)]
    assert answers(rows["00015"]) == [("M", None)] * 3
    assert answers(rows["00018"]) == [("unused", None)] * 3
    # A ring gives the skin dose of the hand alone.
    assert answers(rows["00023"]) == [nothing, nothing, ("value", 1200)]
    # Damaged outranks M: nothing could be read.
    assert answers(rows["00029"]) == [("damaged", None)] * 3
    assert rows["00029"]["dde_text"] == "M"
    # The first line of the note says unused, the second something else.
    assert answers(rows["00034"]) == [("unused", None)] * 3
    assert answers(rows["00041"]) == [("absent", None)] * 3
    assert answers(rows["00047"]) == [("estimated", 400)] * 3
    assert answers(rows["00062"]) == [("value", 20), ("M", None), ("M", None)]


def test_a_control_badge_is_nobody_and_has_no_dose_of_its_own() -> None:
    row = by_participant(take(sample_of(LANDAUER)).values)["00MU1"]
    assert row["is_control"] is True
    assert answers(row) == [("not_measured", None)] * 3


def test_a_blank_dose_beside_a_given_one_is_not_measured_and_a_blank_badge_without_a_word_is_absent(
    tmp_path: Path,
) -> None:
    cells = Cells.of(sample_of(LANDAUER))
    row = next(row for row in cells.rows if "00012" in row)
    places = [cells.column(f"Current {q.upper()}") for q in QUANTITIES]

    def with_doses(*doses: str) -> list[str]:
        changed = list(row)
        for place, dose in zip(places, doses, strict=True):
            changed[place] = dose
        return changed

    cells.rows = [with_doses("", "0.1", "0.1"), with_doses("", "", "")]
    partly, blank = take(cells.write(tmp_path / "badges.csv")).values
    assert answers(partly) == [("not_measured", None), ("value", 100), ("value", 100)]
    assert answers(blank) == [("absent", None)] * 3


@pytest.mark.parametrize(
    "dose", ["0.0005", "0,5", "-0.1", "1,234", "0.5 mSv", "M M", "<0.01", "30000", "05", "1e99"]
)
def test_a_dose_that_would_have_to_be_rounded_or_guessed_sets_its_row_aside(
    dose: str, tmp_path: Path
) -> None:
    cells = Cells.of(sample_of(LANDAUER))
    row = next(row for row in cells.rows if "00012" in row)
    row[cells.column("Current LDE")] = dose
    cells.rows = [row]
    taken = take(cells.write(tmp_path / "badges.csv"))
    assert taken.faults == {(2, "Current LDE")}


def test_the_same_badge_in_mrem_is_the_same_dose(tmp_path: Path) -> None:
    cells = Cells.of(sample_of(LANDAUER))
    row = next(row for row in cells.rows if "00012" in row)
    for quantity, dose in zip(QUANTITIES, ("13", "14", "11.5"), strict=True):
        row[cells.column(f"Current {quantity.upper()}")] = dose
    cells.rows = [row]
    feeds = feeds_from(
        tmp_path / "feeds.toml", '[landauer]\nunit = {dde = "mrem", lde = "mrem", sde = "mrem"}\n'
    )
    (taken,) = take(cells.write(tmp_path / "badges.csv"), feeds).values
    assert answers(taken) == [("value", 130), ("value", 140), ("value", 115)]


def test_a_wear_period_that_ends_before_it_begins_is_set_aside(tmp_path: Path) -> None:
    cells = Cells.of(sample_of(LANDAUER))
    row = next(row for row in cells.rows if "00012" in row)
    row[cells.column("Period End Date")] = "2031-06-30"
    cells.rows = [row]
    assert take(cells.write(tmp_path / "badges.csv")).faults == {(2, "Period End Date")}


def test_the_version_decides_which_row_wins_and_the_day_of_import_dates_it() -> None:
    rows = take(sample_of(LANDAUER)).rows
    assert {row.values["participant_number"]: row.source_order for row in rows}["00047"] == 2
    assert rows[0].values["reported_on"] == date(2031, 10, 28)


def test_identity_numbers_and_birth_dates_are_never_read() -> None:
    taken = take(sample_of(LANDAUER))
    assert {"ID Number", "DOB"} <= set(taken.ignored_columns)


def test_a_note_that_has_swallowed_rows_sets_the_file_aside(tmp_path: Path) -> None:
    from etl.source import FileRejected

    lines = sample_of(LANDAUER).read_text(encoding="utf-8").splitlines(keepends=True)
    lines[3] = lines[3].rstrip("\r\n") + '"Unused\r\n'
    lines[5] = lines[5].rstrip("\r\n") + '"\r\n'
    path = tmp_path / "badges.csv"
    path.write_text("".join(lines), encoding="utf-8", newline="")
    with pytest.raises(FileRejected, match="quote may be left open"):
        take(path)


@pytest.mark.real_data
def test_every_row_of_the_real_report_is_accounted_for() -> None:
    path = REAL / "badges" / "landauer_dose_report.csv"
    taken = take(path)
    assert (len(taken.rows), len(taken.rejected), taken.blank_lines) == (1162, 0, 92)
    rows: list[Any] = taken.values
    assert sum(row["is_control"] for row in rows) == 67
    assert Counter(row["use"] for row in rows) == {
        "CHEST": 819, "LENS": 190, "CONTROL": 67, "RFINGER": 63, "LFINGER": 17, "FETAL": 6,
    }  # fmt: skip
    assert Counter(row["dde_flag"] for row in rows) == {
        "value": 190, "M": 381, "unused": 442, "not_measured": 147, "damaged": 2,
    }  # fmt: skip
    assert Counter(row["version"] for row in rows) == {0: 1103, 1: 55, 2: 2, 4: 1, 5: 1}


@pytest.mark.real_data
def test_every_dose_of_the_real_report_is_kept_to_the_microsievert() -> None:
    path = REAL / "badges" / "landauer_dose_report.csv"
    with path.open(encoding="utf-8", newline="") as file:
        cells = [row for row in csv.DictReader(file) if any(row.values())]
    for row, values in zip(cells, take(path).values, strict=True):
        for quantity in QUANTITIES:
            text = row[f"Current {quantity.upper()}"]
            assert values[f"{quantity}_text"] == (text or None)
            is_number = text not in ("", "M")
            assert values[f"{quantity}_usv"] == (int(Decimal(text) * 1000) if is_number else None)
            assert (values[f"{quantity}_flag"] == "value") == is_number
        assert values["participant_number"] == row["Participant Number"]
        assert values["serial_number"] == row["Serial Number"]
        assert str(values["wear_start"]) == row["Period Begin Date"]
        assert str(values["wear_end"]) == row["Period End Date"]
        assert values["note"] == (row["NoteCode"] or None)
