"""Headers of CR, DX and mammography images, made up attribute by attribute."""

from datetime import date, datetime
from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from etl.source import FileRejected
from tests.etl.readers.conftest import Read
from tests.etl.readers.make_dicom import (
    CAPTURE_CLASS,
    CR_CLASS,
    DX_FOR_PROCESSING_CLASS,
    MG_CLASS,
    REPORT_UID,
    code,
    image,
)


def event_of(read: Read, **attributes: Any) -> dict[str, Any]:
    return read(image(**attributes)).events[0]


def odd(keyword: str, value: str, vr: str) -> Dataset:
    """An image with a value that pydicom would refuse to write under its VR."""
    made = image()
    made.add_new(keyword, "LO", value)
    made[keyword].VR = vr
    return made


def test_an_image_is_one_event_with_the_values_of_its_header(read: Read) -> None:
    dose = read(
        image(
            KVP="70.5",
            XRayTubeCurrent="200",
            ExposureTime="6",
            ExposureInuAs="1040",
            Exposure="1",
            ImageAndFluoroscopyAreaDoseProduct="11.013",
            EntranceDoseInmGy="0.3",
            ExposureIndex="320.5",
            TargetExposureIndex="400",
            DeviationIndex="-0.9",
            RelativeXRayExposure="1460",
            FocalSpots="1.2",
            DistanceSourceToDetector="1150",
            ProtocolName="CHEST PA",
            BodyPartExamined="CHEST",
            ViewPosition="PA",
            ImageLaterality="U",
            AcquisitionNumber="4",
        )
    )
    event = dose.events[0]
    assert (dose.source, dose.report["modality"], dose.report["event_count"]) == ("image_header", "DX", 1)
    assert (event["kvp_kv"], event["tube_current_ma"], event["exposure_time_ms"]) == (70.5, 200, 6)
    assert (event["exposure_mas"], event["exposure_derived"]) == (1.04, False)
    assert event["dap_gy_cm2"] == dose.report["total_dap_gy_cm2"] == pytest.approx(1.1013)
    assert (event["entrance_exposure_rp_mgy"], event["source_to_detector_mm"]) == (0.3, 1150)
    assert (event["exposure_index"], event["target_exposure_index"], event["deviation_index"]) == (
        320.5,
        400,
        -0.9,
    )
    assert (event["relative_exposure"], event["focal_spot_size_mm"]) == (1460, 1.2)
    assert (event["protocol"], event["target_region"], event["view"]) == ("CHEST PA", "CHEST", "PA")
    assert (event["laterality"], event["acquisition_number"]) == ("Unpaired", "4")
    assert dose.rejects == []


def test_a_mammogram_gives_its_glandular_dose_to_its_side(read: Read) -> None:
    dose = read(image(MG_CLASS, OrganDose="0.00547", BodyPartThickness="52", Laterality="R"))
    assert dose.report["modality"] == "MG"
    assert dose.events[0]["agd_mgy"] == dose.report["total_agd_right_mgy"] == pytest.approx(0.547)
    assert (dose.report["total_agd_left_mgy"], dose.events[0]["compressed_thickness_mm"]) == (None, 52)


@pytest.mark.parametrize(
    ("keyword", "column"),
    [
        ("KVP", "kvp_kv"),
        ("XRayTubeCurrent", "tube_current_ma"),
        ("ExposureTime", "exposure_time_ms"),
        ("ExposureInuAs", "exposure_mas"),
        ("ImageAndFluoroscopyAreaDoseProduct", "dap_gy_cm2"),
        ("ExposureIndex", "exposure_index"),
        ("DistanceSourceToDetector", "source_to_detector_mm"),
    ],
)
@pytest.mark.parametrize("value", ["0", "0.0", ""])
def test_a_zero_or_nothing_in_a_header_is_not_recorded(
    read: Read, keyword: str, column: str, value: str
) -> None:
    dose = read(odd(keyword, value, "DS"))
    assert dose.events[0][column] is None
    assert dose.rejects == []


def test_a_deviation_of_zero_counts_only_beside_its_indices(read: Read) -> None:
    assert (
        event_of(read, DeviationIndex="0", ExposureIndex="400", TargetExposureIndex="400")["deviation_index"]
        == 0
    )
    assert event_of(read, DeviationIndex="0")["deviation_index"] is None


def test_whole_milliampere_seconds_are_taken_only_without_the_exact_ones(read: Read) -> None:
    assert event_of(read, Exposure="21")["exposure_mas"] == 21
    assert event_of(read, Exposure="21", ExposureInuAs="20800")["exposure_mas"] == pytest.approx(20.8)
    assert event_of(read, Exposure="21", ExposureInuAs="0")["exposure_mas"] == 21


def test_an_exposure_from_current_and_time_is_marked_as_derived(read: Read) -> None:
    event = event_of(read, XRayTubeCurrent="200", ExposureTime="50")
    assert (event["exposure_mas"], event["exposure_derived"]) == (10, True)


@pytest.mark.parametrize(
    ("keyword", "column"), [("ExposureTime", "exposure_time_ms"), ("Exposure", "exposure_mas")]
)
def test_a_fraction_in_an_integer_field_is_read(read: Read, keyword: str, column: str) -> None:
    assert read(odd(keyword, "161.3", "IS")).events[0][column] == 161.3


def test_two_focal_spots_are_not_one(read: Read) -> None:
    dose = read(image(FocalSpots=["0.6", "1.2"]))
    assert dose.events[0]["focal_spot_size_mm"] is None
    assert dose.rejects == [(0, "focal_spot_size_mm", "several values", "a single value")]


def test_kodaks_decimetres_become_millimetres_for_that_model_only(read: Read) -> None:
    kodak = {"Manufacturer": "KODAK", "ManufacturerModelName": "DR 7500"}
    assert event_of(read, DistanceSourceToDetector="11.5", **kodak)["source_to_detector_mm"] == 1150
    assert event_of(read, DistanceSourceToDetector="1150", **kodak)["source_to_detector_mm"] == 1150
    assert event_of(read, DistanceSourceToDetector="11.5")["source_to_detector_mm"] == 11.5


def test_filters_written_into_one_value_are_taken_apart_and_put_the_right_way_round(read: Read) -> None:
    made = image(FilterMaterial="ALUMINUM,COPPER")
    for keyword, value in (
        ("FilterThicknessMinimum", "1.06,0.206"),
        ("FilterThicknessMaximum", "0.94,0.194"),
    ):
        made.add_new(keyword, "LO", value)
        made[keyword].VR = "DS"
    event = read(made).events[0]
    assert event["filter_material"] == "Aluminum or Aluminum compound;Copper or Copper compound"
    assert event["filter_thickness_min_mm"] == "0.94;0.194"
    assert event["filter_thickness_max_mm"] == "1.06;0.206"


def test_a_decimal_comma_in_a_thickness_is_not_guessed_at(read: Read) -> None:
    dose = read(odd("FilterThicknessMinimum", "0,1", "DS"))
    assert dose.events[0]["filter_thickness_min_mm"] is None
    assert dose.rejects == [(0, "filter_thickness_min_mm", "number", "a decimal number")]


def test_a_filter_told_by_its_type_is_read(read: Read) -> None:
    event = event_of(read, FilterType="CU_0.2_MM", FilterMaterial="COPPER")
    assert event["filter_material"] == "Copper or Copper compound"
    assert (event["filter_thickness_min_mm"], event["filter_thickness_max_mm"]) == ("0.2", "0.2")
    assert event_of(read, FilterType="NONE")["filter_material"] == "No Filter"


def test_coded_anatomy_and_view_go_before_the_plain_ones(read: Read) -> None:
    event = event_of(
        read,
        AnatomicRegionSequence=Sequence([code("T-D4000", "Abdomen")]),
        ViewCodeSequence=Sequence([code("R-10206", "antero-posterior")]),
        BodyPartExamined="ABDOMEN",
        ViewPosition="AP",
    )
    assert (event["target_region"], event["view"]) == ("Abdomen", "antero-posterior")


def test_the_event_uid_goes_before_that_of_the_image(read: Read) -> None:
    assert event_of(read)["event_uid"] == REPORT_UID
    event = event_of(read, IrradiationEventUID="1.9.8")
    assert (event["event_uid"], event["acquired_image_uid"]) == ("1.9.8", REPORT_UID)


def test_a_date_is_never_joined_to_another_ones_time(read: Read) -> None:
    acquired = event_of(
        read, AcquisitionDate="20260302", AcquisitionTime="", ContentDate="20260303", ContentTime="0915"
    )
    assert acquired["started_at"] == datetime(2026, 3, 3, 9, 15)
    assert event_of(read, StudyDate="", AcquisitionTime="1015")["started_at"] is None


def test_an_image_without_dates_is_read_and_none_is_made_up(read: Read) -> None:
    dose = read(image(StudyDate="", PatientBirthDate="19800101", KVP="70"))
    assert (dose.report["study_date"], dose.report["study_at"], dose.report["content_at"]) == (
        None,
        None,
        None,
    )
    assert dose.report["patient_age_years"] is None
    assert dose.events[0]["kvp_kv"] == 70


def test_the_two_forms_of_an_image_are_told_apart(read: Read) -> None:
    assert read(image(DX_FOR_PROCESSING_CLASS)).report["presentation_intent"] == "processing"
    assert (
        read(image(PresentationIntentType="FOR PRESENTATION")).report["presentation_intent"] == "presentation"
    )
    assert read(image(CR_CLASS)).report["presentation_intent"] is None


@pytest.mark.parametrize(("stated", "modality"), [("CR", "DX"), ("DX", "DX"), ("PX", "PX"), ("MG", "MG")])
def test_the_modality_refines_the_class_of_the_object(read: Read, stated: str, modality: str) -> None:
    assert read(image(CR_CLASS, Modality=stated)).report["modality"] == modality


def test_a_secondary_capture_counts_only_as_an_original_with_its_exposure(read: Read) -> None:
    original = image(
        CAPTURE_CLASS, Modality="MG", ImageType=["ORIGINAL", "PRIMARY"], KVP="28", QualityControlImage="YES"
    )
    assert read(original).report["is_quality_control"] is True
    for refused in (
        image(CAPTURE_CLASS, Modality="MG", ImageType=["DERIVED", "SECONDARY"], KVP="28"),
        image(CAPTURE_CLASS, Modality="MG", ImageType=["ORIGINAL", "PRIMARY"]),
    ):
        with pytest.raises(FileRejected):
            read(refused)


@pytest.mark.parametrize(("flag", "rejected"), [(1, True), (0, False), (None, None)])
def test_an_image_is_rejected_only_if_its_file_says_so(
    read: Read, flag: int | None, rejected: bool | None
) -> None:
    made = image(KVP="70")
    if flag is not None:
        made.private_block(0x0903, "GEIIS PACS", create=True).add_new(0x10, "US", flag)
    assert read(made).events[0]["rejected"] is rejected


def test_patient_and_study_are_read_without_the_patients_name(read: Read) -> None:
    said = read(
        image(
            PatientName="Miller^Anna",
            PatientID="0012",
            PatientBirthDate="19800303",
            PatientSex="F",
            PatientSize="1.68",
            PatientWeight="0",
            AccessionNumber="00123",
            StudyDescription="Chest",
        )
    ).report
    assert "Miller" not in str(said)
    assert (said["patient_id"], said["accession_number"], said["patient_sex"]) == ("0012", "00123", "F")
    assert said["patient_birth_date"] == date(1980, 3, 3)
    assert said["patient_age_years"] == pytest.approx(46.0, abs=0.01)
    assert (said["patient_size_m"], said["patient_weight_kg"]) == (1.68, None)
    assert (said["exam_description"], said["procedure_text"]) == ("Chest", "Chest")
    assert said["study_at"] == datetime(2026, 3, 2, 10, 15)


def test_a_size_in_centimetres_is_set_aside(read: Read) -> None:
    dose = read(image(PatientSize="168"))
    assert dose.report["patient_size_m"] is None
    assert dose.rejects == [(None, "patient_size_m", "range", "between 0.1 and 2.8")]


def test_the_request_describes_the_exam_where_the_study_does_not(read: Read) -> None:
    request = Dataset()
    request.RequestedProcedureDescription, request.AccessionNumber = "Knee", "00777"
    said = read(image(RequestAttributesSequence=Sequence([request]))).report
    assert (said["exam_description"], said["accession_number"]) == ("Knee", "00777")
    other = Dataset()
    other.AccessionNumber = "00888"
    both = read(image(RequestAttributesSequence=Sequence([request, other]))).report
    assert both["accession_number"] is None


def test_a_text_that_no_column_takes_is_set_aside_and_not_cut_short(read: Read) -> None:
    dose = read(image(StudyDescription="x" * 201, ProtocolName="Knee\x07"))
    assert (dose.report["exam_description"], dose.events[0]["protocol"]) == (None, None)
    assert {(index, column, rule) for index, column, rule, _ in dose.rejects} >= {
        (None, "exam_description", "length"),
        (0, "protocol", "characters"),
    }
