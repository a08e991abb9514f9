"""Sessions end when they should, at the next request, and a cookie that was copied is worth nothing afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from dashboard.app import create_app
from dashboard.sessions import ACTED_HEADER
from db.actions.accounts import disable_account, enable_account, set_password, set_role
from db.actions.sign_in import token_hash
from db.audit import COMMAND_LINE
from db.database import Database
from db.schema.accounts import audit_event, session
from db.settings import Settings
from tests.dashboard.access_pages.vault import SECRET
from tests.dashboard.conftest import GATE_PAGES
from tests.dashboard.signing_in import (
    PASSWORD,
    Clock,
    add_accounts,
    callback_body,
    database_of,
    form_token,
    open_page,
    script_token,
    send,
    signed_in,
    try_to_sign_in,
)
from tests.servers.databases import DatabaseMaker


@pytest.fixture
def app(database_url: str, settings_for: Callable[..., Settings], clock: Clock) -> Dash:
    """As `gate_app`, on both engines: what ends a session is the database's word."""
    made = create_app(settings_for(database_url), now=clock, pages=GATE_PAGES)
    add_accounts(database_of(made), ["rso"], clock())
    return made


def copied(app: Dash, client: FlaskClient) -> FlaskClient:
    """Another browser with a copy of this one's cookies."""
    thief = app.server.test_client()
    for name in ("radops", "_csrf_token"):
        cookie = client.get_cookie(name)
        if cookie:
            thief.set_cookie(name, cookie.value)
    return thief


def assert_signed_out(app: Dash, client: FlaskClient, token: str, *, again: int = 0) -> None:
    assert client.get("/badges").status_code == 302
    assert client.get("/_dash-layout").status_code == 401
    answer = send(client, callback_body(app, "vault-name.children", ["1"], ["2026"]), token)
    assert answer.status_code == 401
    assert SECRET not in answer.text
    assert [client.get("/_dash-layout").status_code for _ in range(again)] == [401] * again
    assert client.get("/export/exams.csv").status_code == 302


def log_out(client: FlaskClient) -> None:
    token = form_token(client.get("/password"))
    assert client.post("/logout", data={"csrf_token": token}).status_code == 302


def change_own(client: FlaskClient, new: str = "ein anderes Lied im Regen") -> None:
    token = form_token(client.get("/password"))
    data = {"present": PASSWORD, "new": new, "again": new, "csrf_token": token}
    answer = client.post("/password", data=data)
    assert answer.headers["Location"] == "/login?changed=1"
    assert "Sign in with the new one" in client.get(answer.headers["Location"]).text


def by_command(action: str) -> Callable[[Dash, Clock], None]:
    def act(app: Dash, clock: Clock) -> None:
        with database_of(app).write() as connection:
            if action == "disabling":
                disable_account(connection, "rso", actor=COMMAND_LINE, now=clock())
            elif action == "another role":
                set_role(connection, "rso", "clerk", actor=COMMAND_LINE, now=clock())
            else:
                set_password(connection, "rso", "given by the admin 42", actor=COMMAND_LINE, now=clock())

    return act


@pytest.mark.parametrize("action", ["disabling", "another role", "a password given by the administrator"])
def test_an_account_that_changes_ends_its_sessions_at_the_next_request(
    app: Dash, clock: Clock, action: str
) -> None:
    client = signed_in(app, "rso")
    token = script_token(client)
    assert SECRET in open_page(app, client, "/badges").text
    thief = copied(app, client)
    assert SECRET in open_page(app, thief, "/badges").text
    by_command(action)(app, clock)
    assert_signed_out(app, client, token)
    assert_signed_out(app, thief, token, again=97)


def test_a_copied_cookie_ends_with_the_log_out(app: Dash) -> None:
    client = signed_in(app, "rso")
    token = script_token(client)
    thief = copied(app, client)
    log_out(client)
    assert_signed_out(app, client, token)
    assert_signed_out(app, thief, token, again=97)


def test_changing_ones_password_ends_all_sessions_the_own_one_too(app: Dash) -> None:
    client, elsewhere = signed_in(app, "rso"), signed_in(app, "rso")
    token, other = script_token(client), script_token(elsewhere)
    thief = copied(app, client)
    change_own(client)
    assert_signed_out(app, client, token)
    assert_signed_out(app, thief, token, again=97)
    assert_signed_out(app, elsewhere, other)
    assert try_to_sign_in(app.server.test_client(), "rso").status_code == 401
    signed_in(app, "rso", "ein anderes Lied im Regen")


def ask_for_password(client: FlaskClient, present: str, new: str, again: str | None = None) -> TestResponse:
    token = form_token(client.get("/password"))
    data = {"present": present, "new": new, "again": new if again is None else again, "csrf_token": token}
    return client.post("/password", data=data)


def test_an_unguarded_screen_is_no_place_to_guess_the_password(app: Dash, clock: Clock) -> None:
    client = signed_in(app, "rso")
    for _ in range(5):
        answer = ask_for_password(client, "wrong " * 30, "ein anderes Lied im Regen")
        assert answer.status_code == 400
        assert "The present password is not right" in answer.text
    answer = ask_for_password(client, PASSWORD, "ein anderes Lied im Regen")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    with database_of(app).read() as connection:
        told = connection.execute(
            select(audit_event.c.actor, audit_event.c.outcome).where(
                audit_event.c.action == "account.password"
            )
        ).all()
    assert [tuple(row) for row in told] == [("rso", "failure")] * 5
    clock.pass_time(seconds=1)
    assert ask_for_password(client, PASSWORD, "ein anderes Lied im Regen").status_code == 302


def test_a_new_password_that_is_refused_changes_and_counts_nothing(app: Dash) -> None:
    client = signed_in(app, "rso")
    for new, words in [
        ("Welcome2026!", "guessed first"),
        ("short", "at least 12"),
        (PASSWORD, "is the present one"),
        ("x" * 129, "at most 128"),
        ("kurz", "at least 12"),
        ("RSO-rso-rso-1", "guessed first"),
        ("Welcome2026!", "guessed first"),
    ]:
        answer = ask_for_password(client, PASSWORD, new)
        assert answer.status_code == 400
        assert words in answer.text
    assert "differ" in ask_for_password(client, PASSWORD, "ein Lied im Regen", "ein Leid im Regen").text
    assert client.get("/badges").status_code == 200
    signed_in(app, "rso")


def test_log_out_ends_this_session_and_leaves_those_on_other_machines(app: Dash) -> None:
    here, there = signed_in(app, "rso"), signed_in(app, "rso")
    log_out(here)
    assert there.get("/badges").status_code == 200


def test_an_enabled_account_must_sign_in_anew(app: Dash, clock: Clock) -> None:
    client = signed_in(app, "rso")
    token = script_token(client)
    with database_of(app).write() as connection:
        disable_account(connection, "rso", actor=COMMAND_LINE, now=clock())
        enable_account(connection, "rso", actor=COMMAND_LINE, now=clock())
    assert_signed_out(app, client, token)
    signed_in(app, "rso")


def test_a_session_ends_after_eight_hours_however_busy_it_was(app: Dash, clock: Clock) -> None:
    client = signed_in(app, "rso")
    token = script_token(client)
    for _ in range(47):
        clock.pass_time(minutes=10)
        assert client.get("/badges").status_code == 200
    clock.pass_time(minutes=10)
    assert_signed_out(app, client, token)


def acted(client: FlaskClient, body: object, token: str) -> TestResponse:
    """A callback behind which the browser saw a key or a pointer."""
    headers = {"X-CSRFToken": token, ACTED_HEADER: "1"}
    return client.post("/_dash-update-component", json=body, headers=headers)


def left(client: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/session").get_json()
    return found


def test_an_idle_limit_counts_what_people_do_and_not_what_timers_do(app: Dash, clock: Clock) -> None:
    client = signed_in(app, "rso")
    token = script_token(client)
    poll = callback_body(app, "vault-tick.children", [1])
    for _ in range(20):  # a person: beyond the limit, never idle
        clock.pass_time(minutes=2)
        assert client.get("/badges").status_code == 200
    for _ in range(7):  # a timer alone
        clock.pass_time(minutes=2)
        assert send(client, poll, token).status_code == 200
    clock.pass_time(minutes=2)
    assert send(client, poll, token).status_code == 401


def test_what_a_timer_redraws_and_asks_for_by_itself_is_no_action(app: Dash, clock: Clock) -> None:
    client = signed_in(app, "rso")
    token = script_token(client)
    asked = callback_body(app, "vault-name.children", ["1"], ["2026"])
    clock.pass_time(minutes=14)
    assert send(client, asked, token).status_code == 200
    clock.pass_time(minutes=1)
    assert send(client, asked, token).status_code == 401


def test_a_callback_of_somebody_who_acted_is_an_action(app: Dash, clock: Clock) -> None:
    client = signed_in(app, "rso")
    token = script_token(client)
    asked = callback_body(app, "vault-name.children", ["1"], ["2026"])
    for _ in range(3):
        clock.pass_time(minutes=14)
        assert acted(client, asked, token).status_code == 200
    # A timer that claims to be somebody stays a timer.
    clock.pass_time(minutes=14)
    assert acted(client, callback_body(app, "vault-tick.children", [1]), token).status_code == 200
    clock.pass_time(minutes=1)
    assert acted(client, asked, token).status_code == 401


def test_asking_what_is_left_keeps_nobody_and_staying_does(app: Dash, clock: Clock) -> None:
    client = signed_in(app, "rso")
    token = script_token(client)
    clock.pass_time(minutes=13)
    assert left(client) == {"left_s": 120, "warn_s": 120, "may_stay": True}
    clock.pass_time(minutes=1)
    assert left(client)["left_s"] == 60
    assert client.post("/session").status_code == 400, "a form of another site could keep a session alive"
    assert client.post("/session", headers={"X-CSRFToken": token}).get_json()["left_s"] == 900
    clock.pass_time(minutes=14)
    assert left(client)["left_s"] == 60
    clock.pass_time(minutes=1)
    assert client.get("/session").status_code == 401
    assert client.post("/session", headers={"X-CSRFToken": token}).status_code == 401


def test_who_wants_to_stay_while_a_load_holds_the_database_is_told_the_truth(
    make_database: DatabaseMaker, settings_for: Callable[..., Settings], clock: Clock
) -> None:
    app = create_app(settings_for(make_database("sqlite")), now=clock, pages=GATE_PAGES)
    add_accounts(database_of(app), ["rso"], clock())
    client = signed_in(app, "rso")
    headers = {"X-CSRFToken": script_token(client)}
    clock.pass_time(seconds=59)
    assert client.post("/session", headers=headers).get_json()["left_s"] == 841, "noted once a minute"
    clock.pass_time(minutes=13)
    with database_of(app).write():  # only SQLite makes a second writer wait
        assert client.post("/session", headers=headers).get_json()["left_s"] == 61
    assert client.post("/session", headers=headers).get_json()["left_s"] == 900


def test_nobody_stays_beyond_eight_hours(app: Dash, clock: Clock) -> None:
    client = signed_in(app, "rso")
    for _ in range(48):
        clock.pass_time(minutes=9, seconds=59)
        client.get("/badges")
    assert left(client) == {"left_s": 48, "warn_s": 120, "may_stay": False}


def test_the_limit_is_the_sites_own_and_the_login_page_says_it(
    sqlite_url: str, settings_for: Callable[..., Settings], clock: Clock
) -> None:
    made = create_app(settings_for(sqlite_url, idle_minutes=5), now=clock, pages=GATE_PAGES)
    add_accounts(database_of(made), ["rso"], clock())
    assert "after 5 minutes in which nothing is done" in made.server.test_client().get("/login").text
    client = signed_in(made, "rso")
    assert left(client) == {"left_s": 300, "warn_s": 75, "may_stay": True}
    clock.pass_time(minutes=5)
    assert client.get("/badges").status_code == 302


@pytest.mark.parametrize("minutes", [1, 2, 3])
def test_nobody_is_asked_the_moment_they_have_signed_in(
    sqlite_url: str, settings_for: Callable[..., Settings], clock: Clock, minutes: int
) -> None:
    made = create_app(settings_for(sqlite_url, idle_minutes=minutes), now=clock, pages=GATE_PAGES)
    add_accounts(database_of(made), ["rso"], clock())
    told = left(signed_in(made, "rso"))
    assert told["left_s"] > told["warn_s"] > 0


@pytest.mark.parametrize("address", ["/export/exams.csv", "/password"])
def test_what_stands_in_an_address_bar_is_an_action(app: Dash, clock: Clock, address: str) -> None:
    client = signed_in(app, "rso")
    clock.pass_time(minutes=14)
    assert client.get(address).status_code == 200
    clock.pass_time(minutes=14)
    assert client.get("/badges").status_code == 200


def last_seen(database: Database) -> str:
    with database.read() as connection:
        return str(connection.scalar(select(session.c.last_seen_at)))


def test_being_seen_is_written_at_most_once_a_minute_and_never_for_a_timer(app: Dash, clock: Clock) -> None:
    client = signed_in(app, "rso")
    token = script_token(client)
    began = last_seen(database_of(app))
    clock.pass_time(seconds=59)
    client.get("/badges")
    assert last_seen(database_of(app)) == began
    clock.pass_time(seconds=1)
    send(client, callback_body(app, "vault-tick.children", [1]), token)
    assert last_seen(database_of(app)) == began
    client.get("/badges")
    assert last_seen(database_of(app)) == "2026-11-24 12:01:00"


def test_a_page_does_not_wait_for_a_load_that_holds_the_database(app: Dash, clock: Clock) -> None:
    client = signed_in(app, "rso")
    clock.pass_time(minutes=2)
    with database_of(app).write():  # what a load does, for as long as it takes
        assert client.get("/badges").status_code == 200


def test_the_database_holds_nothing_that_a_cookie_could_be_made_of(app: Dash) -> None:
    client = signed_in(app, "rso")
    with client.session_transaction() as kept:
        token = kept["_user_id"]
    assert len(token) >= 43  # 256 random bits
    with database_of(app).read() as connection:
        rows = connection.execute(select(session)).all()
        events = connection.execute(select(audit_event)).all()
    assert [row.token_hash for row in rows] == [token_hash(token)]
    assert token not in str(rows) + str(events)


def test_signing_in_makes_a_new_token_and_a_new_form_token(app: Dash) -> None:
    client = app.server.test_client()
    before = form_token(client.get("/login"))
    with client.session_transaction() as kept:
        kept["planted"] = "by someone who had the browser first"
    try_to_sign_in(client, "rso")
    with client.session_transaction() as kept:
        first = kept["_user_id"]
        assert "planted" not in kept
    assert send(client, callback_body(app, "vault-name.children"), before).status_code == 400
    log_out(client)
    try_to_sign_in(client, "rso")
    with client.session_transaction() as kept:
        assert kept["_user_id"] != first


@pytest.mark.parametrize("forged", ["x", "", "1", "rso", "0" * 43])
def test_a_signed_cookie_with_a_token_that_is_none_is_nobody(app: Dash, forged: str) -> None:
    client = app.server.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = forged
    assert client.get("/_dash-layout").status_code == 401


def test_a_cookie_that_was_changed_is_nobody(app: Dash) -> None:
    client = signed_in(app, "rso")
    cookie = client.get_cookie("radops")
    assert cookie
    for changed in (cookie.value[:-2] + "xx", "x" + cookie.value, cookie.value.split(".")[1], ""):
        thief = app.server.test_client()
        thief.set_cookie("radops", changed)
        assert thief.get("/_dash-layout").status_code == 401


def test_a_remember_me_cookie_opens_nothing(app: Dash) -> None:
    client = app.server.test_client()
    client.set_cookie("remember_token", "rso|0123456789abcdef")
    assert client.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize("tls", [False, True])
def test_the_cookies_are_guarded_as_the_connection_allows(
    sqlite_url: str, settings_for: Callable[..., Settings], tls: bool
) -> None:
    app = create_app(settings_for(sqlite_url, tls=tls), pages=GATE_PAGES)
    add_accounts(database_of(app), ["rso"])
    client = app.server.test_client()
    base = "https://localhost" if tls else "http://localhost"
    token = form_token(client.get("/login", base_url=base))
    data = {"username": "rso", "password": PASSWORD, "csrf_token": token}
    answer = client.post("/login", data=data, base_url=base)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-radops=" if tls else "radops=")
    assert ("Secure" in cookie) == tls
    for part in ("HttpOnly", "Path=/", "SameSite=Lax", "Expires="):
        assert part in cookie
    assert "Domain" not in cookie
    assert len(cookie) < 4096
    page = client.get("/badges", base_url=base)
    (token_cookie,) = [c for c in page.headers.getlist("Set-Cookie") if "csrf_token=" in c]
    assert token_cookie.startswith("__Host-csrf_token=" if tls else "_csrf_token=")
    assert "SameSite=Strict" in token_cookie
    assert ("Secure" in token_cookie) == tls


def test_reading_pages_does_not_renew_the_cookie(app: Dash) -> None:
    client = signed_in(app, "rso")
    token = script_token(client)
    for answer in (
        client.get("/_dash-layout"),
        send(client, callback_body(app, "vault-tick.children", [1]), token),
    ):
        assert not [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("radops")]


def test_two_apps_in_one_process_do_not_mix(
    make_database: DatabaseMaker, settings_for: Callable[..., Settings], clock: Clock
) -> None:
    """Dash keeps its page registry per process: the later app must not answer with the earlier one's data, or back."""
    apps = [
        create_app(settings_for(make_database("sqlite"), site=site), now=clock, pages=GATE_PAGES)
        for site in ("North", "South")
    ]
    clients = []
    for made in apps:
        add_accounts(database_of(made), ["rso"], clock())
        clients.append(signed_in(made, "rso"))
    assert apps[0].callback_map.keys() == apps[1].callback_map.keys()
    for client, made, site in zip(clients, apps, ("North", "South"), strict=True):
        answer = send(client, callback_body(made, "ward-output.children", ["x"]))
        assert f"WARD OF {site}" in answer.text
        dependencies = client.get("/_dash-dependencies").get_json()
        assert len(dependencies) == len(made.callback_map)
    north = clients[0].get_cookie("radops")
    assert north
    stranger = apps[1].server.test_client()
    stranger.set_cookie("radops", north.value)
    assert stranger.get("/_dash-layout").status_code == 401


def test_the_trail_tells_who_signed_in_and_out_from_where_and_who_failed(app: Dash, clock: Clock) -> None:
    client = app.server.test_client()
    try_to_sign_in(client, "rso", "wrong " * 30, REMOTE_ADDR="10.1.1.9")
    try_to_sign_in(client, "nobody", "wrong " * 30, REMOTE_ADDR="10.1.1.9")
    try_to_sign_in(client, "rso", REMOTE_ADDR="10.1.1.9")
    log_out(client)
    with database_of(app).read() as connection:
        events = connection.execute(
            select(audit_event)
            .where(audit_event.c.action.in_(["login", "logout"]))
            .order_by(audit_event.c.id)
        ).all()
    told = [(e.actor, e.actor_role, e.action, e.outcome, e.address) for e in events]
    assert told == [
        ("rso", "rso", "login", "failure", "10.1.1.9"),
        ("unknown", None, "login", "failure", "10.1.1.9"),
        ("rso", "rso", "login", "success", "10.1.1.9"),
        ("rso", "rso", "logout", "success", "127.0.0.1"),
    ]
    assert {str(e.happened_at) for e in events} == {"2026-11-24 12:00:00"}
