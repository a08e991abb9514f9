"""Signing in: one answer for every failure, slower with each, and never a way off this server."""

import logging
import re
from collections.abc import Callable
from typing import Literal

import pytest
from argon2 import PasswordHasher
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import select

from dashboard.app import create_app
from db import passwords
from db.actions.accounts import disable_account
from db.audit import COMMAND_LINE
from db.schema.accounts import audit_event, login_failure
from db.settings import Settings
from tests.conftest import LEAST_WORK
from tests.dashboard.signing_in import (
    PASSWORD,
    Clock,
    database_of,
    form_token,
    signed_in,
    try_to_sign_in,
)

# Longer than any password may be, so that it is refused without the quarter of a second that checking one takes.
WRONG = "wrong " * 30


@pytest.fixture
def client(gate_app: Dash) -> FlaskClient:
    return gate_app.server.test_client()


# --- what the page shows and says ------------------------------------------------------------------------------


def test_the_login_page_tells_who_it_belongs_to_and_nothing_about_the_data(client: FlaskClient) -> None:
    page = client.get("/login")
    assert page.status_code == 200
    assert "Northfield General" in page.text
    assert "no account is locked" in page.text
    for word in ("Vault", "Ward", "rso", "clerk", "badge"):
        assert word not in page.text


def test_the_login_page_works_without_a_script_and_labels_its_fields(client: FlaskClient) -> None:
    page = client.get("/login").text
    for field in re.findall(r"<input[^>]*>", page):
        if 'type="hidden"' not in field:
            name = re.search(r'id="([^"]+)"', field)
            assert name
            assert f'<label for="{name[1]}">' in page
    assert 'autocomplete="current-password"' in page
    assert "<script>" not in page


@pytest.mark.parametrize("missing", ["username", "password"])
def test_an_empty_field_is_told_below_it(client: FlaskClient, missing: str) -> None:
    data = {
        "username": "rso",
        "password": PASSWORD,
        "csrf_token": form_token(client.get("/login")),
        missing: "",
    }
    answer = client.post("/login", data=data)
    assert answer.status_code == 400
    assert "ro-login-field-error" in answer.text


def test_what_was_typed_as_a_name_is_shown_again_as_text_and_the_password_never(client: FlaskClient) -> None:
    answer = try_to_sign_in(client, '"><script>alert(1)</script>', "my own password 77")
    assert "<script>alert" not in answer.text
    assert "my own password 77" not in answer.text


def test_an_account_name_is_found_however_it_is_written(gate_app: Dash, client: FlaskClient) -> None:
    assert try_to_sign_in(client, " RSO ").status_code == 302


# --- the same answer for every failure -------------------------------------------------------------------------


def test_unknown_disabled_and_wrong_are_told_in_the_same_words(gate_app: Dash, clock: Clock) -> None:
    with database_of(gate_app).write() as connection:
        disable_account(connection, "clerk", actor=COMMAND_LINE, now=clock())
    answers = set()
    for username, password in [
        ("rso", "not this one, sorry"),
        ("nobody", PASSWORD),
        ("clerk", PASSWORD),
        ("x" * 200, "y"),
    ]:
        client = gate_app.server.test_client()
        answer = try_to_sign_in(client, username, password)
        page = re.sub(r'(csrf_token" value=")[^"]+|( value=")' + re.escape(username), "", answer.text)
        answers.add((answer.status_code, page))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 401


def test_an_unknown_name_costs_the_same_work_as_a_known_one(
    gate_app: Dash, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work is counted, not timed: a clock would fail on a busy machine."""
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  its own name
            verified.append(str(hash).rpartition("$")[0].rpartition("$")[0])
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_HASHER", Counting(**LEAST_WORK))
    for username in ("rso", "nobody"):
        try_to_sign_in(gate_app.server.test_client(), username, "not this one, sorry")
    assert len(verified) == 2
    assert len(set(verified)) == 1  # the same algorithm with the same cost


def test_neither_names_nor_passwords_reach_the_log_or_the_trail(
    gate_app: Dash, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        try_to_sign_in(client, "hunter2-typed-in-the-wrong-field", "another one that is wrong")
    assert "hunter2" not in caplog.text
    with database_of(gate_app).read() as connection:
        rows = [connection.execute(select(table)).all() for table in (audit_event, login_failure)]
    assert "hunter2" not in str(rows)
    assert "another one" not in str(rows)


# --- slower and slower, never locked ---------------------------------------------------------------------------


def test_after_five_failures_the_wait_doubles_from_a_second_to_fifteen_minutes(
    gate_app: Dash, client: FlaskClient, clock: Clock
) -> None:
    for _ in range(5):
        assert try_to_sign_in(client, "rso", WRONG).status_code == 401
    for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]:
        early = try_to_sign_in(client, "rso", WRONG)
        assert early.status_code == 429
        clock.pass_time(seconds=seconds - 0.5)
        assert try_to_sign_in(client, "rso", WRONG).status_code == 429
        clock.pass_time(seconds=0.5)
        assert try_to_sign_in(client, "rso", WRONG).status_code == 401, seconds


def test_the_answer_to_a_try_that_came_too_early_says_when_to_come_back(
    gate_app: Dash, client: FlaskClient, clock: Clock
) -> None:
    for _ in range(9):
        try_to_sign_in(client, "rso", WRONG)
        clock.pass_time(seconds=20)
    clock.pass_time(seconds=-20)
    early = try_to_sign_in(client, "rso")
    assert early.status_code == 429
    # New York time, as the hospital reads it; rounded up, so that it is true.
    promised = re.search(r"Try again at (\d\d):(\d\d):(\d\d)", early.text)
    assert promised
    assert promised[1] == "07"
    clock.pass_time(seconds=int(early.headers["Retry-After"]))
    assert try_to_sign_in(client, "rso").status_code == 302


def test_the_right_password_is_refused_too_while_waiting_and_opens_afterwards(
    gate_app: Dash, client: FlaskClient, clock: Clock
) -> None:
    for _ in range(5):
        try_to_sign_in(client, "rso", WRONG)
    assert try_to_sign_in(client, "rso").status_code == 429
    clock.pass_time(seconds=1)
    assert try_to_sign_in(client, "rso").status_code == 302


def test_the_right_password_clears_the_failures(gate_app: Dash, clock: Clock) -> None:
    for _ in range(2):
        for _ in range(4):
            try_to_sign_in(gate_app.server.test_client(), "rso", WRONG)
        signed_in(gate_app, "rso")
        clock.pass_time(minutes=2)


def test_another_account_is_not_slowed_down(gate_app: Dash, client: FlaskClient) -> None:
    for _ in range(5):
        try_to_sign_in(client, "rso", WRONG)
    assert try_to_sign_in(client, "clerk").status_code == 302


def test_an_unknown_name_is_slowed_down_like_a_known_one(gate_app: Dash, client: FlaskClient) -> None:
    for _ in range(5):
        try_to_sign_in(client, "nobody", WRONG)
    assert try_to_sign_in(client, "Nobody ", WRONG).status_code == 429


def test_one_address_trying_many_names_is_stopped_at_twenty_a_minute(
    gate_app: Dash, client: FlaskClient, clock: Clock
) -> None:
    answers = [
        try_to_sign_in(client, f"name{i}", WRONG, REMOTE_ADDR="10.1.1.1").status_code for i in range(25)
    ]
    assert answers == [401] * 20 + [429] * 5
    assert try_to_sign_in(client, "name30", WRONG, REMOTE_ADDR="10.1.1.2").status_code == 401
    clock.pass_time(seconds=60)
    assert try_to_sign_in(client, "name31", WRONG, REMOTE_ADDR="10.1.1.1").status_code == 401


def test_a_forged_forwarding_header_makes_no_new_address(gate_app: Dash, client: FlaskClient) -> None:
    token = form_token(client.get("/login"))
    answers = []
    for i in range(21):
        data = {"username": f"name{i}", "password": WRONG, "csrf_token": token}
        answers.append(
            client.post("/login", data=data, headers={"X-Forwarded-For": f"10.9.9.{i}"}).status_code
        )
    assert answers[-1] == 429


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    sqlite_url: str, settings_for: Callable[..., Settings], clock: Clock
) -> None:
    app = create_app(settings_for(sqlite_url, proxies=1), now=clock, pages=())
    client = app.server.test_client()
    token = form_token(client.get("/login"))
    for i in range(21):
        data = {"username": f"name{i}", "password": WRONG, "csrf_token": token}
        # The client's own word stands first, the proxy's last.
        client.post("/login", data=data, headers={"X-Forwarded-For": f"1.2.3.{i}, 10.5.5.5"})
    with database_of(app).read() as connection:
        assert len(set(connection.scalars(select(login_failure.c.address_key)))) == 1
        assert set(connection.scalars(select(audit_event.c.address))) == {"10.5.5.5"}


def test_the_first_unknown_name_costs_no_more_work_than_a_known_one(
    sqlite_url: str, settings_for: Callable[..., Settings], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords._hash_of_nobody.cache_clear()
    client = create_app(settings_for(sqlite_url), now=clock, pages=()).server.test_client()
    token = form_token(client.get("/login"))
    monkeypatch.setattr(PasswordHasher, "hash", lambda *_: pytest.fail("made while somebody waits"))
    data = {"username": "nobody", "password": "a dozen and more", "csrf_token": token}
    answer = client.post("/login", data=data)
    assert answer.status_code == 401


# --- where it leads --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "path"), [("rso", "/badges"), ("clerk", "/")])
def test_a_role_arrives_at_its_own_first_page(
    gate_app: Dash, client: FlaskClient, role: str, path: str
) -> None:
    assert try_to_sign_in(client, role).headers["Location"] == path


def test_nobody_is_sent_to_sign_in_and_from_there_to_what_was_asked_for(
    gate_app: Dash, client: FlaskClient
) -> None:
    sent = client.get("/badges?year=2026&unit=a%20b")
    assert sent.status_code == 302
    arrived = try_to_sign_in(client, "rso", address=sent.headers["Location"])
    assert arrived.headers["Location"] == "/badges?year=2026&unit=a+b"


def test_a_page_that_is_not_for_the_role_is_no_place_to_arrive(gate_app: Dash, client: FlaskClient) -> None:
    assert try_to_sign_in(client, "clerk", address="/login?next=/badges").headers["Location"] == "/"


def test_whoever_is_signed_in_has_no_use_for_the_login_page(gate_app: Dash) -> None:
    client = signed_in(gate_app, "rso")
    assert client.get("/login").headers["Location"] == "/badges"
    assert client.get("/login?next=//evil.example/").headers["Location"] == "/badges"


ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "https://evil.example", "http://evil.example/badges", "https:evil.example",
    "https:/evil.example", "https:///evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "vbscript:x", "%2f%2fevil.example", "/%2f/evil.example", "/%09/evil.example",
    "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example",
    "//evil.example/badges", "//user@evil.example", "https://localhost@evil.example/badges",
    "//localhost:80@evil.example", "/badges@evil.example", "/badges\r\nLocation: https://evil.example",
    "/badges%0d%0aLocation:%20https://evil.example", "/.evil.example", "evil.example", "badges",
    "//[::1", "http://[evil", "/login", "/logout", "/_dash-layout", "/export/exams.csv",
    "/badges/../../evil", "//evil.example/%2e%2e", "/;@evil.example", "?next=//evil.example",
    "#//evil.example", "/\u2028/evil.example", "\u3000//evil.example", "//\uff45vil.example",
    "/\uff0fevil.example", "ftp://evil.example", "//evil%E3%80%82example", "/badges\\@evil.example",
    "https://evil.example\\@localhost/", "//;@evil.example", "/+/evil.example", "http:\\\\evil.example",
    ".//evil.example", "\x00//evil.example", "/\x00/evil.example", "//\x00evil.example",
    "https://evil.example#/badges", "mailto:x@evil.example",
]  # fmt: skip


def test_signing_in_never_leads_off_this_server(walked_app: Dash) -> None:
    client = signed_in(walked_app, "rso")
    for target in ELSEWHERE:
        answer = client.get("/login", query_string={"next": target})
        assert answer.status_code == 302
        assert answer.headers.getlist("Location") == ["/badges"], target


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/badges", "/badges\r\nLocation: //evil"]
)
def test_the_form_itself_leads_nowhere_else_either(gate_app: Dash, client: FlaskClient, target: str) -> None:
    data = {"username": "rso", "password": PASSWORD, "csrf_token": form_token(client.get("/login"))}
    answer = client.post("/login", query_string={"next": target}, data=data)
    assert answer.headers.getlist("Location") == ["/badges"]


# --- the form's token ------------------------------------------------------------------------------------------


def test_a_form_without_its_token_is_refused(gate_app: Dash, client: FlaskClient) -> None:
    client.get("/login")
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "made up"}):
        answer = client.post("/login", data={"username": "rso", "password": PASSWORD, **token})
        assert answer.status_code == 400
        assert "radops=" not in answer.headers.get("Set-Cookie", "")
        assert "Load it again" in answer.text


def test_a_token_of_another_visitor_is_refused(gate_app: Dash, client: FlaskClient) -> None:
    foreign = form_token(gate_app.server.test_client().get("/login"))
    client.get("/login")
    assert (
        client.post(
            "/login", data={"username": "rso", "password": PASSWORD, "csrf_token": foreign}
        ).status_code
        == 400
    )
