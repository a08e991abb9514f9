"""The page of credentials and learning as its readers see it, what is recorded there, and what comes of it."""

import secrets

import pytest
from sqlalchemy import select

from commands.files import REFERENCE
from db.schema.accounts import audit_event
from db.schema.development import development_record
from db.settings import read_settings
from etl.pipeline import load_files
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.pages.hospital import Hospital, Visitor, together
from tests.dashboard.pages.interns_school import enrol
from tests.dashboard.signing_in import callback_body, send
from tests.etl.lines import line_to
from tests.servers.databases import DatabaseMaker

PAGE = "/development"
HEAD = "person,person_group,kind,title,done_on,expires_on,hours"


@pytest.fixture(scope="module")
def school(make_module_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Hospital:
    """One for all tests: what a test records, it takes back, or it ends on another day than others ask about."""
    url, folder = make_module_database("sqlite"), tmp_path_factory.mktemp("school")
    made = enrol(
        Hospital(read_settings({**TEST_ENVIRONMENT, "DATABASE_URL": url, "RADOPS_VAR": str(folder)}), folder)
    )
    list(load_files([REFERENCE / "training_settings.csv"], line_to(made.database, now=made.now)))
    made.receive(
        "development_2026-11-20.csv", HEAD,
        "Ada Trainee,intern,onboarding,BLS,2024-11-20,2026-11-20,", "Bea Trainee,intern,onboarding,BLS,2026-11-20,,",
        "R. Tech,staff,credential,State licence,2025-01-01,2026-12-01,", "S. Tech,staff,meeting,Round,2026-11-20,,1",
    )  # fmt: skip
    return made


def record(
    visitor: Visitor, who: str, what: str, *, title: str = "", done: str = "2026-11-24", until: str = "",
    hours: object = "", new: str = "", key: str | None = None,
) -> str:  # fmt: skip
    about = {"key": key or secrets.token_hex(16)}
    found = visitor.shown(
        "development-said", 1, [], state=[about, who, new, what, title, done, until, hours, ""]
    )
    said = found["development-said"]["children"]
    return together([said]) if said else ""


def taken_back(visitor: Visitor, number: int) -> str:
    app = visitor.hospital.app
    body = callback_body(app, next(name for name in app.callback_map if "development-said.children" in name))
    body["inputs"][1] = [
        {"id": {"type": "development-back", "row": number}, "property": "n_clicks", "value": 1}
    ]
    body["changedPropIds"] = [f'{{"row":{number},"type":"development-back"}}.n_clicks']
    return send(visitor.client, body).text


def events(school: Hospital) -> list[str]:
    table = audit_event.c
    with school.database.read() as connection:
        rows = connection.scalars(
            select(table.action).where(table.action.like("development.%")).order_by(table.id)
        )
        return [action for action in rows if action not in ("development.list", "development.view")]


def test_a_manager_reads_of_staff_by_name_and_of_interns_in_counts_of_five_or_more_alone(
    school: Hospital,
) -> None:
    manager, coordinator = school.as_role("manager"), school.as_role("coordinator")
    for query in ("", "?view=learning", "?view=record"):
        assert "Ada Trainee" not in together(manager.page(PAGE, query)), query
        assert "Bea Trainee" not in together(manager.page(PAGE, query)), query
    words = together(manager.page(PAGE))
    assert "R. Tech" in words
    # Two interns are too few for any count.
    assert "Of under 5 interns" in words
    assert "On track under 5 Complete under 5 Behind the programme under 5" in words
    school.receive(
        "interns_2026-11-21.csv", "intern,cohort,edition,starts_on,ends_on",
        *(f"More {n},2027,ARRT Radiography 2022,2026-11-02,2028-12-17" for n in range(7)),
    )  # fmt: skip
    words = together(manager.page(PAGE))
    assert "Of 9 interns" in words
    assert "On track hidden Complete 0 Behind the programme hidden" in words
    seen = together(coordinator.page(PAGE))
    assert "1 credential ended, 1 within 60 days" in seen
    assert "BLS Ada Trainee, intern" in seen
    assert "How far are the interns?" not in seen
    home = together(coordinator.page("/"))
    assert "1 credential of interns ended" in home
    assert "First: BLS of Ada Trainee, 20 Nov" in home
    assert "of interns" not in together(manager.page("/"))


def test_a_technologist_reads_their_own_record_and_nobody_elses(school: Hospital) -> None:
    for query in ("", "?view=learning", "?view=record"):
        words = together(school.as_role("technologist").page(PAGE, query))
        assert not any(name in words for name in ("S. Tech", "Ada Trainee", "Bea Trainee")), query
    assert "State licence R. Tech, staff" in together(school.as_role("technologist").page(PAGE))
    for role in ("intern", "rso", "physicist", "clerk", "admin"):
        assert school.as_role(role).status(PAGE) == 403, role


def test_what_is_recorded_counts_at_once_and_what_is_taken_back_stays_on_record(school: Hospital) -> None:
    coordinator = school.as_role("coordinator")
    key = secrets.token_hex(16)
    for _ in range(2):
        assert record(coordinator, "intern:Ada Trainee", "onboarding:BLS", until="2028-11-24", key=key) == ""
    assert record(coordinator, "staff:", "education:", new="New Tech", title="Update", hours="1.5") == ""
    table = development_record.c
    with school.database.read() as connection:
        mine = table.file_id.is_(None), table.person.in_(("Ada Trainee", "New Tech"))
        ids = list(connection.scalars(select(table.id).where(*mine).order_by(table.id)))
    assert len(ids) == 2
    words = together(coordinator.page(PAGE))
    assert "1 credential within 60 days of the last day" in words
    assert "until 24 Nov 2028" in words
    # A tap on the button of a row.
    taken_back(coordinator, ids[0])
    assert "not there any more" in taken_back(coordinator, ids[0])
    assert "not there any more" in taken_back(school.as_role("manager"), ids[0])
    assert "1 credential ended" in together(coordinator.page(PAGE))
    with school.database.read() as connection:
        rows = connection.execute(select(table.id, table.corrects_id).where(*mine).order_by(table.id)).all()
    assert [row.corrects_id for row in rows] == [None, None, ids[0]]
    assert events(school)[-3:] == ["development.record", "development.record", "development.withdraw"]


def test_a_record_that_cannot_be_right_is_refused_in_words(school: Hospital) -> None:
    coordinator, manager = school.as_role("coordinator"), school.as_role("manager")
    before = events(school)
    wrong = (
        ("cannot lie ahead", record(coordinator, "intern:Ada Trainee", "onboarding:BLS", done="2026-11-25")),
        ("not one of the calendar", record(coordinator, "intern:Ada Trainee", "onboarding:BLS", done="2026-02-30")),
        ("cannot end before", record(coordinator, "intern:Ada Trainee", "onboarding:BLS", until="2026-11-01")),
        ("until which day", record(coordinator, "staff:R. Tech", "credential:State licence")),
        ("no such intern", record(coordinator, "intern:Nobody", "onboarding:BLS")),
        ("by its name", record(coordinator, "intern:Ada Trainee", "shadowing:")),
        ("not a number", record(coordinator, "intern:Ada Trainee", "shadowing:", title="x", hours="many")),
        ("a number up to 200", record(coordinator, "intern:Ada Trainee", "shadowing:", title="x", hours=-1)),
        ("of whom", record(coordinator, "staff:", "onboarding:BLS")),
        # A manager records for staff alone.
        ("of whom", record(manager, "intern:Ada Trainee", "onboarding:BLS")),
    )  # fmt: skip
    for expected, said in wrong:
        assert expected in said, (expected, said)
    assert record(manager, "staff:R. Tech", "onboarding:BLS", until="2028-01-01") == ""
    assert events(school) == [*before, "development.record"]


def tell(visitor: Visitor, kind: str, title: str, *, done: object = "2026-11-23", hours: object = "") -> str:
    about = {"key": secrets.token_hex(16)}
    found = visitor.shown("interns-told-said", 1, [], state=[about, kind, title, done, hours, ""])
    said = found["interns-told-said"]["children"]
    return together([said]) if said else ""


def take_own_back(visitor: Visitor, number: int) -> str:
    app = visitor.hospital.app
    body = callback_body(app, next(name for name in app.callback_map if "interns-told-said.children" in name))
    body["inputs"][1] = [
        {"id": {"type": "interns-told-back", "row": number}, "property": "n_clicks", "value": 1}
    ]
    body["changedPropIds"] = [f'{{"row":{number},"type":"interns-told-back"}}.n_clicks']
    return send(visitor.client, body).text


def test_what_an_intern_tells_of_their_own_learning_is_shown_as_checked_by_nobody(school: Hospital) -> None:
    intern, coordinator = school.as_role("intern"), school.as_role("coordinator")
    assert tell(intern, "shadowing", "With the night readers", hours="1,5") == ""
    assert record(coordinator, "intern:Ada Trainee", "meeting:", title="Seen by the coordinator") == ""
    assert events(school)[-2:] == ["development.own", "development.record"]
    own, rounds = "Shadowing. Told by the intern, checked by nobody", "/interns"
    words = together(intern.page(rounds, "?view=learning"))
    assert f"With the night readers {own}" in words
    assert "Image interpretation shadowed 1 time, 1.5 h in 12 months" in words
    assert "1 of these 12 months told by the intern alone, checked by nobody" in words
    # What the coordinator recorded is told without it, and is not the intern's to take back.
    assert "Seen by the coordinator Meeting 24 Nov" in words
    assert "Take back: Seen" not in words
    words = together(coordinator.page(PAGE, "?view=learning"))
    assert f"With the night readers {own} Ada Trainee" in words
    assert "Told by the intern alone" in words
    table = development_record.c
    with school.database.read() as connection:
        rows = connection.execute(
            select(development_record).where(
                table.title.in_(("With the night readers", "Seen by the coordinator"))
            )
        ).all()
        mine, seen, (bea,) = (
            next(row.id for row in rows if row.is_own_word),
            next(row.id for row in rows if not row.is_own_word),
            connection.scalars(
                select(table.id).where(table.person == "Bea Trainee", table.kind == "onboarding")
            ),
        )
    assert {(row.person, row.person_group) for row in rows} == {("Ada Trainee", "intern")}
    before = events(school)
    for number in (seen, bea, 0):
        assert "not there any more" in take_own_back(intern, number)
    # A technologist who supervises the intern takes nothing back, nor does one whom the gate lets through to nothing.
    take_own_back(school.as_role("technologist"), mine)
    assert events(school) == before
    take_own_back(intern, mine)
    assert events(school) == [*before, "development.withdraw"]
    assert "With the night readers" not in together(coordinator.page(PAGE, "?view=learning"))
    taken_back(coordinator, seen)


def test_what_an_intern_cannot_tell_of_themselves_is_refused_in_words(school: Hospital) -> None:
    intern, before = school.as_role("intern"), events(school)
    wrong = (
        ("Choose what it was", tell(intern, "onboarding", "Badge issued")),
        ("Choose what it was", tell(intern, "credential", "BLS")),
        ("by its name", tell(intern, "shadowing", "")),
        ("cannot lie ahead", tell(intern, "meeting", "Round", done="2026-11-25")),
        ("cannot lie ahead", tell(intern, "meeting", "Round", done={"a": 1})),
        ("not a number", tell(intern, "meeting", "Round", hours="1_0")),
        ("a number up to 200", tell(intern, "meeting", "Round", hours=201)),
    )
    for expected, said in wrong:
        assert expected in said, (expected, said)
    assert events(school) == before
