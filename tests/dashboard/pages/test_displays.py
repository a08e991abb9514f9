"""The page of the displays: an administrator adds, pairs, changes and revokes; the address is shown once."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.playlist import read_playlist
from db.queries.displays import displays
from db.settings import Settings
from tests.dashboard.pages.hospital import NOON, Hospital, Visitor, texts, together
from tests.dashboard.signing_in import callback_body, send

OUTPUT = "displays-list.children"


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return Hospital(settings_for(sqlite_url), tmp_path)


def pressed(visitor: Visitor, what: Any, *, state: tuple[Any, ...] = (None,) * 4) -> str:
    """What the page says after a press on a button: one of the forms', or `(what, display)` of a row's."""
    app = visitor.hospital.app
    output = next(name for name in app.callback_map if OUTPUT in name)
    body = callback_body(app, output, [None, None, None, None], state)
    if isinstance(what, tuple):
        row = {"type": "displays-do", "what": what[0], "display": what[1]}
        body["inputs"][2] = [{"id": row, "property": "n_clicks", "value": 1}]
        body["changedPropIds"] = [
            f'{{"display":"{what[1]}","type":"displays-do","what":"{what[0]}"}}.n_clicks'
        ]
    else:
        body["inputs"][0 if what == "displays-add" else 1]["value"] = 1
        body["changedPropIds"] = [f"{what}.n_clicks"]
    response = send(visitor.client, body)
    assert response.status_code == 200, response.text
    return together(
        [text for value in response.get_json()["response"].values() for text in texts(value["children"])]
    )


def held(hospital: Hospital) -> list[Any]:
    with hospital.database.read() as connection:
        return displays(connection, NOON)


def test_an_administrator_adds_a_display_and_sees_its_address_once(hospital: Hospital) -> None:
    admin = hospital.as_role("admin")
    said = pressed(admin, "displays-add", state=("CT corridor", "today:30,rooms:15", None, None))
    address = re.search(r"(http://\S+)/wall#([A-Z0-9-]{14})", said)
    assert address is not None, said
    assert "To pair" in said
    assert address[2] not in together(admin.page("/displays"))
    screen = hospital.app.server.test_client()
    assert screen.post("/wall/pair", json={"code": address[2]}).status_code == 200
    assert held(hospital)[0].playlist == read_playlist("today:30,rooms:15")


def test_a_display_is_changed_paired_anew_and_revoked(hospital: Hospital) -> None:
    admin = hospital.as_role("admin")
    pressed(admin, "displays-add", state=("Ward", "", None, None))
    assert "another playlist" in pressed(admin, "displays-change", state=(None, None, "Ward", "dose:20"))
    assert held(hospital)[0].playlist == read_playlist("dose:20")
    assert "/wall#" in pressed(admin, ("pair", "Ward"))
    asked = pressed(admin, ("ask", "Ward"))
    assert "Its screen goes dark" in asked
    assert "Revoke now" in asked
    assert not held(hospital)[0].is_revoked
    kept = pressed(admin, ("keep", "Ward"))
    assert "stays as it is" in kept
    assert "Revoke now" not in kept
    said = pressed(admin, ("revoke", "Ward"))
    assert "Ward is revoked" in said
    assert "Revoked" in said
    assert held(hospital)[0].is_revoked
    assert "no display Ward" in pressed(admin, ("revoke", "Ward"))


@pytest.mark.parametrize(
    ("name", "playlist", "words"),
    [("", "", "has a name"), ("Ward", "kitchen", "no scene"), ("Ward", "today:1", "5 to 600")],
)
def test_what_cannot_be_is_refused_in_words(hospital: Hospital, name: str, playlist: str, words: str) -> None:
    admin = hospital.as_role("admin")
    assert words in pressed(admin, "displays-add", state=(name, playlist, None, None))
    assert held(hospital) == []
