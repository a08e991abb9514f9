"""One exposure counts once, whoever tells of it and however often."""

from datetime import datetime

import pytest

from db.dose_studies import events_in_force, reports_in_force, study_totals

EIGHT = datetime(2026, 11, 24, 8, 0)


def event(number, key, kind="rdsr", file=1, order=1, **more):
    return {
        "id": number,
        "file_id": file,
        "event_index": 0,
        "report_kind": kind,
        "event_key": key,
        "exam_key": None,
        "modality": "DX",
        "started_at": EIGHT,
        "local_date": EIGHT.date(),
        "laterality": None,
        "view": None,
        "dap_gy_cm2": None,
        "dlp_mgy_cm": None,
        "dose_rp_mgy": None,
        "agd_mgy": None,
        "event_type": None,
        "irradiation_duration_ms": None,
        "source_order": order,
        **more,
    }


def report(number, file=1, order=1, kind="rdsr", **more):
    names = ("dap_gy_cm2", "dlp_mgy_cm", "dose_rp_mgy", "agd_left_mgy", "agd_right_mgy", "fluoro_time_s")
    counts = ("axial", "const_angle", "spiral", "stationary")
    return {
        "id": number,
        "file_id": file,
        "report_kind": kind,
        "exam_key": None,
        "modality": "CT",
        "study_date": EIGHT.date(),
        "exam_description": None,
        "source_order": order,
        **{f"total_{name}": None for name in names},
        **{f"number_of_{name}": None for name in counts},
        **more,
    }


def counted(events):
    return {e["id"] for e in events_in_force(events)}


def totals(events, reports):
    counting = counted(events)
    return study_totals("k", events, reports, counting, reports_in_force(reports, events, counting))


def test_a_later_cumulative_report_takes_the_place_of_an_earlier_one():
    events = [
        event(1, "a", file=1, order=1, dlp_mgy_cm=7.46),
        event(2, "a", file=2, order=2, dlp_mgy_cm=7.46),
        event(3, "b", file=2, order=2, dlp_mgy_cm=69.81),
    ]
    reports = [
        report(1, file=1, order=1, total_dlp_mgy_cm=7.46),
        report(2, file=2, order=2, total_dlp_mgy_cm=77.27),
    ]
    assert counted(events) == {2, 3}
    assert totals(events, reports)["total_dlp_mgy_cm"] == 77.27
    assert totals(events, reports)["report_count"] == 1


def test_the_order_in_which_files_arrive_makes_no_difference():
    late = [event(1, "a", file=1, order=2), event(2, "b", file=1, order=2), event(3, "a", file=2, order=1)]
    assert counted(late) == {1, 2}


def test_a_continued_report_adds():
    events = [event(1, "a", file=1, order=1), event(2, "b", file=2, order=2)]
    reports = [report(1, file=1, total_dlp_mgy_cm=60.17), report(2, file=2, total_dlp_mgy_cm=56.44)]
    assert totals(events, reports)["total_dlp_mgy_cm"] == pytest.approx(116.61)
    assert totals(events, reports)["event_count"] == 2


def test_a_resent_object_changes_nothing():
    events = [event(1, "a", file=1, dap_gy_cm2=0.1), event(2, "a", file=2, dap_gy_cm2=0.1)]
    assert counted(events) == {1}


def test_an_image_header_never_adds_dose_to_a_study_that_has_a_report():
    events = [event(1, "a"), event(2, "a", kind="image", file=2), event(3, "unmatched", kind="image", file=3)]
    assert counted(events) == {1}


def test_a_dose_systems_export_gives_way_to_the_report_itself():
    events = [event(1, "a", kind="csv", order=99), event(2, "a", file=2)]
    assert counted(events) == {2}


def test_two_images_of_one_exposure_count_once():
    same = {"kind": "image", "laterality": "Left", "view": "cranio-caudal"}
    events = [event(1, "p", file=1, agd_mgy=1.2, **same), event(2, "q", file=2, agd_mgy=1.2, **same)]
    assert counted(events) == {1}
    assert totals(events, [])["total_agd_left_mgy"] == 1.2


def test_images_at_different_moments_are_different_exposures():
    later = datetime(2026, 11, 24, 8, 1)
    events = [
        event(1, "p", kind="image", dap_gy_cm2=1.0),
        event(2, "q", kind="image", file=2, dap_gy_cm2=1.117, started_at=later),
    ]
    assert totals(events, [])["total_dap_gy_cm2"] == pytest.approx(2.117)


def test_images_without_a_moment_are_never_merged():
    events = [event(n, str(n), kind="image", file=n, started_at=None) for n in (1, 2)]
    assert counted(events) == {1, 2}


def test_a_report_covered_in_part_is_replaced_by_the_sum_of_what_counts():
    events = [
        event(1, "a", file=1, order=1, dap_gy_cm2=1.0),
        event(2, "b", file=1, order=1, dap_gy_cm2=2.0),
        event(3, "b", file=2, order=2, dap_gy_cm2=2.5),
    ]
    reports = [report(1, file=1, total_dap_gy_cm2=3.0), report(2, file=2, order=2, total_dap_gy_cm2=2.5)]
    assert totals(events, reports)["total_dap_gy_cm2"] == 3.5


def test_a_reported_total_is_kept_where_it_differs_from_the_sum_of_events():
    events = [event(1, "a", dap_gy_cm2=0.0209)]
    assert totals(events, [report(1, total_dap_gy_cm2=0.0212)])["total_dap_gy_cm2"] == 0.0212


def test_without_a_report_fluoroscopy_time_is_how_long_its_events_lasted_if_each_says_it():
    run = {"kind": "csv", "event_type": "Fluoroscopy"}
    spot = event(3, "c", kind="csv", event_type="Stationary Acquisition", irradiation_duration_ms=90.0)
    runs = [
        event(1, "a", irradiation_duration_ms=41_000.0, **run), event(2, "b", irradiation_duration_ms=19_500.0, **run),
    ]  # fmt: skip
    assert totals([*runs, spot], [])["total_fluoro_time_s"] == 60.5
    assert totals([spot], [])["total_fluoro_time_s"] is None
    assert totals([*runs, event(4, "d", **run)], [])["total_fluoro_time_s"] is None
    # What a report states stands before what its events add up to.
    told = [event(1, "a", event_type="Fluoroscopy", irradiation_duration_ms=41_000.0)]
    assert totals(told, [report(1, total_fluoro_time_s=44.0)])["total_fluoro_time_s"] == 44.0


def test_unknown_doses_add_up_to_unknown_not_to_zero():
    assert totals([event(1, "a")], [report(1)])["total_dap_gy_cm2"] is None


def test_of_reports_without_exposures_the_newest_stands():
    reports = [
        report(1, file=1, order=1, total_dap_gy_cm2=1.0),
        report(2, file=2, order=2, total_dap_gy_cm2=2.0),
    ]
    assert totals([], reports)["total_dap_gy_cm2"] == 2.0
