"""Under every filter the page says what the raw rows say, read one by one with plain numpy, on both engines."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Connection, select

from db.ages import band_of
from db.database import Database
from db.dose_measures import MEASURES
from db.queries import dose
from db.schema.dose import dose_study, irradiation_event
from db.schema.exams import exam
from etl.pipeline import load_files
from tests.db.summaries.department import Department
from tests.etl.lines import line_to

START, END = date(2026, 7, 1), date(2026, 11, 30)
FILTERS = (
    dose.Chosen(),
    dose.Chosen(ages="all"),
    dose.Chosen(ages="1 to 4"),
    dose.Chosen(ages="65 and over"),
    dose.Chosen(rooms=("Room 1",)),
    dose.Chosen(exam_groups=("CT",)),
    dose.Chosen(exam_types=("Chest",), ages="all"),
    dose.Chosen(patient_classes=("emergency",)),
    dose.Chosen(("Room 1",), ("Radiography",), (), ("outpatient",), "all"),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(
    request: pytest.FixtureRequest,
    make_module_database: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Connection]:
    database = Database(make_module_database(request.param))
    department = Department(tmp_path_factory.mktemp("made_up"), 6)
    steps = (department.names, department.exams, department.doses, department.phantoms, department.doses)
    outcomes = list(load_files([step() for step in steps], line_to(database)))
    assert [one.outcome for one in outcomes] == ["loaded"] * len(steps)
    with database.read() as reading:
        yield reading
    database.close()


def rows_of(connection: Connection, table: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def class_of(row: dict[str, Any], exams: list[dict[str, Any]]) -> str:
    """The class that the exam of the same accession number says, else that of the same study."""
    by_number = [one["patient_class"] for one in exams if one["exam_key"] == row["exam_key"]]
    by_study = [one["patient_class"] for one in exams if one["study_key"] == row["study_key"]]
    return next((found for found in [*by_number, *by_study] if found), "")


def fits(row: dict[str, Any], chosen: dose.Chosen, patient_class: str) -> bool:
    age, band = row["patient_age_years"], band_of(row["patient_age_years"])
    of_age = chosen.ages == "all" or (
        age is not None and age >= 16 if chosen.ages == "adults" else band == chosen.ages
    )
    return (
        of_age
        and (not chosen.rooms or row["room"] in chosen.rooms)
        and (not chosen.exam_types or row["exam_type"] in chosen.exam_types)
        and (not chosen.patient_classes or patient_class in chosen.patient_classes)
    )


def counted(row: dict[str, Any]) -> bool:
    return bool(row["in_force"]) and not row["rejected"] and not row["is_quality_control"]


def by_hand(connection: Connection, chosen: dose.Chosen) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Per measure, exam type, projection and month: n, unknown, quartiles."""
    exams = rows_of(connection, exam)
    events = [row for row in rows_of(connection, irradiation_event) if counted(row)]
    studies = rows_of(connection, dose_study)
    groups: dict[tuple[Any, ...], list[float | None]] = defaultdict(list)
    for measure in MEASURES:
        if chosen.exam_groups and measure.exam_group not in chosen.exam_groups:
            continue
        for row in studies if measure.per_exam else events:
            known = row["exam_type"] and row["local_date"] and row["modality"] in measure.modalities
            if not known or not fits(row, chosen, class_of(row, exams)):
                continue
            projection = (row["projection"] or "") if measure.by_projection else ""
            value = row[measure.column]
            key = (measure.name, row["exam_type"], projection, row["local_date"].replace(day=1))
            groups[key].append(None if value is None else value / measure.divisor)
    found = {}
    for key, doses in groups.items():
        values = [value for value in doses if value is not None]
        quartiles = np.percentile(values, [25, 50, 75]) if values else [None] * 3
        found[key] = (len(values), len(doses) - len(values), *quartiles)
    return found


@pytest.mark.parametrize("chosen", FILTERS, ids=str)
def test_the_medians_of_a_filter_are_those_of_its_raw_rows(
    connection: Connection, chosen: dose.Chosen
) -> None:
    said = dose.median_by_month(connection, START, END, chosen)
    shown = {
        (row["measure"], row["exam_type"], row["projection"], row["month"].date()): (
            row["n"], row["n_unknown"], *(None if row["n"] == 0 else row[name] for name in ("p25", "median", "p75")),
        )
        for row in said.to_dict("records")
    }  # fmt: skip
    expected = by_hand(connection, chosen)
    assert expected, "the made-up department has nothing of this filter"
    assert shown.keys() == expected.keys()
    for key, values in expected.items():
        assert shown[key] == pytest.approx(values), key


@pytest.mark.parametrize("chosen", FILTERS[:5], ids=str)
def test_what_is_left_out_is_counted_once_for_its_first_reason(
    connection: Connection, chosen: dose.Chosen
) -> None:
    expected = dict.fromkeys(dose.left_out(connection, START, START, chosen), 0)
    for row in rows_of(connection, irradiation_event):
        if not row["in_force"] or not row["local_date"] or (chosen.rooms and row["room"] not in chosen.rooms):
            continue
        age = row["patient_age_years"]
        value = {"CT": 0.0, "MG": row["agd_mgy"]}.get(row["modality"], row["dap_gy_cm2"])
        if not counted(row):
            reason = "rejected_or_quality_control"
        elif chosen.ages != "all" and age is None:
            reason = "unknown_age"
        elif chosen.ages == "adults" and age < 16:
            reason = "under_16"
        elif chosen.ages not in ("all", "adults") and band_of(age) != chosen.ages:
            reason = "another_age"
        elif not row["exam_type"]:
            reason = "no_exam_type"
        else:
            reason = "unknown_dose" if value is None else "shown"
        expected[reason] += 1
    assert dose.left_out(connection, START, END, chosen) == expected
    assert expected["shown"]
    assert expected["rejected_or_quality_control"]


def test_what_can_be_asked_for_is_what_is_there(connection: Connection) -> None:
    types, classes = dose.types_and_classes(connection)
    studies = rows_of(connection, dose_study)
    assert set(types) >= {row["exam_type"] for row in studies if row["exam_type"]}
    assert types == sorted(types)
    assert classes == ["emergency", "outpatient"]
