"""Under every filter the page says what the raw rows say, read one by one with plain numpy, on both engines."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Connection, select

from db.ages import band_of
from db.database import Database
from db.dose_measures import MEASURES
from db.queries import dose
from db.schema.dose import dose_study, irradiation_event
from db.schema.exams import exam
from db.selection import ADULTS, Selection
from etl.pipeline import load_files
from tests.db.summaries.department import Department
from tests.etl.lines import line_to

START, END = date(2026, 7, 1), date(2026, 11, 30)
MONTHS = Selection(START, END, age_band=ADULTS)
FILTERS = (
    (MONTHS, ""),
    (replace(MONTHS, age_band=""), ""),
    (replace(MONTHS, age_band="1 to 4"), ""),
    (replace(MONTHS, age_band="65 and over"), ""),
    # A stretch of age that a level for children speaks of, and that is no band of the page.
    (replace(MONTHS, start=date(2026, 7, 11), age_band="1-<6 y"), ""),
    (replace(MONTHS, room="Room 1"), ""),
    # Days that cut the first and the last month, and some that lie within one.
    (replace(MONTHS, start=date(2026, 7, 11), end=date(2026, 11, 12)), ""),
    (Selection(date(2026, 8, 5), date(2026, 8, 20)), ""),
    (MONTHS, "CT"),
    (replace(MONTHS, exam_type="Chest", age_band=""), ""),
    (replace(MONTHS, patient_class="emergency"), ""),
    (replace(MONTHS, room="Room 1", patient_class="outpatient", age_band=""), "Radiography"),
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(
    request: pytest.FixtureRequest,
    make_module_database: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Connection]:
    database = Database(make_module_database(request.param))
    department = Department(tmp_path_factory.mktemp("made_up"), 11)
    exams, doses = partial(department.exams, 78), partial(department.doses, 80)
    steps = (department.names, exams, doses, department.phantoms, doses)
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


def fits(row: dict[str, Any], chosen: Selection, patient_class: str) -> bool:
    age, band = row["patient_age_years"], band_of(row["patient_age_years"])
    of_age = not chosen.age_band or (
        age is not None and age >= 16
        if chosen.age_band == ADULTS
        else age is not None and 1 <= age < 6
        if chosen.age_band == "1-<6 y"
        else band == chosen.age_band
    )
    return (
        of_age
        and chosen.start <= row["local_date"] <= chosen.end
        and chosen.room in ("", row["room"])
        and chosen.exam_type in ("", row["exam_type"])
        and chosen.patient_class in ("", patient_class)
    )


def counted(row: dict[str, Any]) -> bool:
    return bool(row["in_force"]) and not row["rejected"] and not row["is_quality_control"]


def by_hand(connection: Connection, chosen: Selection, group: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Per measure, exam type, projection and month: n, unknown, quartiles."""
    exams = rows_of(connection, exam)
    events = [row for row in rows_of(connection, irradiation_event) if counted(row)]
    studies = rows_of(connection, dose_study)
    groups: dict[tuple[Any, ...], list[float | None]] = defaultdict(list)
    for measure in MEASURES:
        if group not in ("", measure.exam_group):
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


@pytest.mark.parametrize(("chosen", "group"), FILTERS, ids=str)
def test_the_medians_of_a_filter_are_those_of_its_raw_rows(
    connection: Connection, chosen: Selection, group: str
) -> None:
    said = dose.median_by_month(connection, chosen, group)
    shown = {
        (row["measure"], row["exam_type"], row["projection"], row["month"].date()): (
            row["n"], row["n_unknown"], *(None if row["n"] == 0 else row[name] for name in ("p25", "median", "p75")),
        )
        for row in said.to_dict("records")
    }  # fmt: skip
    expected = by_hand(connection, chosen, group)
    assert expected, "the made-up department has nothing of this filter"
    assert shown.keys() == expected.keys()
    for key, values in expected.items():
        assert shown[key] == pytest.approx(values), key


@pytest.mark.parametrize("chosen", [chosen for chosen, _ in FILTERS[:8]], ids=str)
def test_what_is_left_out_is_counted_once_for_its_first_reason(
    connection: Connection, chosen: Selection
) -> None:
    expected = dict.fromkeys(dose.left_out(connection, chosen), 0)
    for row in rows_of(connection, irradiation_event):
        if not row["in_force"] or not row["local_date"] or chosen.room not in ("", row["room"]):
            continue
        if not chosen.start <= row["local_date"] <= chosen.end:
            continue
        age = row["patient_age_years"]
        value = {"CT": 0.0, "MG": row["agd_mgy"]}.get(row["modality"], row["dap_gy_cm2"])
        if not counted(row):
            reason = "rejected_or_quality_control"
        elif chosen.age_band == "1-<6 y" and (age is None or not 1 <= age < 6):
            reason = "another_population"
        elif chosen.age_band and age is None:
            reason = "unknown_age"
        elif chosen.age_band == ADULTS and age < 16:
            reason = "under_16"
        elif chosen.age_band not in ("", ADULTS, "1-<6 y") and band_of(age) != chosen.age_band:
            reason = "another_age"
        elif not row["exam_type"]:
            reason = "no_exam_type"
        else:
            reason = "unknown_dose" if value is None else "shown"
        expected[reason] += 1
    assert dose.left_out(connection, chosen) == expected
    assert expected["shown"]
    assert expected["rejected_or_quality_control"]


def test_what_can_be_asked_for_is_what_is_there(connection: Connection) -> None:
    types, classes = dose.types_and_classes(connection)
    studies = rows_of(connection, dose_study)
    assert set(types) >= {row["exam_type"] for row in studies if row["exam_type"]}
    assert types == sorted(types)
    assert classes == ["emergency", "outpatient"]


CLOSELY = [
    (chosen, measure) for chosen, _ in FILTERS[:8] for measure in ("DAP per radiograph", "DAP per exam")
]


@pytest.mark.parametrize(("chosen", "measure"), CLOSELY, ids=str)
def test_rooms_single_doses_and_rows_of_a_chart_are_the_same_raw_rows(
    connection: Connection, chosen: Selection, measure: str
) -> None:
    exam_types = sorted({key[1] for key in by_hand(connection, chosen, "") if key[0] == measure})
    projections = ("PA", "") if measure == "DAP per radiograph" else ("",)
    for exam_type in exam_types:
        of = replace(chosen, exam_type=exam_type)
        for projection in projections:
            expected = {
                key[3]: found
                for key, found in by_hand(connection, of, "").items()
                if key[:3] == (measure, exam_type, projection)
            }
            known = sum(found[0] for found in expected.values())
            doses = dose.doses_of(connection, of, measure, projection)
            assert len(doses) == known
            behind = dose.Behind(of, measure, projection)
            rows = dose.rows_behind(connection, behind, 0, 1000)
            assert len(rows) == dose.row_count(connection, behind)
            assert len(rows) == known + sum(found[1] for found in expected.values())
            assert sorted(rows["dose"].dropna()) == pytest.approx(list(doses))
            for by in ("room", "protocol"):
                parts = dose.median_by(connection, of, by, measure, projection)
                assert int(parts["n"].sum()) == known
                for part in parts.to_dict("records"):
                    months = np.array(
                        [str(day)[:7] == f"{part['month']:%Y-%m}" for day in rows["local_date"]]
                    )
                    mine = rows[(rows[by] == part[by]) & months]
                    assert mine["dose"].median() == pytest.approx(part["median"], nan_ok=True)
                    named = dose.Behind(of, measure, projection, **{by: part[by]})
                    assert dose.row_count(connection, named) == int((rows[by] == part[by]).sum())


BANDS = pd.DataFrame(
    [("near", -1.0, 1.0), ("far", -3.0, 2.0)], columns=["band", "low", "high"]
)  # fmt: skip


@pytest.mark.parametrize("chosen", [chosen for chosen, _ in FILTERS[:8]], ids=str)
def test_deviation_indices_are_those_of_the_raw_rows(connection: Connection, chosen: Selection) -> None:
    said = dose.deviation_indices(connection, chosen, BANDS, ("room", "exam_type"))
    groups: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows_of(connection, irradiation_event):
        if not counted(row) or not row["local_date"] or not row["exam_type"] or not fits(row, chosen, ""):
            continue
        if row["exposure_index"] and row["target_exposure_index"]:
            index = 10 * np.log10(row["exposure_index"] / row["target_exposure_index"])
            groups[row["room"] or "", row["exam_type"]].append(float(index))
    assert [tuple(key) for key in said[["room", "exam_type"]].values.tolist()] == sorted(groups)
    for row in said.to_dict("records"):
        values = np.array(groups[row["room"], row["exam_type"]])
        assert row["n"] == len(values)
        assert row["mean"] == pytest.approx(values.mean())
        spread = values.std(ddof=1) if len(values) > 1 else np.nan
        assert row["spread"] == pytest.approx(spread, nan_ok=True)
        assert row["outside_near"] == pytest.approx((np.abs(values) > 1).mean())
        assert row["outside_far"] == pytest.approx(((values < -3) | (values > 2)).mean())
        assert (row["low_far"], row["high_far"]) == (
            pytest.approx((values < -3).mean()),
            pytest.approx((values > 2).mean()),
        )
