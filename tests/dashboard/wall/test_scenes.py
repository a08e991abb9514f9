"""What the scenes tell, worked out by hand, and what none of them may ever tell."""

import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, String, select

from dashboard.wall.asked import Asked
from dashboard.wall.fact import MOST_FACTS, Scene, as_answer
from dashboard.wall.pictures import Pictures
from dashboard.wall.scenes import MAKERS
from db.actions.announcements import announce
from db.actions.equipment import report_fault
from db.audit import COMMAND_LINE, Actor
from db.settings import Settings
from etl.pipeline import load_files
from tests.dashboard.pages.hospital import NOON, Hospital
from tests.dashboard.pages.test_home import RIS_HEAD, TODAY, receive_exams
from tests.dashboard.wall.screens import screen, shown
from tests.etl.lines import line_to

# Columns that name a person or a patient, in whatever table; tables of things have names that are nobody's.
OF_PEOPLE = (
    "name", "technologist", "student", "supervisor", "evaluator", "engineer", "performer", "participant", "_key$",
    "_by$", "^intern$", "serial", "birth",
)  # fmt: skip
NOT_OF_PEOPLE = (
    "^qc_test", "^exam_name", "^item", "^reject", "^quality", "^drl", "^alara", "^dose_limit", "^feed_file",
    "^competency_re", "^competency_ru", "^competency_ca", "^site_fact", "^exam_trait", "^display",
)  # fmt: skip
SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples"


@pytest.fixture
def hospital(sqlite_url: str, settings_for: Callable[..., Settings], tmp_path: Path) -> Hospital:
    return Hospital(settings_for(sqlite_url), tmp_path)


def facts_of(hospital: Hospital, name: str) -> dict[str, dict[str, Any]]:
    data = shown(screen(hospital.app, f"{name} {hospital.now}", f"{name}:20"))
    return {fact["title"]: fact for fact in data["scenes"][name]["facts"]}


def test_before_the_first_file_every_scene_says_that_nothing_is_known(hospital: Hospital) -> None:
    scenes = shown(screen(hospital.app))["scenes"]
    assert set(scenes) == set(MAKERS)
    for name, scene in scenes.items():
        values = [fact["value"] for fact in scene["facts"]]
        assert values, name
        # Missing is never shown as zero, and never as good.
        assert "0" not in values, name
        assert all(fact["state"] != "ok" for fact in scene["facts"]), name


def test_exams_done_are_those_of_the_home_page_with_their_usual_day(hospital: Hospital) -> None:
    receive_exams(hospital, TODAY, [8, 8, 9, 9, 9, 10, 10], "2026-11-24_1130")
    done = facts_of(hospital, "today")["Exams done"]
    # Seven of today; on each of eight Tuesdays 8:00, 9:00, 10:00 (and 11:00 where it had ended by 11:30).
    assert (done["value"], done["word"]) == ("7", "Above usual")
    assert done["lines"][0].startswith("Usual by 11:30 is ")
    # The RIS speaks of 11:30, and it is noon: half an hour, by the server's clock.
    assert done["age_s"] == 1800
    assert done["limit_s"] == 6 * 3600
    steps = [
        later[1] - earlier[1]
        for earlier, later in zip(done["chart"]["line"], done["chart"]["line"][1:], strict=False)
    ]
    assert not any(0 < step < 5 for step in steps)
    assert done["chart"]["line"][-1][1] == 7


def test_under_five_exams_are_neither_told_nor_compared_nor_drawn(hospital: Hospital) -> None:
    receive_exams(hospital, TODAY, [8, 9], "2026-11-24_1130")
    done = facts_of(hospital, "today")["Exams done"]
    assert (done["value"], done["word"], done["chart"]["label"]) == ("under 5", "", "")
    assert {y for _, y in done["chart"]["line"]} <= {0}


def arrived(number: int, minutes: int) -> str:
    at = datetime(2026, 11, 24, 11, 30) - timedelta(minutes=minutes)
    return f"W{number},Chest PA,DX,Room 1,,,arrived,{at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("waits", "value", "line"),
    [
        ([], "0", None),
        ([5, 9, 40, 70], "under 5", "Median from 5 on"),
        ([5, 10, 20, 30, 90], "5", "Median wait 20\u00a0min"),
    ],
)
def test_patients_wait_as_a_number_and_a_median_from_five_on(
    hospital: Hospital, waits: list[int], value: str, line: str | None
) -> None:
    receive_exams(hospital, TODAY, [8, 8, 9, 9, 9], "2026-11-24_1129")
    rows = [arrived(number, minutes) for number, minutes in enumerate(waits)]
    begun = "B1,Chest PA,DX,Room 1,2026-11-24 11:30,,in_progress,2026-11-24 08:00"
    assert hospital.receive("ris_2026-11-24_1130.csv", f"{RIS_HEAD},arrived_at", *rows, begun) == "loaded"
    waiting = facts_of(hospital, "today")["Waiting now"]
    assert waiting["value"] == value
    if line is not None:
        assert waiting["lines"][0] == line
        assert not any(str(minutes) in waiting["lines"][0] for minutes in (70, 90))


def test_a_unit_that_is_down_is_told_with_its_fault_in_our_words_and_not_in_those_that_were_written(
    hospital: Hospital,
) -> None:
    hospital.receive(
        "equipment_list_2026-11-24.csv", "unit,unit_kind,room", "Room 1,radiography,Room 1", "Room 2,radiography,Room 2"
    )  # fmt: skip
    results = ["unit,test,performed_at,value", "Room 2,kvp_accuracy,2026-11-23 08:00,70"]
    assert hospital.receive("qc_results_2026-11-23.csv", *results) == "loaded"
    with hospital.database.write() as connection:
        report_fault(
            connection, "Room 2", "No exposure", "down", "Tube warm-up failed when Mrs Canary fell, ask Dr Secret",
            actor=Actor("technologist"),
            now=NOON - timedelta(hours=2, minutes=20),
        )  # fmt: skip
    data = shown(screen(hospital.app))
    worst = data["scenes"]["rooms"]["facts"][0]
    assert (worst["title"], worst["word"], worst["since_s"]) == ("Room 2", "Down", 8400)
    assert data["scenes"]["rooms"]["message"] == "Room 2 down since 09:40, tube warm-up failed"
    assert data["scenes"]["today"]["message"] == "No exam has been received from the RIS"
    assert not any(word in json.dumps(data) for word in ("Canary", "Secret", "fell"))


def test_no_scene_tells_a_name_a_number_of_a_patient_or_a_dose_of_staff(hospital: Hospital) -> None:
    """Every source's sample is loaded; nothing that a column for people holds is in what a screen gets."""
    hospital.now = datetime(2031, 11, 24, 17, 0, tzinfo=UTC)
    outcomes = list(
        load_files(sorted(SAMPLES.glob("made_up_*")), line_to(hospital.database, now=hospital.now))
    )
    assert sum(outcome.rows_loaded for outcome in outcomes) > 100
    data = shown(screen(hospital.app))
    text = json.dumps(data, ensure_ascii=False)
    tables = MetaData()
    tables.reflect(hospital.database.engine)
    people, no_people = re.compile("|".join(OF_PEOPLE)), re.compile("|".join(NOT_OF_PEOPLE))
    secrets: set[str] = set()
    with hospital.database.read() as connection:
        for table in tables.sorted_tables:
            columns = [c for c in table.columns if isinstance(c.type, String) and people.search(c.name)]
            if columns and not no_people.match(table.name):
                for row in connection.execute(select(*columns)):
                    secrets |= {str(value) for value in row if value is not None and len(str(value)) > 3}
    assert len(secrets) > 30
    assert [secret for secret in secrets if secret in text] == []
    assert "mSv" not in text


def test_no_scene_holds_more_than_seven_facts(hospital: Hospital) -> None:
    units = [f"Room {number},radiography,Room {number}" for number in range(1, 13)]
    hospital.receive("equipment_list_2026-11-24.csv", "unit,unit_kind,room", *units)
    facts = facts_of(hospital, "rooms")
    assert len(facts) == MOST_FACTS
    assert list(facts)[-1] == "6 more units"


def test_a_picture_is_made_once_for_each_state_of_its_data(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(name: str) -> Callable[[Asked], Scene]:
        def make(asked: Asked) -> Scene:
            made.append(name)
            return MAKERS[name](asked)

        return make

    makers = {name: counted(name) for name in MAKERS}
    monkeypatch.setattr("dashboard.wall.pictures.MAKERS", makers)
    monkeypatch.setattr("dashboard.wall.pictures._LOOKED_AT_EVERY_S", 0.0)
    context: Any = hospital.app.server.extensions["radops.context"]
    pictures = Pictures(context)
    for _ in range(20):
        for name in MAKERS:
            pictures.scene(name, NOON)
    assert sorted(made) == sorted(MAKERS)
    # A file of exams makes the scene of today anew and no other; words for the wall make the scene of messages anew.
    receive_exams(hospital, TODAY, [8, 9], "2026-11-24_1130")
    for name in MAKERS:
        pictures.scene(name, NOON)
    assert sorted(made) == sorted([*MAKERS, "today"])
    with hospital.database.write() as connection:
        announce(connection, "handover", "Well.", NOON + timedelta(hours=1), actor=COMMAND_LINE, now=NOON)
    for name in MAKERS:
        pictures.scene(name, NOON)
    assert sorted(made) == sorted([*MAKERS, "today", "messages"])


def test_web_processes_share_their_pictures_and_none_is_made_twice_however_many_ask_at_once(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes, fifty screens, nothing kept: a stampede. Each process has its own memory, the folder is one."""
    receive_exams(hospital, TODAY, [8, 8, 9, 9, 9, 10, 10], "2026-11-24_1130")
    made: list[str] = []

    def slowly(name: str) -> Callable[[Asked], Scene]:
        def make(asked: Asked) -> Scene:
            made.append(name)
            scene = MAKERS[name](asked)
            # Long enough for all the others to come.
            time.sleep(0.05)
            return scene

        return make

    monkeypatch.setattr("dashboard.wall.pictures.MAKERS", {name: slowly(name) for name in MAKERS})
    context: Any = hospital.app.server.extensions["radops.context"]
    processes = [Pictures(context), Pictures(context)]

    def ask(screen_number: int) -> str:
        pictures = processes[screen_number % 2]
        return json.dumps({name: as_answer(pictures.scene(name, NOON), NOON) for name in MAKERS})

    with ThreadPoolExecutor(50) as screens:
        shown_by_all = set(screens.map(ask, range(50)))
    assert sorted(made) == sorted(MAKERS)
    assert len(shown_by_all) == 1
    # A picture that cannot be kept is made all the same.
    unwritable = Pictures(replace(context, settings=replace(hospital.settings, var=Path("/proc/nowhere"))))
    alone, shared = (
        # As it is sent: whether a process made the picture or read it, its points are pairs or lists of two.
        json.dumps(as_answer(pictures.scene("today", NOON), NOON))
        for pictures in (unwritable, processes[0])
    )
    assert alone == shared


def test_what_ends_to_the_minute_leaves_the_wall_without_any_file(hospital: Hospital) -> None:
    with hospital.database.write() as connection:
        announce(
            connection, "handover", "Until one.", NOON + timedelta(hours=1), actor=COMMAND_LINE, now=NOON
        )
    client = screen(hospital.app, playlist="messages")
    assert "Until one." in json.dumps(shown(client))
    hospital.now = NOON + timedelta(hours=1)
    assert "Until one." not in json.dumps(shown(client))


def test_of_a_few_open_reports_not_even_their_age_is_told(hospital: Hospital) -> None:
    """A colour or a word about the oldest would say what the hidden number must not."""
    receive_exams(hospital, TODAY, [8, 8, 9, 9, 9], "2026-11-24_1129")
    row = "OLD,Chest PA,DX,Room 1,2026-11-21 08:00,2026-11-21 08:10,completed,"
    later = "B1,Chest PA,DX,Room 1,2026-11-24 11:30,,in_progress,"
    assert hospital.receive("ris_2026-11-24_1130.csv", f"{RIS_HEAD},reported_at", row, later) == "loaded"
    few = facts_of(hospital, "today")["Reports open"]
    assert (few["value"], few["state"], few["word"]) == ("under 5", "", "")
    assert few["bars"] == []
