"""Decisions of the pages that no other test here takes, and the sign-in: none of them happens without its event."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db.actions.accounts import AccountRefused, change_own_password, confirm
from db.actions.audit import ask_to_prove, prove, prove_what_was_asked
from db.actions.badge_entries import note_view
from db.actions.development import Told, record_development, record_own, take_back
from db.actions.intern_signing import Judged, Signing, correct_judgement, judge, sign_hours, sign_logs
from db.actions.interns import Logged, link_account, log_exam, log_hours
from db.actions.quarantine_retention import give_up_old
from db.actions.sign_in import sign_in, sign_out
from db.actions.vault import NotRevealed, reveal
from db.audit import Actor
from db.database import Database
from db.schema.accounts import account, session
from db.schema.feeds import quarantined_row
from db.schema.interns import intern
from db.settings import Settings
from etl.pipeline import load_files
from etl.replay import Replay
from tests.dashboard.pages.hospital import NOON, Hospital
from tests.dashboard.pages.interns_school import enrol
from tests.dashboard.signing_in import PASSWORD
from tests.db.no_trail import content, decisions, no_trail, proved
from tests.etl.lines import line_to

HEAD = "item_code,item_name,lot_number,expiry,location,quantity"
TESTS = Path(__file__).parents[1]


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    made = Hospital(settings_for(sqlite_url), tmp_path)
    made.add("admin", "rso")
    return made


def actor_of(hospital: Hospital, name: str) -> Actor:
    with hospital.database.read() as connection:
        number = connection.scalar(select(account.c.id).where(account.c.username == name))
    return Actor(name, name, number, "127.0.0.1")


def test_passwords_sessions_and_looks(hospital: Hospital, tmp_path: Path) -> None:
    database, keyring = hospital.database, line_to(hospital.database).site.keyring
    admin = actor_of(hospital, "admin")
    with no_trail(), pytest.raises(IntegrityError):
        sign_in(database, keyring, "admin", PASSWORD, address="10.0.0.1", now=NOON)
    with database.read() as connection:
        assert connection.scalars(select(session.c.id)).all() == []
    with no_trail(), pytest.raises(IntegrityError):
        sign_in(database, keyring, "admin", "a wrong one", address="10.0.0.1", now=NOON)
    sign_in(database, keyring, "admin", PASSWORD, address="10.0.0.1", now=NOON)
    with database.read() as connection:
        number = connection.scalars(select(session.c.id)).one()
    sign_out(database, number, actor=admin, now=NOON)
    with pytest.raises(AccountRefused):
        confirm(database, keyring, "a wrong one", "account.role", "rso", actor=admin, now=NOON)
    change_own_password(database, keyring, PASSWORD, "neun Kraniche ziehen weit", actor=admin, now=NOON)
    prove(database, keyring, tmp_path, actor=admin, now=NOON)
    ask_to_prove(database, actor=admin, now=NOON)
    note_view(database, "badges.view", "wearer", "7", actor=admin, now=NOON)
    with pytest.raises(NotRevealed):
        reveal(database, keyring, "no such exam", actor=admin, now=NOON)
    with no_trail(), pytest.raises(IntegrityError):
        prove_what_was_asked(database, keyring, tmp_path, lambda: NOON)
    assert {"sign_in.sign_out", "accounts.change_own_password", "audit.prove", "audit.ask_to_prove"} <= proved


def test_interns_log_and_supervisors_sign_and_judge(hospital: Hospital) -> None:
    enrol(hospital)
    database, zone, now = hospital.database, hospital.settings.zone, hospital.now
    ada, tech = actor_of(hospital, "intern"), actor_of(hospital, "technologist")
    logged = Logged("Femur", now - timedelta(hours=4), "performed", "direct", "R. Tech")
    told = Told("staff", "R. Tech", "meeting", "Journal club", now.date() - timedelta(days=9))
    with database.write() as connection:
        link_account(connection, "intern", name="Ada Trainee", kind="intern", actor=tech, now=now)
        manager = Actor("manager", "manager", None, "127.0.0.1")
        number = record_development(connection, told, today=now.date(), actor=manager, now=now)
        take_back(connection, number, actor=manager, now=now)
        record_own(connection, told, today=now.date(), actor=ada, now=now)
        exam = log_exam(connection, logged, zone=zone, actor=ada, now=now)
        began, ended = now - timedelta(hours=5), now - timedelta(hours=1)
        stay = log_hours(connection, began, ended, "clinic", zone=zone, actor=ada, now=now)
    signing = Signing(line_to(database).site.keyring, PASSWORD, tech, now, zone)
    assert sign_logs(database, [exam], signing) == 1
    assert sign_hours(database, [stay], signing) == 1
    with database.read() as connection:
        number = connection.scalars(select(intern.c.id).where(intern.c.intern == "Ada Trainee")).one()
    made = judge(database, number, Judged("Hip", "passed", 90.0, False, ""), signing)
    correct_judgement(database, made, Judged("Hip", "attempted", 50.0, False, "the wrong hip"), signing)
    names = {
        "record_development",
        "record_own",
        "take_back",
        "link_account",
        "log_exam",
        "log_hours",
        "sign_logs",
        "sign_hours",
        "judge",
        "correct_judgement",
    }
    assert names <= {name.rpartition(".")[2] for name in proved}


def test_a_row_set_aside_is_corrected_with_its_event_or_not_at_all(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    path = tmp_path / "stock.csv"
    path.write_text(
        f"{HEAD}\nA1,Needle,L1,2027-06-30,Rack 1,12\nA2,Swab,L2,never,Rack 1,3\n", encoding="utf-8"
    )
    list(load_files([path], line_to(database)))
    with database.read() as connection:
        file_id, line = connection.execute(
            select(quarantined_row.c.file_id, quarantined_row.c.line_number)
        ).one()
    replay, admin = Replay(lambda: line_to(database)), Actor("admin", "admin", 1)
    before = content(database)
    with no_trail(), pytest.raises(IntegrityError):
        replay.correct(file_id, line, {"expiry": "2027-01-31"}, admin)
    assert content(database) == before
    assert replay.correct(file_id, line, {"expiry": "2027-01-31"}, admin).outcome == "loaded"
    with database.write() as connection:
        assert give_up_old(connection, 90, actor=admin, now=NOON + timedelta(days=100))
    assert "quarantine_retention.give_up_old" in proved


def test_every_decision_is_taken_by_some_test_here() -> None:
    """Whatever is added to db.actions has to be: taken here, it is tried without a trail first."""
    taken = set().union(*(_decisions_named_in(path) for path in TESTS.rglob("test_*.py")))
    # A correction of a row needs the line, and is tried above.
    assert set(decisions()) - taken == {"quarantine.correct_row"}


def _decisions_named_in(path: Path) -> set[str]:
    """Names that a test imports from db.actions, or takes out of a module of it, by their place in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("db.actions"):
            within = node.module.removeprefix("db.actions").removeprefix(".")
            for name in node.names:
                place = f"{within}.{name.name}".removeprefix(".")
                found.add(place)
                modules[name.asname or name.name] = place
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            found.add(f"{modules[node.value.id]}.{node.attr}")
    return {name for name in decisions() if name in found or _from_package(name) in found}


def _from_package(name: str) -> str:
    """`equipment.faults.assign_fault` as a package hands it out: `equipment.assign_fault`."""
    parts = name.split(".")
    return ".".join([*parts[:-2], parts[-1]])
