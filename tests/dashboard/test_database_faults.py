"""The database fails in the middle of a request: the answer says so, and when to try again; the log holds no values."""

import logging

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.dashboard.signing_in import callback_body, database_of, form_token, script_token, send, signed_in


@pytest.fixture
def clerk(gate_app: Dash) -> tuple[FlaskClient, str, str]:
    """Signed in, with both tokens, at a moment when the tables of accounts are gone."""
    gate_app.server.config["PROPAGATE_EXCEPTIONS"] = False
    client = signed_in(gate_app, "clerk")
    tokens = script_token(client), form_token(client.get("/password"))
    with database_of(gate_app).write() as connection:
        for name in ("session", "login_failure"):
            connection.execute(text(f"ALTER TABLE {name} RENAME TO {name}_gone"))
    return client, *tokens


def test_who_asks_without_a_database_is_told_when_to_try_again(
    gate_app: Dash, clerk: tuple[FlaskClient, str, str], caplog: pytest.LogCaptureFixture
) -> None:
    client, script, _ = clerk
    stranger = gate_app.server.test_client()
    token = form_token(stranger.get("/login"))
    with caplog.at_level(logging.ERROR):
        answers = [
            stranger.post("/login", data={"username": "rso", "password": "x" * 12, "csrf_token": token}),
            client.get("/"),
            client.get("/own-dose/paper/annual.csv"),
            send(client, callback_body(gate_app, "ward-output.children", ["x"]), script),
        ]
    for answer in answers:
        assert answer.status_code == 503
        assert "The database did not answer" in answer.text
        assert answer.headers["Retry-After"] == "60"
        assert answer.headers["Content-Security-Policy"]
        assert "session" not in answer.text
    assert "SELECT" not in caplog.text
    assert "reference" in caplog.text
