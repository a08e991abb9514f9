"""The page of words for the wall: who may write does, and takes down what is over."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from db.queries.announcements import announcements
from db.settings import Settings
from tests.dashboard.pages.hospital import NOON, Hospital, texts, together
from tests.dashboard.signing_in import callback_body, send

TEXT = "Room 2 is down: outpatients go to Room 3."


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return Hospital(settings_for(sqlite_url), tmp_path)


def written(hospital: Hospital, role: str, kind: str, text: str, span: str) -> str:
    shown = hospital.as_role(role).shown("announcements-list", 1, [], state=[kind, text, span])
    return together([text for value in shown.values() for text in texts(value.get("children"))])


def on_the_wall(hospital: Hospital) -> list[tuple[str, str]]:
    with hospital.database.read() as connection:
        return [(one.text, one.written_by) for one in announcements(connection, hospital.now)]


def test_a_technologist_hands_over_and_a_manager_takes_it_down(hospital: Hospital) -> None:
    said = written(hospital, "technologist", "handover", TEXT, "8")
    assert TEXT in said
    assert "On the wall within a minute." in said
    assert on_the_wall(hospital) == [(TEXT, "technologist")]
    manager = hospital.as_role("manager")
    assert "technologist, 12:00" in together(manager.page("/announcements"))
    output = next(name for name in hospital.app.callback_map if "announcements-list.children" in name)
    body = callback_body(hospital.app, output)
    # `true` is 1 for Python, and would stand in the trail as what was taken down.
    for text, answer in ((True, "no longer on the wall"), (1, "Taken down")):
        row = {"type": "announcements-end", "text": text}
        body["inputs"][1] = [{"id": row, "property": "n_clicks", "value": 1}]
        body["changedPropIds"] = [f"{json.dumps(row, sort_keys=True)}.n_clicks"]
        assert answer in send(manager.client, body).text
    assert on_the_wall(hospital) == []


def test_a_press_that_comes_twice_writes_once_and_the_field_is_empty_after_the_first(
    hospital: Hospital,
) -> None:
    state = ["handover", TEXT, "8"]
    first = hospital.as_role("technologist").shown("announcements-list", 1, [], state=state)
    assert first["announcements-text"]["value"] == ""
    second = hospital.as_role("technologist").shown("announcements-list", 2, [], state=state)
    assert "stand on the wall already" in together(texts(second["announcements-said"]["children"]))
    assert "announcements-text" not in second
    assert on_the_wall(hospital) == [(TEXT, "technologist")]


@pytest.mark.parametrize(
    ("kind", "text", "span", "words"),
    [
        ("handover", "Patient 12345678 waits", "8", "number of a patient"),
        ("handover", "", "8", "1 to 140"),
        ("gossip", TEXT, "8", "Choose shift handover"),
        ("handover", TEXT, "100000", "how long"),
    ],
)
def test_what_does_not_belong_there_is_refused_in_words(
    hospital: Hospital, kind: str, text: str, span: str, words: str
) -> None:
    assert words in written(hospital, "technologist", kind, text, span)
    assert on_the_wall(hospital) == []


def test_the_wall_never_says_who_wrote(hospital: Hospital) -> None:
    from tests.dashboard.wall.screens import screen

    written(hospital, "technologist", "announcement", TEXT, "24")
    answer = screen(hospital.app).get("/wall/data").text
    assert TEXT in answer
    assert "technologist" not in answer


def test_the_end_is_told_with_its_day(hospital: Hospital) -> None:
    assert "24 Nov, 20:00" in written(hospital, "manager", "handover", TEXT, "8")
    assert hospital.now == NOON
