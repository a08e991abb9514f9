"""Signing in: tries sent at once count each other, and what changed meanwhile is seen."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from db import attempts
from db.actions.accounts import create_account, disable_account
from db.actions.sign_in import SignInRefused, sign_in, token_hash
from db.attempts import Verdict, try_password
from db.audit import COMMAND_LINE
from db.database import Database
from db.passwords import is_outdated, is_right
from db.privacy import Keyring
from db.queries.accounts import open_session
from db.schema.accounts import account, login_failure, session

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PASSWORD = "blaue Ente im Schnee"
WRONG = "wrong " * 30  # longer than any password: refused without the work of checking it
KEYS = Keyring("tests-only-Zk3vQ9pX7mB2sW8rT5yH1nJ4cL6dF0gA")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    with made.write() as connection:
        create_account(connection, "rso", "R", "rso", PASSWORD, actor=COMMAND_LINE, now=NOW)
    yield made
    made.close()


def attempt(
    database: Database, username: str = "rso", password: str = WRONG, address: str = "10.0.0.1"
) -> Verdict:
    return try_password(database, KEYS, username, password, address=address, now=NOW)


def test_a_hundred_tries_sent_at_once_are_not_all_the_first(database: Database) -> None:
    with ThreadPoolExecutor(16) as threads:
        verdicts = list(threads.map(lambda i: attempt(database, address=f"10.0.0.{i}"), range(100)))
    tried = [verdict for verdict in verdicts if verdict.wait is None]
    assert len(tried) == attempts.FREE_TRIES


def test_a_name_that_no_database_takes_is_a_wrong_one_and_no_failure_of_the_server(
    database: Database,
) -> None:
    for name in ("no\0body", "\0", "rso\0", "\u202erso", "r" * 200):
        assert not attempt(database, name).right, name


def test_names_sprayed_at_once_from_one_address_are_not_all_the_first(database: Database) -> None:
    with ThreadPoolExecutor(16) as threads:
        verdicts = list(threads.map(lambda i: attempt(database, f"name{i}"), range(60)))
    assert len([verdict for verdict in verdicts if verdict.wait is None]) == attempts.TRIES_PER_ADDRESS


def test_only_hashes_of_names_and_addresses_are_kept_and_not_beyond_a_day(database: Database) -> None:
    attempt(database, "typed-wrongly", address="10.7.7.7")
    with database.read() as connection:
        (row,) = connection.execute(select(login_failure)).all()
    assert "typed" not in str(row)
    assert "10.7" not in str(row)
    try_password(database, KEYS, "rso", WRONG, address="x", now=NOW + timedelta(hours=24))
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(login_failure)) == 1


def test_a_session_lasts_eight_hours_to_the_second(database: Database) -> None:
    token = sign_in(database, KEYS, "rso", PASSWORD, address="10.0.0.1", now=NOW)
    for after, in_force in [
        (timedelta(0), True),
        (timedelta(hours=8, seconds=-1), True),
        (timedelta(hours=8), False),
    ]:
        with database.read() as connection:
            assert (open_session(connection, token_hash(token), NOW + after) is not None) == in_force


def test_an_account_disabled_while_its_password_is_checked_does_not_get_in(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(password_hash: str | None, password: str) -> bool:
        with database.write() as connection:
            disable_account(connection, "rso", actor=COMMAND_LINE, now=NOW)
        return is_right(password_hash, password)

    monkeypatch.setattr(attempts, "is_right", slowly)
    with pytest.raises(SignInRefused):
        sign_in(database, KEYS, "rso", PASSWORD, address="10.0.0.1", now=NOW)
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(session)) == 0


def test_a_hash_made_with_weaker_parameters_is_made_anew_at_the_next_sign_in(database: Database) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    with database.write() as connection:
        connection.execute(update(account).values(password_hash=weak))
    assert is_outdated(weak)
    sign_in(database, KEYS, "rso", PASSWORD, address="10.0.0.1", now=NOW)
    with database.read() as connection:
        kept = connection.execute(select(account.c.password_hash)).scalar_one()
    assert not is_outdated(kept)
    assert is_right(kept, PASSWORD)
