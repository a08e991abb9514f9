"""Are the stories of the dose page in the files? Doses of adults, accepted exposures only."""

import math
from collections import defaultdict
from datetime import date, timedelta
from statistics import median, quantiles

import pytest

from etl.demo.rooms import deviation_sign, swap_day
from tests.etl.demo.conftest import END, Row, Written

TODAY = END.date()
SWAP = swap_day(TODAY).isoformat()
# UK national DRLs of the reference table, Gy.cm2 per radiograph.
DRL = {
    "Abdomen AP": 2.5,
    "Chest AP": 0.15,
    "Chest PA": 0.1,
    "L-Spine AP": 1.5,
    "Pelvis AP": 2.2,
    "T-Spine AP": 1.0,
    "T-Spine LAT": 1.5,
}


@pytest.fixture(scope="module")
def exposures(department: Written) -> list[Row]:
    return list(department.rows("dose_*.csv"))


@pytest.fixture(scope="module")
def doses(exposures: list[Row]) -> dict[str, list[tuple[str, str, float]]]:
    """Protocol -> (day, room, DAP in Gy.cm2)."""
    found = defaultdict(list)
    for row in exposures:
        if row["modality"] == "DX" and row["rejected"] == "no" and float(row["patient_age_years"]) >= 16:
            found[row["protocol"]].append((row["started_at"][:10], row["room"], float(row["dap_gy_cm2"])))
    return found


def test_lumbar_spine_lat_in_room_3_is_over_its_drl_since_the_swap(
    doses: dict[str, list[tuple[str, str, float]]],
) -> None:
    room_3 = [(day, dap) for day, room, dap in doses["L-Spine LAT"] if room == "Room 3"]
    before = [dap for day, dap in room_3 if day < SWAP]
    since = [dap for day, dap in room_3 if day >= SWAP]
    assert median(before) < 2.5 < median(since)
    assert 1.1 < median(since) / 2.5 < 1.35
    assert len(since) >= 20


def test_the_swap_lifts_the_whole_month_over_the_drl(doses: dict[str, list[tuple[str, str, float]]]) -> None:
    by_month = defaultdict(list)
    for day, _, dap in doses["L-Spine LAT"]:
        by_month[day[:7]].append(dap)
    assert median(by_month["2026-11"]) > 2.5
    assert median(by_month["2026-10"]) < 2.5


def test_other_projections_are_below_their_drl(doses: dict[str, list[tuple[str, str, float]]]) -> None:
    for protocol, drl in DRL.items():
        share = median(dap for _, _, dap in doses[protocol]) / drl
        assert 0.35 < share < 1, protocol
    assert median(dap for _, _, dap in doses["Chest PA"]) < 0.05


def test_cervical_spine_has_too_few_for_a_verdict(doses: dict[str, list[tuple[str, str, float]]]) -> None:
    months: dict[str, int] = defaultdict(int)
    for day, _, _ in doses["C-Spine LAT"]:
        months[day[:7]] += 1
    assert all(count < 20 for count in months.values())
    assert months["2026-10"] > 3


def test_the_middle_half_is_believable(doses: dict[str, list[tuple[str, str, float]]]) -> None:
    for protocol in DRL:
        low, middle, high = quantiles((dap for _, _, dap in doses[protocol]), n=4)
        assert 0.2 < (high - low) / middle < 0.6, protocol


def test_a_few_exposures_are_over_three_times_the_median(
    doses: dict[str, list[tuple[str, str, float]]],
) -> None:
    since = (TODAY - timedelta(days=30)).isoformat()
    outliers = [
        (day, protocol)
        for protocol, rows in doses.items()
        for day, _, dap in rows
        if dap > 3 * median(d for _, _, d in rows) and day >= since
    ]
    assert 3 <= len(outliers) <= 25
    assert "L-Spine LAT" in {protocol for _, protocol in outliers}


def test_rooms_differ(doses: dict[str, list[tuple[str, str, float]]]) -> None:
    rooms = defaultdict(list)
    for _, room, dap in doses["Chest PA"]:
        rooms[room].append(dap)
    assert median(rooms["Room 2"]) > median(rooms["Room 1"])


def test_the_deviation_index_belongs_to_its_indices_but_where_a_room_has_lost_its_sign(
    exposures: list[Row],
) -> None:
    shown = [row for row in exposures if row["deviation_index"]]
    assert len(shown) > 5000
    for row in shown:
        ratio = float(row["exposure_index"]) / float(row["target_exposure_index"])
        sign = deviation_sign(row["room"], date.fromisoformat(row["started_at"][:10]), END.date())
        assert float(row["deviation_index"]) == pytest.approx(sign * 10 * math.log10(ratio), abs=0.051)


def test_three_to_twelve_percent_are_rejected(exposures: list[Row]) -> None:
    judged = [row for row in exposures if row["rejected"]]
    share = sum(row["rejected"] == "yes" for row in judged) / len(judged)
    assert 0.03 < share < 0.12


def test_most_exams_have_a_dose_and_a_few_doses_have_no_exam(
    department: Written, exposures: list[Row]
) -> None:
    until = (TODAY - timedelta(days=1)).isoformat()
    done = {
        row["accession_number"]
        for row in department.rows("ris_*.csv")
        if row["started_at"] and row["started_at"] < until
    }
    dosed = {row["accession_number"] for row in exposures}
    assert 0.93 < len(done & dosed) / len(done) < 0.985
    assert 5 < len(dosed - done) < 80


def test_ct_gives_ctdivol_and_dlp_and_a_scout_neither(exposures: list[Row]) -> None:
    scans = [row for row in exposures if row["modality"] == "CT"]
    for row in scans:
        assert bool(row["ctdivol_mgy"]) == bool(row["dlp_mgy_cm"]) == (not row["protocol"].endswith("scout"))
    heads = [float(row["dlp_mgy_cm"]) for row in scans if row["protocol"] == "CT Head"]
    assert 600 < median(heads) < 1000


def test_there_is_one_export_for_each_day_but_the_last_two(department: Written) -> None:
    days = sorted(path.name[5:15] for path in department.folder.rglob("dose_*.csv"))
    assert len(days) == 90
    assert date.fromisoformat(days[-1]) == TODAY - timedelta(days=2)
