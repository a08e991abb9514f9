"""A way in for an emergency: it works without mail, ends by itself, and the officer is told once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.actions.accounts import create_account
from db.actions.emergency import LASTS, Emergency, EmergencyRefused, open_emergency
from db.actions.sign_in import SignInRefused, sign_in, token_hash
from db.audit import COMMAND_LINE
from db.database import Database
from db.privacy import Keyring
from db.queries.accounts import open_session
from db.schema.accounts import account, audit_event
from db.schema.outbox import outbox_delivery, outbox_message

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KEYS = Keyring("tests-only-Zk3vQ9pX7mB2sW8rT5yH1nJ4cL6dF0gA")
REASON = "Both physicists are away and a room is down"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    with made.write() as connection:
        for role in ("rso", "clerk"):
            create_account(connection, role, role, role, "blaue Ente im Schnee", actor=COMMAND_LINE, now=NOW)
    yield made
    made.close()


def opened(
    database: Database, role: str = "physicist", person: str = "Dr Night", reason: str = REASON
) -> Emergency:
    with database.write() as connection:
        return open_emergency(connection, role, person, reason, actor=COMMAND_LINE, now=NOW)


def test_it_opens_for_eight_hours_and_no_longer_whatever_session_it_has(database: Database) -> None:
    made = opened(database)
    late = NOW + LASTS - timedelta(seconds=1)

    def enter(at: datetime) -> str:
        return sign_in(database, KEYS, made.username, made.password, address="10.0.0.1", now=at)

    token = enter(late)
    for at, in_force in ((late, True), (NOW + LASTS, False)):
        with database.read() as connection:
            found = open_session(connection, token_hash(token), at)
        assert (found is not None and found.role == "physicist") == in_force
    with pytest.raises(SignInRefused):
        enter(NOW + LASTS)


def test_the_officer_gets_one_alert_and_the_trail_says_who_for_whom_and_why(database: Database) -> None:
    made = opened(database)
    with database.read() as connection:
        alerts = connection.execute(
            select(outbox_message.c.kind, account.c.username)
            .join(outbox_delivery, outbox_delivery.c.message_id == outbox_message.c.id)
            .join(account, account.c.id == outbox_delivery.c.account_id)
        ).all()
        (event,) = connection.execute(
            select(audit_event).where(audit_event.c.action == "account.emergency")
        ).all()
        kept = connection.execute(select(account).where(account.c.username == made.username)).one()
    assert [tuple(one) for one in alerts] == [("alert", "rso")]
    assert (event.actor, event.object_id) == ("command line", made.username)
    assert event.detail == f"role physicist until 2026-11-24 11:00 UTC: {REASON}"
    assert made.password not in repr(kept)
    assert kept.display_name == "Dr Night (emergency until 2026-11-24 11:00 UTC)"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reason": "because"}, "Say why"),
        ({"person": " "}, "who it is for"),
        ({"role": "boss"}, "no role boss"),
    ],
)
def test_without_a_reason_a_person_and_a_role_nothing_opens(
    database: Database, more: dict[str, str], words: str
) -> None:
    with pytest.raises(EmergencyRefused, match=words):
        opened(database, **more)
    with database.read() as connection:
        assert connection.scalars(select(account.c.username).order_by(account.c.username)).all() == [
            "clerk",
            "rso",
        ]
