"""Forged and malformed requests for every callback of the real pages: what a client writes opens nothing more."""

import json
import logging
import random
from typing import Any

import pytest
from dash import Dash

from dashboard.app import create_app
from dashboard.roles import ROLES
from db.settings import read_settings
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.access_actions import registered
from tests.dashboard.access_matrix import Everybody, everybody, role_may
from tests.dashboard.signing_in import callback_body, open_page, send
from tests.servers.databases import DatabaseMaker

# Callbacks of the frame around the pages, which every account has.
EVERYBODYS = "frame-navigation.children"
# What somebody may have typed: it stands in every malformed body and must be in no log.
PRIVATE = "Quillfeather-4711"


@pytest.fixture(scope="module")
def app(make_module_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory) -> Dash:
    environment = {
        **TEST_ENVIRONMENT,
        "DATABASE_URL": make_module_database("sqlite"),
        "RADOPS_VAR": str(tmp_path_factory.mktemp("var")),
    }
    return create_app(read_settings(environment))


@pytest.fixture(scope="module")
def who(app: Dash) -> Everybody:
    return everybody(app)


def of_pages(app: Dash) -> dict[str, tuple[str, ...]]:
    """Each callback that runs on the server, but Dash's router."""
    found = registered(app).callbacks.items()
    return {name: needed for name, needed in found if needed is not None and "_pages_content" not in name}


def forgeries(app: Dash, output: str) -> dict[str, dict[str, Any]]:
    """Five ways to ask for one callback under the guise of another, which everybody may ask for."""
    own, harmless = callback_body(app, output), callback_body(app, EVERYBODYS, ["/"])
    more = {"id": "more", "property": "value", "value": PRIVATE}
    row = [{"id": {"kind": "row", "index": 1, "of": "another person"}, "property": "n_clicks", "value": 1}]
    return {
        "foreign output": {**harmless, "output": output},
        "mismatched outputs": {**harmless, "outputs": own["outputs"], "inputs": own["inputs"]},
        "more state than declared": {**own, "state": [*own["state"], more]},
        "another person's row": {**own, "inputs": [row, *own["inputs"][1:]]},
        "stale inputs": {**own, "inputs": own["inputs"][:-1], "changedPropIds": [f"{EVERYBODYS}.x"]},
    }


def test_no_forgery_of_any_callback_is_answered(app: Dash, who: Everybody) -> None:
    tried = 0
    for output, permissions in of_pages(app).items():
        first = next((name for name in ROLES if role_may(name, *permissions)), "intern")
        for name in {first: 1, "intern": 1, "coordinator": 1, "clerk": 1, "admin": 1}:
            client, token = who(name)
            may = role_may(name, *permissions)
            for forgery, body in forgeries(app, output).items():
                if output == EVERYBODYS and forgery in ("foreign output", "mismatched outputs"):
                    continue
                answer = send(client, body, token)
                meant = permissions if body["output"] == output else ()
                expected = 400 if may or not meant else 403
                assert answer.status_code == expected, (output, name, forgery)
                tried += 1
    assert tried > 5 * 4 * 40


SPELLINGS = [
    "{0}", "{0}/", "/{0}", "{0}//", "/.{0}", "/x/..{0}", "{0};x", "{0}?x=1", "{0}#x", "{0}%2f", "/login/..{0}",
    "/healthz/..{0}", "{0}/.", "{0}%00", "{0} ", "/login?next={0}", "/%2e{0}", "{0};/login", "/login;{0}", "/login#{0}",
]  # fmt: skip


def test_no_spelling_of_an_address_opens_a_page_for_whoever_it_is_not_for(app: Dash, who: Everybody) -> None:
    for name in ("intern", "clerk", "admin"):
        client, token = who(name)
        nothing = open_page(app, client, "/nothing/here", token=token).get_json()
        for page in registered(app).in_order():
            if page.path == "/" or role_may(name, page.permission):
                continue
            upper, coded = page.path.upper(), page.path.replace("s", "%73").replace("d", "%64")
            for path in [s.format(page.path) for s in SPELLINGS] + [upper, coded]:
                answer = open_page(app, client, path, token=token)
                assert answer.status_code in (200, 400, 403), (name, path)
                if answer.status_code == 200:
                    assert answer.get_json() == nothing, (name, path)


# --- a thousand malformed bodies -------------------------------------------------------------------------------


def items_of(body: dict[str, Any]) -> list[Any]:
    return [*body["inputs"], *body["state"]]


def malformed(chance: random.Random, honest: dict[str, Any]) -> bytes:
    """A body that no page of ours sends, made of one that a page does; each holds something private."""
    body = json.loads(json.dumps(honest))
    junk = chance.choice([7, True, PRIVATE, {PRIVATE: 1}, [PRIVATE], [[PRIVATE]], None, -1e300, [None], ""])
    place = chance.choice(
        ["output", "outputs", "inputs", "state", "changedPropIds", "item", "more", "cut", "bytes"]
    )
    for item in items_of(body):
        item["value"] = PRIVATE
    if place in ("outputs", "output"):
        body[place] = [PRIVATE, 7] if junk in (None, "") or isinstance(junk, list) else junk
    elif place in ("inputs", "state"):
        body[place] = {PRIVATE: 1} if junk == [] or isinstance(junk, list) else junk
    elif place == "changedPropIds":
        body[place] = chance.choice([7, PRIVATE, {PRIVATE: 1}, [7], [None], ["{" + PRIVATE + ".x"]])
    elif place == "item":
        item = chance.choice(body["inputs"])
        item[chance.choice(["id", "property"])] = junk
    elif place == "more":
        body[chance.choice(["inputs", "state"])].append(
            {"id": PRIVATE, "property": "value", "value": PRIVATE}
        )
    text = json.dumps(body).encode()
    if place == "cut":
        return text[: chance.randrange(1, len(text) - 1)]
    if place == "bytes":
        at = chance.randrange(1, len(text) - 1)
        return (
            text[:at] + bytes(chance.choice([(0xFF, 0xFE), (0x00,), (0x01, 0x22), (0xC3, 0x28)])) + text[at:]
        )
    return text


def test_a_thousand_malformed_bodies_are_refused_and_leave_nothing_private_in_the_log(
    app: Dash, who: Everybody, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(164312)
    plain = [
        output
        for output in of_pages(app)
        if not any(isinstance(item, list) for item in items_of(callback_body(app, output)))
    ]
    with caplog.at_level(logging.DEBUG):
        for number in range(1000):
            output = chance.choice(plain)
            permissions = of_pages(app)[output]
            role = next((name for name in ROLES if role_may(name, *permissions)), "rso")
            client, token = who(role)
            sent = malformed(chance, callback_body(app, output))
            answer = client.post(
                "/_dash-update-component",
                data=sent,
                content_type="application/json",
                headers={"X-CSRFToken": token},
            )
            assert answer.status_code in (400, 403), (number, sent)
            assert PRIVATE not in answer.text, (number, sent)
    assert PRIVATE not in caplog.text
