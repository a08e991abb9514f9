"""Every route, page, callback and export, tried as every role and as nobody, against the table of roles.

What exists is asked of the running app, with its real pages and with the small ones, so nothing is forgotten here.
"""

from collections.abc import Callable
from functools import cache

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard import dispatch
from dashboard.app import create_app
from dashboard.registry import CALLBACK, EXPORT, PAGE, ROUTES, Registry
from dashboard.roles import PUBLIC, ROLES, SIGNED_IN
from db.actions.accounts import create_account, disable_account
from db.audit import COMMAND_LINE
from db.clock import now_utc
from db.exports import EXPORTS
from db.settings import read_settings
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.access_pages import vault
from tests.dashboard.conftest import GATE_PAGES
from tests.dashboard.signing_in import (
    PASSWORD,
    add_accounts,
    callback_body,
    database_of,
    open_page,
    script_token,
    send,
    signed_in,
)
from tests.servers.databases import DatabaseMaker

NOBODY = "nobody"
DISABLED = "disabled"
WHO = [*ROLES, NOBODY, DISABLED]
Who = Callable[[str], tuple[FlaskClient, str]]


@pytest.fixture(scope="module", params=["real pages", "small pages"])
def app(
    request: pytest.FixtureRequest,
    make_module_database: DatabaseMaker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Dash:
    environment = {
        **TEST_ENVIRONMENT,
        "DATABASE_URL": make_module_database("sqlite"),
        "RADOPS_VAR": str(tmp_path_factory.mktemp("var")),
    }
    settings = read_settings(environment)
    made = create_app(settings) if request.param == "real pages" else create_app(settings, pages=GATE_PAGES)
    add_accounts(database_of(made))
    with database_of(made).write() as connection:
        create_account(connection, DISABLED, "Gone", "rso", PASSWORD, actor=COMMAND_LINE, now=now_utc())
    return made


@pytest.fixture(scope="module")
def who(app: Dash) -> Who:
    """`who("clerk")`: a client signed in as the clerk, and the token that its scripts send."""

    @cache
    def client_of(name: str) -> tuple[FlaskClient, str]:
        if name == NOBODY:
            return app.server.test_client(), ""
        client = signed_in(app, name)
        token = script_token(client)
        if name == DISABLED:
            with database_of(app).write() as connection:
                disable_account(connection, DISABLED, actor=COMMAND_LINE, now=now_utc())
        return client, token

    return client_of


def registered(app: Dash) -> Registry:
    registry = app.server.extensions["radops.registry"]
    assert isinstance(registry, Registry)
    return registry


def role_may(name: str, *permissions: str) -> bool:
    """The expectation, read from the table alone."""
    return name in ROLES and all(p == SIGNED_IN or p in ROLES[name].may for p in permissions)


@pytest.mark.parametrize("name", WHO)
def test_every_page_opens_for_exactly_the_roles_of_the_table(app: Dash, who: Who, name: str) -> None:
    client, token = who(name)
    for page in registered(app).pages.values():
        answer = client.get(page.path)
        routed = open_page(app, client, page.path, token=token)
        if role_may(name, page.permission):
            assert (answer.status_code, routed.status_code) == (200, 200), page.path
        elif name in ROLES:
            assert (answer.status_code, routed.status_code) == (403, 403), page.path
        else:
            assert (answer.status_code, routed.status_code) == (302, 401), page.path
            assert answer.headers["Location"].startswith("/login")
        if not role_may(name, page.permission):
            assert vault.SECRET not in answer.text + routed.text


ARRIVES_AT = {
    "rso": "/badges",
    "physicist": "/dose",
    "clerk": "/supplies",
    "technologist": "/equipment",
    "coordinator": "/interns",
    "intern": "/interns",
}


@pytest.mark.parametrize("name", ROLES)
def test_whoever_signs_in_arrives_at_the_first_page_of_their_work(app: Dash, who: Who, name: str) -> None:
    client, _ = who(name)
    arrives = ARRIVES_AT.get(name, "/")
    pages = registered(app)
    # Of the small pages only some are anybody's work; of the real ones none may be missing.
    if len(pages.pages) > 10 or pages.page_at(arrives) is not None:
        assert client.get("/login").headers["Location"] == arrives


@pytest.mark.parametrize("name", WHO)
def test_every_callback_answers_exactly_the_roles_of_its_page(app: Dash, who: Who, name: str) -> None:
    client, token = who(name)
    for output, permissions in registered(app).callbacks.items():
        if "_pages_content" in output:
            continue  # the router; what it opens is walked above
        answer = send(client, callback_body(app, output), token)
        if name not in ROLES:
            assert answer.status_code == 401, output
        elif permissions is None:
            assert answer.status_code == 400, output
        elif role_may(name, *permissions):
            assert answer.status_code not in (400, 401, 403), output
        else:
            assert answer.status_code == 403, output
            assert vault.SECRET not in answer.text


HOSTILE = [
    "x", "", "*", -1, 10**18, 1e308, True, False, [], {}, ["a", "b"], {"a": 1}, [None], "1' OR 1=1--", "2026-13-45",
    "0000-00-00", "x" * 10_000, "\u202e", "%00", "../../etc/passwd", "<script>alert(1)</script>", "{{7*7}}", "NaN",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:20])
def test_no_value_that_a_browser_may_send_makes_a_callback_fail(app: Dash, who: Who, value: object) -> None:
    for output, permissions in registered(app).callbacks.items():
        if permissions is None or "_pages_content" in output or app.callback_map[output].get("no_output"):
            continue  # in the browser; the router; the small page's callback that fails on purpose
        name = next((role for role in ROLES if role_may(role, *permissions)), None)
        if name is None:
            continue
        client, token = who(name)
        declared = app.callback_map[output]
        everywhere = [value] * (len(declared["inputs"]) + len(declared["state"]))
        # What the gate itself refuses by its kind is then sent as it should be, so that the page meets the rest.
        honest_where_checked = [
            None if spec["property"] in dispatch._KINDS else value for spec in declared["inputs"]
        ]
        for inputs in (everywhere, honest_where_checked):
            answer = send(client, callback_body(app, output, inputs, everywhere), token)
            assert answer.status_code in (200, 204, 400), (output, value)


@pytest.mark.parametrize("name", WHO)
def test_every_export_is_given_to_exactly_the_roles_of_the_table(app: Dash, who: Who, name: str) -> None:
    client, _ = who(name)
    assert registered(app).exports.keys() == EXPORTS.keys()
    for export, permission in registered(app).exports.items():
        answer = client.get(f"/export/{export}.csv")
        expected = 200 if role_may(name, permission) else 403 if name in ROLES else 302
        assert answer.status_code == expected, export
        assert (answer.mimetype == "text/csv") == (expected == 200)


@pytest.mark.parametrize("name", WHO)
def test_every_other_route_answers_exactly_the_roles_of_the_table(app: Dash, who: Who, name: str) -> None:
    client, token = who(name)
    example = {
        "package_name": "dash",
        "fingerprinted_path": "nothing.js",
        "filename": "login.js",
        "path": "x",
        "name": "x",
    }
    urls = app.server.url_map.bind("localhost")
    for rule in app.server.url_map.iter_rules():
        permission = ROUTES[rule.endpoint]
        if permission in (PAGE, CALLBACK, EXPORT) or rule.endpoint == "logout":
            continue  # walked above; signing out has its own tests, and would end this walk
        address = urls.build(rule.endpoint, {k: v for k, v in example.items() if k in rule.arguments})
        for method in (rule.methods or set()) - {"OPTIONS"}:
            answer = client.open(address, method=method, headers={"X-CSRFToken": token})
            denied = answer.status_code in (401, 403) or (
                answer.status_code == 302
                and rule.endpoint != "login"
                and "/login" in answer.headers["Location"]
            )
            answer.close()
            allowed = permission == PUBLIC or role_may(name, permission)
            assert denied != allowed, (method, address, answer.status_code)


def test_a_refusal_looks_the_same_whatever_was_asked_for(app: Dash, who: Who) -> None:
    client, token = who("display")
    bodies = {client.get(page.path).text.split("csrf_token")[0] for page in registered(app).pages.values()}
    assert len(bodies) <= 1
    scripts = {
        send(client, callback_body(app, output), token).text
        for output, permissions in registered(app).callbacks.items()
        if permissions and permissions != (SIGNED_IN,)
    }
    assert len(scripts) <= 1


def test_no_role_may_open_a_page_that_is_not_there(app: Dash, who: Who) -> None:
    for name in ROLES:
        client, _ = who(name)
        assert client.get("/nothing/here").status_code == 404
        assert client.get("/export/nothing.csv").status_code == 404
