"""A screen on the wall, as a client: paired with a display of its own, without anybody signed in."""

from typing import Any

from dash import Dash
from flask.testing import FlaskClient

from db.actions.displays import add_display
from db.audit import COMMAND_LINE
from db.clock import now_utc
from db.playlist import read_playlist
from tests.dashboard.signing_in import database_of

COOKIE = "radops-wall"


def code_of(app: Dash, name: str = "Corridor", playlist: str = "") -> str:
    """The pairing code of a new display; the clock is that of the app."""
    context: Any = app.server.extensions["radops.context"]
    now = (context.now or now_utc)()
    with database_of(app).write() as connection:
        return add_display(connection, name, read_playlist(playlist), actor=COMMAND_LINE, now=now)


def screen(app: Dash, name: str = "Corridor", playlist: str = "") -> FlaskClient:
    """A client that holds a display's token."""
    client = app.server.test_client()
    answer = client.post("/wall/pair", json={"code": code_of(app, name, playlist)})
    assert answer.status_code == 200, answer.text
    return client


def shown(client: FlaskClient) -> dict[str, Any]:
    """What a screen is given to show."""
    answer = client.get("/wall/data")
    assert answer.status_code == 200, answer.text
    data: dict[str, Any] = answer.get_json()
    return data


def token_of(client: FlaskClient) -> str:
    """The token that a screen holds, as nobody but the browser can read it."""
    held = client.get_cookie(COOKIE, path="/wall")
    assert held is not None
    return held.value
