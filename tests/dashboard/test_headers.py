"""Every response tells the browser to load nothing from elsewhere and to keep no data."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.app import create_app
from dashboard.registry import ROUTES
from db.settings import Settings
from tests.dashboard.conftest import GATE_PAGES
from tests.dashboard.signing_in import callback_body, script_token, send, signed_in
from tests.dashboard.wall.screens import code_of

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STATIC = "/assets/login.js"


def answers(app: Dash) -> Iterator[tuple[str, TestResponse]]:
    """A response of every route and of every kind: pages, data, files, redirects, refusals, failures."""
    nobody, rso, intern = app.server.test_client(), signed_in(app, "rso"), signed_in(app, "intern")
    app.server.config["PROPAGATE_EXCEPTIONS"] = False
    bundle = re.search(r'/_dash-component-suites/dash/deps/react@[^"]+\.js', rso.get("/").text)
    assert bundle
    paths = [
        "/",
        "/badges",
        "/login",
        "/password",
        "/healthz",
        "/_dash-layout",
        "/_dash-dependencies",
        "/_reload-hash",
        "/session",
    ]
    paths += [
        "/_favicon.ico",
        STATIC,
        f"{STATIC}?m=1",
        bundle[0],
        "/nothing",
        "/assets/nothing.js",
        "/export/exams.csv",
    ]
    paths += [
        "/_dash-component-suites/dash/nothing.js",
        "/_dash-component-suites/os/nothing.js",
        "/assets/../app.py",
    ]
    for who, client in (("nobody", nobody), ("rso", rso), ("intern", intern)):
        for path in paths:
            for method in ("GET", "HEAD", "POST", "OPTIONS", "TRACE", "DELETE"):
                yield f"{who} {method} {path}", client.open(path, method=method)
    on_the_wall = app.server.test_client()
    for path in ("/wall", "/wall/", "/wall/data", "/wall/pair"):
        yield f"an unpaired screen {path}", on_the_wall.get(path)
    yield "pairing", on_the_wall.post("/wall/pair", json={"code": code_of(app, "Headers")})
    yield "a screen", on_the_wall.get("/wall/data")
    coordinator = signed_in(app, "coordinator")
    for path in ("/interns/cohort/report.csv", "/interns/cohort/report.pdf", "/interns/paper/completion.csv"):
        yield f"coordinator GET {path}", coordinator.get(path)
    token = script_token(rso)
    note = next(o for o in app.callback_map if app.callback_map[o].get("no_output"))
    yield "a callback", send(rso, callback_body(app, "vault-name.children"), token)
    yield "a failing callback", send(rso, callback_body(app, note), token)
    yield "no callback", send(rso, {"output": "x"}, token)
    yield "too large", send(rso, {"output": "x" * (21 * 1024 * 1024)}, token)


@pytest.fixture(scope="module")
def seen(walked_app: Dash) -> list[tuple[str, TestResponse]]:
    found = list(answers(walked_app))
    for _, answer in found:
        answer.get_data()
        answer.close()
    return found


def test_every_route_was_asked(walked_app: Dash, seen: list[tuple[str, TestResponse]]) -> None:
    urls = walked_app.server.url_map.bind("localhost")
    asked = {urls.match(a.request.path, a.request.method)[0] for _, a in seen if a.status_code < 400}
    # Papers are of a wearer with readings or of an intern, and this department has none: tests/dashboard/pages
    assert set(ROUTES) - asked == {"logout", "badge_paper", "own_paper", "intern_paper"}


def test_every_response_carries_the_headers(seen: list[tuple[str, TestResponse]]) -> None:
    assert len(seen) > 300
    for name, answer in seen:
        for header, value in ALWAYS.items():
            assert answer.headers.get(header) == value, (name, header)
        assert "geolocation=()" in answer.headers["Permissions-Policy"]
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe-eval" not in policy
        if "default-src 'none'" in policy:
            assert answer.request.path.startswith("/wall"), name
            # Stricter than all others, by tests/dashboard/wall.
            assert "default-src 'none'; script-src 'self';" in policy, name
            continue
        assert re.search(r"script-src 'self'( 'sha256-[^']+')+;", policy), name
        for part in ("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"):
            assert part in policy, name


def test_only_what_is_the_same_for_everybody_is_kept(seen: list[tuple[str, TestResponse]]) -> None:
    for name, answer in seen:
        static = re.search(r"GET /(assets|_dash-component-suites|_favicon)", name.replace("HEAD", "GET"))
        if static and answer.status_code < 400:
            assert "no-store" not in answer.headers["Cache-Control"], name
            assert "Cookie" not in answer.headers.get("Vary", ""), name
            assert "Set-Cookie" not in answer.headers, name
        else:
            assert answer.headers["Cache-Control"] == "no-store", name


def test_a_file_whose_address_changes_with_it_is_kept_for_a_year(
    seen: list[tuple[str, TestResponse]],
) -> None:
    found = dict(seen)
    assert "immutable" in found[f"rso GET {STATIC}?m=1"].headers["Cache-Control"]
    assert "max-age=3600" in found[f"rso GET {STATIC}"].headers["Cache-Control"]
    bundle = next(name for name in found if "react@" in name and name.startswith("nobody GET"))
    assert "max-age=31536000" in found[bundle].headers["Cache-Control"]


def test_no_response_tells_of_the_machinery(seen: list[tuple[str, TestResponse]]) -> None:
    for name, answer in seen:
        for word in (
            b"Traceback",
            str(Path.cwd()).encode(),
            b"site-packages",
            b"Debugger",
            b"ZeroDivisionError",
        ):
            assert word not in answer.get_data() or "component-suites" in name, name


def test_a_file_that_is_not_served_is_not_there_and_no_failure(seen: list[tuple[str, TestResponse]]) -> None:
    found = dict(seen)
    for path in (
        "/_dash-component-suites/dash/nothing.js",
        "/_dash-component-suites/os/nothing.js",
        "/assets/nothing.js",
    ):
        assert found[f"nobody GET {path}"].status_code == 404
    failures = {name for name, answer in seen if answer.status_code >= 500}
    assert failures == {"a failing callback"}


def test_unknown_methods_are_refused(seen: list[tuple[str, TestResponse]]) -> None:
    for name, answer in seen:
        if " TRACE " in name or " DELETE " in name:
            assert answer.status_code in (401, 404, 405), name


def test_transport_security_is_asked_for_under_tls_only(
    sqlite_url: str, settings_for: Callable[..., Settings]
) -> None:
    for tls in (True, False):
        app = create_app(settings_for(sqlite_url, tls=tls), pages=GATE_PAGES)
        header = app.server.test_client().get("/login").headers.get("Strict-Transport-Security")
        assert (header is not None) == tls
        assert header is None or "max-age=31536000" in header


def test_big_bundles_travel_compressed_and_pages_with_a_token_do_not(walked_app: Dash) -> None:
    client: FlaskClient = walked_app.server.test_client()
    accept = {"Accept-Encoding": "gzip, br"}
    path = re.search(
        r'/_dash-component-suites/dash/deps/react-dom@[^"]+\.js', signed_in(walked_app, "rso").get("/").text
    )
    assert path
    first, second = (client.get(path[0], headers=accept) for _ in range(2))
    assert first.headers["Content-Encoding"] == "br"
    assert first.data == second.data
    assert len(first.data) < len(client.get(path[0]).data) / 2
    assert "Content-Encoding" not in client.get("/login", headers=accept).headers


def test_compressed_answers_of_one_person_never_reach_another(walked_app: Dash) -> None:
    accept = {"Accept-Encoding": "br"}
    rso, clerk = signed_in(walked_app, "rso"), signed_in(walked_app, "clerk")
    assert rso.get("/_dash-layout", headers=accept).status_code == 200
    assert walked_app.server.test_client().get("/_dash-layout", headers=accept).status_code == 401
    tokens = {client: script_token(client) for client in (rso, clerk)}
    bodies = [
        client.post(
            "/_dash-update-component",
            json=callback_body(walked_app, "frame-navigation.children", ["/"]),
            headers={"X-CSRFToken": token, **accept},
        ).data
        for client, token in tokens.items()
    ]
    assert bodies[0] != bodies[1]
