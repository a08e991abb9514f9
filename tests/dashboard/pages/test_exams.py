"""The exams page: what it says of the hundred exams of the ward, in which filter, to whom, and what it says without."""

import csv
import io
import zipfile
from base64 import b64decode
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from dashboard.blocks.ranked_bars import _floors
from dashboard.blocks.served_grid import PORTION, wanted_rows
from dashboard.blocks.trend import Line
from dashboard.downloads import as_xlsx
from dashboard.pages.exams import drill
from dashboard.pages.exams.question import FILTERS, understood
from dashboard.pages.exams.rejects import _months_finding
from dashboard.pages.exams.taken import _FRAMES
from dashboard.pages.exams.turnaround import _verdict
from db.schema.accounts import audit_event
from db.settings import read_settings
from tests.conftest import TEST_ENVIRONMENT
from tests.dashboard.blocks.looking import text
from tests.dashboard.pages.hospital import Hospital, Visitor, ids, texts, together
from tests.dashboard.signing_in import open_page, send
from tests.db.exam_ward import load_ward
from tests.servers.databases import DatabaseMaker

YEAR = "from=2026-01-01&to=2026-11-24"
READERS = ("manager", "physicist", "technologist")


@pytest.fixture(scope="module")
def hospital(
    make_module_database: DatabaseMaker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hospital]:
    """The ward, which all tests of this module only read."""
    folder = tmp_path_factory.mktemp("ward")
    variables = {
        **TEST_ENVIRONMENT,
        "DATABASE_URL": make_module_database("sqlite"),
        "RADOPS_VAR": str(folder),
    }
    made = Hospital(read_settings(variables), folder)
    load_ward(made.database, folder)
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def manager(hospital: Hospital) -> Visitor:
    return hospital.as_role("manager")


def said(visitor: Visitor, view: str, more: str = "") -> str:
    asked = "&".join(part for part in (f"view={view}" if view else "", YEAR, more) if part)
    return together(visitor.page("/exams", f"?{asked}"))


# --- what the views say --------------------------------------------------------------------------------------------


def test_volumes_count_what_was_done_and_each_share_has_its_number(manager: Visitor) -> None:
    words = said(manager, "")
    assert "Exams done 96" in words
    assert "Portable 10 %  10 exams" in words
    assert "Trauma 4 %  4 exams" in words
    assert "DX has 73 % of the exams" in words
    assert "Iohexol 350 was used most: 3 exams of 5" in words
    assert "Busiest on Sundays at 00:00" in words


def test_what_no_word_tells_is_not_called_zero(manager: Visitor) -> None:
    assert "Trauma none found  0 exams" in said(manager, "", "room=Room+2")


def test_turnaround_gives_median_ninetieth_n_and_the_definition_of_each_step(manager: Visitor) -> None:
    words = said(manager, "turnaround")
    assert "Order to begin: half within 20 min, nine in ten within 30 min" in words
    assert "Left out, of 96 exams: 3 negative, 2 over 7 days, 5 with a time missing." in words
    assert "Definition: from the begin to the end of the exam." in words
    assert "values of Order to begin that are left out" not in words
    assert "10 targets in force" not in words
    assert "12 targets in force, 12 of them confirmed by nobody yet" in words


def test_rooms_tell_how_busy_they_are_and_how_long_a_change_takes(manager: Visitor) -> None:
    words = said(manager, "rooms")
    assert "Room 1 is busiest: an exam goes on 69 % of the time" in words
    assert "Mobile 1 changes slowest: half of its changes take 50 min" in words


def test_rejects_have_their_interval_their_levels_and_no_rate_of_few(manager: Visitor) -> None:
    words = said(manager, "rejects")
    assert "The reject rate is over its target of 8 %" in words
    assert "n = 125" in words
    assert "42 % of the rejects: positioning" in words
    assert "words not mapped" in words
    assert "no reason given" in words
    assert "1 room with fewer than 30 exposures" in words
    assert "a repeat is no reject" in words


def test_levels_for_adults_are_never_put_to_children(manager: Visitor) -> None:
    assert "Levels are those for adults." in said(manager, "rejects")
    assert "Levels are those for children." in said(manager, "rejects", "age=5+to+9")


def test_a_filter_without_exams_says_so_and_leads_back(manager: Visitor) -> None:
    words = together(manager.page("/exams", "?from=2026-07-01&to=2026-07-02&view=turnaround"))
    assert "No exam fits these filters" in words
    assert "Reset filters" in words


def test_a_time_of_less_than_a_week_is_drawn_without_the_days_that_it_lacks(manager: Visitor) -> None:
    shown = together(manager.page("/exams", "?from=2026-10-31&to=2026-11-01"))
    assert "Busiest on" in shown


def test_nothing_received_says_what_is_missing(sqlite_url: str, tmp_path: Path) -> None:
    variables = {**TEST_ENVIRONMENT, "DATABASE_URL": sqlite_url, "RADOPS_VAR": str(tmp_path)}
    empty = Hospital(read_settings(variables), tmp_path)
    words = together(empty.as_role("manager").page("/exams"))
    assert "No exam has been done yet, as far as anybody told" in words
    assert "Export the exams with their times" in words
    empty.database.close()


def test_when_the_database_fails_the_old_picture_stays(hospital: Hospital, manager: Visitor) -> None:
    hospital.break_table("month_column")
    try:
        assert "The exams page could not be loaded" in together(manager.page("/exams"))
        answer = manager.shown("exams-body", *[None] * len(FILTERS), "", 1)
    finally:
        hospital.mend_table("month_column")
    assert set(answer) == {"exams-notice"}
    assert "could not be renewed at 12:00" in together(texts(answer["exams-notice"]["children"]))


# --- filters and the address ---------------------------------------------------------------------------------------


def test_a_filter_stands_in_the_address_and_the_address_brings_it_back(manager: Visitor) -> None:
    answer = manager.shown(
        "exams-body", "2026-01-01", "2026-11-24", "Room 5", "*", "*", "*", "?view=rooms", 0
    )
    search = answer["exams-address"]["search"]
    assert search == "?view=rooms&from=2026-01-01&to=2026-11-24&room=Room+5"
    assert answer["exams-reset"]["hidden"] is False
    words = together(manager.page("/exams", search))
    assert "Room 5" in words
    assert "Mobile 1 changes slowest" not in words


@pytest.mark.parametrize("nonsense", ["", "*", "Room 99", "1; DROP TABLE exam", "\u0663", "0000-00-00"])
def test_what_is_not_on_offer_means_all(nonsense: str) -> None:
    default = (date(2026, 8, 25), date(2026, 11, 24))
    wanted = dict.fromkeys((*FILTERS, "view"), nonsense)
    question = understood(wanted, default, {"room": ["Room 1"], "type": [], "class": []})
    assert question.search == ""
    assert not any(question.away())


def test_an_end_before_its_start_is_no_period() -> None:
    default = (date(2026, 8, 25), date(2026, 11, 24))
    wanted = {"from": "2026-10-02", "to": "2026-10-01"}
    assert understood(wanted, default, {"room": [], "type": [], "class": []}).selection.start == default[0]


# --- rows, for those who may ---------------------------------------------------------------------------------------


def rows_of(visitor: Visitor, search: str, **request: Any) -> dict[str, Any]:
    body = {
        "output": "exams-rows-grid.getRowsResponse",
        "outputs": {"id": "exams-rows-grid", "property": "getRowsResponse"},
        "inputs": [
            {
                "id": "exams-rows-grid",
                "property": "getRowsRequest",
                "value": {"startRow": 0, "endRow": 100, "sortModel": [], **request},
            }
        ],
        "state": [{"id": "exams-address", "property": "search", "value": search}],
        "changedPropIds": ["exams-rows-grid.getRowsRequest"],
    }
    response = send(visitor.client, body)
    if response.status_code != 200:
        return {"status": response.status_code, "text": response.text}
    found: dict[str, Any] = response.get_json()["response"]["exams-rows-grid"]["getRowsResponse"]
    return found


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ("rows=room&of=Room+5", 20),
        ("rows=group&of=priority%3Dstat", 20),
        ("rows=left&of=order_to_begin", 5),
        ("rows=cell&of=0-8", 4),
        ("rows=reason&of=Positioning", 5),
        ("rows=reject-room&of=Room+2", 4),
        ("rows=reject-month&of=2026-03-01", 5),
        ("rows=contrast_agent&of=Iohexol+350", 3),
        ("rows=nonsense&of=x", 96),
    ],
)
def test_a_bar_leads_to_as_many_rows_as_it_is_high(manager: Visitor, asked: str, total: int) -> None:
    found = rows_of(manager, f"?view=rows&{YEAR}&{asked}")
    assert found["rowCount"] == total
    assert len(found["rowData"]) == min(total, PORTION)


def test_rows_hold_no_identity(manager: Visitor) -> None:
    rows = rows_of(manager, f"?view=rows&{YEAR}")["rowData"]
    shown = " ".join(str(value) for row in rows for value in row.values())
    for private in ("A01", "Ada", "Elin", "1986-01-01"):
        assert private not in shown


def test_the_server_sorts_all_rows_and_unknown_stands_last(manager: Visitor) -> None:
    for direction, first in (("desc", 11540), ("asc", -10)):
        rows = rows_of(manager, f"?view=rows&{YEAR}", sortModel=[{"colId": "begin", "sort": direction}])[
            "rowData"
        ]
        begins = [row["begin"] for row in rows]
        assert begins[0] == pytest.approx(first)
        assert begins[-1] is None


@pytest.mark.parametrize(
    "request_", [None, [], {"startRow": -1}, {"startRow": "x", "sortModel": [3]}, {"sortModel": 5}]
)
def test_whatever_is_asked_is_one_bounded_portion(request_: Any) -> None:
    assert wanted_rows(request_)[:2] == (0, PORTION)


@pytest.mark.parametrize("view", ["", "turnaround", "rooms", "rejects"])
def test_each_figure_has_an_id_of_its_own(hospital: Hospital, manager: Visitor, view: str) -> None:
    # Of two with one id Dash hears neither.
    found = ids(open_page(hospital.app, manager.client, "/exams", f"?view={view}&{YEAR}").get_json())
    assert any("exams-figure" in one for one in found)
    assert len(found) == len(set(found))


def test_a_technologist_sees_figures_and_no_rows(hospital: Hospital) -> None:
    technologist = hospital.as_role("technologist")
    assert "Exams done 96" in said(technologist, "")
    assert "Rows are shown to those whose role may read them." in said(technologist, "rows")
    assert rows_of(technologist, f"?view=rows&{YEAR}")["status"] == 403
    assert "rows=room" not in "".join(technologist.links("/exams"))


@pytest.mark.parametrize("role", ["clerk", "coordinator", "intern", "admin", "rso"])
def test_these_roles_do_not_see_the_page(hospital: Hospital, role: str) -> None:
    assert hospital.as_role(role).status("/exams") == 403


# --- what is taken along -------------------------------------------------------------------------------------------


def take(visitor: Visitor, name: str, kind: str, search: str) -> dict[str, Any] | None:
    chosen = {"kind": kind, "name": name, "type": "exams-take"}
    body = {
        "output": "exams-download.data",
        "outputs": {"id": "exams-download", "property": "data"},
        "inputs": [[{"id": chosen, "property": "n_clicks", "value": 1}]],
        "state": [{"id": "exams-address", "property": "search", "value": search}],
        "changedPropIds": [f'{{"kind":"{kind}","name":"{name}","type":"exams-take"}}.n_clicks'],
    }
    response = send(visitor.client, body)
    assert response.status_code in (200, 204), response.text
    if response.status_code == 204:
        return None
    found: dict[str, Any] = response.get_json()["response"]["exams-download"]["data"]
    return found


def cells(workbook: bytes) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()


def formulas(workbook: bytes) -> bool:
    """Whether any part of the file holds a formula or a link, which a reader of values alone would not show."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        return any(
            mark in parts.read(name) for name in parts.namelist() for mark in (b"<f>", b"<f ", b"<hyperlink")
        )


def test_each_tile_is_taken_along_as_csv_and_an_audit_event_says_so(
    hospital: Hospital, manager: Visitor
) -> None:
    made = take(manager, "room", "csv", f"?{YEAR}")
    assert made is not None
    assert made["filename"] == "radops-exams-room-2026-11-24.csv"
    rows = list(csv.DictReader(io.StringIO(b64decode(made["content"]).decode())))
    assert {row["name"]: int(row["n"]) for row in rows}["Room 1"] == 30
    with hospital.database.read() as connection:
        noted = connection.execute(
            select(audit_event.c.object_id).where(audit_event.c.action == "export")
        ).scalars()
        assert "exams-room" in set(noted)


@pytest.mark.parametrize("name", sorted(_FRAMES))
def test_no_tile_fails_to_be_taken_along(manager: Visitor, name: str) -> None:
    made = take(manager, name, "xlsx", f"?{YEAR}")
    assert made is not None
    workbook = b64decode(made["content"])
    (head, *_) = cells(workbook)
    assert len(head) >= 2
    assert not formulas(workbook)


def test_a_file_holds_all_rows_of_the_list_or_its_tile_says_how_many(
    manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = f"?view=rows&{YEAR}"

    def rows() -> int:
        made = take(manager, "rows", "csv", search)
        assert made is not None
        return len(list(csv.DictReader(io.StringIO(b64decode(made["content"]).decode()))))

    monkeypatch.setattr(drill, "_READ_AT_ONCE", 7)
    assert rows() == 96
    assert "A file holds" not in together(manager.page("/exams", search))
    monkeypatch.setattr(drill, "MOST_TAKEN", 90)
    assert rows() == 90
    assert "A file holds the newest 90 of them." in together(manager.page("/exams", search))


def test_who_may_not_see_rows_takes_none(hospital: Hospital) -> None:
    technologist = hospital.as_role("technologist")
    assert take(technologist, "rows", "csv", f"?view=rows&{YEAR}") is None
    assert take(technologist, "room", "csv", f"?{YEAR}") is not None


@pytest.mark.parametrize(
    "sign", ["=1+1", "+1", "-1+2", "@SUM(1)", "\t=1", "\r=1", "\uff1d1", '=HYPERLINK("http://a")']
)
def test_no_text_becomes_a_formula_and_numbers_stay_numbers(sign: str) -> None:
    made = as_xlsx(pd.DataFrame({"name": [sign], "n": [-3]}), "x")
    assert cells(made)[1] == [sign, -3]
    assert not formulas(made)


# --- verdicts and words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("within", "n", "wanted", "verdict"),
    [
        (0.90, 100, [90.0], "On target"),
        (0.89, 100, [90.0], "Below target"),
        (0.89, 100, [80.0, 90.0], "Mixed targets"),
        (0.79, 100, [80.0, 90.0], "Below target"),
        (1.00, 29, [90.0], "n = 29"),
        (1.00, 0, [], "No target"),
    ],
)
def test_a_verdict_needs_thirty_and_one_wanted_share(
    within: float, n: int, wanted: Sequence[float], verdict: str
) -> None:
    targets: list[tuple[float, float | None]] = [(60.0, share) for share in wanted]
    assert verdict in text(_verdict({"share_within": within, "with_target": n}, targets))


@pytest.mark.parametrize(
    ("signals", "words"),
    [
        (["", ""], "No month is out of the ordinary"),
        (["high", ""], "Feb: higher than chance explains"),
        (["", "low"], "Mar: lower than chance explains"),
        (["low", "high"], "Mar: higher than chance explains; Feb: lower than chance explains"),
    ],
)
def test_a_month_that_is_out_of_line_is_named_with_its_direction(signals: list[str], words: str) -> None:
    class Shown:
        today = date(2026, 11, 24)

    months = pd.DataFrame({"month": pd.to_datetime(["2026-02-01", "2026-03-01"]), "signal": signals})
    assert _months_finding(months, Shown()) == words  # type: ignore[arg-type]


def test_labels_of_near_levels_stand_above_each_other() -> None:
    lines = [
        Line(8, "Target 8 %", "target"),
        Line(10, "Action 10 %", "action"),
        Line(0.5, "Too low", "warn"),
    ]
    assert _floors(lines, 12.7) == [0, 1, 0]
