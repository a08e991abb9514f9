"""Exams come in with UTC times, an age instead of a birth date and hashes instead of identifiers."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from db.privacy import Keyring
from etl.readers import open_table
from etl.source import ValidRow, tables_of
from etl.sources.dose_csv import DOSE_CSV
from etl.sources.ris_csv import RIS_CSV
from etl.validate import validate
from tests.etl.lines import site_at
from tests.etl.sources.taking import AS_OF, SITE, Cells, feeds_from, sample_of, take


def first_row_with(tmp_path: Path, **cells: str) -> Any:
    """The sample's first exam with some cells replaced: its values, or the faults."""
    sample = Cells.of(sample_of(RIS_CSV))
    for name, text in cells.items():
        sample.rows[0][sample.column(name)] = text
    sample.rows = sample.rows[:1]
    taken = take(sample.write(tmp_path / "ris_2031-11-24.csv"))
    return taken.values[0] if taken.rows else {column for _, column in taken.faults}


def test_times_become_utc_and_the_day_stays_local(tmp_path: Path) -> None:
    row = first_row_with(tmp_path, started_at="2031-11-23 22:30:15", ended_at="2031-11-23 22:45")
    assert row["started_at"] == datetime(2031, 11, 24, 3, 30, 15)
    assert row["ended_at"] == datetime(2031, 11, 24, 3, 45)
    assert row["local_date"] == date(2031, 11, 23)
    assert row["clock_change_note"] is None


def test_the_day_is_that_of_the_start_else_of_the_schedule_else_of_the_order() -> None:
    rows = take(sample_of(RIS_CSV)).values
    assert [row["local_date"] for row in rows] == [
        date(2031, 11, 23),
        date(2031, 11, 23),
        date(2031, 11, 23),
        date(2031, 11, 23),
        date(2031, 11, 24),
    ]


def test_times_in_the_clock_changes_are_resolved_by_rule_and_named(tmp_path: Path) -> None:
    row = first_row_with(tmp_path, started_at="2031-03-09 02:30", ended_at="2031-11-02 01:30")
    assert row["started_at"] == datetime(2031, 3, 9, 7, 30)
    assert row["ended_at"] == datetime(2031, 11, 2, 5, 30)
    assert row["clock_change_note"] == (
        "started_at: in the hour that the clock change skips, moved past it; "
        "ended_at: in the hour that comes twice, first taken"
    )


def test_times_out_of_order_are_no_fault_of_the_row(tmp_path: Path) -> None:
    row = first_row_with(tmp_path, started_at="2031-11-23 09:30", ended_at="2031-11-23 09:00")
    assert row["ended_at"] < row["started_at"]


def test_an_impossible_time_is(tmp_path: Path) -> None:
    faults = first_row_with(
        tmp_path, started_at="2031-02-30 09:30", ordered_at="2031-11-23 24:10", ended_at="2031-11-23"
    )
    assert faults == {"started_at", "ordered_at", "ended_at"}


def test_the_birth_date_becomes_decimal_years_at_the_exam_and_stays_nowhere() -> None:
    taken = take(sample_of(RIS_CSV))
    ages = [row["patient_age_years"] for row in taken.values]
    assert ages == [pytest.approx(60.44, abs=0.005), pytest.approx(7.73, abs=0.005), pytest.approx(81.81, abs=0.005),
                    pytest.approx(42.98, abs=0.005), None]  # fmt: skip
    assert "1971" not in str([row.values for row in taken.rows])


@pytest.mark.parametrize("birth", ["", "0", "9999-01-01", "1899-12-30", "1900-01-01"])
def test_a_stand_in_for_an_unknown_birth_date_is_no_age(birth: str, tmp_path: Path) -> None:
    assert first_row_with(tmp_path, birth_date=birth)["patient_age_years"] is None


@pytest.mark.parametrize("birth", ["2032-01-01", "1890-01-01", "15.06.1971", "1971-06-31"])
def test_a_birth_date_that_cannot_be_is_a_fault(birth: str, tmp_path: Path) -> None:
    assert first_row_with(tmp_path, birth_date=birth) == {"birth_date"}


def test_identifiers_meet_those_of_a_dose_export() -> None:
    exams = {row["exam_key"]: row for row in take(sample_of(RIS_CSV)).values}
    event = take(sample_of(DOSE_CSV)).values[0]
    assert event["exam_key"] in exams
    assert event["study_key"] == exams[event["exam_key"]]["study_key"]
    assert exams[event["exam_key"]]["exam_key"] == SITE.keyring.hash_id("accession", " 000123 ")


def test_no_identifier_leaves_the_row_readable() -> None:
    text = str([row.values for row in take(sample_of(RIS_CSV)).rows])
    for identifier in ("000123", "0004711", "1.2.826"):
        assert identifier not in text


def test_the_accession_number_is_sealed_where_the_site_keeps_it_and_else_nowhere() -> None:
    sealed = take(sample_of(RIS_CSV)).values[0]["sealed_accession_number"]
    assert isinstance(sealed, bytes)
    assert SITE.keyring.unseal(sealed) == "000123"
    site = site_at(vault=False)
    assert tables_of(RIS_CSV, "", vault=False) == ("exam",)
    with open_table(sample_of(RIS_CSV), RIS_CSV) as table:
        rows = list(validate(RIS_CSV, table.rows(), site, AS_OF))
    assert all(isinstance(row, ValidRow) and "sealed_accession_number" not in row.values for row in rows)


def test_another_data_key_makes_other_hashes() -> None:
    other = site_at().__class__(
        zone=SITE.zone, keyring=Keyring("another-tests-only-key-0815-4711"), vault=True, now=SITE.now
    )
    with open_table(sample_of(RIS_CSV), RIS_CSV) as table:
        row = next(validate(RIS_CSV, table.rows(), other, AS_OF))
    assert isinstance(row, ValidRow)
    assert row.values["exam_key"] != take(sample_of(RIS_CSV)).values[0]["exam_key"]


@pytest.mark.parametrize(
    ("word", "status"),
    [("FINAL", "final"), ("cm", "completed"), ("no show", "no_show"), ("Canceled", "cancelled")],
)
def test_known_words_are_stored_as_one(word: str, status: str, tmp_path: Path) -> None:
    assert first_row_with(tmp_path, status=word)["status"] == status


def test_an_unknown_status_is_a_fault_until_the_site_says_what_it_means(tmp_path: Path) -> None:
    assert first_row_with(tmp_path, status="Befundet") == {"status"}
    feeds = feeds_from(tmp_path / "feeds.toml", '[ris_csv]\nwords = {status = {"Befundet" = "final"}}\n')
    assert take(tmp_path / "ris_2031-11-24.csv", feeds).values[0]["status"] == "final"


def test_an_unknown_priority_is_kept_as_it_is(tmp_path: Path) -> None:
    assert first_row_with(tmp_path, priority="Trauma room")["priority"] == "Trauma room"


def test_an_accession_number_that_a_spreadsheet_rounded_is_a_fault(tmp_path: Path) -> None:
    assert first_row_with(tmp_path, accession_number="1.23457E+11") == {"accession_number"}


def test_a_german_export_comes_in_by_its_mapping(tmp_path: Path) -> None:
    path = tmp_path / "export_2031-11-24.csv"
    path.write_bytes(
        "Auftragsnr;Patient;geboren;Untersuchung;Raum;Beginn;Zustand\r\n"
        "000123;0004711;15.06.1971;Thorax in zwei Ebenen;Röntgen 1;23.11.2031 08:33;befundet\r\n".encode(
            "cp1252"
        )
    )
    feeds = feeds_from(
        tmp_path / "feeds.toml",
        """
        [ris_csv]
        encoding = "cp1252"
        delimiter = ";"
        dates = "%d.%m.%Y"
        times = "%d.%m.%Y %H:%M"
        [ris_csv.columns]
        exam_key = "Auftragsnr"
        patient_key = "Patient"
        patient_age_years = "geboren"
        exam_description = "Untersuchung"
        room = "Raum"
        started_at = "Beginn"
        status = "Zustand"
        [ris_csv.words]
        status = {"befundet" = "final"}
        """,
    )
    (row,) = take(path, feeds).values
    assert row["room"] == "Röntgen 1"
    assert row["started_at"] == datetime(2031, 11, 23, 13, 33)
    assert row["local_date"] == date(2031, 11, 23)
    assert row["patient_age_years"] == pytest.approx(60.44, abs=0.005)
    assert row["status"] == "final"
    assert row["exam_key"] == take(sample_of(RIS_CSV)).values[0]["exam_key"]
