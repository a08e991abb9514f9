"""The page of messages: one's own, everybody's for an administrator; alerts are acknowledged, receivers are chosen."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.actions.outbox import acknowledge, set_mail_address, subscribe
from db.audit import COMMAND_LINE, Actor
from db.outbox import ALERT, NOTICE, Line, send_due, write
from db.queries.accounts import account_named
from db.queries.outbox import subscriptions
from db.settings import Settings
from tests.dashboard.pages.hospital import NOON, Hospital, Visitor, texts, together


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    settings = settings_for(sqlite_url)
    # Where no webhook is named, none can be chosen.
    settings = replace(settings, post=replace(settings.post, webhooks={"store": "http://127.0.0.1:9/hook"}))
    made = Hospital(settings, tmp_path)
    made.add("clerk", "manager", "admin", "intern")
    return made


def say(hospital: Hospital, key: str, kind: str, username: str) -> int:
    with hospital.database.write() as connection:
        account = account_named(connection, username)
        assert account is not None
        lines = [Line("Angio store: 11 of lot M30", "/supplies/recalls")]
        made = write(
            connection,
            kind,
            "supplies.recall",
            f"For {username}",
            lines,
            key,
            now=NOON,
            account_id=account.id,
        )
    assert made is not None
    return made


def pressed(visitor: Visitor, message: object) -> str:
    """What the page says after a press on an Acknowledge button."""
    button = {"id": {"type": "outbox-acknowledge", "message": message}, "property": "n_clicks", "value": 1}
    return together(answer(visitor, "outbox-messages", [[button], timer(0)], [button_id(message)]))


def button_id(message: object) -> str:
    return f'{{"message":{json.dumps(message)},"type":"outbox-acknowledge"}}.n_clicks'


def timer(value: int) -> dict[str, Any]:
    return {"id": "outbox-timer", "property": "n_intervals", "value": value}


def answer(visitor: Visitor, part: str, inputs: list[Any], changed: list[str]) -> list[str]:
    from tests.dashboard.signing_in import callback_body, send

    app = visitor.hospital.app
    output = next(name for name in app.callback_map if f"{part}.children" in name)
    body = callback_body(app, output)
    body["inputs"], body["changedPropIds"] = inputs, changed
    response = send(visitor.client, body)
    assert response.status_code == 200, response.text
    return [text for value in response.get_json()["response"].values() for text in texts(value["children"])]


def test_everybody_reads_his_own_messages_and_an_administrator_all(hospital: Hospital) -> None:
    say(hospital, "one", ALERT, "clerk")
    say(hospital, "two", NOTICE, "manager")
    clerk = together(hospital.as_role("clerk").page("/outbox"))
    assert "For clerk" in clerk
    assert "1 alert to acknowledge" in clerk
    assert "Angio store: 11 of lot M30" in clerk
    assert "For manager" not in clerk
    assert "No mail server is set" in clerk
    admin = together(hospital.as_role("admin").page("/outbox"))
    assert "For clerk" in admin
    assert "For manager" in admin
    assert "Nothing was written to you yet" in together(hospital.as_role("intern").page("/outbox"))


def test_what_was_not_sent_says_why(hospital: Hospital) -> None:
    with hospital.database.write() as connection:
        set_mail_address(connection, "clerk", "clerk@clinic.example", actor=COMMAND_LINE, now=NOON)
    say(hospital, "one", ALERT, "clerk")
    say(hospital, "two", ALERT, "manager")
    send_due(hospital.database, hospital.settings.post, "", hospital.settings.zone, lambda: NOON)
    words = together(hospital.as_role("admin").page("/outbox"))
    assert "not sent: no mail server is set" in words
    assert "to read here (no mail address)" in words


def test_an_alert_is_acknowledged_by_whoever_received_it_or_an_administrator(hospital: Hospital) -> None:
    mine, other = say(hospital, "one", ALERT, "clerk"), say(hospital, "two", ALERT, "manager")
    clerk = hospital.as_role("clerk")
    assert "There is no such alert" in pressed(clerk, other)
    assert mine == 1
    assert "There is no such alert" in pressed(clerk, True)  # the same number for Python, not for the trail
    assert "Acknowledged." in pressed(clerk, mine)
    assert "already" in pressed(clerk, mine)
    assert "clerk, 12:00" in together(clerk.page("/outbox"))
    assert "Acknowledged." in pressed(hospital.as_role("admin"), other)
    assert "There is no such alert" in pressed(clerk, 10**17)


def test_home_tells_the_administrator_of_alerts_that_nobody_acknowledged(hospital: Hospital) -> None:
    message = say(hospital, "one", ALERT, "clerk")
    assert "1 alert not acknowledged" in together(hospital.as_role("admin").page("/"))
    assert "not acknowledged" not in together(hospital.as_role("manager").page("/"))
    with hospital.database.write() as connection:
        acknowledge(connection, message, actor=Actor("admin"), now=NOON, anybodys=True)
    assert "not acknowledged" not in together(hospital.as_role("admin").page("/"))


def chosen(hospital: Hospital, topic: str, who: str, address: str) -> str:
    admin = hospital.as_role("admin")
    shown = admin.shown("outbox-receivers-said", 1, [], state=[topic, who, address])
    return together([text for value in shown.values() for text in texts(value["children"])])


def test_an_administrator_says_who_receives_what(hospital: Hospital) -> None:
    assert "Saved." in chosen(hospital, "supplies.digest", "user:clerk", "clerk@clinic.example")
    assert "Saved." in chosen(hospital, "supplies.digest", "webhook:store", "")
    assert "Saved." in chosen(hospital, "supplies.recall", "address", "store@clinic.example")
    # A page never says where a webhook is: only the settings do.
    assert "no such webhook" in chosen(hospital, "supplies.digest", "webhook:http://169.254.169.254/", "")
    assert "no mail address" in chosen(hospital, "supplies.digest", "address", "http://169.254.169.254/")
    assert "this topic is for" in chosen(hospital, "supplies.digest", "user:intern", "")
    assert "Name one" in chosen(hospital, "supplies.digest", "", "")
    with hospital.database.read() as connection:
        held = [(one.topic, one.channel, one.who, one.mail_address) for one in subscriptions(connection)]
    assert held == [
        ("supplies.digest", "mail", "clerk", "clerk@clinic.example"),
        ("supplies.digest", "webhook", "store", None),
        ("supplies.recall", "mail", "store@clinic.example", None),
    ]
    words = together(hospital.as_role("admin").page("/outbox"))
    assert "127.0.0.1" not in words
    assert "clerk@clinic.example" in together(hospital.as_role("clerk").page("/outbox"))


def test_a_person_is_told_no_more_of_a_topic_that_the_role_may_not_know(hospital: Hospital) -> None:
    from db.actions.accounts import set_role
    from db.outbox.recipients import recipients_of

    with hospital.database.write() as connection:
        subscribe(connection, "supplies.digest", username="manager", actor=COMMAND_LINE, now=NOON)
        assert len(recipients_of(connection, "supplies.digest")) == 1
        set_role(connection, "manager", "intern", actor=COMMAND_LINE, now=NOON)
        assert recipients_of(connection, "supplies.digest") == []
