"""Every figure of the exams page, of a hundred made-up exams, against numbers that were worked out by hand.

Nothing here is computed by the code under test: the numbers stand as they were written down (`tests.db.exam_ward`
says what the exams are).
"""

import math
from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from sqlalchemy import Connection

from db.columns import Columns
from db.database import Database
from db.exam_months import exams_between, exposures_between, fits
from db.exposure_columns import technologist_groups
from db.queries import exams, rejects
from db.selection import Selection
from tests.db.exam_ward import YEAR, load_ward
from tests.servers.databases import DatabaseMaker

ZONE = ZoneInfo("America/New_York")
DAY = date(2026, 11, 24)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(
    request: pytest.FixtureRequest,
    make_module_database: DatabaseMaker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Connection]:
    database = Database(make_module_database(request.param))
    load_ward(database, tmp_path_factory.mktemp("ward"))
    with database.read() as connection:
        yield connection
    database.close()


@pytest.fixture(scope="module")
def done(connection: Connection) -> Columns:
    return exams_between(connection, *YEAR)


@pytest.fixture(scope="module")
def shot(connection: Connection) -> rejects.Exposures:
    return rejects.exposures(*exposures_between(connection, *YEAR))


# measure, group, name: n, median and 90th percentile in minutes, with a target, within it, negative, over 7 d, unknown
TURNAROUND = {
    ("order_to_begin", "all", ""): (86, 20, 30, 76, 75, 3, 2, 5),
    ("order_to_begin", "priority", "stat"): (20, 10.5, 18.1, 20, 20, 0, 0, 0),
    ("order_to_begin", "priority", "asap"): (10, 20, 20, 0, 0, 0, 0, 0),
    ("order_to_begin", "priority", "urgent"): (15, 30, 30, 15, 15, 0, 0, 5),
    ("order_to_begin", "priority", "routine"): (41, 15, 20, 41, 40, 3, 2, 0),
    ("order_to_begin", "patient_class", "outpatient"): (30, 16, 20, 30, 30, 0, 0, 0),
    ("order_to_begin", "patient_class", "emergency"): (30, 15.5, 20, 20, 20, 0, 0, 0),
    ("exam_duration", "all", ""): (89, 10, 20, 89, 89, 2, 0, 5),
    ("exam_duration", "priority", "stat"): (20, 10, 10, 20, 20, 0, 0, 0),
    ("exam_duration", "priority", "asap"): (10, 25, 30, 10, 10, 0, 0, 0),
    ("exam_duration", "priority", "urgent"): (15, 15, 15, 15, 15, 0, 0, 5),
    ("exam_duration", "patient_class", "outpatient"): (30, 8, 8, 30, 30, 0, 0, 0),
    ("end_to_final", "all", ""): (85, 65, 300, 75, 67, 2, 0, 9),
    ("end_to_final", "priority", "stat"): (20, 52.5, 90.5, 20, 12, 0, 0, 0),
    ("end_to_final", "priority", "asap"): (10, 67.5, 105, 0, 0, 0, 0, 0),
    ("end_to_final", "priority", "urgent"): (11, 60, 60, 11, 11, 0, 0, 9),
    ("end_to_final", "patient_class", "outpatient"): (30, 200, 300, 30, 30, 0, 0, 0),
    ("order_to_final", "all", ""): (84, 110, 4640, 31, 29, 0, 3, 9),
    ("order_to_final", "priority", "stat"): (20, 73, 118.6, 20, 18, 0, 0, 0),
    ("order_to_final", "priority", "asap"): (10, 112.5, 155, 0, 0, 0, 0, 0),
    ("order_to_final", "priority", "urgent"): (11, 105, 110, 11, 11, 0, 0, 9),
    ("order_to_final", "patient_class", "outpatient"): (30, 4544, 4648, 0, 0, 0, 0, 0),
}


def test_each_step_takes_as_long_as_pencil_and_paper_say(connection: Connection, done: Columns) -> None:
    found = exams.turnaround(done, exams.targets(connection, DAY))
    by_place = {(row.measure, row.group, row.name): row for row in found.itertuples()}
    for place, (n, median, p90, judged, within, negative, over, unknown) in TURNAROUND.items():
        row = by_place[place]
        counted = (row.n, row.with_target, row.within, row.negative, row.over_7_days, row.unknown)
        assert counted == (n, judged, within, negative, over, unknown), place
        assert (row.median_min, row.p90_min) == pytest.approx((median, p90), abs=1e-9), place
        share = within / judged if judged else math.nan
        assert row.share_within == pytest.approx(share, nan_ok=True), place
    assert set(found["name"]) == {
        "", "stat", "asap", "urgent", "routine", "outpatient", "inpatient", "emergency",
    }  # fmt: skip


def test_a_value_of_exactly_seven_days_counts_and_what_is_left_out_is_listed(
    connection: Connection, done: Columns
) -> None:
    left = exams.left_out(done, "order_to_begin")
    rows = exams.exam_rows(connection, exams.newest_ids(left))
    assert len(rows) == 5
    assert set(rows["room"]) == {"Mobile 1"}
    assert max(done["begin_s"]) == 8 * 24 * 3600 + 20 * 60
    assert 7 * 24 * 3600 in done["begin_s"]


def test_an_addendum_does_not_move_the_report(done: Columns) -> None:
    late = done.where(done.says("room", "Room 4"))
    assert late["report_s"].tolist() == [30 * 60] * 6
    assert late["total_s"].tolist() == [65 * 60] * 6


def test_the_night_of_a_clock_change_is_as_long_as_it_was(done: Columns) -> None:
    nights = done.where(done.says("priority", "asap"))
    assert nights["exam_s"].tolist() == [20 * 60] * 5 + [30 * 60] * 5
    assert nights["report_s"].tolist() == [30 * 60] * 5 + [105 * 60] * 5


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("room", {"Room 1": 30, "Room 2": 30, "Room 5": 20, "Mobile 1": 10, "Room 4": 6}),
        ("modality", {"DX": 70, "CT": 20, "RF": 6}),
        ("patient_class", {"inpatient": 36, "emergency": 30, "outpatient": 30}),
        ("priority", {"routine": 46, "stat": 20, "urgent": 20, "asap": 10}),
        ("age_band", {"65 and over": 20, "5 to 9": 10, "16 to 64": 46, "": 20}),
    ],
)
def test_exams_are_counted_once_and_those_not_done_never(
    done: Columns, name: str, counts: dict[str, int]
) -> None:
    found = exams.by_word(done, name)
    assert dict(zip(found["name"], found["n"], strict=True)) == counts
    assert len(done) == 96
    assert found["share"].sum() == pytest.approx(1)


def test_portable_and_trauma_are_known_by_the_sites_words(done: Columns) -> None:
    found = exams.trait_shares(done).set_index("trait")
    assert found.loc["portable", ["n", "of"]].tolist() == [10, 96]
    assert found.loc["trauma", ["n", "of"]].tolist() == [4, 96]


def test_contrast_is_counted_by_agent_and_an_unknown_volume_is_none(done: Columns) -> None:
    found = exams.contrast_use(done).set_index("agent")
    assert found.loc["Iohexol 350"].tolist() == [3, 180, 90, 1]
    assert found.loc["Iodixanol 320"].tolist() == [2, 130, 65, 0]


@pytest.mark.parametrize(
    ("start", "end", "cells", "mean"),
    [
        # The week of the groups A (Monday), B, C, D, F; twenty emergencies begin every 16 minutes from 08:01.
        (
            date(2026, 2, 2),
            date(2026, 2, 8),
            {(0, 8): 4, (0, 9): 4, (0, 10): 4, (0, 11): 3, (0, 12): 4, (0, 13): 1},
            4,
        ),
        # Two Mondays: half as many on average.
        (date(2026, 2, 2), date(2026, 2, 9), {(0, 8): 4}, 2),
        (date(2026, 3, 8), date(2026, 3, 8), {(6, 1): 5, (6, 2): 0, (6, 3): 0}, 5),
        (date(2026, 11, 1), date(2026, 11, 1), {(6, 0): 5, (6, 1): 0}, 5),
    ],
)
def test_the_hours_are_those_of_the_hospitals_clock(
    connection: Connection, start: date, end: date, cells: dict[tuple[int, int], int], mean: float
) -> None:
    found, without = exams.by_hour_and_weekday(exams_between(connection, start, end), start, end, ZONE)
    by_cell = found.set_index(["weekday", "hour"])
    assert {cell: int(by_cell.loc[cell, "n"]) for cell in cells} == cells
    assert by_cell.loc[next(iter(cells)), "mean"] == mean
    assert without == 0


# room: exams, days, minutes in use, busy minutes, changes, their median, long gaps, overlaps, without times
ROOMS = {
    "Room 1": (30, 3, 364, 250, 19, 6, 0, 8, 0),
    "Room 2": (30, 1, 596, 240, 29, 20, 0, 0, 0),
    "Room 4": (6, 1, 220, 120, 5, 20, 0, 0, 0),
    "Room 5": (15, 1, 585, 225, 13, 15, 1, 0, 5),
    "Mobile 1": (8, 1, 550, 80, 6, 50, 1, 0, 2),
}


def test_rooms_are_busy_for_as_long_as_somebody_was_in_them(done: Columns) -> None:
    found = exams.room_use(done).set_index("room")
    assert set(found.index) == set(ROOMS)
    for room, (number, days, in_use, busy, changes, median, long_gaps, overlaps, without) in ROOMS.items():
        row = found.loc[room]
        assert row[["exams", "days", "changes", "long_gaps", "overlaps", "without_times"]].tolist() == [
            number, days, changes, long_gaps, overlaps, without,
        ], room  # fmt: skip
        assert row["in_use_h"] * 60 == pytest.approx(in_use)
        assert row["busy_h"] * 60 == pytest.approx(busy)
        assert row["busy_share"] == pytest.approx(busy / in_use)
        assert row["exams_per_hour"] == pytest.approx(number / in_use * 60)
        assert row["change_median_min"] == pytest.approx(median)


def test_what_waits_for_its_report_is_as_old_as_the_data_say(connection: Connection) -> None:
    until = datetime(2026, 2, 4, 16, 30, tzinfo=ZONE)
    found = exams.unread(connection, until)
    assert found["hours"].tolist() == [1.75, 1.25, 0.75, 0.25]
    assert exams.by_age(found)["n"].tolist() == [2, 2, 0, 0, 0, 0, 0]


def test_a_selection_keeps_what_fits_all_its_parts(done: Columns) -> None:
    children = Selection(*YEAR, room="Room 2", age_band="5 to 9")
    assert int(fits(done, children).sum()) == 10
    assert int(fits(done, Selection(*YEAR, room="Room 1", patient_class="outpatient")).sum()) == 0
    assert int(fits(done, Selection(*YEAR, exam_type="Chest")).sum()) == 30


# --- rejects -------------------------------------------------------------------------------------------------------


def test_the_rate_is_rejected_by_rejected_and_accepted(shot: rejects.Exposures) -> None:
    total = rejects.overall(shot)
    assert (total["rejected"], total["n"], total["rate"]) == (12, 125, pytest.approx(0.096))
    # Two test images; one exposure that only its dose report calls rejected.
    assert (shot.not_counted, shot.only_called) == (2, 1)


def test_a_room_has_its_rate_with_its_interval_and_few_exposures_have_none(shot: rejects.Exposures) -> None:
    found = rejects.rates_by(shot, "room").set_index("name")
    # Wilson for 3 of 60 and 4 of 40, 95 %, by its formula on paper.
    assert found.loc["Room 1"].tolist() == pytest.approx([3, 60, 0.05, 0.017149, 0.137005], abs=1e-6)
    assert found.loc["Room 2"].tolist() == pytest.approx([4, 40, 0.10, 0.039580, 0.230518], abs=1e-6)
    assert found.loc["Mobile 1", ["rejected", "n"]].tolist() == [5, 25]
    assert found.loc["Mobile 1", ["rate", "low", "high"]].isna().all()


def test_views_students_and_groups_have_theirs(connection: Connection, shot: rejects.Exposures) -> None:
    views = rejects.rates_by_view(shot).set_index("name")
    assert views.loc["Chest PA", ["rejected", "n"]].tolist() == [3, 60]
    assert views.loc["Knee AP", "rate"] == pytest.approx(0.1)
    students = rejects.rates_by_student(shot).set_index("name")
    assert students.loc["with a student", ["rejected", "n", "rate"]].tolist() == [2, 32, 0.0625]
    assert students.loc["without a student", ["rejected", "n"]].tolist() == [10, 93]
    groups, hidden = rejects.rates_by_group(shot, technologist_groups(connection))
    assert groups[["name", "rejected", "n"]].to_numpy().tolist() == [["Radiography", 7, 100]]
    assert hidden == 1, "the night has one technologist"


def test_the_reasons_stand_most_first_and_unmapped_words_are_a_bar_of_their_own(
    shot: rejects.Exposures,
) -> None:
    found = rejects.reasons(shot)
    assert found[["reason", "n"]].to_numpy().tolist() == [
        ["Positioning", 5],
        ["Patient motion", 3],
        ["words not mapped", 3],
        ["no reason given", 1],
    ]
    assert found["cumulative"].tolist() == pytest.approx([5 / 12, 8 / 12, 11 / 12, 1])


def test_the_chart_has_limits_of_three_standard_errors_and_no_point_of_few(shot: rejects.Exposures) -> None:
    found, centre = rejects.p_chart(shot)
    assert centre == pytest.approx(0.096)
    february, march = found.to_dict("records")
    assert (february["month"], february["rejected"], february["n"]) == (pd.Timestamp("2026-02-01"), 7, 100)
    assert (february["lower"], february["upper"]) == pytest.approx((0.007622, 0.184378), abs=1e-6)
    assert (february["rate"], february["signal"]) == (0.07, "")
    assert (march["n"], math.isnan(march["rate"]), march["signal"]) == (25, True, "")


@pytest.mark.parametrize(
    ("population", "rate", "where"),
    [
        ("adult", 0.10, "action"),
        ("adult", 0.0999, "target"),
        ("adult", 0.08, ""),
        ("adult", 0.02, "low"),
        ("child", 0.07, "action"),
        ("child", 0.051, "target"),
        ("child", 0.0, "low"),
    ],
)
def test_a_rate_that_is_too_low_is_a_signal_as_one_that_is_too_high(
    connection: Connection, population: str, rate: float, where: str
) -> None:
    assert rejects.verdict(rate, rejects.levels(connection, DAY, population)) == where


def test_none_of_the_levels_claims_to_be_confirmed(connection: Connection) -> None:
    assert not rejects.levels(connection, DAY, "adult")["confirmed"].any()
    assert not exams.targets(connection, DAY)["confirmed"].any()
