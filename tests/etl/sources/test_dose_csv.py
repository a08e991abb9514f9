"""Exposures of a dose system's export: numbers in the column's unit, a place in the file, nothing guessed."""

from datetime import date, datetime
from pathlib import Path

import pytest

from etl.mapping import MappingError
from etl.sources.dose_csv import DOSE_CSV
from tests.etl.sources.taking import Cells, feeds_from, sample_of, take


def test_each_exposure_keeps_its_place_and_says_whence_it_comes() -> None:
    rows = take(sample_of(DOSE_CSV)).values
    assert [row["event_index"] for row in rows] == [0, 1, 2, 3, 4, 5]
    assert {(row["report_kind"], row["in_force"]) for row in rows} == {("csv", True)}
    assert [row["rejected"] for row in rows] == [False, True, None, False, False, False]


def test_a_row_that_is_set_aside_keeps_its_place_too(tmp_path: Path) -> None:
    cells = Cells.of(sample_of(DOSE_CSV))
    cells.rows[1][cells.column("dap_gy_cm2")] = "1,234"
    rows = take(cells.write(tmp_path / "dose.csv")).values
    assert [row["event_index"] for row in rows] == [0, 2, 3, 4, 5]


def test_values_are_those_of_the_file() -> None:
    first, _, third, ct, mammogram, run = take(sample_of(DOSE_CSV)).values
    assert (first["dap_gy_cm2"], first["dose_rp_mgy"], first["deviation_index"]) == (0.041, 0.09, 0.47)
    assert first["started_at"] == datetime(2031, 11, 23, 13, 35, 1)
    assert first["local_date"] == date(2031, 11, 23)
    assert third["dap_gy_cm2"] == 0.013
    assert (ct["ctdivol_mgy"], ct["dlp_mgy_cm"], ct["dap_gy_cm2"]) == (11.5, 540.5, None)
    assert (mammogram["agd_mgy"], mammogram["entrance_exposure_rp_mgy"]) == (1.21, 3.8)
    assert (run["event_type"], run["irradiation_duration_ms"]) == ("Fluoroscopy", 42_000)


def test_fluoroscopy_says_how_long_the_pedal_was_held(tmp_path: Path) -> None:
    cells = Cells.of(sample_of(DOSE_CSV))
    cells.rows[0][cells.column("event_type")] = "Fluoroscopy"
    cells.rows[0][cells.column("irradiation_duration_ms")] = "41000"
    first, second, *_ = take(cells.write(tmp_path / "dose.csv")).values
    assert (first["event_type"], first["irradiation_duration_ms"]) == ("Fluoroscopy", 41_000)
    assert (second["event_type"], second["irradiation_duration_ms"]) == (None, None)


def test_a_tube_voltage_of_0_is_one_that_was_not_recorded(tmp_path: Path) -> None:
    cells = Cells.of(sample_of(DOSE_CSV))
    cells.rows[0][cells.column("kvp_kv")] = "0"
    cells.rows[1][cells.column("kvp_kv")] = "5"
    taken = take(cells.write(tmp_path / "dose.csv"))
    assert taken.values[0]["kvp_kv"] is None
    assert taken.faults == {(3, "kvp_kv")}


@pytest.mark.parametrize(
    ("unit", "text"), [("uGy.m2", "4.1"), ("dGy.cm2", "0.41"), ("mGy.cm2", "41"), ("Gy.m2", "4.1e-6")]
)
def test_the_same_dose_area_product_in_another_unit_is_the_same_number(
    unit: str, text: str, tmp_path: Path
) -> None:
    cells = Cells.of(sample_of(DOSE_CSV))
    cells.rows = cells.rows[:1]
    cells.rows[0][cells.column("dap_gy_cm2")] = text
    cells.header[cells.column("dap_gy_cm2")] = "DAP"
    section = f'[dose_csv]\ncolumns = {{dap_gy_cm2 = "DAP"}}\nunit = {{dap_gy_cm2 = "{unit}"}}\n'
    (row,) = take(cells.write(tmp_path / "dose.csv"), feeds_from(tmp_path / "feeds.toml", section)).values
    assert row["dap_gy_cm2"] == 0.041


def test_a_renamed_dose_column_must_state_its_unit(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"unit\.dap_gy_cm2 is wanted: one of Gy\.cm2"):
        feeds_from(tmp_path / "feeds.toml", '[dose_csv]\ncolumns = {dap_gy_cm2 = "DAP"}\n')


def test_an_event_uid_is_a_uid(tmp_path: Path) -> None:
    cells = Cells.of(sample_of(DOSE_CSV))
    cells.rows[0][cells.column("event_uid")] = "1.2.8E+14"
    assert take(cells.write(tmp_path / "dose.csv")).faults == {(2, "event_uid")}
