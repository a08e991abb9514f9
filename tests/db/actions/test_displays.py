"""Displays: paired once, hashed, revoked for good; each decision is in the audit trail."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.actions.displays import (
    PAIRING_LIFETIME,
    DisplayRefused,
    add_display,
    new_pairing,
    pair,
    revoke_display,
    seen,
    set_playlist,
    token_hash,
)
from db.audit import Actor
from db.database import Database
from db.playlist import EVERYTHING, read_playlist
from db.queries.displays import display_of_token, displays
from db.schema.accounts import audit_event
from db.schema.displays import display

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
ADMIN = Actor("admin", "admin", 1, "10.0.0.7")
NAME = "CT corridor"


@pytest.fixture
def database(database_url):
    return Database(database_url)


def added(database, name=NAME, now=NOW):
    with database.write() as connection:
        return add_display(connection, name, EVERYTHING, actor=ADMIN, now=now)


def paired(database, code, now=NOW):
    with database.write() as connection:
        return pair(connection, code, address="10.0.0.9", now=now)


def shown_by(database, token, now=NOW):
    with database.read() as connection:
        return display_of_token(connection, token_hash(token), now)


def test_a_code_pairs_one_screen_once_however_it_is_typed(database):
    code = added(database)
    token = paired(database, f" {code.lower().replace('-', ' ')} ")
    found = shown_by(database, token)
    assert (found.name, found.is_revoked, found.paired_at) == (NAME, False, NOW)
    with pytest.raises(DisplayRefused, match="has been used"):
        paired(database, code)


def test_a_code_is_too_old_after_its_hour_and_not_a_second_before(database):
    code = added(database)
    late = NOW + PAIRING_LIFETIME
    with pytest.raises(DisplayRefused, match="too old"):
        paired(database, code, late)
    assert shown_by(database, paired(database, code, late - timedelta(seconds=1))) is not None


def test_the_database_holds_neither_code_nor_token(database):
    code = added(database)
    token = paired(database, code)
    another = added(database, "Ward")
    with database.read() as connection:
        held = [str(value) for row in connection.execute(select(display)) for value in row]
        held += [str(value) for row in connection.execute(select(audit_event)) for value in row]
    text = " ".join(held)
    assert all(secret not in text for secret in (code, token, another, another.replace("-", "")))


def test_a_revoked_display_stays_revoked_and_its_name_is_free_again(database):
    code = added(database)
    token = paired(database, code)
    with database.write() as connection:
        revoke_display(connection, NAME, actor=ADMIN, now=NOW)
    assert shown_by(database, token).is_revoked
    with pytest.raises(DisplayRefused, match="revoked already"), database.write() as connection:
        new_pairing(connection, NAME, actor=ADMIN, now=NOW)
    again = added(database)
    assert shown_by(database, paired(database, again)).is_revoked is False
    assert shown_by(database, token).is_revoked


def test_a_code_of_a_display_that_was_revoked_meanwhile_pairs_nothing(database):
    code = added(database)
    with database.write() as connection:
        revoke_display(connection, NAME, actor=ADMIN, now=NOW)
    with pytest.raises(DisplayRefused):
        paired(database, code)


def test_the_old_screen_goes_on_until_the_new_address_is_opened(database):
    old = paired(database, added(database))
    with database.write() as connection:
        code = new_pairing(connection, NAME, actor=ADMIN, now=NOW)
    assert shown_by(database, old) is not None
    new = paired(database, code)
    assert shown_by(database, old) is None
    assert shown_by(database, new).name == NAME


def test_every_decision_leaves_its_event(database):
    code = added(database)
    paired(database, code)
    with database.write() as connection:
        set_playlist(connection, NAME, read_playlist("rooms:15"), actor=ADMIN, now=NOW)
        new_pairing(connection, NAME, actor=ADMIN, now=NOW)
        revoke_display(connection, NAME, actor=ADMIN, now=NOW)
    with database.read() as connection:
        events = [
            (row.actor, row.action, row.address)
            for row in connection.execute(select(audit_event).order_by(audit_event.c.id))
        ]
        (found,) = displays(connection, NOW)
    admin = ("admin", "10.0.0.7")
    assert events == [
        (admin[0], "display.add", admin[1]),
        (f"display {NAME}", "display.pair", "10.0.0.9"),
        (admin[0], "display.playlist", admin[1]),
        (admin[0], "display.pairing", admin[1]),
        (admin[0], "display.revoke", admin[1]),
    ]
    assert (found.playlist, found.pairs_until) == (read_playlist("rooms:15"), None)


def test_that_a_screen_asked_is_noted_once_a_minute(database):
    token = paired(database, added(database))
    found = shown_by(database, token)
    seen(database, found.id, None, NOW)
    seen(database, found.id, NOW, NOW + timedelta(seconds=30))
    assert shown_by(database, token).last_seen_at == NOW
    seen(database, found.id, NOW, NOW + timedelta(seconds=61))
    assert shown_by(database, token).last_seen_at == NOW + timedelta(seconds=61)


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "CT\u202ecorridor", "CT\x07"])
def test_a_name_that_cannot_be_read_is_refused(database, name):
    with pytest.raises(DisplayRefused):
        added(database, name)


def test_two_displays_have_two_names(database):
    added(database)
    with pytest.raises(DisplayRefused, match="already"):
        added(database, "CT  corridor")
