"""Do the made-up dose reports and image headers read back as what they were made from?"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl.demo.department import Department
from etl.demo.exam import Exam
from etl.demo.exposure import Exposure
from etl.demo.exposures import exposures_of
from etl.demo.odd_objects import loses_its_last_event
from etl.demo.plan import EXAMS_A_WEEKDAY, exams_of
from etl.demo.wall_time import to_local
from etl.readers.dicom import DoseObject, read_dose_object
from tests.etl.demo.conftest import END, ZONE, Written

DEPARTMENT = Department(
    end=END.replace(tzinfo=None),
    zone=ZONE,
    seed=1,
    first_day=END.date(),
    daily_from=END.date(),
    story_day=END.date(),
    skip=lambda name: False,
    exams_a_weekday=EXAMS_A_WEEKDAY,
)
COLUMNS = (
    "dap_gy_cm2", "dose_rp_mgy", "entrance_exposure_rp_mgy", "ctdivol_mgy", "dlp_mgy_cm", "kvp_kv", "tube_current_ma",
    "exposure_mas", "exposure_time_ms", "exposure_index", "target_exposure_index", "deviation_index",
    "source_to_detector_mm", "scanning_length_mm", "pitch_factor",
)  # fmt: skip


@pytest.fixture(scope="module")
def objects(department: Written) -> dict[str, DoseObject]:
    """The exposures of exams; what fits none has a test of its own."""
    return {
        path.name: read_dose_object(path)
        for path in department.folder.rglob("*.dcm")
        if not path.name.startswith(("phantom_", "stray_"))
    }


@pytest.fixture(scope="module")
def exams() -> dict[str, Exam]:
    days = (END.date(), END.date().replace(day=END.day - 1))
    return {exam.accession_number: exam for day in days for exam in exams_of(DEPARTMENT, day)}


def reports(objects: dict[str, DoseObject]) -> list[DoseObject]:
    return [found for found in objects.values() if found.source == "rdsr"]


def told_of(exam: Exam) -> list[Exposure]:
    """The exposures that the report of an exam tells of."""
    made = exposures_of(DEPARTMENT, exam)
    return made[:-1] if loses_its_last_event(DEPARTMENT, exam) else made


def test_there_are_about_300(objects: dict[str, DoseObject]) -> None:
    assert 220 <= len(objects) <= 380
    assert len(reports(objects)) >= 50


def test_no_value_is_set_aside(objects: dict[str, DoseObject]) -> None:
    assert {name: found.rejects for name, found in objects.items() if found.rejects} == {}


def test_every_value_reads_back(objects: dict[str, DoseObject], exams: dict[str, Exam]) -> None:
    seen = set()
    for found in objects.values():
        exam = exams[found.report["accession_number"]]
        made = {exposure.event_uid: exposure for exposure in exposures_of(DEPARTMENT, exam)}
        for event in found.events:
            exposure = made[event["event_uid"]]
            assert event["started_at"] == to_local(exposure.started_at, ZONE)
            assert event["protocol"] == exposure.protocol
            assert event["target_region"] == exposure.region
            for column in COLUMNS:
                expected: Any = getattr(exposure, column)
                if found.source == "image_header" and column == "dose_rp_mgy":
                    continue
                assert event[column] == (
                    expected if expected is None else pytest.approx(expected, rel=1e-6)
                ), column
                seen.add(column if expected is not None else "")
    assert seen >= set(COLUMNS)


def test_a_report_has_all_exposures_of_its_exam(
    objects: dict[str, DoseObject], exams: dict[str, Exam]
) -> None:
    for found in reports(objects):
        made = told_of(exams[found.report["accession_number"]])
        assert [event["event_uid"] for event in found.events] == [exposure.event_uid for exposure in made]


def test_totals_are_the_sums_but_of_the_report_that_lost_an_event(
    objects: dict[str, DoseObject], exams: dict[str, Exam]
) -> None:
    lost = 0
    for found in reports(objects):
        report = found.report
        if loses_its_last_event(DEPARTMENT, exams[report["accession_number"]]):
            lost += 1
            assert report["total_dap_gy_cm2"] > report["sum_event_dap_gy_cm2"]
        elif report["modality"] == "CT":
            assert report["total_dlp_mgy_cm"] == pytest.approx(report["sum_event_dlp_mgy_cm"])
        else:
            assert report["total_dap_gy_cm2"] == pytest.approx(report["sum_event_dap_gy_cm2"])
            assert report["total_dose_rp_mgy"] == pytest.approx(report["sum_event_dose_rp_mgy"])
    assert lost == 1


def test_each_kind_of_unit_reports(objects: dict[str, DoseObject]) -> None:
    assert {found.report["modality"] for found in reports(objects)} == {"DX", "RF", "CT"}
    assert {found.report["station_name"] for found in reports(objects)} == {
        "Room 1",
        "Room 3",
        "Room 4",
        "Room 5",
        "Room 6",
    }


def test_rooms_without_reports_tell_their_dose_in_image_headers(objects: dict[str, DoseObject]) -> None:
    images = [found for found in objects.values() if found.source == "image_header"]
    rooms = {found.report["station_name"] for found in images}
    assert rooms == {"Room 1", "Room 2", "Mobile 1", "Mobile 2"}
    assert all(found.events[0]["dap_gy_cm2"] for found in images)


def test_an_exposure_with_two_images_has_one_event_uid(objects: dict[str, DoseObject]) -> None:
    pairs: dict[str, set[str]] = {}
    for found in objects.values():
        if found.source == "image_header" and found.report["station_name"] == "Room 2":
            pairs.setdefault(found.events[0]["event_uid"], set()).add(found.report["presentation_intent"])
    assert pairs
    assert all(intents == {"processing", "presentation"} for intents in pairs.values())


def test_identifiers_match_the_ris(department: Written, objects: dict[str, DoseObject]) -> None:
    ris = {row["accession_number"]: row for row in department.rows("ris_*.csv")}
    met = [found.report for found in objects.values() if found.report["accession_number"] in ris]
    assert len(met) > 0.9 * len(objects)
    for report in met:
        row = ris[report["accession_number"]]
        assert (report["study_uid"], report["patient_id"]) == (row["study_instance_uid"], row["patient_id"])
        assert report["station_name"] == row["room"]


def test_sides_read_back(objects: dict[str, DoseObject], exams: dict[str, Exam]) -> None:
    for found in reports(objects):
        made = told_of(exams[found.report["accession_number"]])
        assert [event["laterality"] for event in found.events] == [e.laterality or None for e in made]


def test_every_object_says_that_it_is_made_up(department: Written) -> None:
    for path in department.folder.rglob("*.dcm"):
        assert b"Northfield General (made up)" in path.read_bytes()


def test_a_unit_whose_exam_is_not_over_has_sent_nothing(department: Written, exams: dict[str, Exam]) -> None:
    names = {path.name for path in department.folder.rglob("*.dcm")}
    open_exams = [
        exam
        for exam in exams.values()
        if exam.ended_at is not None and to_local(exam.ended_at, ZONE) > DEPARTMENT.end
    ]
    assert open_exams
    assert not [name for name in names for exam in open_exams if exam.accession_number in name]


def test_a_later_version_of_the_library_would_not_be_named(department: Written) -> None:
    path = next(iter(sorted(department.folder.rglob("rdsr_*.dcm"))))
    assert b"RADOPS_DEMO" in path.read_bytes()
    assert b"PYDICOM" not in path.read_bytes()


def test_another_seed_has_other_uids(tmp_path: Path) -> None:
    other = replace(DEPARTMENT, seed=2)
    ours = {exam.study_instance_uid for exam in exams_of(DEPARTMENT, END.date())}
    assert not ours & {exam.study_instance_uid for exam in exams_of(other, END.date())}
