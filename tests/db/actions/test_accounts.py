"""Decisions about accounts: what is refused, what is kept, and the event in the same transaction."""

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from db.actions.accounts import (
    AccountRefused,
    create_account,
    disable_account,
    enable_account,
    set_password,
    set_role,
)
from db.audit import Actor
from db.database import Database
from db.queries.accounts import account_named, accounts
from db.schema.accounts import ROLES, account, audit_event, session

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ADMIN = Actor("m.adler", "admin", None, "10.0.0.7")
PASSWORD = "blaue Ente im Schnee"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    yield made
    made.close()


def create(
    connection: Connection, username: str = "j.weber", role: str = "clerk", password: str = PASSWORD
) -> None:
    create_account(
        connection, username, "Jo Weber", role, password, actor=ADMIN, now=NOW, site="Northfield General"
    )


def events(connection: Connection) -> list[tuple[Any, ...]]:
    rows = connection.execute(select(audit_event).order_by(audit_event.c.id)).all()
    return [(e.actor, e.actor_role, e.action, e.object_id, e.detail, e.outcome, e.address) for e in rows]


def test_an_account_is_created_with_its_event_and_without_its_password(database: Database) -> None:
    with database.write() as connection:
        create(connection, " J.Weber ")
    with database.read() as connection:
        (row,) = connection.execute(select(account)).all()
        (found,) = accounts(connection)
        told = events(connection)
    assert (row.username, row.role, row.disabled) == ("j.weber", "clerk", False)
    assert row.password_hash.startswith("$argon2id$")
    assert PASSWORD not in str(row) + str(told)
    assert "password_hash" not in str(found)
    assert str(found.created_at) == "2026-11-24 12:00:00"
    assert told == [("m.adler", "admin", "account.create", "j.weber", "role clerk", "success", "10.0.0.7")]


@pytest.mark.parametrize(
    "username", ["", " ", "a b", "a/b", "-a", "ä", "a" * 61, "a'--", "<b>", "../x", "unknown\x00"]
)
def test_a_user_name_of_other_signs_is_refused(database: Database, username: str) -> None:
    with pytest.raises(AccountRefused, match="1 to 60 letters"), database.write() as connection:
        create(connection, username)


def test_a_name_is_given_once_however_it_is_written(database: Database) -> None:
    with database.write() as connection:
        create(connection)
    with pytest.raises(AccountRefused, match="already"), database.write() as connection:
        create(connection, "J.WEBER")


def test_an_unknown_role_is_refused_with_the_roles_that_there_are(database: Database) -> None:
    with pytest.raises(AccountRefused, match=", ".join(ROLES)), database.write() as connection:
        create(connection, role="root")
    with database.write() as connection:
        create(connection)
    with pytest.raises(AccountRefused, match="no role"), database.write() as connection:
        set_role(connection, "j.weber", "root", actor=ADMIN, now=NOW)


def test_a_screen_has_no_account_and_those_that_were_made_for_one_stay_disabled(database: Database) -> None:
    """A display is paired and holds a token; a role for it would be a user with a password whom nobody is."""
    with pytest.raises(AccountRefused, match="no role display"), database.write() as connection:
        create(connection, role="display")
    with database.write() as connection:
        create(connection)
        connection.execute(update(account).values(role="display"))
        number = connection.scalar(select(account.c.id))
        connection.execute(
            insert(session).values(
                token_hash="x" * 64, account_id=number, created_at=NOW.replace(tzinfo=None),
                last_seen_at=NOW.replace(tzinfo=None), expires_at=datetime(2099, 1, 1),
            )
        )  # fmt: skip
        # What `radops migrate` does with an account of before.
        with Operations.context(MigrationContext.configure(connection)):
            importlib.import_module("db.migrations.versions.0021_displays_are_no_users").upgrade()
        row = connection.execute(select(account.c.disabled, session.c.ended_reason).join(session)).one()
    assert tuple(row) == (True, "no such role")
    with pytest.raises(AccountRefused, match="no role display"), database.write() as connection:
        enable_account(connection, "j.weber", actor=ADMIN, now=NOW)
    with database.write() as connection:
        set_role(connection, "j.weber", "clerk", actor=ADMIN, now=NOW)
        enable_account(connection, "j.weber", actor=ADMIN, now=NOW)


@pytest.mark.parametrize(
    "password", ["short", "x" * 129, "Welcome2026!", "j.weber-j.weber-1", "Northfield2026"]
)
def test_a_password_that_is_guessed_first_is_refused_and_nothing_changes(
    database: Database, password: str
) -> None:
    with database.write() as connection:
        create(connection)
    with pytest.raises(AccountRefused) as refused, database.write() as connection:
        set_password(connection, "j.weber", password, actor=ADMIN, now=NOW, site="Northfield General")
    assert password not in str(refused.value)
    with database.read() as connection:
        assert [event[2] for event in events(connection)] == ["account.create"]


def test_every_decision_leaves_an_event_with_what_it_was_before(database: Database) -> None:
    later = NOW + timedelta(minutes=5)
    with database.write() as connection:
        create(connection)
        set_role(connection, "j.weber", "rso", actor=ADMIN, now=later)
        set_password(connection, "j.weber", "ein anderes Lied", actor=ADMIN, now=later)
        disable_account(connection, "j.weber", actor=ADMIN, now=later)
        enable_account(connection, "j.weber", actor=ADMIN, now=later)
    with database.read() as connection:
        told = [(event[2], event[4]) for event in events(connection)]
        found = account_named(connection, "J.Weber")
    assert told == [
        ("account.create", "role clerk"),
        ("account.role", "from clerk to rso"),
        ("account.password", None),
        ("account.disable", None),
        ("account.enable", None),
    ]
    assert found is not None
    assert (found.role, found.disabled, found.password_changed_at.minute) == ("rso", False, 5)


@pytest.mark.parametrize("decide", [disable_account, enable_account])
def test_an_account_that_is_not_there_cannot_be_decided_about(database: Database, decide: Any) -> None:
    with pytest.raises(AccountRefused, match="no such account"), database.write() as connection:
        decide(connection, "nobody", actor=ADMIN, now=NOW)


def test_without_its_event_a_decision_does_not_happen(database: Database) -> None:
    with database.write() as connection:
        create(connection)
        connection.execute(text("ALTER TABLE audit_event RENAME TO audit_event_away"))
    with pytest.raises(SQLAlchemyError), database.write() as connection:
        set_role(connection, "j.weber", "admin", actor=ADMIN, now=NOW)
    with database.read() as connection:
        found = account_named(connection, "j.weber")
    assert found is not None
    assert found.role == "clerk"


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"), database.write() as connection:
        create_account(connection, "x", "X", "clerk", PASSWORD, actor=ADMIN, now=NOW.replace(tzinfo=None))


def test_the_last_administrator_who_can_sign_in_stays_one(database: Database) -> None:
    with database.write() as connection:
        create(connection, "a.one", "admin")
        create(connection, "a.two", "admin")
        disable_account(connection, "a.two", actor=ADMIN, now=NOW)
        # One who is barred already is nobody's help and nobody's loss.
        set_role(connection, "a.two", "clerk", actor=ADMIN, now=NOW)
    for take_away in (
        lambda connection: disable_account(connection, "a.one", actor=ADMIN, now=NOW),
        lambda connection: set_role(connection, "a.one", "rso", actor=ADMIN, now=NOW),
    ):
        with pytest.raises(AccountRefused, match="the last administrator"), database.write() as connection:
            take_away(connection)
    with database.write() as connection:
        kept = account_named(connection, "a.one")
        assert kept is not None
        assert (kept.role, kept.disabled) == ("admin", False)
        set_role(connection, "a.one", "admin", actor=ADMIN, now=NOW)
        create(connection, "a.three", "admin")
        disable_account(connection, "a.one", actor=ADMIN, now=NOW)
