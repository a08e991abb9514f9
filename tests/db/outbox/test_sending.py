"""What is written arrives, once, by a real mail server and a real web server; what cannot is said."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.actions.accounts import create_account, disable_account
from db.actions.outbox import OutboxRefused, acknowledge, set_mail_address, subscribe, unsubscribe
from db.audit import COMMAND_LINE, Actor
from db.database import Database
from db.outbox import ALERT, NOTICE, Line, send_due, write
from db.post import Post, read_post
from db.queries.outbox import attention, messages, subscriptions
from db.settings import SETTINGS, SettingsError
from tests.servers.letterbox import Letterbox, mail_server, web_server

ZONE = ZoneInfo("America/New_York")
NOON = datetime(2031, 11, 24, 17, tzinfo=UTC)  # 12:00 in New York
NIGHT = datetime(2031, 11, 25, 3, tzinfo=UTC)  # 22:00
LINES = [Line("3 lots expired at Rack 2", "/supplies?location=Rack+2")]
PASSWORD = "made-up-department-2031"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    with made.write() as connection:
        for name, role in (("carla", "clerk"), ("mona", "manager"), ("ada", "admin")):
            create_account(connection, name, name, role, PASSWORD, actor=COMMAND_LINE, now=NOON)
    yield made
    made.close()


@pytest.fixture
def letterbox() -> Iterator[Letterbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def hook() -> Iterator[Letterbox]:
    with web_server() as box:
        yield box


def post_for(letterbox: Letterbox | None = None, hook: Letterbox | None = None, **more: str) -> Post:
    text = {setting.name: setting.default for setting in SETTINGS} | {
        "RADOPS_SMTP_TLS": "off",
        "RADOPS_MAIL_FROM": "radops@clinic.example",
        "RADOPS_URL": "https://radops.clinic.example/",
        "RADOPS_QUIET_HOURS": "20-6",
    }
    if letterbox:
        text["RADOPS_SMTP"] = f"127.0.0.1:{letterbox.port}"
    if hook:
        text["RADOPS_WEBHOOKS"] = f"store=http://127.0.0.1:{hook.port}/hook?key=s3cr3t"
    return read_post({**text, **more}, "127.0.0.1:8050")


def say(
    database: Database, key: str = "k", kind: str = NOTICE, now: datetime = NOON, **more: Any
) -> int | None:
    with database.write() as connection:
        return write(connection, kind, "supplies.digest", "Supplies on 24 Nov", LINES, key, now=now, **more)


def receive(database: Database, **who: Any) -> None:
    with database.write() as connection:
        subscribe(connection, "supplies.digest", **who, actor=COMMAND_LINE, now=NOON)


def send(database: Database, post: Post, now: datetime) -> tuple[int, int, int]:
    became = send_due(database, post, "City clinic", ZONE, lambda: now)
    return became.sent, became.again, became.gone


def states(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as connection:
        found, _ = messages(connection, None, 10)
    return [(copy.state, copy.reason) for one in found for copy in one.deliveries]


def test_notices_to_one_address_are_gathered_into_one_mail_with_links(
    database: Database, letterbox: Letterbox
) -> None:
    receive(database, address="store@clinic.example")
    say(database, "one")
    say(database, "two", now=NOON + timedelta(minutes=5))
    post = post_for(letterbox)
    assert send(database, post, NOON + timedelta(minutes=9)) == (0, 0, 0)
    assert send(database, post, NOON + timedelta(minutes=10)) == (1, 0, 0)
    assert send(database, post, NOON + timedelta(hours=1)) == (0, 0, 0)
    [(recipient, mail)] = letterbox.mails
    assert (recipient, mail["To"], mail["From"]) == (
        "store@clinic.example",
        "store@clinic.example",
        "radops@clinic.example",
    )
    assert mail["Subject"] == "2 notices: Supplies on 24 Nov (City clinic)"
    text = mail.get_content()
    assert text.count("https://radops.clinic.example/supplies?location=Rack+2") == 2
    assert states(database) == [("sent", None)] * 2


def test_nothing_is_written_where_there_is_nothing_to_say_and_nothing_twice(database: Database) -> None:
    with database.write() as connection:
        assert write(connection, NOTICE, "supplies.digest", "Empty", [], "empty", now=NOON) is None
    assert say(database, "once") is not None
    assert say(database, "once") is None
    with database.read() as connection:
        assert messages(connection, None, 10)[1] == 1


def test_a_subject_cannot_begin_another_header(database: Database, letterbox: Letterbox) -> None:
    receive(database, address="store@clinic.example")
    with database.write() as connection:
        write(
            connection, ALERT, "supplies.digest", "Hello\r\nBcc: all@clinic.example\u2028x",
            [Line("a\nb", "/supplies")], "k", now=NOON,
        )  # fmt: skip
    assert send(database, post_for(letterbox), NOON) == (1, 0, 0)
    [(_, mail)] = letterbox.mails
    assert mail["Subject"].startswith("Hello Bcc: all@clinic.example x")
    assert mail["Bcc"] is None


@pytest.mark.parametrize("path", ["https://elsewhere.example", "//elsewhere.example", "supplies", ""])
def test_a_link_stays_within_the_application(database: Database, path: str) -> None:
    with database.write() as connection, pytest.raises(ValueError, match="path of this application"):
        write(connection, NOTICE, "supplies.digest", "x", [Line("x", path)], "k", now=NOON)


def test_notices_wait_through_quiet_hours_and_alerts_do_not(database: Database, letterbox: Letterbox) -> None:
    receive(database, address="store@clinic.example")
    say(database, "notice", NOTICE, NIGHT)
    say(database, "alert", ALERT, NIGHT)
    post = post_for(letterbox)
    assert send(database, post, NIGHT + timedelta(minutes=30)) == (1, 0, 0)
    assert "alert" in letterbox.mails[0][1]["Subject"]
    assert "acknowledge" in letterbox.mails[0][1].get_content()
    six = datetime(2031, 11, 25, 11, tzinfo=UTC)
    assert send(database, post, six - timedelta(minutes=1)) == (0, 0, 0)
    assert send(database, post, six) == (1, 0, 0)


def test_a_message_is_held_back_until_its_moment(database: Database, letterbox: Letterbox) -> None:
    receive(database, address="store@clinic.example")
    say(database, "k", ALERT, not_before=NOON + timedelta(hours=2))
    post = post_for(letterbox)
    assert send(database, post, NOON + timedelta(hours=1)) == (0, 0, 0)
    assert send(database, post, NOON + timedelta(hours=2)) == (1, 0, 0)


def test_a_server_that_is_away_is_tried_again_ever_later_then_given_up(
    database: Database, letterbox: Letterbox
) -> None:
    receive(database, address="store@clinic.example")
    say(database, "k", ALERT)
    letterbox.answer_to_recipient = "450 not now"
    post, now, tried = post_for(letterbox), NOON, []
    for _ in range(7):
        tried.append(send(database, post, now))
        with database.read() as connection:
            [one] = messages(connection, None, 10)[0]
        assert send(database, post, now) == (0, 0, 0)
        now = max(now, one.deliveries[0].due_at.replace(tzinfo=UTC))
    assert tried == [(0, 1, 0)] * 6 + [(0, 0, 1)]
    assert states(database) == [("failed", "the mail server refuses this recipient (450)")]
    assert now - NOON > timedelta(hours=16)
    with database.read() as connection:
        rows = attention(connection, now, ZONE)
    assert [row.word for row in rows] == ["Not acknowledged", "Not delivered"]


def test_a_server_that_says_never_is_not_asked_again(database: Database, letterbox: Letterbox) -> None:
    receive(database, address="nobody@clinic.example")
    say(database, "k", ALERT)
    letterbox.answer_to_recipient = "550 no such user: 4711 Doe"
    assert send(database, post_for(letterbox), NOON) == (0, 0, 1)
    # Nothing of what the server said is kept: it may repeat anything.
    assert states(database) == [("failed", "the mail server refuses this recipient (550)")]


def test_no_server_at_all_is_tried_again(database: Database) -> None:
    receive(database, address="store@clinic.example")
    say(database, "k", ALERT)
    with mail_server() as gone:
        post = post_for(gone)
    assert send(database, post, NOON) == (0, 1, 0)
    assert states(database)[0][1] == "no answer from the mail server (ConnectionRefusedError)"


def test_a_mail_server_without_encryption_gets_nothing_where_it_is_asked_for(
    database: Database, letterbox: Letterbox
) -> None:
    receive(database, address="store@clinic.example")
    say(database, "k", ALERT)
    assert send(database, post_for(letterbox, RADOPS_SMTP_TLS="starttls"), NOON) == (0, 1, 0)
    assert letterbox.mails == []
    assert states(database)[0][1] == "the mail server offers no encryption (RADOPS_SMTP_TLS)"


def test_without_a_mail_server_nothing_leaves_and_the_copy_says_so(database: Database) -> None:
    receive(database, address="store@clinic.example")
    say(database, "k", ALERT)
    assert send(database, post_for(), NOON) == (0, 0, 1)
    assert states(database) == [("unsent", "no mail server is set")]


def test_a_webhook_gets_the_message_and_its_address_comes_from_the_settings_alone(
    database: Database, hook: Letterbox
) -> None:
    receive(database, webhook="store")
    say(database, "k", ALERT)
    post = post_for(hook=hook)
    assert send(database, post, NOON) == (1, 0, 0)
    [(path, payload)] = hook.posts
    assert path == "/hook?key=s3cr3t"
    assert payload["messages"][0]["kind"] == "alert"
    assert payload["messages"][0]["lines"] == [
        {"text": LINES[0].text, "url": "https://radops.clinic.example/supplies?location=Rack+2"}
    ]
    assert "s3cr3t" not in repr(post)
    say(database, "again", ALERT)
    assert send(database, replace(post, webhooks={}), NOON) == (0, 0, 1)


def test_a_webhook_that_leads_elsewhere_is_not_followed(database: Database, hook: Letterbox) -> None:
    receive(database, webhook="store")
    say(database, "k", ALERT)
    hook.status, hook.location = 302, f"http://127.0.0.1:{hook.port}/elsewhere"
    assert send(database, post_for(hook=hook), NOON) == (0, 0, 1)
    assert [path for path, _ in hook.posts] == ["/hook?key=s3cr3t"]
    assert states(database) == [("failed", "the webhook answered 302")]


def test_a_letter_that_was_in_hand_when_its_sender_was_killed_is_sent_after_a_while(
    database: Database, letterbox: Letterbox
) -> None:
    from db.outbox.queue import take

    receive(database, address="store@clinic.example")
    say(database, "k", ALERT)
    post = post_for(letterbox)
    with database.write() as connection:
        assert len(take(connection, post, NOON, ZONE)) == 1
    assert send(database, post, NOON + timedelta(minutes=14)) == (0, 0, 0)
    assert send(database, post, NOON + timedelta(minutes=15)) == (1, 0, 0)


def test_a_topic_that_nobody_chose_goes_to_its_role_and_to_a_page_without_an_address(
    database: Database,
) -> None:
    say(database, "k")
    with database.read() as connection:
        [one] = messages(connection, None, 10)[0]
    assert [(copy.who, copy.channel, copy.state) for copy in one.deliveries] == [("carla", "page", "here")]


def test_an_account_is_mailed_at_its_address_until_it_is_disabled(
    database: Database, letterbox: Letterbox
) -> None:
    receive(database, username="mona")
    with database.write() as connection:
        set_mail_address(connection, "mona", "mona@clinic.example", actor=COMMAND_LINE, now=NOON)
    post = post_for(letterbox)
    say(database, "one", ALERT)
    assert send(database, post, NOON) == (1, 0, 0)
    say(database, "two", ALERT)
    with database.write() as connection:
        disable_account(connection, "mona", actor=COMMAND_LINE, now=NOON)
    assert send(database, post, NOON) == (0, 0, 0)
    assert ("unsent", "the account is disabled") in states(database)
    assert [to for to, _ in letterbox.mails] == ["mona@clinic.example"]


def test_subscriptions_are_refused_in_words_and_end(database: Database) -> None:
    refusals: list[tuple[dict[str, str], str]] = [
        ({"username": "ada"}, "ada is admin; this topic is for clerk, manager."),
        ({"username": "nobody"}, "no such account"),
        ({"address": "a@b.example,c@d.example"}, "no mail address"),
        ({"address": "a@b.example\nBcc: c@d.example"}, "no mail address"),
        ({}, "Name one"),
    ]
    for who, words in refusals:
        with pytest.raises(OutboxRefused, match=words):
            receive(database, **who)
    receive(database, username="carla")
    with pytest.raises(OutboxRefused, match="receives it already"):
        receive(database, username="carla")
    with database.write() as connection:
        [held] = subscriptions(connection)
        unsubscribe(connection, held.id, actor=COMMAND_LINE, now=NOON)
        assert subscriptions(connection) == []
        with pytest.raises(OutboxRefused, match="any more"):
            unsubscribe(connection, held.id, actor=COMMAND_LINE, now=NOON)


def test_an_alert_is_acknowledged_once_by_whoever_received_it(database: Database) -> None:
    receive(database, username="carla")
    alert, notice = say(database, "alert", ALERT), say(database, "notice")
    assert alert is not None
    assert notice is not None
    with database.read() as connection:
        from db.queries.accounts import account_named

        ids = {name: account_named(connection, name).id for name in ("carla", "mona")}  # type: ignore[union-attr]
    carla, mona = Actor("carla", "clerk", ids["carla"]), Actor("mona", "manager", ids["mona"])

    def try_it(message: int, actor: Actor) -> None:
        with database.write() as connection:
            acknowledge(connection, message, actor=actor, now=NOON)

    with pytest.raises(OutboxRefused, match="no such alert"):
        try_it(alert, mona)
    with pytest.raises(OutboxRefused, match="no such alert"):
        try_it(notice, carla)
    try_it(alert, carla)
    with pytest.raises(OutboxRefused, match="already"):
        try_it(alert, carla)
    with database.read() as connection:
        assert messages(connection, ids["mona"], 10) == ([], 0)
        [one] = [one for one in messages(connection, ids["carla"], 10)[0] if one.kind == ALERT]
    assert one.acknowledged_by == "carla"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RADOPS_SMTP", "mail.clinic.example"),
        ("RADOPS_SMTP", "mail.clinic.example:99999"),
        ("RADOPS_MAIL_FROM", "radops"),
        ("RADOPS_SMTP_TLS", "yes"),
        ("RADOPS_WEBHOOKS", "https://hooks.example/s3cr3t"),
        ("RADOPS_WEBHOOKS", "store=file:///etc/passwd"),
        ("RADOPS_QUIET_HOURS", "20-25"),
        ("RADOPS_URL", "radops.clinic.example"),
        ("RADOPS_DIGEST_HOUR", "24"),
    ],
)
def test_a_setting_that_is_no_good_is_named_without_its_secret(name: str, value: str) -> None:
    more: dict[str, Any] = {name: value}
    with pytest.raises(SettingsError, match=name) as refusal:
        post_for(**more)
    assert "s3cr3t" not in str(refusal.value)


def test_a_password_does_not_travel_in_the_clear() -> None:
    with pytest.raises(SettingsError, match="in the clear"):
        post_for(
            RADOPS_SMTP="mail.clinic.example:25", RADOPS_SMTP_USER="radops", RADOPS_SMTP_PASSWORD="s3cr3t"
        )


def test_two_senders_at_once_send_one_mail(database: Database, letterbox: Letterbox) -> None:
    from concurrent.futures import ThreadPoolExecutor

    receive(database, address="store@clinic.example")
    for number in range(5):
        say(database, str(number), ALERT)
    post = post_for(letterbox)
    work: Callable[[int], object] = lambda _: send(database, post, NOON)  # noqa: E731
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(letterbox.mails) == 5
