"""CT dose reports and a CT's dose summary kept as a picture, made up item by item."""

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from etl.source import FileRejected
from tests.etl.readers.conftest import Read
from tests.etl.readers.make_dicom import (
    CAPTURE_CLASS,
    REPORT_UID,
    acquisition,
    coded,
    container,
    header,
    num,
    report,
    text,
)

SPIRAL, SEQUENCED, SCOUT, STATIONARY = "P5-08001", "113804", "113805", "113806"


def source(kvp: str, current: str) -> Dataset:
    return container("113831", num("113733", kvp, "kV"), num("113734", current, "mA"))


def test_an_acquisition_is_read_through_its_nested_containers(read: Read) -> None:
    dose = read(
        report(
            container("113811", num("113812", "1", "{events}"), num("113813", "0.4", "Gy.cm")),
            acquisition(
                text("125203", "Head"),
                coded("113820", SPIRAL, "Spiral Acquisition"),
                container(
                    "113822",
                    num("113824", "5.6", "s"),
                    num("113825", "56", "cm"),
                    num("113828", "1.4", "{ratio}"),
                    num("113823", "1", "X-ray sources"),
                    source("120", "85"),
                ),
                container(
                    "113829",
                    num("113830", "50", "mGy"),
                    coded("113835", "113690", "IEC Head Dosimetry Phantom"),
                    num("113838", "400", "mGycm"),
                ),
            ),
        )
    )
    event = dose.events[0]
    assert dose.report["modality"] == "CT"
    assert (dose.report["total_dlp_mgy_cm"], dose.report["sum_event_dlp_mgy_cm"]) == (400, 400)
    assert (dose.report["ct_irradiation_event_count"], dose.report["number_of_spiral"]) == (1, 1)
    assert (event["exposure_time_ms"], event["scanning_length_mm"]) == (5600, 560)
    assert (event["kvp_kv"], event["tube_current_ma"], event["number_of_xray_sources"]) == (120, 85, 1)
    assert (event["ctdivol_mgy"], event["ctdi_phantom"]) == (50, "IEC Head Dosimetry Phantom")
    assert event["kvp_by_source_kv"] is None


def test_a_scout_without_a_dose_has_none_and_not_zero(read: Read) -> None:
    dose = read(report(acquisition(coded("113820", SCOUT), container("113822", source("120", "10")))))
    assert (dose.events[0]["ctdivol_mgy"], dose.events[0]["dlp_mgy_cm"]) == (None, None)
    assert dose.report["sum_event_dlp_mgy_cm"] is None


def test_acquisitions_are_counted_by_the_code_of_their_type(read: Read) -> None:
    types = [SPIRAL, "116152004", SEQUENCED, SCOUT, STATIONARY]
    counted = read(report(*(acquisition(coded("113820", code)) for code in types))).report
    assert (counted["number_of_spiral"], counted["number_of_axial"]) == (2, 1)
    assert (counted["number_of_const_angle"], counted["number_of_stationary"]) == (1, 1)


def test_two_sources_are_listed_and_share_a_column_only_where_they_agree(read: Read) -> None:
    parameters = container("113822", source("100", "300"), source("140", "300"))
    event = read(report(acquisition(parameters))).events[0]
    assert (event["kvp_kv"], event["kvp_by_source_kv"]) == (None, "100;140")
    assert (event["tube_current_ma"], event["tube_current_by_source_ma"]) == (300, "300;300")


def test_the_levels_of_the_dose_check_are_those_of_the_alert(read: Read) -> None:
    alert = container(
        "113900",
        num("113903", "1000", "mGy.cm"),
        num("113904", "100", "mGy"),
        num("113905", "1200", "mGycm"),
    )
    check = container("113829", container("113908", num("113904", "20", "mGy")), alert)
    event = read(report(acquisition(check))).events[0]
    assert (event["dose_check_dlp_alert_mgy_cm"], event["dose_check_ctdivol_alert_mgy"]) == (1000, 100)
    assert event["dose_check_accum_dlp_forward_estimate_mgy_cm"] == 1200


def test_no_exposure_is_derived_for_a_ct(read: Read) -> None:
    parameters = container("113822", num("113824", "5", "s"), source("120", "100"))
    assert read(report(acquisition(parameters))).events[0]["exposure_mas"] is None


def capture(*acquisitions: Dataset) -> Dataset:
    made = header(CAPTURE_CLASS, Modality="CT", TotalNumberOfExposures=len(acquisitions))
    if acquisitions:
        made.ExposureDoseSequence = Sequence(acquisitions)
    made.private_block(0x00E1, "ELSCINT1", create=True).add_new(0x21, "DS", "600.5")
    return made


def captured(dlp: str, kind: str, **attributes: object) -> Dataset:
    made = Dataset()
    made.AcquisitionType = kind
    for keyword, value in attributes.items():
        setattr(made, keyword, value)
    made.private_block(0x00E1, "ELSCINT1", create=True).add_new(0x21, "DS", dlp)
    return made


def test_a_dose_summary_kept_as_a_picture_gives_its_acquisitions(read: Read) -> None:
    scan = captured(
        "600.5", "SPIRAL", KVP="120", XRayTubeCurrentInuA="165000", ExposureTime="6986", CTDIvol=7.2
    )
    dose = read(capture(captured("0", "CONSTANT_ANGLE", KVP="120"), scan))
    scout, spiral = dose.events
    assert (dose.source, dose.report["modality"], dose.report["event_count"]) == ("image_header", "CT", 2)
    assert (dose.report["total_dlp_mgy_cm"], dose.report["sum_event_dlp_mgy_cm"]) == (600.5, 600.5)
    assert (dose.report["number_of_spiral"], dose.report["number_of_const_angle"]) == (1, 1)
    assert (scout["dlp_mgy_cm"], scout["ctdivol_mgy"], scout["exposure_time_ms"]) == (0, None, None)
    assert (spiral["tube_current_ma"], spiral["exposure_time_ms"], spiral["ctdivol_mgy"]) == (165, 6986, 7.2)
    assert [event["event_uid"] for event in dose.events] == [f"{REPORT_UID}#0", f"{REPORT_UID}#1"]


def test_a_picture_without_a_dose_summary_is_refused(read: Read) -> None:
    with pytest.raises(FileRejected) as rejected:
        read(header(CAPTURE_CLASS, Modality="CT"))
    assert not rejected.value.recognised
