"""A garment is inspected each year, judged by the criterion of its kind and zone, and every inspection is kept."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

import db.reference
from db.actions.garments import Findings, InspectionRefused, inspect_garment
from db.audit import Actor
from db.database import Database
from db.queries import supplies
from db.schema.accounts import audit_event
from etl.pipeline import load_files
from tests.etl.lines import line_to

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
CLERK = Actor("clerk", "clerk")
SOUND = Findings(visual_ok=True, tactile_ok=True)


@pytest.fixture
def connection(database_url: str, tmp_path: Path) -> Iterator[Connection]:
    path = tmp_path / "garments_2026-11-24_0700.csv"
    path.write_text(
        "serial_number,item_code,garment_name,garment_kind,location,in_use_since\n"
        "LA-1,PA-1,Apron,apron,Room 1,2025-10-01\n"
        "GG-1,PG-1,Glasses,glasses,Room 1,2026-11-01\n",
        encoding="utf-8",
    )
    criteria = Path(next(iter(db.reference.__path__))) / "garment_criteria.csv"
    database = Database(database_url)
    assert {o.outcome for o in load_files([criteria, path], line_to(database, now=NOW))} == {"loaded"}
    with database.write() as connection:
        yield connection
    database.close()


def inspect(connection: Connection, serial: str, findings: Findings) -> str:
    return inspect_garment(connection, serial, findings, actor=CLERK, now=NOW, today=TODAY)


def state(connection: Connection, serial: str) -> tuple[str, date]:
    due = supplies.garments_due(connection, TODAY).set_index("serial_number")
    return due.at[serial, "state"], due.at[serial, "due_on"]


def test_what_was_never_inspected_is_due_since_it_came_into_use(connection: Connection) -> None:
    assert state(connection, "LA-1") == ("overdue", date(2025, 10, 1))


def test_a_sound_garment_is_due_again_in_a_year(connection: Connection) -> None:
    assert inspect(connection, "LA-1", SOUND) == "pass"
    assert state(connection, "LA-1")[1] == date(2027, 11, 24)
    events = connection.execute(select(audit_event.c.action, audit_event.c.object_id)).all()
    assert ("garment.inspect", "LA-1") in [tuple(event) for event in events]


@pytest.mark.parametrize(("area", "result"), [(15.0, "pass"), (15.1, "reject")])
def test_a_defect_larger_than_the_criterion_of_its_zone_rejects(
    connection: Connection, area: float, result: str
) -> None:
    found = Findings(False, True, "over a critical organ", area)
    assert inspect(connection, "LA-1", found) == result
    assert (state(connection, "LA-1")[0] == "rejected") == (result == "reject")


def test_any_defect_rejects_where_nobody_has_said_what_is_allowed(connection: Connection) -> None:
    assert inspect(connection, "GG-1", Findings(True, False, "frame", 0.5)) == "reject"


@pytest.mark.parametrize(
    ("serial", "findings", "why"),
    [
        ("LA-1", Findings(False, True), "Say where the defect is"),
        ("LA-1", Findings(False, True, "seam", -1.0), "from 0 up"),
        ("NONE", SOUND, "no garment"),
    ],
)
def test_an_inspection_that_says_too_little_is_refused(
    connection: Connection, serial: str, findings: Findings, why: str
) -> None:
    with pytest.raises(InspectionRefused, match=why):
        inspect(connection, serial, findings)


def test_a_garment_is_inspected_once_a_day(connection: Connection) -> None:
    inspect(connection, "LA-1", SOUND)
    with pytest.raises(InspectionRefused, match="today already"):
        inspect(connection, "LA-1", SOUND)
