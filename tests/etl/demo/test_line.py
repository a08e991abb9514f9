"""Does the made-up department take the same line as real files, without a row set aside?"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import distinct, func, select, true

import db.reference
from db.database import Database
from db.privacy import Keyring
from db.queries import dose
from db.schema.dose import irradiation_event
from db.schema.exams import exam
from etl.demo import write_department
from etl.demo.odd_objects import PHANTOM_IMAGES, PHANTOM_ROOM
from etl.demo.rooms import SIGN_ROOM
from etl.intake import open_intake
from etl.mapping import Feeds
from etl.pipeline import Line, load_files
from etl.source import RejectedRow, Site
from tests.etl.demo.conftest import END, ZONE, Written
from tests.servers.databases import DatabaseMaker

SOURCES = {
    "ris": "ris_csv",
    "dose": "dose_csv",
    "badges": "landauer",
    "roster": "badge_roster",
    "stock": "stock",
}


@pytest.fixture(scope="module")
def site() -> Site:
    return Site(zone=ZONE, keyring=Keyring("tests-only-secret-key-of-the-demo-4711", ""), vault=True, now=END)


@pytest.mark.parametrize("folder", SOURCES)
def test_every_row_is_taken(department: Written, site: Site, folder: str) -> None:
    for path in sorted((department.folder / folder).glob("*.csv")):
        intake = open_intake(path, Feeds(), site)
        assert intake.source.name == SOURCES[folder]
        faults = [row.rejects for row in intake.rows(site) if isinstance(row, RejectedRow)]
        assert faults == [], path.name


def test_every_object_is_taken(department: Written, site: Site) -> None:
    for path in department.folder.rglob("*.dcm"):
        intake = open_intake(path, Feeds(), site)
        assert intake.source.name == ("rdsr" if path.name.startswith("rdsr") else "image_header")
        assert list(intake.rows(site))
        assert intake.values_set_aside == []


@pytest.fixture(scope="module")
def loaded(
    make_module_database: DatabaseMaker, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """Ten days of the department in a database, with the names of exams that come with radops."""
    database = Database(make_module_database("sqlite"))
    reference = Path(next(iter(db.reference.__path__)))
    names = [reference / "exam_names.csv", reference / "quality_control_patterns.csv"]
    written = write_department(tmp_path_factory.mktemp("ten days"), END, ZONE, days=10)
    line = Line(database, site, Feeds(), lambda: END)
    assert {outcome.outcome for outcome in load_files([*names, *written], line)} == {"loaded"}
    yield database
    database.close()


def test_every_exposure_and_exam_is_known_by_name(loaded: Database) -> None:
    with loaded.read() as connection:
        for table, text in (
            (irradiation_event, irradiation_event.c.protocol),
            (exam, exam.c.exam_description),
        ):
            unknown = select(text).where(table.c.exam_type.is_(None)).distinct()
            if table is irradiation_event:
                unknown = unknown.where(table.c.is_quality_control.is_not(true()))
            assert connection.scalars(unknown).all() == []


def test_an_exposure_counts_once_however_many_objects_tell_of_it(loaded: Database) -> None:
    table = irradiation_event
    with loaded.read() as connection:
        fits = table.c.joined_by.is_distinct_from("unmatched")
        exposures = connection.scalar(select(func.count(distinct(table.c.event_key))).where(fits))
        told = connection.scalar(select(func.count()).select_from(table))
        counting = connection.scalar(select(func.count()).select_from(table).where(table.c.in_force))
    assert exposures is not None
    assert told is not None
    assert counting == exposures < told


def test_doses_and_exams_meet(loaded: Database) -> None:
    with loaded.read() as connection:
        studies = select(func.count(distinct(irradiation_event.c.study_key)))
        with_exam = studies.join_from(
            irradiation_event, exam, irradiation_event.c.exam_key == exam.c.exam_key
        )
        same_study = with_exam.where(irradiation_event.c.study_key == exam.c.study_key)
        all_studies, met, same = (connection.scalar(query) for query in (studies, with_exam, same_study))
    assert all_studies is not None
    assert met is not None
    assert 0.97 * all_studies < met < all_studies
    assert same == met


def test_a_phantom_an_image_without_an_event_and_a_wrong_sign_are_told_and_recognised(
    loaded: Database,
) -> None:
    table = irradiation_event
    with loaded.read() as connection:
        phantom = connection.execute(
            select(table.c.room, table.c.protocol, func.count())
            .where(table.c.is_quality_control.is_(true()))
            .group_by(table.c.room, table.c.protocol)
        ).all()
        strays = connection.execute(
            select(table.c.room, table.c.in_force).where(table.c.joined_by == "unmatched")
        ).all()
        doubtful = dose.doubtful_indices(connection, END.date() - timedelta(days=9), END.date())
    assert [tuple(row) for row in phantom] == [(PHANTOM_ROOM, "Flat field", PHANTOM_IMAGES)]
    assert [tuple(row) for row in strays] == [("Room 1", False)]
    assert doubtful["room"].tolist() == [SIGN_ROOM]
    # A sign does not show where an index is nought.
    assert 0.6 < doubtful["n"].item() / doubtful["of"].item() < 1


def test_one_report_totals_more_than_its_events_tell(loaded: Database) -> None:
    with loaded.read() as connection:
        found = dose.disagreeing_totals(connection, END.date() - timedelta(days=9), END.date())
    assert set(found["station_name"]) == {"Room 4"}
    assert (found["summed"] < found["reported"]).all()
