"""`radops audit`: the trail as it is looked at, sealed and proved from the command line."""

import json
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

import radops
from commands.audit import seal_until
from commands.opening import opened
from commands.serving import seal_command
from db.actions.audit import ask_to_prove
from db.audit import Actor
from db.audit_state import SealState, seal_state
from db.clock import now_utc
from db.database import Database

# A seal takes far less; this much is left for a database that is busy.
SEALING_TAKES_S = 30
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("RADOPS_SECRET_KEY", secrets.token_urlsafe(48))
    monkeypatch.setenv("RADOPS_VAR", str(tmp_path / "var"))

    def command(*words: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(radops.main, list(words), input=answer)

    assert command("migrate").exit_code == 0
    return command


def add(run: Run, name: str) -> None:
    word = "a made-up password of tests"
    made = run("user", "add", name, "--role", "clerk", "--name", name, answer=f"{word}\n{word}\n")
    assert made.exit_code == 0


def execute(folder: Path, *statements: str) -> None:
    """As somebody does who owns the database."""
    with closing(Database(f"sqlite:///{folder / 'var' / 'radops.db'}")) as database, database.write() as at:
        for statement in statements:
            at.execute(text(statement))


def test_events_are_listed_newest_first_and_narrowed(run: Run) -> None:
    add(run, "one")
    add(run, "two")
    found = json.loads(run("audit", "list", "--action", "account", "--json").stdout)["events"]
    assert [(event["action"], event["object_id"]) for event in found] == [
        ("account.create", "two"),
        ("account.create", "one"),
    ]
    assert "account.create" in run("audit", "list", "--text", "TWO").stdout
    assert run("audit", "list", "--actor", "nobody at all").stdout == ""


def test_what_is_sealed_is_proved_and_what_was_altered_is_told(run: Run, tmp_path: Path) -> None:
    add(run, "one")
    run("audit", "seal")
    assert run("audit", "verify").exit_code == 0
    execute(tmp_path, "DROP TRIGGER audit_event_stays", "UPDATE audit_event SET object_id = 'another'")
    told = run("audit", "verify", "--json")
    assert told.exit_code == 1
    assert "altered" in json.loads(told.stdout)["problems"][0]


def test_seals_that_were_taken_out_are_missed_although_the_trail_has_grown_since(
    run: Run, tmp_path: Path
) -> None:
    """The note outside the database is the only witness, and new seals must not write over it."""
    add(run, "one")
    run("audit", "seal")
    add(run, "two")
    run("audit", "seal")
    execute(
        tmp_path,
        *(f"DROP TRIGGER {name}" for name in ("audit_event_kept", "audit_seal_kept", "audit_sealed_kept")),
        "DELETE FROM audit_event WHERE object_id = 'two'",
        "DELETE FROM audit_sealed WHERE seal_number = 2",
        "DELETE FROM audit_seal WHERE number = 2",
    )
    add(run, "three")
    run("audit", "seal")
    add(run, "four")
    run("audit", "seal")
    told = run("audit", "verify")
    assert told.exit_code == 1
    assert "seal 2, which was there before, is missing or another one" in told.stdout


def test_the_sealing_process_seals_within_a_minute_and_goes_through_the_trail_for_whoever_asks(
    run: Run, tmp_path: Path
) -> None:
    every = float(seal_command()[-1])
    assert every + SEALING_TAKES_S <= 60
    add(run, "one")
    stop = threading.Event()
    admin = Actor("admin", "admin", None, "192.0.2.9")
    with opened() as hospital:

        def wait_until(holds: Callable[[SealState], bool]) -> None:
            for _ in range(200):
                with hospital.database.read() as connection:
                    if holds(seal_state(connection)):
                        return
                time.sleep(0.02)
            raise AssertionError("it did not come")

        process = threading.Thread(target=seal_until, args=(stop, hospital, 0.05))
        process.start()
        try:
            wait_until(lambda state: state.unsealed == 0 and state.seals > 0)
            add(run, "two")
            wait_until(lambda state: state.unsealed == 0 and state.seals > 1)
            ask_to_prove(hospital.database, actor=admin, now=now_utc())
            wait_until(lambda state: state.asked is None)
        finally:
            stop.set()
            process.join(10)
        assert not process.is_alive()
        with hospital.database.read() as connection:
            verified = seal_state(connection).verified
    assert verified is not None
    assert (verified.by, verified.outcome) == ("admin", "success")
    assert "audit seal --every 30" in Path(__file__).parents[2].joinpath("Procfile").read_text()


def test_a_purge_leaves_what_is_younger_than_six_years_and_says_that_it_was_done(run: Run) -> None:
    add(run, "one")
    run("audit", "seal")
    assert run("audit", "purge").exit_code == 0
    listed = json.loads(run("audit", "list", "--limit", "2", "--json").stdout)["events"]
    assert [event["action"] for event in listed] == ["audit.purge", "account.create"]


def test_events_are_searched_and_taken_along_and_that_is_an_event_itself(run: Run, tmp_path: Path) -> None:
    add(run, "one")
    add(run, "two")
    of_two = ("--object-kind", "account", "--object", "two", "--outcome", "success", "--since", "2020-01-01")
    for more, number in (
        ((), 1),
        (("--who", "nobody"), 0),
        (("--until", "2020-01-02"), 0),
        (("--from", "10."), 0),
    ):
        found = json.loads(run("audit", "list", *of_two, *more, "--json").stdout)["events"]
        assert len(found) == number, more
    for form in ("csv", "xlsx"):
        told = run("audit", "export", *of_two, "--format", form, "--out", str(tmp_path / "out"))
        assert told.output.startswith("1 events in"), told.output
    (file,) = (tmp_path / "out").glob("radops-audit-events-*.csv")
    assert "account.create" in file.read_text()
    assert run("audit", "verify").exit_code == 0
    (verified, exported, _, *_) = json.loads(run("audit", "list", "--json").stdout)["events"]
    assert (verified["action"], verified["outcome"]) == ("audit.verify", "success")
    assert (exported["action"], exported["object_id"]) == ("export", "audit-events")
    assert "object_id two" in exported["detail"]


def test_an_account_for_an_emergency_is_opened_without_mail_and_shows_its_password_once(run: Run) -> None:
    told = run("user", "emergency", "physicist", "--name", "Dr Night", "--reason", "a room is down at night")
    assert told.exit_code == 0, told.output
    assert "may sign in as physicist until" in told.output
    assert len(told.stdout.rpartition("shown this once: ")[2].strip()) == 24
    events = json.loads(run("audit", "list", "--action", "account.emergency", "--json").stdout)["events"]
    assert len(events) == 1
    refused = run("user", "emergency", "physicist", "--name", "Dr Night", "--reason", "no")
    assert (refused.exit_code, "Say why" in refused.output) == (1, True)


def test_what_the_admin_page_shows_is_told_on_the_command_line_too(run: Run) -> None:
    add(run, "one")
    accounts = json.loads(run("user", "list", "--json").stdout)["accounts"]
    assert [(row["username"], row["state"], row["last_seen"]) for row in accounts] == [("one", "open", None)]
    assert "dose.reveal" in run("user", "roles").stdout
    settings = json.loads(run("settings", "--json").stdout)["settings"]
    assert settings["RADOPS_SECRET_KEY"] == "set"
    assert settings["RADOPS_IDLE_MINUTES"] == "15"
    reference = json.loads(run("feeds", "--json").stdout)["feeds"]
    assert {row["state"] for row in reference} == {"no limit"}
