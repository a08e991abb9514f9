"""Every route, page, callback and export, tried as every role and as nobody, against the table of roles.

What exists is asked of the running app, with its real pages and with the small ones, so nothing is forgotten here.
"""

from collections import Counter

import pytest
from dash import Dash

from dashboard import dispatch
from dashboard.app import create_app
from dashboard.registry import ROUTES
from dashboard.roles import ROLES
from db.exports import EXPORTS
from db.settings import read_settings
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.access_actions import actions, registered
from tests.dashboard.access_matrix import (
    DISABLED,
    DOCS,
    NOBODY,
    SCREEN,
    WHO,
    Everybody,
    Tried,
    everybody,
    role_may,
    table,
    tried,
)
from tests.dashboard.access_pages import vault
from tests.dashboard.conftest import GATE_PAGES
from tests.dashboard.signing_in import callback_body, send
from tests.servers.databases import DatabaseMaker

REAL = "real pages"


@pytest.fixture(scope="module", params=[REAL, "small pages"])
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
    return create_app(settings) if request.param == REAL else create_app(settings, pages=GATE_PAGES)


@pytest.fixture(scope="module")
def who(app: Dash) -> Everybody:
    return everybody(app)


@pytest.fixture(scope="module")
def cells(app: Dash, who: Everybody) -> list[Tried]:
    return tried(app, who)


def test_every_role_may_do_exactly_what_the_table_says(cells: list[Tried]) -> None:
    unexpected = [(c.kind, c.name, c.who, c.status) for c in cells if c.answered != c.expected]
    assert unexpected == []


def test_a_refusal_has_the_status_of_who_asks_and_an_answer_is_none(cells: list[Tried]) -> None:
    for cell in cells:
        by_script = cell.kind in ("callback", "page by a link") or cell.name.startswith("/_")
        if cell.answered:
            assert cell.status not in (401, 403), cell
            assert cell.kind not in ("page", "page by a link", "export") or cell.status == 200, cell
            # One callback of the small pages fails on purpose.
            assert cell.status < 500 or "." not in cell.name, cell
        elif cell.permissions == ("a display's",):
            assert cell.status == 401, cell
        elif cell.who not in (NOBODY, SCREEN, DISABLED):
            assert cell.status == 403, cell
        elif by_script:
            assert cell.status == 401, cell
        else:
            assert cell.status in (302, 401), cell


def test_a_refusal_holds_no_data_and_looks_the_same_whatever_was_asked_for(cells: list[Tried]) -> None:
    bodies = {(c.who, c.status, "<html" in c.body, c.body) for c in cells if c.status in (401, 403)}
    kinds = Counter((who, status, is_page) for who, status, is_page, _ in bodies if "unpaired" not in _)
    assert set(kinds.values()) == {1}, [kind for kind, number in kinds.items() if number > 1]
    assert not any(vault.SECRET in c.body for c in cells)


def test_everything_was_asked_for_as_everybody(app: Dash, cells: list[Tried]) -> None:
    per_person = Counter(cell.who for cell in cells)
    assert len(per_person) == len(WHO)
    assert len(set(per_person.values())) == 1
    assert registered(app).exports.keys() == EXPORTS.keys()
    assert {rule.endpoint for rule in app.server.url_map.iter_rules()} == set(ROUTES)


# Looking is written down too, at one's own badge as well; and badges are the radiation safety officer's alone.
LOOKS = {"badge_entries.note_view"}


def test_no_decision_is_reached_with_a_permission_to_look(app: Dash) -> None:
    found = actions(app)
    if len(registered(app).pages) > 10:
        assert len(found) >= 50
    for action, ways in found.items():
        for permissions in ways if action not in LOOKS else ():
            decides = [p for p in permissions if p == "badges.view" or not p.endswith(".view")]
            assert decides, (action, permissions)


def test_the_matrix_in_the_docs_is_what_was_tried(app: Dash, cells: list[Tried]) -> None:
    if len(registered(app).pages) > 10:
        same = DOCS.read_text(encoding="utf-8") == table(app, cells)
        assert same, "docs/access-matrix.md is not what was tried: make access-matrix"


ARRIVES_AT = {
    "rso": "/badges",
    "physicist": "/dose",
    "clerk": "/supplies",
    "technologist": "/equipment",
    "coordinator": "/interns",
    "intern": "/interns",
}


@pytest.mark.parametrize("name", ROLES)
def test_whoever_signs_in_arrives_at_the_first_page_of_their_work(
    app: Dash, who: Everybody, name: str
) -> None:
    client, _ = who(name)
    arrives = ARRIVES_AT.get(name, "/")
    pages = registered(app)
    # Of the small pages only some are anybody's work; of the real ones none may be missing.
    if len(pages.pages) > 10 or pages.page_at(arrives) is not None:
        assert client.get("/login").headers["Location"] == arrives


HOSTILE = [
    "x", "", "*", -1, 10**18, 1e308, True, False, [], {}, ["a", "b"], {"a": 1}, [None], "1' OR 1=1--", "2026-13-45",
    "0000-00-00", "x" * 10_000, "\u202e", "%00", "../../etc/passwd", "<script>alert(1)</script>", "{{7*7}}", "NaN",
]  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:20])
def test_no_value_that_a_browser_may_send_makes_a_callback_fail(
    app: Dash, who: Everybody, value: object
) -> None:
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


def test_no_role_may_open_a_page_that_is_not_there(app: Dash, who: Everybody) -> None:
    for name in ROLES:
        client, _ = who(name)
        assert client.get("/nothing/here").status_code == 404
        assert client.get("/export/nothing.csv").status_code == 404
