"""Totals of a dose report, and what kind of examination it is about."""

import pytest
from pydicom.dataset import Dataset

from tests.etl.readers.conftest import Read
from tests.etl.readers.make_dicom import (
    ENHANCED_SR_CLASS,
    coded,
    container,
    exposure,
    num,
    report,
    text,
)

SHORTEST = exposure(num("122130", "1e-5", "Gy.m2"))


def totals(*children: Dataset, plane: str = "113622") -> Dataset:
    return container("113702", coded("113764", plane), *children)


def test_totals_are_what_the_device_says_beside_what_the_events_add_up_to(read: Read) -> None:
    said = totals(num("113722", "9e-6", "Gy.m2"), num("113725", "2e-3", "Gy"), num("113730", "70", "s"))
    dose = read(report(said, SHORTEST, exposure(num("113738", "1e-3", "Gy"), event_uid="1.2.9")))
    assert dose.report["total_dap_gy_cm2"] == pytest.approx(0.09)
    assert dose.report["sum_event_dap_gy_cm2"] == pytest.approx(0.1)
    assert (dose.report["total_dose_rp_mgy"], dose.report["sum_event_dose_rp_mgy"]) == (2, 1)
    assert (dose.report["total_fluoro_time_s"], dose.report["event_count"]) == (70, 2)


def test_the_totals_of_two_planes_are_added(read: Read) -> None:
    planes = (
        totals(num("113722", value, "Gy.m2"), plane=plane)
        for plane, value in [("113620", "1e-4"), ("113621", "2e-4")]
    )
    assert read(report(*planes)).report["total_dap_gy_cm2"] == pytest.approx(3)


def test_a_report_with_totals_and_without_events_makes_up_none(read: Read) -> None:
    dose = read(report(totals(num("113722", "0", "Gy.m2"))))
    assert (dose.report["event_count"], dose.events, dose.report["sum_event_dap_gy_cm2"]) == (0, [], None)


@pytest.mark.parametrize("left_first", [True, False])
def test_the_glandular_dose_of_each_breast_is_found_by_its_side(read: Read, left_first: bool) -> None:
    left = num("111637", "1.3", "mGy", coded("G-C171", "T-04030", "Left breast"))
    right = num("111637", "1.1", "mGy", coded("272741003", "73056007", "Right breast"))
    dose = read(report(totals(*((left, right) if left_first else (right, left))), exposure()))
    assert (dose.report["total_agd_left_mgy"], dose.report["total_agd_right_mgy"]) == (1.3, 1.1)
    assert dose.report["modality"] == "MG"


@pytest.mark.parametrize(
    ("content", "modality"),
    [
        ([exposure(coded("113721", "113611"))], "DX"),
        ([totals(num("113730", "0", "s")), exposure(coded("113721", "113611"))], "DX"),
        ([totals(num("113730", "12", "s")), exposure(coded("113721", "113611"))], "RF"),
        ([exposure(coded("113721", "P5-06000"))], "RF"),
        ([exposure(coded("113721", "44491008"))], "RF"),
        ([exposure(coded("113721", "113613"))], "RF"),
        ([coded("122142", "113957"), exposure(coded("113721", "113611"))], "RF"),
        ([coded("121058", "P5-40010"), exposure()], "MG"),
        ([coded("121058", "71651007"), exposure()], "MG"),
        ([exposure(num("111631", "1", "mGy"))], "MG"),
    ],
)
def test_the_kind_of_examination_is_told_by_what_was_done(
    read: Read, content: list[Dataset], modality: str
) -> None:
    assert read(report(*content)).report["modality"] == modality


def test_a_dose_report_is_known_by_its_title_whatever_its_class_and_template(read: Read) -> None:
    dose = read(report(SHORTEST, SOPClassUID=ENHANCED_SR_CLASS))
    assert (dose.source, dose.report["sop_class"], len(dose.events)) == ("rdsr", ENHANCED_SR_CLASS, 1)


def test_the_device_names_itself_where_the_header_does_not(read: Read) -> None:
    observers = [text(code, f"from item {code}") for code in ("121013", "121014", "121015", "121016")]
    said = read(report(*observers, SHORTEST, Manufacturer="Maker")).report
    assert said["manufacturer"] == "Maker"
    assert (said["station_name"], said["model_name"]) == ("from item 121013", "from item 121015")
    assert said["device_serial_number"] == "from item 121016"


def test_a_radiation_summary_gives_totals_and_no_events(read: Read) -> None:
    summary = report(
        num("C-200", "4", "1", scheme="99SMS_RADSUM"),
        num("C-202", "95", "s", scheme="99SMS_RADSUM"),
        num("C-204", "1.5", "Gycm2", scheme="99SMS_RADSUM"),
        title="C-10",
        scheme="99SMS_RADSUM",
        SOPClassUID=ENHANCED_SR_CLASS,
    )
    dose = read(summary)
    assert (dose.report["modality"], dose.report["event_count"], dose.events) == ("RF", 0, [])
    assert (dose.report["total_fluoro_time_s"], dose.report["total_dap_gy_cm2"]) == (95, 1.5)
    assert dose.report["number_of_radiographic_frames"] == 4
