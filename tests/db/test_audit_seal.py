"""Who alters the audit trail is found out: events changed, taken out, put in or put elsewhere, and seals too."""

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from db import audit_seal
from db.audit import Actor, record
from db.audit_seal import Head, seal_new, verify
from db.database import Database
from db.privacy import Keyring
from db.schema import metadata
from db.schema.accounts import audit_event
from db.schema.audit import audit_sealed

KEYRING = Keyring("a made-up key for the tests alone, long enough")
NOW = datetime(2031, 11, 24, 12, 0, tzinfo=UTC)
SEALS = metadata.tables["audit_seal"]
ATTACKS = 50


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = Database(database_url)
    yield found
    found.close()


def happen(database: Database, number: int, at: datetime = NOW) -> None:
    with database.write() as connection:
        before = connection.scalar(select(func.count()).select_from(audit_event)) or 0
        for place in range(before, before + number):
            who = Actor(f"person {place}", "rso", place, "192.0.2.7")
            record(connection, who, "badges.view", now=at, object_kind="wearer", object_id=str(place))


def judged(database: Database, noted: Head | None = None, now: datetime = NOW) -> audit_seal.Verdict:
    with database.read() as connection:
        return verify(connection, KEYRING, now, noted)


def open_the_tables(database: Database) -> None:
    """As somebody does who owns the database."""
    with database.write() as connection:
        if database.is_sqlite:
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).scalars()
            for name in list(names):
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in ("audit_event", "audit_seal", "audit_sealed"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


def test_a_trail_that_nobody_touched_is_whole(database: Database) -> None:
    happen(database, 3)
    assert seal_new(database, KEYRING, NOW) == 3
    happen(database, 2)
    assert seal_new(database, KEYRING, NOW) == 2
    assert seal_new(database, KEYRING, NOW) == 0
    found = judged(database)
    assert (found.problems, found.events, found.unsealed, found.head.number) == ((), 5, 0, 2)


def test_many_events_take_several_seals(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_seal, "_EVENTS_A_SEAL", 4)
    happen(database, 10)
    assert seal_new(database, KEYRING, NOW) == 10
    assert judged(database).head.number == 3
    assert judged(database).problems == ()


@pytest.mark.parametrize("statement", [update(audit_event).values(actor="nobody"), delete(audit_event)])
def test_the_database_refuses_to_change_or_delete_an_event(database: Database, statement: Any) -> None:
    happen(database, 1)
    with pytest.raises(DBAPIError), database.write() as connection:
        connection.execute(statement)
    seal_new(database, KEYRING, NOW)
    with pytest.raises(DBAPIError), database.write() as connection:
        connection.execute(delete(SEALS))
    assert judged(database).events == 1


def test_postgresql_refuses_to_empty_the_trail(postgres_url: str) -> None:
    database = Database(postgres_url)
    happen(database, 1)
    with pytest.raises(DBAPIError), database.write() as connection:
        connection.execute(text("TRUNCATE audit_event"))
    database.close()


def attack(database: Database, chance: random.Random) -> str:
    """Alter the trail in one of the ways there are; returns which."""
    way = chance.choice(["change", "take out", "put in", "put elsewhere", "take a seal out"])
    with database.write() as connection:
        ids = list(connection.scalars(select(audit_event.c.id).order_by(audit_event.c.id)))
        one, other = chance.sample(ids, 2)
        if way == "change":
            column = chance.choice([c.name for c in audit_event.columns if c.name != "id"])
            new: Any = NOW.replace(tzinfo=None) - timedelta(seconds=1) if column == "happened_at" else "9"
            connection.execute(update(audit_event).where(audit_event.c.id == one).values({column: new}))
        elif way == "take out":
            connection.execute(delete(audit_sealed).where(audit_sealed.c.event_id == one))
            connection.execute(delete(audit_event).where(audit_event.c.id == one))
        elif way == "put in":
            number = connection.scalar(select(func.min(audit_sealed.c.seal_number)))
            happened = NOW.replace(tzinfo=None)
            connection.execute(
                insert(audit_event).values(
                    id=max(ids) + 1, happened_at=happened, actor="x", action="y", outcome="success"
                )
            )
            connection.execute(insert(audit_sealed).values(event_id=max(ids) + 1, seal_number=number))
        elif way == "put elsewhere":
            for old, new in ((one, -1), (other, one), (-1, other)):
                connection.execute(update(audit_event).where(audit_event.c.id == old).values(id=new))
        else:
            number = chance.randint(1, 2)
            connection.execute(delete(audit_sealed).where(audit_sealed.c.seal_number == number))
            connection.execute(delete(SEALS).where(SEALS.c.number == number))
    return way


def test_each_of_fifty_attacks_on_the_trail_is_found(sqlite_url: str, tmp_path: Path) -> None:
    database = Database(sqlite_url)
    for _ in range(3):
        happen(database, 4)
        seal_new(database, KEYRING, NOW)
    open_the_tables(database)
    assert judged(database).problems == ()
    database.close()
    ways = set()
    for number in range(ATTACKS):
        path = tmp_path / f"{number}.db"
        shutil.copy(str(make_url(sqlite_url).database), path)
        attacked = Database(f"sqlite:///{path}")
        way = attack(attacked, random.Random(number))
        ways.add(way)
        assert judged(attacked).problems, (number, way)
        attacked.close()
    assert len(ways) == 5


def test_an_attack_is_found_on_either_engine(database: Database) -> None:
    for _ in range(2):
        happen(database, 4)
        seal_new(database, KEYRING, NOW)
    open_the_tables(database)
    attack(database, random.Random(3))
    assert judged(database).problems


def test_that_the_last_seals_are_missing_shows_against_the_one_that_was_noted_elsewhere(
    database: Database,
) -> None:
    for _ in range(2):
        happen(database, 2)
        seal_new(database, KEYRING, NOW)
    noted = judged(database).head
    open_the_tables(database)
    with database.write() as connection:
        gone = select(audit_sealed.c.event_id).where(audit_sealed.c.seal_number == 2)
        connection.execute(delete(audit_event).where(audit_event.c.id.in_(gone)))
        connection.execute(delete(audit_sealed).where(audit_sealed.c.seal_number == 2))
        connection.execute(delete(SEALS).where(SEALS.c.number == 2))
    assert judged(database).problems == ()
    assert judged(database, noted).problems == ("seal 2, which was there before, is missing or another one",)


def test_a_chain_made_with_another_key_is_no_chain(database: Database) -> None:
    happen(database, 1)
    seal_new(database, Keyring("another key that somebody made up, long enough"), NOW)
    assert judged(database).problems == ("seal 1 does not follow from the one before",)


def test_events_that_wait_for_their_seal_are_told_of_once_they_wait_too_long(database: Database) -> None:
    happen(database, 2)
    assert judged(database).problems == ()
    assert judged(database).unsealed == 2
    (problem,) = judged(database, now=NOW + timedelta(minutes=3)).problems
    assert problem.startswith("2 events are older than two minutes and not sealed")


def test_an_event_whose_number_was_given_early_and_that_came_late_is_sealed_too(database: Database) -> None:
    happen(database, 3)
    seal_new(database, KEYRING, NOW)
    with database.write() as connection:
        happened = NOW.replace(tzinfo=None)
        late = insert(audit_event).values(
            id=-5, happened_at=happened, actor="slow", action="x", outcome="success"
        )
        connection.execute(late)
    assert seal_new(database, KEYRING, NOW) == 1
    assert judged(database).problems == ()


def test_events_older_than_six_years_may_go_and_the_rest_still_proves_itself(database: Database) -> None:
    long_ago, lately = datetime(2015, 3, 1, tzinfo=UTC), datetime.now(UTC)
    happen(database, 3, long_ago)
    seal_new(database, KEYRING, lately)
    happen(database, 2, lately)
    seal_new(database, KEYRING, lately)
    with database.write() as connection:
        assert audit_seal.give_up_old(connection, lately) == 3
    found = judged(database, now=lately)
    assert (found.problems, found.events, found.head.number) == ((), 2, 2)
