"""Irradiation events of radiography, fluoroscopy and mammography, made up item by item."""

from datetime import datetime

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.etl.readers.conftest import Read
from tests.etl.readers.make_dicom import (
    EVENT_UID,
    REPORT_UID,
    coded,
    container,
    exposure,
    item,
    moment,
    num,
    report,
    text,
)

SHORTEST = exposure(num("122130", "1e-5", "Gy.m2"))


def totals(*children: Dataset, plane: str = "113622") -> Dataset:
    return container("113702", coded("113764", plane), *children)


@pytest.mark.parametrize(
    ("unit", "gy_cm2"),
    [
        ("Gy.m2", 2.0),
        ("Gym2", 2.0),
        ("Gy.m^2", 2.0),
        ("Gy*m2", 2.0),
        ("dGy.cm2", 2e-5),
        ("dGycm2", 2e-5),
        ("cGy.cm2", 2e-6),
        ("Gy.cm^2", 2e-4),
        ("mGy.cm2", 2e-7),
        ("uGy.m2", 2e-6),
        ("µGy.m2", 2e-6),
    ],
)
def test_a_dose_area_product_is_converted_from_the_unit_in_the_file(
    read: Read, unit: str, gy_cm2: float
) -> None:
    assert read(report(exposure(num("122130", "2e-4", unit)))).events[0]["dap_gy_cm2"] == pytest.approx(
        gy_cm2
    )


@pytest.mark.parametrize(
    ("name", "unit", "column", "value"),
    [
        ("113738", "Gy", "dose_rp_mgy", 1500.0),
        ("113738", "mGy", "dose_rp_mgy", 1.5),
        ("111636", "mGy", "entrance_exposure_rp_mgy", 1.5),
        ("111631", "mGy", "agd_mgy", 1.5),
        ("113736", "uA.s", "exposure_mas", 0.0015),
        ("113736", "uAs", "exposure_mas", 0.0015),
        ("113736", "mA.s", "exposure_mas", 1.5),
        ("113824", "ms", "exposure_time_ms", 1.5),
        ("113824", "s", "exposure_time_ms", 1500.0),
        ("113735", "ms", "exposure_time_ms", 1.5),
        ("113742", "s", "irradiation_duration_ms", 1500.0),
        ("113734", "uA", "tube_current_ma", 0.0015),
        ("113767", "mA", "tube_current_ma", 1.5),
        ("113733", "kV", "kvp_kv", 1.5),
        ("113750", "cm", "source_to_detector_mm", 15.0),
        ("113845", "1", "exposure_index", 1.5),
        ("113768", "{pulses}", "number_of_pulses", 1.5),
    ],
)
def test_each_quantity_is_converted_from_the_unit_in_the_file(
    read: Read, name: str, unit: str, column: str, value: float
) -> None:
    assert read(report(exposure(num(name, "1.5", unit)))).events[0][column] == pytest.approx(value)


@pytest.mark.parametrize(("unit", "rule"), [("furlong", "unit"), ("MGy", "unit"), (None, "unit missing")])
def test_a_value_in_an_unknown_unit_is_set_aside_and_never_guessed(
    read: Read, unit: str | None, rule: str
) -> None:
    dose = read(report(exposure(num("113738", "0.5", unit), num("113733", "80", "kV"))))
    assert dose.events[0]["dose_rp_mgy"] is None
    assert dose.events[0]["kvp_kv"] == 80
    assert dose.rejects == [(0, "dose_rp_mgy", rule, "a dose, such as Gy or mGy")]


def test_a_number_without_unit_needs_none(read: Read) -> None:
    assert read(report(exposure(num("113845", "300", None)))).events[0]["exposure_index"] == 300


def test_an_item_without_a_value_is_missing_and_not_zero(read: Read) -> None:
    dose = read(
        report(
            totals(num("113725", None, None)), exposure(num("122130", None, None), num("113738", "", "Gy"))
        )
    )
    assert dose.report["total_dose_rp_mgy"] is None
    assert (dose.events[0]["dap_gy_cm2"], dose.events[0]["dose_rp_mgy"]) == (None, None)
    assert dose.rejects == []


def test_a_zero_that_the_report_gives_stays_zero(read: Read) -> None:
    event = read(report(exposure(num("122130", "0", "Gy.m2"), num("113750", "0", "mm")))).events[0]
    assert (event["dap_gy_cm2"], event["source_to_detector_mm"]) == (0, 0)


@pytest.mark.parametrize("written", ["10.50/ 15.00", "1,5", "nan", "1_000", "0x1F", "--2", "1e999"])
def test_a_number_that_is_none_drops_that_item_only(read: Read, written: str) -> None:
    dose = read(report(exposure(num("113733", written, "kV"), num("113734", "200", "mA"))))
    assert (dose.events[0]["kvp_kv"], dose.events[0]["tube_current_ma"]) == (None, 200)
    assert dose.rejects == [(0, "kvp_kv", "number", "a decimal number")]


def test_what_is_physically_impossible_is_set_aside(read: Read) -> None:
    dose = read(report(exposure(num("113733", "8000", "kV"), num("113738", "-1", "Gy"))))
    assert (dose.events[0]["kvp_kv"], dose.events[0]["dose_rp_mgy"]) == (None, None)
    assert {(column, rule) for _, column, rule, _ in dose.rejects} == {
        ("kvp_kv", "range"),
        ("dose_rp_mgy", "range"),
    }


def test_no_reject_repeats_a_value(read: Read) -> None:
    dose = read(report(exposure(num("113733", "Miller^Anna", "kV"), num("113738", "1", "Miller^Anna"))))
    assert len(dose.rejects) == 2
    assert "Miller" not in str(dose.rejects)


@pytest.mark.parametrize("as_list", [True, False], ids=["one item with many values", "many items"])
def test_several_pulses_are_averaged_without_the_zeros_and_doses_are_added(read: Read, as_list: bool) -> None:
    def several(name: str, unit: str, *values: str) -> list[Dataset]:
        return [num(name, list(values), unit)] if as_list else [num(name, value, unit) for value in values]

    children = [
        *several("113733", "kV", "0", "80", "60"),
        *several("113734", "mA", "0", "10", "30"),
        *several("113793", "ms", "0", "8", "8"),
        *several("122130", "Gy.m2", "1e-6", "2e-6"),
        *several("113738", "Gy", "1e-3", "2e-3"),
        *several("113824", "ms", "5", "6"),
    ]
    event = read(report(exposure(*children))).events[0]
    assert (event["kvp_kv"], event["tube_current_ma"], event["pulse_width_ms"]) == (70, 20, 8)
    assert event["dap_gy_cm2"] == pytest.approx(0.03)
    assert event["dose_rp_mgy"] == pytest.approx(3)
    assert event["exposure_time_ms"] == 11
    # Pulse by pulse: 10 mA x 8 ms + 30 mA x 8 ms, not 20 mA x 11 ms.
    assert event["exposure_mas"] == pytest.approx(0.32)
    assert event["exposure_derived"] is True


def test_an_exposure_is_derived_only_where_the_report_has_none(read: Read) -> None:
    timed = (num("113734", "200", "mA"), num("113824", "50", "ms"))
    derived, given, unknown = read(
        report(exposure(*timed), exposure(*timed, num("113736", "9000", "uA.s")), exposure(timed[0]))
    ).events
    assert (derived["exposure_mas"], derived["exposure_derived"]) == (10, True)
    assert (given["exposure_mas"], given["exposure_derived"]) == (9, False)
    assert (unknown["exposure_mas"], unknown["exposure_derived"]) == (None, False)


def test_a_voltage_of_zero_is_no_voltage(read: Read) -> None:
    assert read(report(exposure(num("113733", "0", "kV")))).events[0]["kvp_kv"] is None


def test_uids_written_as_text_are_found(read: Read) -> None:
    event = read(report(exposure(text("113769", "1.9.8.7"), event_uid=None))).events[0]
    assert event["event_uid"] == "1.9.8.7"


def test_an_event_without_a_uid_is_named_after_its_report(read: Read) -> None:
    events = read(report(SHORTEST, exposure(event_uid=None))).events
    assert [event["event_uid"] for event in events] == [EVENT_UID, f"{REPORT_UID}#1"]


def test_two_planes_that_share_an_event_uid_are_two_events(read: Read) -> None:
    events = read(report(exposure(coded("113764", "113620")), exposure(coded("113764", "113621")))).events
    assert [event["event_uid"] for event in events] == [EVENT_UID, f"{EVENT_UID}#2"]


def test_codes_are_matched_by_value_whatever_the_maker_calls_them(read: Read) -> None:
    current = num("113734", "12", "mA")
    current.ConceptNameCodeSequence[0].CodeMeaning = "mA"
    assert read(report(exposure(current))).events[0]["tube_current_ma"] == 12


def test_a_private_code_never_meets_a_standard_one(read: Read) -> None:
    assert read(report(exposure(num("113733", "99", "kV", scheme="99MAKER")))).events[0]["kvp_kv"] is None


def test_what_stands_in_a_calibration_is_no_dose(read: Read) -> None:
    calibration = container("122505", num("122130", "5", "Gy.m2"))
    assert read(report(exposure(calibration))).events[0]["dap_gy_cm2"] is None


@pytest.mark.parametrize("above", ["T-D0005", "123014"])
@pytest.mark.parametrize("code", ["G-C171", "272741003"])
def test_the_side_is_found_under_the_anatomy_and_under_the_target_region(
    read: Read, above: str, code: str
) -> None:
    side = coded(code, "G-A101", "Left")
    event = read(
        report(exposure(coded("123014", "T-04000", "Breast"), coded(above, "T-1", "Breast", side)))
    ).events[0]
    assert (event["laterality"], event["target_region"]) == ("Left", "Breast")


def test_an_empty_target_region_is_missing(read: Read) -> None:
    empty = item("123014", "CODE", ConceptCodeSequence=Sequence([]))
    assert read(report(exposure(empty))).events[0]["target_region"] is None


def test_an_item_with_a_wrong_value_type_is_read_by_what_it_holds(read: Read) -> None:
    odd = num("113733", "80", "kV")
    odd.ValueType = "NUMBER"
    assert read(report(exposure(odd))).events[0]["kvp_kv"] == 80


def test_filters_are_listed_in_the_order_of_the_report(read: Read) -> None:
    copper = container("113771", coded("113757", "C-127F9", "Copper"), num("113758", "0.10", "mm"))
    aluminium = container(
        "113771",
        coded("113757", "C-120F9", "Aluminum"),
        num("113758", "1.0", "mm"),
        num("113773", "1.5", "mm"),
    )
    event = read(report(exposure(copper, aluminium))).events[0]
    assert event["filter_material"] == "Copper;Aluminum"
    assert (event["filter_thickness_min_mm"], event["filter_thickness_max_mm"]) == ("0.1;1", ";1.5")


def test_no_filter_is_told_by_the_type(read: Read) -> None:
    event = read(report(exposure(container("113771", coded("113772", "111609", "No Filter"))))).events[0]
    assert (event["filter_material"], event["filter_thickness_min_mm"]) == ("No Filter", None)


def test_the_blades_of_philips_give_the_field_at_the_detector(read: Read) -> None:
    blades = container("005", *(num(f"00{n}", "100", "mm", scheme="99PHI-IXR-XPER") for n in (6, 7, 8, 9)))
    event = read(report(exposure(blades, num("113750", "1200", "mm")))).events[0]
    assert (event["collimated_field_height_mm"], event["collimated_field_width_mm"]) == (240, 240)


def test_the_size_of_the_intensifier_is_read_from_siemens_comment(read: Read) -> None:
    comment = text("121106", '<FluoroData><iiDiameter SRData="220"/><SceneTime SRData="3"/></FluoroData>')
    assert read(report(exposure(comment))).events[0]["ii_field_size_mm"] == 220


def test_the_start_of_an_event_is_local_time(read: Read) -> None:
    started = exposure(moment("111526", "20260302101530.250-0500"))
    assert read(report(started)).events[0]["started_at"] == datetime(2026, 3, 2, 10, 15, 30, 250_000)


def test_a_start_that_is_no_time_is_set_aside(read: Read) -> None:
    dose = read(report(exposure(moment("111526", "20261332"))))
    assert dose.events[0]["started_at"] is None
    assert dose.rejects[0][:3] == (0, "started_at", "date")
