"""Medians by month and exam type against the reference levels, worked out by hand, on both engines."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Connection, insert

from db import summaries
from db.database import Database
from db.dose_described import describe
from db.queries import dose
from db.schema.dose import dose_study, irradiation_event
from db.schema.feeds import feed_file
from db.schema.reference import drl

NOW = datetime(2026, 11, 24, 12, 0)
START, END = date(2025, 12, 1), date(2026, 11, 24)


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    database = Database(database_url)
    with database.write() as connection:
        yield connection
    database.close()


class Department:
    """Puts exposures and reference levels in, as a load would leave them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.count = 0
        self.file_id = 1
        connection.execute(
            insert(feed_file).values(
                id=1, sha256="0" * 64, name="made_up.csv", source="dose_csv", size_bytes=1, outcome="loaded",
                first_seen_at=NOW, last_seen_at=NOW, started_at=NOW, ended_at=NOW,
            )
        )  # fmt: skip

    def expose(self, day: date, *doses: float | None, **fields: Any) -> None:
        """One exposure per dose, each in a study of its own unless `study_key` says otherwise."""
        rows: list[dict[str, Any]] = []
        for value in doses:
            self.count += 1
            row: dict[str, Any] = {
                "file_id": self.file_id, "line_number": self.count, "source_order": 1, "event_index": self.count,
                "report_kind": "csv", "study_key": f"study{self.count}", "event_key": f"event{self.count}",
                "modality": "DX", "room": "Room 3", "local_date": day, "exam_type": "Lumbar spine",
                "projection": "LAT", "patient_age_years": 50.0, "dap_gy_cm2": value, "in_force": True,
                **fields,
            }  # fmt: skip
            rows.append(row)
        self.connection.execute(insert(irradiation_event), rows)
        self.settle(*{row["study_key"] for row in rows})

    def study(self, study_key: str, **totals: Any) -> None:
        self.connection.execute(
            insert(dose_study).values(study_key=study_key, event_count=1, report_count=1, **totals)
        )
        self.settle(study_key)

    def settle(self, *study_keys: str) -> None:
        """What a load does at the end of its transaction."""
        describe(self.connection, list(study_keys))
        summaries.touch_studies(self.connection, list(study_keys))
        summaries.settle(self.connection)

    def level(self, value: float, **fields: Any) -> None:
        self.count += 1
        row: dict[str, Any] = {
            "file_id": self.file_id, "line_number": self.count, "source_order": 1, "exam_type": "Lumbar spine",
            "projection": "LAT", "metric": "DAP per radiograph", "population": "adult", "drl_value": value,
            "unit": "Gy.cm2", "jurisdiction": "UK", "edition": "2024", "source": "made up", "confirmed": False,
            "valid_from": date(2024, 11, 20), **fields,
        }  # fmt: skip
        self.connection.execute(insert(drl).values(row))


@pytest.fixture
def department(connection: Connection) -> Department:
    return Department(connection)


def medians(connection: Connection, **arguments: Any) -> pd.DataFrame:
    group = arguments.pop("group", "")
    return dose.median_by_month(connection, replace(dose.usual((START, END)), **arguments), group)


def ranked(connection: Connection) -> pd.DataFrame:
    return dose.against_reference(medians(connection), dose.reference_levels(connection, "UK", END))


def plain(frame: pd.DataFrame) -> list[list[Any]]:
    return frame.astype(object).where(frame.notna(), None).values.tolist()


def test_the_median_and_the_middle_half_of_a_month_are_those_worked_out_by_hand(
    connection: Connection, department: Department
) -> None:
    # 1 2 3 4 10: middle value 3; a quarter of the way from first to last lies on the second value, 2; three on 4.
    department.expose(date(2026, 11, 1), 4.0, 1.0, 10.0, 3.0, 2.0)
    # 1 2 3 4: halfway between 2 and 3; a quarter of the way is 0.75 steps, 1.75; three quarters 2.25 steps, 3.25.
    department.expose(date(2026, 10, 31), 1.0, 2.0, 3.0, 4.0)
    frame = medians(connection)
    assert list(frame.columns) == [
        "exam_group", "measure", "unit", "exam_type", "projection", "month", "n", "n_unknown", "median", "p25", "p75",
    ]  # fmt: skip
    assert frame.to_dict("records") == [
        {
            "exam_group": "Radiography", "measure": "DAP per radiograph", "unit": "Gy·cm²", "exam_type": "Lumbar spine",
            "projection": "LAT", "month": pd.Timestamp(2026, 10, 1), "n": 4, "n_unknown": 0, "median": 2.5,
            "p25": 1.75, "p75": 3.25,
        },
        {
            "exam_group": "Radiography", "measure": "DAP per radiograph", "unit": "Gy·cm²", "exam_type": "Lumbar spine",
            "projection": "LAT", "month": pd.Timestamp(2026, 11, 1), "n": 5, "n_unknown": 0, "median": 3.0,
            "p25": 2.0, "p75": 4.0,
        },
    ]  # fmt: skip


def test_only_exposures_of_adult_patients_that_count_make_a_median(
    connection: Connection, department: Department
) -> None:
    day = date(2026, 11, 2)
    department.expose(day, 1.0, 3.0)
    department.expose(day, 100.0, in_force=False)
    department.expose(day, 100.0, rejected=True)
    department.expose(day, 2.0, rejected=False, is_quality_control=False)
    department.expose(day, 100.0, is_quality_control=True)
    department.expose(day, 100.0, patient_age_years=15.9)
    department.expose(day, 100.0, patient_age_years=None)
    department.expose(day, 100.0, exam_type=None)
    department.expose(day, None)
    (row,) = medians(connection).to_dict("records")
    assert (row["n"], row["n_unknown"], row["median"]) == (3, 1, 2.0)
    assert dose.left_out(connection, dose.usual((START, END))) == {
        "shown": 3,
        "rejected_or_quality_control": 2,
        "unknown_age": 1,
        "under_16": 1,
        "another_age": 0,
        "another_population": 0,
        "no_exam_type": 1,
        "unknown_dose": 1,
    }


def test_all_patients_includes_children_and_unknown_ages(
    connection: Connection, department: Department
) -> None:
    department.expose(date(2026, 11, 2), 1.0)
    department.expose(date(2026, 11, 2), 5.0, patient_age_years=15.9)
    department.expose(date(2026, 11, 2), 3.0, patient_age_years=None)
    (row,) = medians(connection, age_band="").to_dict("records")
    assert (row["n"], row["median"]) == (3, 3.0)


def test_a_sixteen_year_old_is_an_adult_on_this_page(connection: Connection, department: Department) -> None:
    department.expose(date(2026, 11, 2), 1.0, patient_age_years=16.0)
    assert medians(connection)["n"].tolist() == [1]


def test_the_period_counts_whole_months_and_the_room_filter_only_its_rooms(
    connection: Connection, department: Department
) -> None:
    department.expose(date(2025, 11, 30), 1.0)
    department.expose(date(2025, 12, 1), 2.0)
    department.expose(date(2026, 11, 24), 3.0, room="Room 5")
    department.expose(date(2026, 12, 1), 4.0)
    assert medians(connection)["median"].tolist() == [2.0, 3.0]
    assert medians(connection, room="Room 5")["median"].tolist() == [3.0]
    # Days that cut a month count by the day.
    assert medians(connection, start=date(2025, 12, 2), end=date(2026, 11, 23)).empty
    assert medians(connection, end=date(2026, 11, 24))["median"].tolist() == [2.0, 3.0]
    assert dose.rooms(connection) == ["Room 3", "Room 5"]


def test_the_default_period_ends_with_the_newest_data_and_begins_eleven_months_before(
    connection: Connection, department: Department
) -> None:
    assert dose.default_period(connection) is None
    department.expose(date(2024, 1, 31), 1.0)
    department.expose(date(2024, 2, 1), 1.0, is_quality_control=True)
    assert dose.default_period(connection) == (date(2023, 2, 1), date(2024, 1, 31))
    department.expose(date(2024, 12, 3), 1.0)
    assert dose.default_period(connection) == (date(2024, 1, 1), date(2024, 12, 3))


def test_each_kind_of_exam_has_its_own_quantity_unit_and_scope(
    connection: Connection, department: Department
) -> None:
    day = date(2026, 11, 3)
    ct = {"modality": "CT", "exam_type": "CT head", "projection": None, "study_key": "ct"}
    department.expose(day, None, ctdivol_mgy=None, **ct)
    department.expose(day, None, ctdivol_mgy=40.0, **ct)
    department.expose(day, None, ctdivol_mgy=50.0, **ct)
    department.study("ct", modality="CT", local_date=day, total_dlp_mgy_cm=900.0)
    rf = {"modality": "RF", "exam_type": "Barium swallow", "projection": None, "study_key": "rf"}
    department.expose(day, 2.0, 3.0, **rf)
    # The report's own total counts, also where it differs from the sum of its exposures.
    department.study("rf", modality="RF", local_date=day, total_dap_gy_cm2=5.5)
    department.expose(
        day, None, agd_mgy=1.2, modality="MG", exam_type="Screening mammography", projection="MLO"
    )
    columns = ["measure", "exam_group", "unit", "exam_type", "projection", "n", "n_unknown", "median"]
    found = medians(connection)
    assert found[found["n"] > 0][columns].values.tolist() == [
        ["CTDIvol per acquisition", "CT", "mGy", "CT head", "", 2, 1, 45.0],
        ["DLP per exam", "CT", "mGy·cm", "CT head", "", 1, 0, 900.0],
        ["DAP per exam", "Fluoroscopy", "Gy·cm²", "Barium swallow", "", 1, 0, 5.5],
        ["AGD per image", "Mammography", "mGy", "Screening mammography", "MLO", 1, 0, 1.2],
    ]
    assert medians(connection, group="CT")["exam_group"].unique().tolist() == ["CT"]


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("Gy.cm2", 2.5),
        ("mGy.cm2", 2500.0),
        ("cGy.cm2", 250.0),
        ("uGy.m2", 250.0),
        ("dGy.cm2", 25.0),
        ("Gy.m2", 0.00025),
    ],
)
def test_a_level_in_any_unit_of_dap_becomes_the_same_number(
    connection: Connection, department: Department, unit: str, value: float
) -> None:
    department.level(value, unit=unit)
    assert dose.reference_levels(connection, "UK", END)["drl"].tolist() == [2.5]


def test_levels_of_another_scope_population_jurisdiction_or_time_are_no_comparison(
    connection: Connection, department: Department
) -> None:
    department.level(10.0, metric="ESD per radiograph (with backscatter)", unit="mGy")
    department.level(10.0, metric="DAP per exam")
    department.level(0.05, population="5 y")
    department.level(9.0, jurisdiction="EU")
    department.level(1.0, edition="2027", valid_from=date(2027, 1, 1))
    department.level(3.0, edition="2010", valid_from=date(2010, 1, 1))
    department.level(2.5, edition="2024", valid_from=date(2024, 11, 20))
    levels = dose.reference_levels(connection, "UK", END)
    radiographs = levels[levels["measure"] == "DAP per radiograph"]
    assert radiographs[["drl", "edition", "confirmed"]].values.tolist() == [[2.5, "2024", False]]


def test_a_level_for_ap_or_pa_stands_for_either(connection: Connection, department: Department) -> None:
    department.level(1.8, exam_type="Skull", projection="AP/PA")
    assert dose.reference_levels(connection, "UK", END)["projection"].tolist() == ["AP", "PA"]


def test_verdicts_compare_the_newest_months_median_and_need_twenty_exposures(
    connection: Connection, department: Department
) -> None:
    october, november = date(2026, 10, 5), date(2026, 11, 5)
    department.level(2.5)
    department.expose(october, *[9.0] * 20)
    department.expose(november, *[2.6] * 20)
    for exam_type, value, number in [
        ("Abdomen", 2.5, 20), ("Pelvis", 1.2, 20), ("Skull", 1.25, 20), ("Hip", 9.0, 19),
    ]:  # fmt: skip
        department.level(2.5, exam_type=exam_type)
        department.expose(november, *[value] * number, exam_type=exam_type)
    department.expose(november, *[1.0] * 30, exam_type="Elbow")
    rows = ranked(connection)[["exam_type", "n", "share", "verdict", "since"]]
    assert plain(rows) == [
        ["Lumbar spine", 20, pytest.approx(1.04), "Over DRL", date(2026, 10, 1)],
        ["Abdomen", 20, 1.0, "Below", None],
        ["Skull", 20, 0.5, "Below", None],
        ["Pelvis", 20, pytest.approx(0.48), "Under half", None],
        ["Elbow", 30, None, "No reference level on file", None],
        ["Hip", 19, pytest.approx(3.6), "n = 19", None],
    ]


def test_the_run_over_the_level_begins_after_the_last_month_below_it_or_with_too_few(
    connection: Connection, department: Department
) -> None:
    department.level(2.5)
    for month, value, number in [(7, 3.0, 20), (8, 3.0, 19), (9, 3.0, 20), (10, 2.9, 25), (11, 2.8, 20)]:
        department.expose(date(2026, month, 10), *[value] * number)
    assert ranked(connection)["since"].tolist() == [date(2026, 9, 1)]


def test_an_exam_type_over_its_level_and_an_unmapped_name_need_attention(
    connection: Connection, department: Department
) -> None:
    department.level(2.5)
    department.expose(date(2026, 11, 5), *[2.8] * 20)
    department.expose(date(2026, 11, 6), 1.0, 1.0, exam_type=None, protocol="NEW PROTOCOL 7")
    over, unmapped = dose.attention(connection, "UK", END)
    assert (over.state, over.word, over.since, over.path) == ("warn", "Over DRL", date(2026, 11, 1), "/dose")
    assert over.finding == "Lumbar spine LAT is over its reference level"
    assert over.detail == "Median 2.8 Gy·cm², 112% of 2.5 (2024), n = 20, Nov 2026"
    assert over.weight == pytest.approx(1.12)
    assert (unmapped.state, unmapped.since) == ("unknown", None)
    assert unmapped.finding == "2 exposures have a name that is not mapped to an exam type"


def test_unmapped_names_are_a_work_list_with_the_most_exposures_first(
    connection: Connection, department: Department
) -> None:
    department.expose(date(2026, 11, 5), 1.0, exam_type=None, protocol="A")
    department.expose(date(2026, 11, 5), 1.0, 1.0, exam_type=None, protocol="B", target_region="Knee")
    department.expose(date(2026, 11, 5), 1.0, exam_type=None, study_key="described")
    department.study("described", exam_description="XR WRIST")
    frame = dose.unmapped_names(connection, dose.usual((START, END)))
    assert plain(frame) == [
        ["DX", "B", "Knee", None, 2],
        ["DX", "A", None, None, 1],
        ["DX", None, None, "XR WRIST", 1],
    ]


def test_nothing_is_asked_of_an_empty_department(connection: Connection) -> None:
    assert len(medians(connection)) == 0
    assert len(ranked(connection)) == 0
    assert dose.attention(connection, "UK", END) == []


def test_the_table_for_other_programs_holds_each_month_with_its_level(
    connection: Connection, department: Department
) -> None:
    assert dose.dose_medians(connection, "UK").empty
    department.level(2.5)
    department.expose(date(2026, 11, 5), 1.0, 3.0)
    department.expose(date(2026, 11, 5), 7.0, exam_type="Elbow")
    table = dose.dose_medians(connection, "UK")
    columns = ["exam_type", "month", "n", "median", "drl", "edition"]
    assert plain(table[columns]) == [
        ["Elbow", date(2026, 11, 1), 1, 7.0, None, None],
        ["Lumbar spine", date(2026, 11, 1), 2, 2.0, 2.5, "2024"],
    ]
