"""Signed-in clients by role, and callback requests as Dash's browser part sends them."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from db.actions.accounts import create_account
from db.audit import COMMAND_LINE
from db.clock import now_utc
from db.database import Database
from db.schema.accounts import ROLES

PASSWORD = "blaue Ente im Schnee"


class Clock:
    """A clock that tests move. It begins in the middle of a day."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_time(self, **much: float) -> None:
        self.moment += timedelta(**much)


def database_of(app: Dash) -> Database:
    """The database of an app."""
    context: Any = app.server.extensions["radops.context"]
    return context.database


def add_accounts(database: Database, roles: Iterable[str] = ROLES, now: datetime | None = None) -> None:
    """One account per role, named after it, all with PASSWORD."""
    with database.write() as connection:
        for role in roles:
            create_account(
                connection, role, f"Made-up {role}", role, PASSWORD, actor=COMMAND_LINE, now=now or now_utc()
            )


def form_token(response: TestResponse) -> str:
    """The token of the form on a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', response.text)
    assert found, "there is no form on this page"
    return found[1]


def try_to_sign_in(
    client: FlaskClient, username: str, password: str = PASSWORD, address: str = "/login", **environ: Any
) -> TestResponse:
    """Fill in the login form and send it."""
    token = form_token(client.get(address))
    data = {"username": username, "password": password, "csrf_token": token}
    return client.post(address, data=data, environ_overrides=environ)


def signed_in(app: Dash, username: str, password: str = PASSWORD) -> FlaskClient:
    """A client of the app's that is signed in as this account."""
    client = app.server.test_client()
    response = try_to_sign_in(client, username, password)
    assert response.status_code == 302, response.text
    return client


def script_token(client: FlaskClient) -> str:
    """What Dash's browser part sends as X-CSRFToken: from the cookie, or for who may open no page from a form."""
    response = client.get("/")
    if response.status_code == 302 and "/login" in response.headers["Location"]:
        return ""
    cookie = client.get_cookie("_csrf_token")
    return cookie.value if cookie else form_token(response)


def callback_body(
    app: Dash, output: str, inputs: Iterable[Any] = (), state: Iterable[Any] = ()
) -> dict[str, Any]:
    """A request for a callback as its own page would send it, with these values of its inputs and state."""
    declared = app.callback_map[output]
    outputs = declared["output"]
    many = isinstance(outputs, (list, tuple))

    def items(specs: list[dict[str, Any]], values: Iterable[Any]) -> list[Any]:
        given = [*values, *[None] * len(specs)]
        return [
            []
            if spec["id"].startswith("{")
            else {"id": spec["id"], "property": spec["property"], "value": value}
            for spec, value in zip(specs, given, strict=False)
        ]

    sent = [
        {"id": o.component_id, "property": o.component_property}
        for o in (outputs if many else [outputs])
        if o
    ]
    return {
        "output": output,
        "outputs": sent if many else next(iter(sent), []),
        "inputs": items(declared["inputs"], inputs),
        "state": items(declared["state"], state),
        "changedPropIds": [f"{spec['id']}.{spec['property']}" for spec in declared["inputs"]],
    }


def send(client: FlaskClient, body: Any, token: str | None = None) -> TestResponse:
    """Send a callback request."""
    headers = {"X-CSRFToken": script_token(client) if token is None else token}
    return client.post("/_dash-update-component", json=body, headers=headers)


def open_page(
    app: Dash, client: FlaskClient, path: str, query: str = "", token: str | None = None
) -> TestResponse:
    """Ask Dash's router for a page, as following a link does."""
    router = next(output for output in app.callback_map if "_pages_content.children" in output)
    return send(client, callback_body(app, router, [path, query]), token)
