"""Forged and malformed callback requests: whatever a client writes into the body, the permission is the callback's."""

import json
import logging
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient

from tests.dashboard.access_pages.vault import SECRET
from tests.dashboard.signing_in import callback_body, open_page, script_token, send, signed_in

NAME = "vault-name.children"
ROWS = "..vault-a.children...vault-b.children.."
WARD = "ward-output.children"


@pytest.fixture(scope="module")
def clerk(walked_app: Dash) -> tuple[FlaskClient, str]:
    """Signed in, may open the ward, may not open the vault."""
    client = signed_in(walked_app, "clerk")
    return client, script_token(client)


@pytest.fixture(scope="module")
def rso(walked_app: Dash) -> tuple[FlaskClient, str]:
    """May open both."""
    client = signed_in(walked_app, "rso")
    return client, script_token(client)


def router(app: Dash) -> str:
    return next(output for output in app.callback_map if "_pages_content.children" in output)


# --- five forgeries per callback -------------------------------------------------------------------------------


def forgeries(app: Dash, output: str) -> dict[str, dict[str, Any]]:
    """Ways to name one callback and mean another, each starting from an honest request."""
    own, allowed = callback_body(app, output), callback_body(app, WARD, ["x"])
    return {
        "foreign output, own everything else": {**allowed, "output": output},
        "foreign outputs under an own output": {**allowed, "outputs": own["outputs"]},
        "foreign inputs under an own output": {**allowed, "inputs": own["inputs"], "state": own["state"]},
        "additional state": {
            **own,
            "state": [*own["state"], {"id": "more", "property": "value", "value": 1}],
        },
        "other person's row": {
            **own,
            "inputs": [[{"id": {"kind": "vault-row", "index": 7}, "property": "n_clicks", "value": 1}]],
        },
        "stale trigger": {**own, "changedPropIds": ["ward-input.value", "_pages_location.pathname"]},
        "two outputs in one name": {**own, "output": f"..{WARD}...{output.strip('.')}.."},
        "output in capitals": {**own, "output": output.upper()},
        "page's own address": {
            **own,
            "inputs": [{"id": "_pages_location", "property": "pathname", "value": "/"}],
        },
    }


def test_no_forgery_of_a_callback_reaches_what_a_role_may_not_see(
    walked_app: Dash, clerk: tuple[FlaskClient, str]
) -> None:
    client, token = clerk
    tried = 0
    for output in walked_app.callback_map:
        if not output.strip(".").startswith("vault"):
            continue
        for name, body in forgeries(walked_app, output).items():
            answer = send(client, body, token)
            assert answer.status_code in (400, 403), (output, name)
            assert SECRET not in answer.text, (output, name)
            tried += 1
    assert tried >= 5 * 6


def test_a_forgery_is_refused_of_those_too_who_may_see_the_page(
    walked_app: Dash, rso: tuple[FlaskClient, str]
) -> None:
    client, token = rso
    honest = callback_body(walked_app, NAME, ["1"], ["2026"])
    assert SECRET in send(client, honest, token).text
    for name, body in forgeries(walked_app, NAME).items():
        if name != "stale trigger":
            assert send(client, body, token).status_code == 400, name


def test_a_callback_with_a_permission_of_its_own_needs_both(
    walked_app: Dash, rso: tuple[FlaskClient, str]
) -> None:
    client, token = rso
    assert send(client, callback_body(walked_app, "vault-more.children", ["x"]), token).status_code == 403
    admin = signed_in(walked_app, "admin")
    assert send(admin, callback_body(walked_app, "vault-more.children", ["x"])).status_code == 403


def test_rows_of_a_pattern_are_taken_when_they_fit_it(walked_app: Dash, rso: tuple[FlaskClient, str]) -> None:
    client, token = rso
    body = callback_body(walked_app, ROWS)
    body["inputs"] = [
        [{"id": {"kind": "vault-row", "index": i}, "property": "n_clicks", "value": i} for i in range(3)]
    ]
    answer = send(client, body, token).get_json()
    assert answer["response"]["vault-b"]["children"] == "3"
    for wrong in (
        {"kind": "other", "index": 1},
        {"kind": "vault-row"},
        {"kind": "vault-row", "index": 1, "more": 1},
        "x",
    ):
        body["inputs"] = [[{"id": wrong, "property": "n_clicks", "value": 1}]]
        assert send(client, body, token).status_code == 400


def test_a_trigger_that_no_browser_names_is_refused(walked_app: Dash, rso: tuple[FlaskClient, str]) -> None:
    client, token = rso
    body = callback_body(walked_app, "vault-tick.children", [1])
    for wrong in ('{"exam":1.n_clicks', "{.x", '{"a":}.x', 5, None, ["x.y"]):
        assert send(client, {**body, "changedPropIds": [wrong]}, token).status_code == 400, wrong
    for right in ("vault-timer.n_intervals", '{"kind":"vault-row","index":1}.n_clicks'):
        assert send(client, {**body, "changedPropIds": [right]}, token).status_code == 200, right


# --- the address forged to another page ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/badges", "/badges/", "//badges", "/badges//", "/./badges", "/x/../badges", "/BADGES", "/badges;x",
        "/badges?x=1",
        "/badges#x", "/%62adges", "/badges%2f", "/login/../badges", "/healthz/../badges", "/assets/../badges",
        "/badges/ward", "\\badges", "/\\badges", "/badges\n", " /badges", "http://localhost/badges",
        "/login?next=/badges",
    ],
)  # fmt: skip
def test_no_spelling_of_an_address_opens_a_page_that_is_not_for_the_role(
    walked_app: Dash, clerk: tuple[FlaskClient, str], path: str
) -> None:
    client, token = clerk
    by_script = open_page(walked_app, client, path, token=token)
    assert SECRET not in by_script.text
    assert by_script.status_code in (200, 400, 403)  # 200: Dash's own "not found"
    by_address = client.get("/", environ_overrides={"PATH_INFO": path})
    assert SECRET not in by_address.text
    assert by_address.status_code in (200, 302, 308, 400, 403, 404)


def test_the_router_reads_the_address_by_its_name_not_by_its_place(
    walked_app: Dash, clerk: tuple[FlaskClient, str]
) -> None:
    """A gate that looks for the input called pathname is mistaken: Dash takes the first, whatever its name."""
    client, token = clerk
    body = callback_body(walked_app, router(walked_app), ["/badges", ""])
    for changed in ({"id": "harmless"}, {"property": "search"}):
        forged = json.loads(json.dumps(body))
        forged["inputs"][0].update(changed)
        forged["inputs"].append({"id": "_pages_location", "property": "pathname", "value": "/"})
        answer = send(client, forged, token)
        assert answer.status_code == 400
        assert SECRET not in answer.text
    swapped = {**body, "inputs": list(reversed(body["inputs"]))}
    assert send(client, swapped, token).status_code == 400
    for public in ("/login", "/healthz", "/assets/login.js", "/_favicon.ico"):
        forged = {**body, "state": [{"id": "_pages_location", "property": "pathname", "value": public}]}
        assert send(client, forged, token).status_code == 400


# --- malformed bodies ------------------------------------------------------------------------------------------

HONEST: dict[str, Any] = {
    "output": WARD,
    "outputs": {"id": "ward-output", "property": "children"},
    "inputs": [{"id": "ward-input", "property": "value", "value": "x"}],
    "state": [],
    "changedPropIds": ["ward-input.value"],
}

MALFORMED: dict[str, Any] = {
    "nothing": {},
    "no output": {k: v for k, v in HONEST.items() if k != "output"},
    "a list": [HONEST],
    "a text": "ward-output.children",
    "a number": 7,
    "null": None,
    "true": True,
    "output is a list": {**HONEST, "output": [WARD]},
    "output is a number": {**HONEST, "output": 7},
    "output is nothing": {**HONEST, "output": None},
    "output is unknown": {**HONEST, "output": "nothing.children"},
    "output runs in the browser": {**HONEST, "output": "vault-browser.children"},
    "outputs are missing": {k: v for k, v in HONEST.items() if k != "outputs"},
    "outputs are a number": {**HONEST, "outputs": 7},
    "outputs are null": {**HONEST, "outputs": None},
    "outputs of another id": {**HONEST, "outputs": {"id": "vault-name", "property": "children"}},
    "outputs without an id": {**HONEST, "outputs": {"property": "children"}},
    "inputs are missing": {k: v for k, v in HONEST.items() if k != "inputs"},
    "inputs are null": {**HONEST, "inputs": None},
    "inputs are a text": {**HONEST, "inputs": "x"},
    "inputs are numbers": {**HONEST, "inputs": [1]},
    "no inputs": {**HONEST, "inputs": []},
    "too many inputs": {**HONEST, "inputs": HONEST["inputs"] * 2},
    "an input that is a list": {**HONEST, "inputs": [HONEST["inputs"]]},
    "an input with an id that is a list": {**HONEST, "inputs": [{"id": ["x"], "property": "value"}]},
    "an input of another property": {**HONEST, "inputs": [{"id": "ward-input", "property": "n_blur"}]},
    "state is a number": {**HONEST, "state": 7},
    "state is null": {**HONEST, "state": None},
    "state that was not asked for": {**HONEST, "state": HONEST["inputs"]},
    "triggers are a text": {**HONEST, "changedPropIds": "ward-input.value"},
    "triggers are numbers": {**HONEST, "changedPropIds": [1, 2]},
    "triggers are null": {**HONEST, "changedPropIds": None},
    "a NUL": {**HONEST, "inputs": [{"id": "ward-input", "property": "value", "value": "a\u0000b"}]},
    "half a character": {**HONEST, "inputs": [{"id": "ward-input", "property": "value", "value": "\ud800"}]},
    "a huge number": {**HONEST, "inputs": [{"id": "ward-input", "property": "value", "value": 10**400}]},
}

RAW = {
    "no JSON at all": b"x",
    "nothing": b"",
    "half of it": b'{"output": "ward-output.chil',
    "not UTF-8": b'{"output": "\xff\xfe"}',
    "nested without end": b"[" * 100_000 + b"]" * 100_000,
    "deep in a value": b'{"output": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001,
    "NaN": json.dumps({**HONEST, "inputs": [{**HONEST["inputs"][0], "value": float("nan")}]}).encode(),
    "digits without end": b'{"output": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("shape", MALFORMED)
def test_a_malformed_body_is_answered_with_400(
    walked_app: Dash, rso: tuple[FlaskClient, str], shape: str, caplog: pytest.LogCaptureFixture
) -> None:
    client, token = rso
    with caplog.at_level(logging.WARNING):
        answer = client.post(
            "/_dash-update-component",
            data=json.dumps(MALFORMED[shape]),
            content_type="application/json",
            headers={"X-CSRFToken": token},
        )
    assert answer.status_code == 400
    assert "Traceback" not in answer.text + caplog.text


@pytest.mark.parametrize("shape", RAW)
def test_bytes_that_are_no_body_are_answered_with_400(
    walked_app: Dash, rso: tuple[FlaskClient, str], shape: str
) -> None:
    client, token = rso
    headers = {"X-CSRFToken": token}
    answer = client.post(
        "/_dash-update-component", data=RAW[shape], content_type="application/json", headers=headers
    )
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_another_site_cannot_send_a_callback_as_a_form(
    walked_app: Dash, rso: tuple[FlaskClient, str], kind: str
) -> None:
    client, token = rso
    answer = client.post(
        "/_dash-update-component", data=json.dumps(HONEST), content_type=kind, headers={"X-CSRFToken": token}
    )
    assert answer.status_code in (400, 415)
    assert "WARD" not in answer.text


@pytest.mark.parametrize("value", ["admin", "", "badges", 7, None, [], {}, "http://elsewhere/"])
def test_an_address_that_is_none_is_answered_with_400(
    walked_app: Dash, rso: tuple[FlaskClient, str], value: Any
) -> None:
    client, token = rso
    assert send(client, callback_body(walked_app, router(walked_app), [value, ""]), token).status_code == 400


@pytest.mark.parametrize("value", [7, True, ["?x=1"], {"x": 1}])
def test_a_query_that_is_no_text_and_a_count_that_is_no_number_are_answered_with_400(
    walked_app: Dash, rso: tuple[FlaskClient, str], value: Any
) -> None:
    client, token = rso
    assert send(client, callback_body(walked_app, router(walked_app), ["/", value]), token).status_code == 400
    count = "many" if value == 7 else [value]
    assert send(client, callback_body(walked_app, "vault-tick.children", [count]), token).status_code == 400


def test_a_body_beyond_20_megabytes_is_answered_with_413(
    walked_app: Dash, rso: tuple[FlaskClient, str]
) -> None:
    client, token = rso
    body = {**HONEST, "inputs": [{**HONEST["inputs"][0], "value": "x" * (21 * 1024 * 1024)}]}
    assert send(client, body, token).status_code == 413


def test_a_request_without_the_token_of_its_session_is_refused(
    walked_app: Dash, rso: tuple[FlaskClient, str], clerk: tuple[FlaskClient, str]
) -> None:
    client, _ = rso
    for token in ("", "made up", clerk[1]):
        assert send(client, HONEST, token).status_code == 400
    assert send(client, HONEST, rso[1]).status_code == 200


def test_an_error_of_a_callback_is_ours_and_tells_nothing(
    walked_app: Dash, rso: tuple[FlaskClient, str]
) -> None:
    client, token = rso
    output = next(o for o in walked_app.callback_map if walked_app.callback_map[o].get("no_output"))
    walked_app.server.config["PROPAGATE_EXCEPTIONS"] = False
    answer = send(client, callback_body(walked_app, output, ["x"]), token)
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "ZeroDivisionError" not in answer.text


def test_an_address_may_carry_anything(walked_app: Dash, clerk: tuple[FlaskClient, str]) -> None:
    client, token = clerk
    for query in (
        "?filter=a",
        "?filter=a&filter=b",
        "?filter",
        "?self=1&layout=2",
        "?module=x",
        "?" + "a=1&" * 500,
    ):
        answer = open_page(walked_app, client, "/", query, token=token)
        assert answer.status_code == 200, query
    assert "filter=b" in open_page(walked_app, client, "/", "?filter=a&filter=b", token=token).text
