"""The views of the dose page: one exam type, the exposure index, outliers, what goes along, rows for those who may."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from dashboard.pages.dose.question import VIEWS
from dashboard.pages.dose.taken import _FRAMES, ROWS
from db.schema.accounts import audit_event
from db.schema.dose_outliers import annotation
from db.settings import read_settings
from etl.pipeline import load_files
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.pages.hospital import Hospital, Visitor, ids, links, texts, together
from tests.dashboard.pages.test_dose import HEAD
from tests.dashboard.signing_in import open_page, send
from tests.etl.lines import line_to
from tests.servers.databases import DatabaseMaker

NAMES = "match,text,exam_type,projection,jurisdiction,edition,source,valid_from,confirmed,note"
SAID = "local,1,made up,2020-01-01,no,"
CHART = "Lumbar spine|DAP per radiograph|LAT"


def exposed(number: int, day: str, room: str, dap: float, index: int) -> str:
    study = f"1.2.{number},N{number},1.2.{number}.1,P{number},DX,{room}"
    return f"{study},{day} 10:00,L SPINE LAT,LAT,50,{dap},no,{index},400"


@pytest.fixture(scope="module")
def hospital(
    make_module_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hospital]:
    """Two years of one projection in two rooms, of which the second is higher; one exam far higher. Only read."""
    folder = tmp_path_factory.mktemp("spines")
    variables = {
        **TEST_ENVIRONMENT,
        "DATABASE_URL": make_module_database("sqlite"),
        "RADOPS_VAR": str(folder),
    }
    made = Hospital(read_settings(variables), folder)
    rows = [
        exposed(1000 * month + n, f"{month // 100}-{month % 100:02d}-{n % 20 + 1:02d}", room, dap, index)
        for month, first, second in ((202511, 1.0, 1.0), (202610, 1.2, 1.2), (202611, 1.2, 3.0))
        for n, room, dap, index in (
            *((n, "Room 1", first, 400) for n in range(40)),
            *((n + 100, "Room 3", second, 800) for n in range(25)),
        )
    ]
    high = exposed(9, "2026-11-20", "Room 3", 9.9, 800)
    # Older than 31 days when it came in.
    late = exposed(8, "2026-10-20", "Room 3", 8.8, 800)
    files = {
        "exam_names_2026-11-24.csv": (NAMES, f"protocol,L SPINE LAT,Lumbar spine,LAT,{SAID}"),
        "outlier_rules_2026-11-24.csv": (
            "exam_type,measure,rule_kind,rule_value,jurisdiction,edition,source,valid_from,confirmed,note",
            f"*,DAP per radiograph,factor,5,{SAID}",
        ),
        "deviation_bands_2026-11-24.csv": (
            "band,low,high,jurisdiction,edition,source,valid_from,confirmed,note",
            f"near,-1,1,{SAID}",
        ),
        "doses_2026-11-24.csv": (f"{HEAD},exposure_index,target_exposure_index", *rows, high, late),
    }
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcomes = load_files([folder / name for name in files], line_to(made.database, now=made.now))
    assert [outcome.outcome for outcome in outcomes] == ["loaded"] * len(files)
    with made.database.write() as connection:
        connection.execute(
            insert(annotation).values(
                happened_on=(made.now - timedelta(days=10)).date(), words="new grid in use", room="Room 3",
                exam_type="", written_at=made.now.replace(tzinfo=None), actor="ada",
            )
        )  # fmt: skip
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def physicist(hospital: Hospital) -> Visitor:
    return hospital.as_role("physicist")


def test_one_exam_type_has_its_year_before_its_rooms_and_what_happened(physicist: Visitor) -> None:
    said = together(physicist.page("/dose", "?view=type&type=Lumbar+spine"))
    # November: 40 of 1.2 and 26 of 3.0 or more, the middle is 1.2; a year before all had 1.0.
    assert "Lumbar spine LAT: median 1.20 Gy·cm² in Nov 2026, +20 % against the year before" in said
    # Its middle half is 1.2 to 3.0: on its upper bound, and so within.
    assert "No room is out of line" in said
    assert "3.00 Gy·cm², +150 % against all, n = 26, Nov 2026" in said
    assert "Only one protocol: L SPINE LAT" in said
    assert "new grid in use" in said
    assert "ada, 2026-11-24" in said
    assert "No reference level on file for it." in said
    drawn = together(physicist.page("/dose", "?view=type&type=Lumbar+spine&show=distribution"))
    assert "half of the doses lie between" in drawn
    few = "?view=type&type=Lumbar+spine&from=2026-11-20&to=2026-11-20&room=Room+3&show=distribution"
    assert "under 20 it would show single patients" in together(physicist.page("/dose", few))


def test_indices_stand_against_the_band_that_is_on_file_and_are_no_dose(physicist: Visitor) -> None:
    said = together(physicist.page("/dose", "?view=index"))
    # 10 log10(800 / 400) is 3.0.
    assert "Room 3 lies furthest off: mean DI +3.0" in said
    assert "Outside ±1" in said
    assert "It says nothing of the patient's dose, and is none." in said
    assert "Unconfirmed" in said


def test_an_outlier_is_closed_by_those_alone_who_may_and_others_see_how_many(hospital: Hospital) -> None:
    may = {
        "rso": (True, True),
        "physicist": (True, True),
        "manager": (True, False),
        "technologist": (False, False),
    }
    for role, (sees, closes) in may.items():
        visitor = hospital.as_role(role)
        said = together(visitor.page("/dose", "?view=outliers"))
        assert "One exam waits for an explanation" in said
        assert "One exam waits that was found late" in said
        assert [dose in said for dose in ("9.90", "8.80")] == [sees, sees]
        # Who may close one may look up which exam it is, and nobody else.
        assert ("Show number" in said) is closes
        response = open_page(hospital.app, visitor.client, "/dose", "?view=outliers")
        found = links(response.get_json()["response"]["_pages_content"]["children"])
        assert any("of=" in link for link in found) is closes
    # Of an exam type that has none there is nothing to count by room.
    assert "No dose waits for an explanation" in together(
        hospital.as_role("rso").page("/dose", "?view=outliers&group=CT")
    )
    # A form that was opened by a link is there for nobody else.
    forged = together(hospital.as_role("manager").page("/dose", "?view=outliers&of=1"))
    assert "Close it" not in forged


def take(visitor: Visitor, name: str, kind: str, search: str = "") -> str | None:
    chosen = {"kind": kind, "name": name, "type": "dose-take"}
    body = {
        "output": "dose-download.data",
        "outputs": {"id": "dose-download", "property": "data"},
        "inputs": [[{"id": chosen, "property": "n_clicks", "value": 1}]],
        "state": [{"id": "dose-address", "property": "search", "value": search}],
        "changedPropIds": [f'{{"kind":"{kind}","name":"{name}","type":"dose-take"}}.n_clicks'],
    }
    response = send(visitor.client, body)
    assert response.status_code in (200, 204), response.text
    if response.status_code == 204:
        return None
    return base64.b64decode(response.get_json()["response"]["dose-download"]["data"]["content"]).decode(
        "latin-1"
    )


def test_every_tile_goes_along_and_rows_only_with_those_who_may(
    hospital: Hospital, physicist: Visitor
) -> None:
    technologist = hospital.as_role("technologist")
    search = f"?view=rows&of={CHART}|month|2026-11"
    for name in _FRAMES:
        made = take(physicist, name, "csv", search if name == "rows" else "")
        assert made is not None, name
        assert (take(technologist, name, "csv", search) is None) is (name in ROWS), name
        # No key of a patient, study or exam leaves with a table.
        assert "_key" not in made.splitlines()[0], name
    assert (take(physicist, "levels", "xlsx") or "")[:2] == "PK"
    assert take(physicist, "levels", "exe") is None
    assert take(physicist, "no such tile", "csv") is None
    with hospital.database.read() as connection:
        events = select(audit_event.c.object_id).where(audit_event.c.action == "export")
        assert set(connection.scalars(events)) >= {f"dose-{name}" for name in _FRAMES}


def test_a_point_leads_to_its_rows_for_those_who_may(hospital: Hospital, physicist: Visitor) -> None:
    of = f"{CHART}|room|2026-11|Room 3"
    said = together(physicist.page("/dose", f"?view=rows&of={of}"))
    assert "Lumbar spine LAT, Nov 2026, Room 3: 26 exposures" in said
    refused = together(hospital.as_role("technologist").page("/dose", f"?view=rows&of={of}"))
    assert "26 exposures" not in refused
    rows = take(physicist, "rows", "csv", f"?view=rows&of={of}") or ""
    assert len(rows.splitlines()) == 27
    assert "No such rows" in together(physicist.page("/dose", "?view=rows&of=nothing"))


def test_a_click_leads_to_rows_or_narrows_the_page_and_each_figure_has_an_id_of_its_own(
    hospital: Hospital, physicist: Visitor
) -> None:
    def led(visitor: Visitor, kind: str, told: Any) -> str | None:
        figure = f'{{"kind":"{kind}","type":"dose-figure-of"}}'
        body = {
            "output": next(name for name in hospital.app.callback_map if name.startswith("dose-address.search@")),
            "outputs": {"id": "dose-address", "property": "search"},
            "inputs": [[{"id": json.loads(figure), "property": "clickData",
                         "value": {"points": [{"customdata": told}]}}]],
            "state": [{"id": "dose-address", "property": "search", "value": "?view=complete&show=note"}],
            "changedPropIds": [f"{figure}.clickData"],
        }  # fmt: skip
        body["outputs"]["property"] = body["output"].partition(".")[2]
        response = send(visitor.client, body)
        if response.status_code != 200:
            return None
        return str(next(iter(response.get_json()["response"]["dose-address"].values())))

    assert led(physicist, "month", [None, "a|b"]) == "?view=rows&of=a%7Cb"
    assert led(physicist, "outlier-rooms", ["", "Room 3"]) == "?view=complete&room=Room+3"
    narrowed = "?view=complete&room=Room+3&from=2026-02-01&to=2026-02-28"
    assert led(physicist, "lacking", ["", "Room 3|2026-02"]) == narrowed
    assert led(physicist, "month", ["", ""]) is None
    assert led(hospital.as_role("technologist"), "month", [None, "a|b"]) is None
    for view in VIEWS:
        found = ids(open_page(hospital.app, physicist.client, "/dose", f"?view={view}").get_json())
        assert len(found) == len(set(found)), view
        if view in ("", "type", "complete", "outliers"):
            assert any("dose-figure-of" in one for one in found) is (view != "complete"), view


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_says_so_where_nothing_fits(physicist: Visitor, view: str) -> None:
    empty = f"?from=2019-01-01&to=2019-02-10&view={view}"
    said: Any = texts(physicist.page("/dose", empty))
    assert any(
        words in together(said) for words in ("fits these filters", "has told of no exam", "waits for an")
    )
