"""What follows from an exposure and from those beside it: joined images, the deviation index, quality control."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.database import Database
from db.event_findings import deviation, images_joined
from db.queries import dose
from db.schema.dose import dose_report, irradiation_event
from db.schema.feeds import feed_file
from etl.pipeline import load_files
from tests.etl.lines import line_to
from tests.etl.readers.make_dicom import image, write
from tests.real import REAL

MOMENT = datetime(2026, 11, 20, 10, 0)


def event(id: int, kind: str, **values: Any) -> dict[str, Any]:
    usual = {"event_key": f"e{id}", "image_key": None, "started_at": None, "room": None}
    return {"id": id, "report_kind": kind, **usual, **values}


def test_an_image_finds_its_event_by_uid_then_by_acquired_image_then_by_time() -> None:
    later = MOMENT + timedelta(seconds=2)
    events = [
        event(1, "rdsr", event_key="same"),
        event(2, "rdsr", image_key="object"),
        event(3, "rdsr", started_at=MOMENT, room="Room 1"),
        event(4, "image", event_key="same"),
        event(5, "image", image_key="object"),
        event(6, "image", started_at=later, room="Room 1"),
        event(7, "image", started_at=later, room="Room 2"),
        event(8, "image", started_at=later + timedelta(seconds=1)),
        event(9, "image"),
    ]
    assert images_joined(events) == {
        4: "event",
        5: "image",
        6: "time",
        7: "unmatched",
        8: "unmatched",
        9: "unmatched",
    }


def test_an_image_by_itself_is_not_unmatched() -> None:
    assert images_joined([event(1, "image")]) == {1: None}


@pytest.mark.parametrize(
    ("index", "target", "stored", "computed", "differs"),
    [
        (400.0, 400.0, 0.0, 0.0, False),
        (800.0, 400.0, 3.0, 3.01029996, False),
        (800.0, 400.0, -3.0, 3.01029996, True),
        (800.0, 400.0, None, 3.01029996, None),
        (800.0, None, 3.0, None, None),
        (0.0, 400.0, 3.0, None, None),
    ],
)
def test_the_deviation_index_is_ten_logarithms_of_index_over_target(
    index: float, target: float | None, stored: float | None, computed: float | None, differs: bool | None
) -> None:
    told = {"exposure_index": index, "target_exposure_index": target, "deviation_index": stored}
    assert deviation(told) == (computed, differs)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


DOSE = (
    "study_instance_uid,event_uid,modality,room,started_at,protocol,patient_age_years,dap_gy_cm2,"
    "exposure_index,target_exposure_index,deviation_index\n"
)
PATTERNS = "match,text,counts,jurisdiction,edition,source,valid_from,confirmed,note\n"


def load(database: Database, folder: Path, **texts: str) -> None:
    paths = []
    for name, text in texts.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    assert {outcome.outcome for outcome in load_files(paths, line_to(database))} == {"loaded"}


def findings(database: Database, *names: str) -> list[tuple[Any, ...]]:
    columns = [irradiation_event.c[name] for name in names]
    with database.read() as connection:
        return [
            tuple(row)
            for row in connection.execute(select(*columns).order_by(irradiation_event.c.event_index))
        ]


def test_a_stored_index_that_disagrees_is_flagged_and_kept(database: Database, tmp_path: Path) -> None:
    rows = "".join(
        f"1.2.{n},1.2.{n}.1,DX,Room 1,2026-11-20 10:0{n},CHEST PA,40,0.1,800,400,{stored}\n"
        for n, stored in enumerate(("3.0", "-3.0", ""))
    )
    load(database, tmp_path, dose=DOSE + rows)
    assert findings(database, "deviation_index", "computed_deviation_index", "deviation_index_differs") == [
        (3.0, 3.01029996, False),
        (-3.0, 3.01029996, True),
        (None, 3.01029996, None),
    ]
    with database.read() as connection:
        found = dose.doubtful_indices(connection, MOMENT.date(), MOMENT.date())
    assert found["n"].tolist() == [1]


def test_phantoms_are_kept_out_of_patients_statistics_as_long_as_the_table_says_so(
    database: Database, tmp_path: Path
) -> None:
    rows = "".join(
        f"1.2.{n},1.2.{n}.1,DX,Room 1,2026-11-20 10:0{n},{protocol},40,0.1,,,\n"
        for n, protocol in enumerate(("CHEST PA", "Chest phantom weekly"))
    )
    tail = "local,made up,made up,2026-01-01,no,\n"
    load(database, tmp_path, dose=DOSE + rows)
    assert findings(database, "is_quality_control") == [(None,), (None,)]
    load(database, tmp_path, patterns_2026=PATTERNS + "protocol,*phantom*,yes," + tail)
    assert findings(database, "is_quality_control", "quality_control_by") == [
        (None, None),
        (True, "*phantom*"),
    ]
    with database.read() as connection:
        left_out = dose.left_out(connection, dose.usual((MOMENT.date(), MOMENT.date())))
    assert left_out["rejected_or_quality_control"] == 1
    load(database, tmp_path, patterns_2027=PATTERNS + "protocol,*phantom*,no," + tail)
    assert findings(database, "is_quality_control", "quality_control_by") == [(None, None), (None, None)]


def test_a_phantom_is_known_by_a_part_of_its_number_which_itself_stands_nowhere(
    database: Database, tmp_path: Path
) -> None:
    tail = "local,made up,made up,2026-01-01,no,\n"
    load(database, tmp_path, patterns_2026=PATTERNS + "patient,CDMA*,yes," + tail)
    for number, patient in enumerate(("CDMAM 4.0 weekly", "XCDMA 7")):
        made = image(PatientID=patient, SOPInstanceUID=f"1.2.3.{number}", StudyInstanceUID=f"1.2.4.{number}")
        list(load_files([write(made, tmp_path / f"{number}.dcm")], line_to(database)))
    marks = select(irradiation_event.c.quality_control_by)
    reports = select(dose_report.c.patient_pattern).order_by(dose_report.c.patient_pattern)
    with database.read() as connection:
        assert set(connection.scalars(marks)) == {"CDMA*", None}
        assert set(connection.scalars(reports)) == {"CDMA*", None}
        assert "weekly" not in str(connection.execute(select(dose_report)).all())
    load(database, tmp_path, patterns_2027=PATTERNS + "patient,CDMA*,no," + tail)
    with database.read() as connection:
        assert set(connection.scalars(marks)) == {None}


PHANTOMS = {
    "MG-Im-Hologic-PropProj.dcm",
    "DX-Im-Carestream_DR7500-1.dcm",
    "DX-Im-Carestream_DR7500-2.dcm",
    "DX-Im-Date-Missing.dcm",
    "Dual-RDSR-DX.dcm",
    "RF-RDSR-Canon-Alphenix-rotational.dcm",
    "CT-RDSR-GEPixelMed.dcm",
    "MG-RDSR-GEPristina-2D.dcm",
}


@pytest.mark.real_data
def test_real_studies_that_say_so_are_taken_for_phantoms_and_no_other(
    database: Database, tmp_path: Path
) -> None:
    reference = Path(__file__).resolve().parents[2] / "db" / "reference" / "quality_control_patterns.csv"
    for paths in ([reference], sorted((REAL / "dicom").glob("*.dcm"))):
        list(load_files(paths, line_to(database)))
    with database.read() as connection:
        marked = irradiation_event.c.is_quality_control
        names = (
            select(feed_file.c.name)
            .join_from(feed_file, irradiation_event, feed_file.c.id == irradiation_event.c.file_id)
            .where(marked)
        )
        found = set(connection.scalars(names))
    # By the image's own mark, the exam's description, the protocol or the patient's number; a name is never read.
    assert found == {name for name in PHANTOMS if (REAL / "dicom" / name).exists()}
