"""Does the reader find in the makers' own files what others found in them?"""

import csv
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from etl.readers.dicom import DoseObject, read_dose_object, recognises
from etl.readers.dicom_columns import EVENT_COLUMNS, REPORT_COLUMNS
from etl.source import FileRejected
from tests.real import REAL

pytestmark = pytest.mark.real_data

DOSE_FILES = REAL / "dicom"
AGE_TOLERANCE_YEARS = 0.1
RELATIVE_TOLERANCE = 1e-4

Expected = dict[str, str]


def rows_of(name: str) -> list[Expected]:
    with (DOSE_FILES / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def expected_by_file() -> dict[str, list[tuple[Expected, str]]]:
    """The expected values of single files whose quantity we keep, each with its column."""
    columns = {(row["scope"], row["quantity"]): row["column"] for row in rows_of("columns.csv")}
    found: dict[str, list[tuple[Expected, str]]] = defaultdict(list)
    for row in rows_of("expected.csv"):
        column = columns.get((row["scope"], row["quantity"]))
        if column and "|" not in row["file"]:
            found[row["file"]].append((row, column))
    return dict(found)


@cache
def read(path: Path) -> DoseObject:
    return read_dose_object(path)


def agrees(expected: str, found: Any, quantity: str) -> bool:
    if expected == "" or found is None:
        return expected == "" and found is None
    if ";" in expected:
        wanted, given = expected.split(";"), str(found).split(";")
        return len(wanted) == len(given) and all(
            agrees(one, other, quantity) for one, other in zip(wanted, given, strict=True)
        )
    if quantity == "patient_age_years":
        return abs(float(expected) - found) <= AGE_TOLERANCE_YEARS
    try:
        number = float(expected)
        return abs(float(found) - number) <= RELATIVE_TOLERANCE * abs(number)
    except (TypeError, ValueError):
        return str(found) == expected


def files_in(folder: str) -> list[Path]:
    return sorted((REAL / folder).glob("*.dcm")) if REAL.is_dir() else []


@pytest.mark.parametrize("name", sorted(expected_by_file()) if REAL.is_dir() else ["missing"])
def test_every_value_of_a_file_is_found(name: str) -> None:
    dose = read(DOSE_FILES / name)
    wrong = []
    for row, column in expected_by_file()[name]:
        values = dose.report if row["scope"] == "study" else dose.events[int(row["event_index"])]
        if not agrees(row["value"], values[column], row["quantity"]):
            wrong.append((row["scope"], row["event_index"], row["quantity"], row["value"], values[column]))
    assert wrong == []


def test_all_the_values_are_compared(capsys: pytest.CaptureFixture[str]) -> None:
    counts = Counter(row["modality"] for rows in expected_by_file().values() for row, _ in rows)
    with capsys.disabled():
        sys.stdout.write(f"\nvalues compared: {dict(counts)}, {counts.total()} in all\n")
    assert counts.total() == 2192


def test_the_uids_and_the_modality_of_every_file_are_found() -> None:
    keys = {
        ("study", "study_instance_uid"): "study_uid",
        ("study", "sop_instance_uid"): "sop_uid",
        ("study", "modality"): "modality",
        ("study", "accession_number"): "accession_number",
        ("event", "irradiation_event_uid"): "event_uid",
    }
    wrong = []
    for row in rows_of("expected.csv"):
        key = keys.get((row["scope"], row["quantity"]))
        if key and "|" not in row["file"]:
            dose = read(DOSE_FILES / row["file"])
            values = dose.report if row["scope"] == "study" else dose.events[int(row["event_index"])]
            if values[key] != row["value"]:
                wrong.append((row["file"], row["event_index"], key))
    assert wrong == []


def test_every_event_has_the_start_that_the_file_gives() -> None:
    for row in rows_of("expected.csv"):
        if row["quantity"] == "event_datetime" and "|" not in row["file"]:
            started = read(DOSE_FILES / row["file"]).events[int(row["event_index"])]["started_at"]
            assert started.strftime("%Y%m%d%H%M%S") == row["value"][:14]


def test_every_exported_column_has_a_key() -> None:
    exported = {(row["export"], row["column"]) for row in rows_of("columns.csv")}
    assert {column for table, column in exported if table == "dose_reports"} <= set(REPORT_COLUMNS)
    assert {column for table, column in exported if table == "irradiation_events"} <= set(EVENT_COLUMNS)


@pytest.mark.parametrize("name", ["ESR_non-dose.dcm", "NM-PetIm-GE.dcm", "NM-RRDSR-Siemens.dcm"])
def test_what_is_no_dose_object_is_refused_with_its_kind(name: str) -> None:
    with pytest.raises(FileRejected) as rejected:
        read_dose_object(DOSE_FILES / name)
    assert not rejected.value.recognised
    assert "dose" in rejected.value.reason


@pytest.mark.parametrize(
    "path",
    [*files_in("dicom"), *files_in("dicom_bad"), *files_in("dicom_images")] or [Path("missing")],
    ids=lambda path: path.name,
)
def test_every_file_ends_as_a_dose_object_or_as_rejected(path: Path) -> None:
    with path.open("rb") as file:
        assert recognises(file.read(144), path)
    try:
        dose = read_dose_object(path)
    except FileRejected:
        return
    assert set(dose.report) == set(REPORT_COLUMNS)
    assert all(set(event) == set(EVENT_COLUMNS) for event in dose.events)


@pytest.mark.parametrize("path", files_in("dicom_bad") or [Path("missing")], ids=lambda path: path.name)
def test_none_of_the_bad_files_gives_a_dose(path: Path) -> None:
    with pytest.raises(FileRejected):
        read_dose_object(path)


def test_a_zero_that_agfa_writes_for_an_unknown_voltage_is_no_voltage() -> None:
    event = read(REAL / "dicom_images" / "pydicom__6154.dcm").events[0]
    assert (event["kvp_kv"], event["exposure_mas"]) == (None, None)


def test_an_image_of_quality_control_is_marked() -> None:
    assert read(DOSE_FILES / "MG-Im-Hologic-PropProj.dcm").report["is_quality_control"] is True
