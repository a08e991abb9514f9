"""No route takes more than 20 MB, whatever a sender says or leaves out about how much it sends."""

from io import BytesIO
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.registry import ROUTES
from tests.dashboard.signing_in import script_token, signed_in

_MB = 1024 * 1024
# Which form of body each route that takes one reads; without it, it is refused for its form first.
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
TAKES = {
    "/login": FORM,
    "/logout": FORM,
    "/password": FORM,
    "/session": JSON,
    "/wall/pair": JSON,
    "/_dash-update-component": JSON,
}


class Pouring:
    """A body that is made while it is read, and says how much of it was."""

    def __init__(self, size: int) -> None:
        self.left, self.given = size, 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most a megabyte at once."""
        size = min(size if size >= 0 else _MB, self.left, _MB)
        self.left -= size
        self.given += size
        return b"x" * size

    def readline(self, size: int = -1) -> bytes:
        """The same; there is no line in it."""
        return self.read(size)


def pour(client: FlaskClient, path: str, body: Pouring, token: str, **environ: Any) -> TestResponse:
    """Send a body of which the server knows what `environ` says."""
    return client.post(
        path,
        content_type=TAKES[path],
        headers={"X-CSRFToken": token},
        environ_overrides={"wsgi.input": body, **environ},
    )


@pytest.fixture(scope="module")
def rso(walked_app: Dash) -> tuple[FlaskClient, str]:
    client = signed_in(walked_app, "rso")
    return client, script_token(client)


def test_every_route_that_takes_a_body_is_known(walked_app: Dash) -> None:
    rules = [rule for rule in walked_app.server.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert {rule.rule for rule in rules} == set(TAKES)
    assert {rule.endpoint for rule in rules} <= set(ROUTES)


@pytest.mark.parametrize("path", TAKES)
def test_more_than_20_megabytes_are_refused_unread(
    walked_app: Dash, rso: tuple[FlaskClient, str], path: str
) -> None:
    body = Pouring(20 * _MB + 1)
    answer = pour(rso[0], path, body, rso[1], CONTENT_LENGTH=str(20 * _MB + 1))
    assert answer.status_code == 413
    assert body.given == 0


IN_PIECES: dict[str, Any] = {
    "wsgi.input_terminated": True,
    "HTTP_TRANSFER_ENCODING": "chunked",
    "CONTENT_LENGTH": "",
}


def test_a_small_body_in_pieces_is_taken(rso: tuple[FlaskClient, str]) -> None:
    body = BytesIO(b'{"output": "x"}')
    answer = rso[0].post(
        "/_dash-update-component",
        content_type=JSON,
        headers={"X-CSRFToken": rso[1]},
        environ_overrides={"wsgi.input": body, **IN_PIECES},
    )
    # It was read, and names no callback.
    assert answer.status_code == 400
    assert body.read() == b""


@pytest.mark.parametrize("path", TAKES)
def test_a_body_in_pieces_without_a_length_is_refused_once_it_is_more(
    walked_app: Dash, rso: tuple[FlaskClient, str], path: str
) -> None:
    body = Pouring(60 * _MB)
    answer = pour(rso[0], path, body, rso[1], **IN_PIECES)
    assert answer.status_code == 413
    assert body.given <= 22 * _MB


LIES = ["10", "0", "-1", "abc", "1e9", "99999999999999999999", "10, 20", " 10 ", "0x10", "٣"]


@pytest.mark.parametrize("said", LIES)
def test_a_length_that_is_a_lie_is_read_no_further_and_breaks_nothing(
    walked_app: Dash, rso: tuple[FlaskClient, str], said: str
) -> None:
    for path in TAKES:
        if path == "/logout":
            continue  # it would end the walk
        body = Pouring(60 * _MB)
        answer = pour(rso[0], path, body, rso[1], CONTENT_LENGTH=said)
        assert answer.status_code < 500, path
        assert body.given <= 10, path


HIDDEN = [
    "/.git/config", "/.git/HEAD", "/.env", "/app.py", "/radops.py", "/assets/../app.py", "/assets/%2e%2e/app.py",
    "/assets/idle.js.map", "/assets/wall.js.map",
    "/server-status", "/console", "/_mcp", "/mcp", "/_dash-config", "/robots.txt", "/.well-known/security.txt",
    "/backup.zip", "/var/radops.db", "/radops.db", "/static/app.py", "/_dash-component-suites/dashboard/app.py",
]  # fmt: skip


def test_nothing_of_the_machinery_is_served(walked_app: Dash, rso: tuple[FlaskClient, str]) -> None:
    for path in HIDDEN:
        answer = rso[0].get(path)
        assert answer.status_code in (400, 404), path
        assert "<html" in answer.text or len(answer.text) < 100, path
