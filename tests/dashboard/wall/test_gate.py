"""A display's token opens the wall's own routes and nothing else; nobody else's right opens them."""

import pytest

from dashboard.registry import ROUTES
from db.actions.displays import revoke_display
from db.audit import COMMAND_LINE
from tests.dashboard.signing_in import Clock, callback_body, database_of, send, signed_in
from tests.dashboard.wall.screens import COOKIE, code_of, screen, shown, token_of

WALL = {"wall", "wall_data", "wall_pair"}


def test_a_screen_is_given_its_scenes_without_anybody_signed_in(gate_app):
    data = shown(screen(gate_app, playlist="rooms:15,today:30"))
    assert data["playlist"] == [{"scene": "rooms", "seconds": 15}, {"scene": "today", "seconds": 30}]
    assert set(data["scenes"]) == {"rooms", "today"}


def test_the_token_opens_no_other_route(walked_app):
    client = screen(walked_app, "Walk")
    example = {
        "filename": "x",
        "path": "ward",
        "name": "exams",
        "package_name": "dash",
        "fingerprinted_path": "x",
    }
    urls = walked_app.server.url_map.bind("localhost")
    walked = 0
    for rule in walked_app.server.url_map.iter_rules():
        if rule.endpoint in WALL or ROUTES[rule.endpoint] == "public":
            continue
        address = urls.build(rule.endpoint, {k: v for k, v in example.items() if k in rule.arguments})
        for method in (rule.methods or set()) - {"OPTIONS"}:
            # Sent to every path by hand: without TLS a browser would not even send it outside /wall.
            headers = {"Cookie": f"{COOKIE}={token_of(client)}"}
            answer = walked_app.server.test_client().open(address, method=method, headers=headers)
            denied = answer.status_code in (400, 401, 403) or "/login" in answer.headers.get("Location", "")
            answer.close()
            assert denied, (method, address, answer.status_code)
            walked += 1
    assert walked > 10


def test_the_token_calls_no_callback_and_takes_no_export(walked_app):
    client = screen(walked_app, "Calls")
    bare = walked_app.server.test_client()
    bare.set_cookie(COOKIE, token_of(client))
    for output in walked_app.callback_map:
        assert send(bare, callback_body(walked_app, output), "").status_code == 401, output
    for name in walked_app.server.extensions["radops.registry"].exports:
        answer = bare.get(f"/export/{name}.csv")
        answer.close()
        assert answer.status_code == 302


@pytest.mark.parametrize("role", ["manager", "admin", "intern", "rso"])
def test_who_is_signed_in_sees_no_wall_by_it(walked_app, role):
    answer = signed_in(walked_app, role).get("/wall/data")
    assert (answer.status_code, answer.text) == (401, "unpaired")


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 3000, "\u00e4" * 43, "' OR 1=1 --"])
def test_no_other_token_opens_the_wall(walked_app, token):
    client = walked_app.server.test_client()
    client.set_cookie(COOKIE, token, path="/wall")
    assert client.get("/wall/data").status_code == 401


@pytest.mark.parametrize("query", ["?scene=people", "?today=2026-11-01", "?", "?display=1"])
def test_a_screen_asks_nothing(walked_app, query):
    client = screen(walked_app, f"Query {query}")
    assert client.get(f"/wall/data{query}").status_code == (200 if query == "?" else 400)
    for method in ("post", "put", "delete", "patch"):
        assert getattr(client, method)("/wall/data").status_code in (400, 401, 405)


def test_a_revoked_screen_is_told_so_at_its_next_request(gate_app, clock: Clock):
    client = screen(gate_app)
    assert client.get("/wall/data").status_code == 200
    with database_of(gate_app).write() as connection:
        revoke_display(connection, "Corridor", actor=COMMAND_LINE, now=clock())
    answer = client.get("/wall/data")
    assert (answer.status_code, answer.text) == (401, "revoked")


def test_the_page_is_the_same_for_everybody_and_is_never_the_login(gate_app, clock: Clock):
    paired, bare = screen(gate_app), gate_app.server.test_client()
    assert paired.get("/wall").text == bare.get("/wall").text == signed_in(gate_app, "rso").get("/wall").text
    assert "Sign in" not in bare.get("/wall").text
    clock.pass_time(days=300)
    assert paired.get("/wall/data").status_code == 200


def test_the_token_is_kept_where_no_script_and_no_other_site_has_it(gate_app):
    client = gate_app.server.test_client()
    answer = client.post("/wall/pair", json={"code": code_of(gate_app)})
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/wall", "Max-Age=34560000"))
    # Each load of the page begins its life anew; a browser keeps none for longer.
    assert cookie.split(";")[0] in client.get("/wall").headers["Set-Cookie"]
    assert "Set-Cookie" not in client.get("/wall/data").headers


@pytest.mark.parametrize("body", [None, [], {}, {"code": 7}, {"code": None}, {"code": "x" * 41}, "text"])
def test_what_is_no_code_is_refused(walked_app, body):
    assert walked_app.server.test_client().post("/wall/pair", json=body).status_code == 400


def test_a_body_nested_without_end_is_refused_as_no_code(walked_app):
    answer = walked_app.server.test_client().post(
        "/wall/pair", data="[" * 20_000, content_type="application/json"
    )
    assert (answer.status_code, answer.text) == (400, "This is no pairing code.")


def test_a_form_of_another_site_cannot_pair(walked_app):
    code = code_of(walked_app, "Forged")
    answer = walked_app.server.test_client().post("/wall/pair", data={"code": code})
    assert answer.status_code == 400
    assert screen_with(walked_app, code) == 200


def screen_with(app, code):
    return app.server.test_client().post("/wall/pair", json={"code": code}).status_code


def test_the_wall_runs_nothing_inline_and_asks_nobody_else(walked_app):
    answer = walked_app.server.test_client().get("/wall")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "style=" not in answer.text
    assert "<script>" not in answer.text
    other = signed_in(walked_app, "rso").get("/")
    page = other.text
    other.close()
    assert not any(name in page for name in ("wall.js", "wall-draw.js", "wall.css"))


def test_no_address_under_the_wall_leads_to_a_login_page(gate_app):
    nobody = gate_app.server.test_client()
    slash = nobody.get("/wall/")
    assert (slash.status_code, slash.headers["Location"]) == (302, "/wall")
    for path in ("/wall/data/", "/wall/pair", "/wall/today", "/wall/pair/x"):
        answer = nobody.get(path)
        assert (answer.status_code, answer.text) == (404, "The wall is at /wall."), path


def test_who_guesses_a_code_keeps_nobody_from_writing(gate_app):
    code = code_of(gate_app, "Guessed", "today:30")
    with database_of(gate_app).write():
        answer = gate_app.server.test_client().post("/wall/pair", json={"code": "ABCD-EFGH-JKMN"})
        assert answer.status_code == 403
    assert gate_app.server.test_client().post("/wall/pair", json={"code": code}).status_code == 200
